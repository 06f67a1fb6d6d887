import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CodeLens } from 'vscode-languageserver-types';
import { codeLensesOf } from '../../server/src/features/codeLens.ts';
import { type ClientCommands, extensionCommands, plainCommands } from '../../server/src/features/context.ts';
import { english } from '../../server/src/localisation.ts';
import { createWorkspaceIndex } from '../../server/src/model/workspaceIndex.ts';
import { createLineIndex } from '../../server/src/syntax/lineIndex.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { type Followed, follow } from '../cluster/live/follow.ts';
import { externalSecret, failed, fakeStore, storeStatus, synced } from '../cluster/live/objects.ts';
import { refused } from '../support/memoryCluster.ts';

// The manual clock begins at 2023-11-14T22:13:20Z.
const fourMinutesAgo = '2023-11-14T22:09:00Z';
const uri = 'file:///w/db.yaml';

const manifest = `# The credentials of the shop.
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
  namespace: default
spec:
  refreshInterval: 1h
  secretStoreRef:
    name: vault
  data:
    - secretKey: password
      remoteRef: {key: prod/db, property: password}
`;

interface Editor {
  readonly commands?: ClientCommands;
  /** Other files of the workspace. */
  readonly files?: Readonly<Record<string, string>>;
}

function lenses(
  { live, clock }: Pick<Followed, 'live' | 'clock'>,
  text = manifest,
  { commands = extensionCommands, files = {} }: Editor = {},
) {
  const index = createWorkspaceIndex();
  for (const [other, content] of Object.entries(files)) index.update(other, parseManifestFile(content));
  const file = parseManifestFile(text);
  index.update(uri, file);
  const client = { snippets: true, insertsAsIs: true, markdown: true, commands };
  return codeLensesOf({ uri, file, index, clock, client, l10n: english, live, lines: createLineIndex(text) });
}

function titles(found: readonly CodeLens[]): readonly string[] {
  return found.map(({ command }) => command?.title ?? '');
}

/** The lenses of the manifest, where the cluster has its object with this status, and other fields in its spec. */
async function titlesFor(status: JsonObject | undefined, spec: JsonObject = {}, text = manifest): Promise<readonly string[]> {
  const object = externalSecret('default', 'db', { spec, ...(status === undefined ? {} : { status }) });
  return titles(lenses(await follow({ objects: [object] }), text));
}

describe('lenses above a resource', () => {
  it('say how it stands in the cluster, and offer to force-sync and apply it', async () => {
    assert.deepEqual(await titlesFor(synced(fourMinutesAgo)), [
      '$(check) Synced 4 min ago · next in 55 min',
      'Force Sync',
      'Apply',
    ]);
    assert.deepEqual(await titlesFor(failed()), ['$(error) Could not get secret data from provider', 'Force Sync', 'Apply']);
    assert.deepEqual(await titlesFor(undefined), ['$(sync) Waiting for the operator', 'Force Sync', 'Apply']);
    const onChange = manifest.replace('refreshInterval: 1h', 'refreshPolicy: OnChange');
    assert.equal(
      (await titlesFor(synced(fourMinutesAgo), { refreshPolicy: 'OnChange' }, onChange))[0],
      '$(check) Synced 4 min ago',
    );
    assert.equal((await titlesFor(synced('2023-11-14T20:00:00Z')))[0], '$(check) Synced 2 hours ago · next is due');
    assert.equal((await titlesFor(synced('2023-11-14T21:14:00Z')))[0], '$(check) Synced 59 min ago · next within a minute');
    assert.match(
      (await titlesFor(synced('2023-11-14T22:20:00Z')))[0] ?? '',
      /Synced just now/,
      'the clock of the cluster is ahead',
    );
  });

  it('say that the manifest differs from the cluster, and lead to the difference', async () => {
    const found = lenses(
      await follow({
        objects: [externalSecret('default', 'db', { spec: { refreshInterval: '9h' }, status: synced(fourMinutesAgo) })],
      }),
    );
    assert.equal(found[0]?.command?.title, '$(warning) Synced 4 min ago · differs from the cluster');
    assert.equal(found[0]?.command?.command, 'externalSecrets.diffWithCluster');
    assert.match(found[0]?.command?.tooltip ?? '', /Differs at: spec\.refreshInterval$/);
  });

  it('carry what the commands need', async () => {
    const [state, sync, apply] = lenses(
      await follow({ objects: [externalSecret('default', 'db', { status: synced(fourMinutesAgo) })] }),
    );
    const address = { kind: 'ExternalSecret', name: 'db', namespace: 'default' };
    assert.deepEqual([state?.command?.command, state?.command?.arguments], ['externalSecrets.showResource', [address]]);
    assert.deepEqual(
      [sync?.command?.command, sync?.command?.arguments],
      ['externalSecrets.forceSync', [{ resources: [address] }]],
    );
    const range = { start: { line: 1, character: 0 }, end: { line: 12, character: 51 } };
    assert.deepEqual([apply?.command?.command, apply?.command?.arguments], ['externalSecrets.apply', [{ uris: [uri], range }]]);
    assert.deepEqual(
      state?.range,
      { start: { line: 1, character: 0 }, end: { line: 1, character: 34 } },
      'the first line of content',
    );
  });

  it('have the names of the server for editors without our extension, and no icons', async () => {
    const followed = await follow({ objects: [externalSecret('default', 'db', { status: synced(fourMinutesAgo) })] });
    const found = lenses(followed, manifest, { commands: plainCommands });
    assert.deepEqual(titles(found), ['Synced 4 min ago · next in 55 min', 'Force Sync', 'Apply']);
    assert.deepEqual(
      found.map(({ command }) => command?.command),
      ['externalSecrets.server.waitUntilReady', 'externalSecrets.server.forceSync', 'externalSecrets.server.apply'],
    );
  });

  it('only offer to apply what is not in the cluster, is not followed, or is in no known namespace', async () => {
    assert.deepEqual(titles(lenses(await follow())), ['Apply']);
    const generator =
      'apiVersion: generators.external-secrets.io/v1alpha1\nkind: Password\nmetadata: {name: p, namespace: a}\nspec: {}\n';
    assert.deepEqual(titles(lenses(await follow(), generator)), ['Apply']);
    const objects = [externalSecret('team', 'db', { status: synced(fourMinutesAgo) })];
    const text = manifest.replace('  namespace: default\n', '');
    assert.deepEqual(titles(lenses(await follow({ objects }), text)), ['Apply']);
    const here = await follow({ objects, context: { namespace: 'team' } });
    assert.match(titles(lenses(here, text))[0] ?? '', /^\$\(check\) Synced/);
  });

  it('are none without a cluster, without the operator, or while nothing is known yet', async () => {
    const none = await follow({ types: [] });
    assert.deepEqual(lenses(none), []);
    assert.deepEqual(lenses({ ...none, live: undefined as never }), []);
  });

  it("are none for what is not ESO's", async () => {
    assert.deepEqual(lenses(await follow(), 'apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: default}\n'), []);
  });

  it('cannot force-sync a store, and say whether it is valid', async () => {
    const text = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: vault, namespace: default}
spec: {provider: {fake: {data: [{key: prod/db, value: hunter2-canary}]}}}
---
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: shared}
spec: {provider: {fake: {data: [{key: prod/db, value: changed}]}}}
`;
    const found = lenses(
      await follow({ objects: [fakeStore('default', 'vault'), fakeStore(undefined, 'shared', storeStatus(false))] }),
      text,
    );
    assert.deepEqual(titles(found), [
      '$(check) Valid',
      'Apply',
      '$(error) Unable to validate store · differs from the cluster',
      'Apply',
    ]);
    assert.match(found[2]?.command?.tooltip ?? '', /spec\.provider\.fake\.data\[0\]\.value/);
    assert.doesNotMatch(JSON.stringify(found), /canary|changed/);
  });

  it('say nothing of differences where templates or Kustomize have the last word', async () => {
    const helm = manifest.replace('refreshInterval: 1h', 'refreshInterval: {{ .Values.interval }}');
    assert.equal((await titlesFor(synced(fourMinutesAgo), {}, helm))[0], '$(check) Synced 4 min ago · next in 55 min');
    const choice = manifest.replace('  refreshInterval: 1h\n', '{{- if .Values.once }}\n  refreshInterval: 9h\n{{- end }}\n');
    assert.equal((await titlesFor(synced(fourMinutesAgo), {}, choice))[0], '$(check) Synced 4 min ago · next in 55 min');
    const flux = manifest.replace('refreshInterval: 1h', 'refreshInterval: ${INTERVAL}');
    assert.equal((await titlesFor(synced(fourMinutesAgo), {}, flux))[0], '$(check) Synced 4 min ago · next in 55 min');
    const followed = await follow({
      objects: [externalSecret('default', 'db', { spec: { refreshInterval: '9h' }, status: synced(fourMinutesAgo) })],
    });
    const files = { 'file:///w/kustomization.yaml': 'kind: Kustomization\npatches:\n  - path: db.yaml\n' };
    assert.deepEqual(titles(lenses(followed, manifest, { files })), [
      '$(check) Synced 4 min ago · next in 8 hours',
      'Force Sync',
    ]);
    assert.deepEqual(await titlesFor(synced(fourMinutesAgo), {}, manifest.replace('name: db', 'name: {{ .Release.Name }}')), [
      'Apply',
    ]);
  });

  it('keep what they know while the cluster is away', async () => {
    const followed = await follow({ objects: [externalSecret('default', 'db', { status: synced(fourMinutesAgo) })] });
    followed.cluster.interrupt(refused(500, 'InternalError', 'etcd is away'));
    await followed.cluster.settled();
    assert.equal(titles(lenses(followed))[0], '$(debug-disconnect) Synced 4 min ago · next in 55 min · as last seen');
    assert.deepEqual(titles(lenses(followed, manifest.replace('name: db', 'name: other'))), ['Apply']);
  });

  it('offer the preview where a template makes the Secret, also without a cluster, and are never more than three', async () => {
    const template = manifest.replace('spec:\n', 'spec:\n  target: {template: {data: {a: x}}}\n');
    const alone = lenses({ ...(await follow()), live: undefined as never }, template);
    assert.deepEqual(titles(alone), ['Preview Secret']);
    assert.deepEqual(alone[0]?.command?.arguments, [{ uri, line: 1, character: 0 }]);
    assert.deepEqual(titles(lenses(await follow(), template)), ['Apply', 'Preview Secret']);
    const spec = { target: { template: { data: { a: 'x' } } } };
    assert.deepEqual((await titlesFor(synced(fourMinutesAgo), spec, template)).slice(1), ['Force Sync', 'Preview Secret']);
    const other = { target: { template: { data: { a: 'y' } } } };
    assert.deepEqual((await titlesFor(synced(fourMinutesAgo), other, template)).slice(1), ['Force Sync', 'Apply']);
    const helm = template.replace('{a: x}', '{a: x, b: {{ .Values.b }}}');
    assert.deepEqual(titles(lenses({ ...(await follow()), live: undefined as never }, helm)), []);
    const escaped = helm.replace('a: x', 'a: "{{ `{{ .x }}` }}"');
    assert.deepEqual(titles(lenses({ ...(await follow()), live: undefined as never }, escaped)), ['Preview Secret']);
  });
});
