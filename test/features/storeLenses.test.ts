import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CodeLens } from 'vscode-languageserver-types';
import { readBundle } from '../../scripts/l10n.ts';
import { extensionCommands, plainCommands } from '../../server/src/features/context.ts';
import { storeLenses, usersWanted, withUsers } from '../../server/src/features/storeLenses.ts';
import { localisation } from '../../server/src/localisation.ts';
import { createLineIndex } from '../../server/src/syntax/lineIndex.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { awsStore, createLab, externalSecret, type LabOptions } from './lab.ts';

const uri = 'file:///w/store.yaml';
const never = { access: 'never', confirmedStores: [], readValues: false } as const;

interface Options extends LabOptions {
  readonly text?: string;
  readonly consentsKnown?: boolean;
}

/** The lenses of a file with stores, those that are worked out when they are seen included. */
async function lenses({
  text = awsStore,
  consentsKnown = true,
  files = {},
  ...options
}: Options = {}): Promise<readonly CodeLens[]> {
  const lab = createLab({ consent: undefined as never, ...options, files: { [uri]: text, ...files } });
  const file = parseManifestFile(text);
  lab.context.index.update(uri, file);
  const lines = createLineIndex(text);
  const found = await storeLenses({ ...lab.context, uri, file, lines, consentsKnown });
  assert.deepEqual([lab.host.vault.calls, lab.host.questions], [[], []], 'nothing is asked');
  return found.map((lens) => {
    const wanted = usersWanted(lens);
    return wanted === undefined
      ? lens
      : withUsers(lens, { ...lab.context, uri, file, lines, offset: lines.offsetAt(wanted.position) });
  });
}

const titles = (found: readonly CodeLens[]) => found.map(({ command }) => command?.title);

describe('lenses above a store', () => {
  it('offer to connect it, with the service that it is at, where nobody was asked yet', async () => {
    const [connect] = await lenses();
    assert.equal(connect?.command?.title, '$(plug) Connect to AWS Secrets Manager…');
    assert.equal(connect.command.command, 'externalSecrets.connectStore');
    assert.deepEqual(connect.command.arguments, [{ kind: 'SecretStore', name: 'aws-secretsmanager', namespace: 'default', uri }]);
    assert.deepEqual(connect.range.start, { line: 0, character: 0 });
    const other = await lenses({ client: { commands: plainCommands } });
    assert.deepEqual(titles(other), ['Connect to AWS Secrets Manager…'], 'no icons, and nothing that it could not do');
    assert.equal(other[0]?.command?.command, 'externalSecrets.server.connectStore');
  });

  it('do not offer it where it is connected, was refused, may not be, needs no vault, or is not whole', async () => {
    const unused = ['Not used in this workspace'];
    assert.deepEqual(titles(await lenses({ consent: { ...never, access: 'allow' } })), unused);
    assert.deepEqual(titles(await lenses({ consent: never })), unused);
    assert.deepEqual(titles(await lenses({ trusted: false })), unused);
    assert.deepEqual(titles(await lenses({ consentsKnown: false })), unused, 'what was agreed to is not read yet');
    const fake = awsStore.replace(/ {4}aws:[\s\S]*/, '    fake: {data: []}\n');
    assert.deepEqual(titles(await lenses({ text: fake })), unused);
    assert.deepEqual(titles(await lenses({ text: awsStore.replace(/ {2}provider:[\s\S]*/, '') })), []);
    const files = { 'file:///w/kustomization.yaml': 'kind: Kustomization\npatches: [{path: store.yaml}]\n' };
    assert.deepEqual(titles(await lenses({ files })), []);
  });

  it('tell who uses it, wherever that is, and lead there', async () => {
    const user = externalSecret('  data: []\n');
    const push = `apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata: {name: p, namespace: default}
spec: {secretStoreRefs: [{name: aws-secretsmanager}]}
`;
    const cluster = user.replace('    name: aws-secretsmanager', '    name: aws-secretsmanager\n    kind: ClusterSecretStore');
    const files = { 'file:///w/a.yaml': `${user}---\n${user.replace('db-credentials', 'other')}`, 'file:///w/b.yaml': cluster };
    const consent = { ...never, access: 'allow' } as const;
    const [users, ...more] = await lenses({ consent, files });
    assert.deepEqual(more, []);
    assert.equal(users?.command?.title, 'Used by 2 ExternalSecrets');
    assert.equal(users.command.command, 'editor.action.showReferences');
    const [from, position, places] = users.command.arguments ?? [];
    assert.deepEqual([from, position], [uri, { line: 3, character: 8 }]);
    const found = places.map(
      ({ range, uri: of }: { range: { start: { line: number } }; uri: string }) => `${of}:${range.start.line}`,
    );
    assert.deepEqual(found, ['file:///w/a.yaml:7', 'file:///w/a.yaml:17']);
    const mixed = { ...files, 'file:///w/c.yaml': push };
    assert.deepEqual(titles(await lenses({ consent, files: mixed })), ['Used by 2 ExternalSecrets and 1 PushSecret']);
    const twice = externalSecret(
      '  data:\n    - secretKey: a\n      remoteRef: {key: k}\n      sourceRef: {storeRef: {name: aws-secretsmanager}}\n',
    );
    assert.deepEqual(titles(await lenses({ consent, files: { 'file:///w/a.yaml': twice } })), ['Used by 1 ExternalSecret']);
  });

  it('are in the language of the editor', async () => {
    const client = { l10n: localisation(readBundle('de')) };
    const files = { 'file:///w/a.yaml': externalSecret('  data: []\n') };
    const found = titles(await lenses({ client, files }));
    assert.deepEqual(found, ['$(plug) Mit AWS Secrets Manager verbinden…', 'Verwendet von 1 ExternalSecret']);
  });

  it('take a lens of others for what it is', () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    for (const data of [undefined, null, 1, { usersOf: null }, { usersOf: { uri: 1, position: {} } }])
      assert.equal(usersWanted({ range, data }), undefined);
    assert.ok(usersWanted({ range, data: { usersOf: { uri, position: range.start } } }));
    assert.ok(extensionCommands.showReferences);
  });
});
