import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InlayHint, Range } from 'vscode-languageserver-types';
import { readBundle } from '../../../scripts/l10n.ts';
import { neverCancelled } from '../../../server/src/cancellation.ts';
import { createEntryFacts, type EntryFact } from '../../../server/src/features/entryFacts.ts';
import { findFindings } from '../../../server/src/features/findDiagnostics.ts';
import { inlayHints } from '../../../server/src/features/inlayHints/index.ts';
import { vaultFindings } from '../../../server/src/features/vaultDiagnostics.ts';
import { localisation, verbatim } from '../../../server/src/localisation.ts';
import { defaultSettings, type Settings } from '../../../server/src/protocol.ts';
import { createLineIndex } from '../../../server/src/syntax/lineIndex.ts';
import { parseManifestFile } from '../../../server/src/syntax/parse.ts';
import { awsStore, createLab, externalSecret, type Lab, type LabOptions } from '../lab.ts';

interface Shown {
  /** The lines that have hints, with them at their places: `name: vault‹SecretStore›`. */
  readonly lines: readonly string[];
  readonly hints: readonly InlayHint[];
}

interface Options extends LabOptions {
  readonly settings?: Partial<Settings['inlayHints']>;
  readonly range?: Range;
}

const everywhere: Range = { start: { line: 0, character: 0 }, end: { line: 9_999, character: 0 } };

async function shown(
  text: string,
  options: Options = {},
  lab: Lab = createLab(options),
  facts: EntryFact[] = [],
): Promise<Shown> {
  const file = parseManifestFile(text);
  lab.context.index.update(lab.uri, file);
  const entries = createEntryFacts();
  entries.keep(lab.uri, facts);
  const settings = { ...defaultSettings.inlayHints, ...options.settings };
  const context = { ...lab.context, uri: lab.uri, file, lines: createLineIndex(text), entries, settings };
  const hints = await inlayHints(context, options.range ?? everywhere);
  const lines = text.split('\n');
  const marked = new Map<number, string>();
  for (const { label, paddingLeft, position } of [...hints].reverse()) {
    assert.equal(paddingLeft, true);
    const line = marked.get(position.line) ?? lines[position.line] ?? '';
    marked.set(position.line, `${line.slice(0, position.character)}‹${String(label)}›${line.slice(position.character)}`);
  }
  return { lines: [...marked].sort(([a], [b]) => a - b).map(([, line]) => line.trim()), hints };
}

/** The same once the diagnostics have asked the vault, as the diagnoser does it. */
async function shownAsked(text: string, options: Options = {}): Promise<Shown> {
  const lab = createLab(options);
  const facts: EntryFact[] = [];
  for (const { parsed } of parseManifestFile(text).documents)
    for (const resource of parsed.resources) {
      const ask = [lab.context, lab.uri, resource, neverCancelled, (fact: EntryFact) => void facts.push(fact)] as const;
      await vaultFindings(...ask);
      await findFindings(...ask);
    }
  const before = [...lab.host.vault.calls];
  const result = await shown(text, { settings: { storeKind: false, refresh: false, target: false }, ...options }, lab, facts);
  assert.deepEqual(lab.host.vault.calls, before, 'hints ask the vault nothing');
  return result;
}

const tooltips = ({ hints }: Shown) => hints.map(({ tooltip }) => tooltip);

const plain = externalSecret('  data:\n    - secretKey: a\n      remoteRef: {key: k}\n');

describe('the kind of a store', () => {
  const only: Options = { settings: { refresh: false, target: false, entries: false } };

  it('is shown behind a name without one, wherever a store is named', async () => {
    assert.deepEqual((await shown(plain, only)).lines, ['name: aws-secretsmanager‹SecretStore›']);
    const more = externalSecret(
      `  dataFrom:
    - extract: {key: k}
      sourceRef: {storeRef: {name: "a"}}
    - extract: {key: k}
      sourceRef: {storeRef: {name: b, kind: ClusterSecretStore}}
`,
      '    kind: SecretStore\n',
    );
    assert.deepEqual((await shown(more, only)).lines, ['sourceRef: {storeRef: {name: "a"‹SecretStore›}}']);
    const push = `apiVersion: external-secrets.io/v1alpha1
kind: ClusterPushSecret
metadata: {name: p}
spec:
  pushSecretSpec:
    secretStoreRefs:
      - name: a
      - labelSelector: {matchLabels: {team: x}}
    selector: {secret: {name: db}}
`;
    const found = await shown(push, only);
    assert.deepEqual(found.lines, ['- name: a‹SecretStore›']);
    assert.match(String(tooltips(found)[0]), /looks for a SecretStore in each namespace that the object is made in\./);
    assert.match(
      String(tooltips(await shown(plain, only))[0]),
      /^kind is absent, so ESO looks for a SecretStore in the namespace of this ExternalSecret\. For a ClusterSecretStore write kind: ClusterSecretStore\.$/,
    );
  });

  it('is not guessed where templates or Kustomize may say it, nor where the name is not written there', async () => {
    const names = [
      '{{ .Values.store }}',
      '""',
      '{{ .Values.store }}\n    {{- with .Values.kind }}\n    kind: {{ . }}\n    {{- end }}',
    ];
    for (const name of names) assert.deepEqual((await shown(plain.replace('aws-secretsmanager', name), only)).lines, [], name);
    const files = { 'file:///w/app/kustomization.yaml': 'kind: Kustomization\npatches: [{path: db.yaml}]\n' };
    assert.deepEqual((await shown(plain, { ...only, files })).lines, []);
    const base = {
      'file:///w/app/kustomization.yaml': 'kind: Kustomization\nresources: [db.yaml]\npatches: [{path: p.yaml}]\n',
      'file:///w/app/p.yaml': plain,
    };
    assert.deepEqual((await shown(plain, { ...only, files: base })).lines, []);
    const alias = plain
      .replace('secretStoreRef:', 'secretStoreRef: &store')
      .replace('remoteRef: {key: k}', 'remoteRef: {key: k}\n      sourceRef: {storeRef: *store}');
    assert.deepEqual((await shown(alias, only)).lines, ['name: aws-secretsmanager‹SecretStore›']);
  });
});

describe('the refresh', () => {
  const only: Options = { settings: { storeKind: false, target: false, entries: false } };
  const push = `apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata: {name: p}
spec:
  secretStoreRefs: [{name: a}]
  selector: {secret: {name: db}}
`;

  it('is that of the CRD where none is written, per kind and version', async () => {
    const found = await shown(plain, only);
    assert.deepEqual(found.lines, ['spec:‹→ refresh every 1h (default)›']);
    assert.match(
      String(tooltips(found)[0]),
      /^refreshInterval is absent, so ESO fetches the values again every 1h: the default of ExternalSecret\./,
    );
    assert.deepEqual((await shown(plain.replace('v1\n', 'v1beta1\n'), { ...only, operatorVersion: '0.10.7' })).lines, [
      'spec:‹→ refresh every 1h (default)›',
    ]);
    assert.deepEqual((await shown(plain.replace('spec:', 'spec: # what\n  refreshPolicy: Periodic'), only)).lines, [
      'refreshPolicy: Periodic‹→ refresh every 1h (default)›',
    ]);
    assert.deepEqual((await shown(push, only)).lines, ['spec:‹→ push every 1h (default)›']);
    assert.deepEqual((await shown(push, { ...only, operatorVersion: '0.10.7' })).lines, [], 'that version had no default');
    const cluster = `apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata: {name: c}
spec:
  namespaces: [a]
  externalSecretSpec: {secretStoreRef: {name: a}, data: [{secretKey: a, remoteRef: {key: k}}]}
`;
    assert.match((await shown(cluster, only)).lines[0] ?? '', /\}‹→ refresh every 1h \(default\)›$/);
  });

  it('is not shown where one is written, where it has no effect, or where it may come from elsewhere', async () => {
    const silent = [
      plain.replace('spec:', 'spec:\n  refreshInterval: 5m'),
      plain.replace('spec:', 'spec:\n  refreshInterval: {{ .Values.interval }}'),
      plain.replace('spec:', 'spec:\n  {{- with .Values.interval }}\n  refreshInterval: {{ . }}\n  {{- end }}'),
      plain.replace('spec:', 'spec:\n  refreshPolicy: OnChange'),
      plain.replace('spec:', 'spec:\n  refreshPolicy: CreatedOnce'),
      plain.replace('spec:', 'spec:\n  refreshPolicy: {{ .Values.policy }}'),
      plain.slice(0, plain.indexOf('  data:')),
      plain.replace('spec:', 'spec:\n  $patch: merge'),
      push.replace('spec:', 'spec:\n  refreshInterval: 5m'),
      awsStore,
    ];
    for (const text of silent) assert.deepEqual((await shown(text, only)).lines, [], text);
  });
});

describe('the target', () => {
  const only: Options = { settings: { storeKind: false, refresh: false, entries: false } };

  it('is shown where it has no name of its own', async () => {
    const found = await shown(plain, only);
    assert.deepEqual(found.lines, ['name: db-credentials‹→ Secret db-credentials›']);
    assert.match(
      String(tooltips(found)[0]),
      /^target\.name is absent, so the Secret has the name of this ExternalSecret: db-credentials\./,
    );
    assert.deepEqual((await shown(plain.replace('spec:', 'spec:\n  target:\n    creationPolicy: Merge'), only)).lines, [
      'target:‹→ Secret db-credentials›',
    ]);
    assert.deepEqual((await shown(plain.replace('spec:', 'spec:\n  target: {}'), only)).lines, [
      'target: {}‹→ Secret db-credentials›',
    ]);
    const cluster = `apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata: {name: c}
spec:
  externalSecretName: app
  externalSecretSpec:
    target:
      creationPolicy: Orphan
    data: []
`;
    assert.deepEqual((await shown(cluster, only)).lines, ['target:‹→ Secret app in each namespace›']);
  });

  it('is not shown where it is named, none is written, or its name is not certain', async () => {
    const silent = [
      plain.replace('spec:', 'spec:\n  target: {name: x}'),
      plain.replace('spec:', 'spec:\n  target: {name: {{ .Values.x }}}'),
      plain.replace('spec:', 'spec:\n  target: {creationPolicy: None}'),
      plain.replace('spec:', 'spec:\n  target: {manifest: {apiVersion: v1, kind: ConfigMap}}'),
      plain.replace('name: db-credentials', 'name: {{ .Release.Name }}-db'),
      plain
        .replace('name: db-credentials', 'name: {{ .Release.Name }}-db')
        .replace('spec:', 'spec:\n  target: {creationPolicy: Merge}'),
      plain.replace('name: db-credentials', 'name: "${APP}-db"').replace('spec:', 'spec:\n  target: {creationPolicy: Merge}'),
      plain.replace('name: db-credentials', 'generateName: db-'),
    ];
    for (const text of silent) assert.deepEqual((await shown(text, only)).lines, [], text);
    const files = { 'file:///w/app/kustomization.yaml': 'kind: Kustomization\nnamePrefix: dev-\nresources: [db.yaml]\n' };
    assert.deepEqual((await shown(plain, { ...only, files })).lines, []);
  });
});

describe('entries', () => {
  const entry = (key: string, rest = '') => `    - secretKey: a\n      remoteRef:\n        key: ${key}\n${rest}`;
  const manifest = (...entries: readonly string[]) => externalSecret(`  data:\n${entries.join('')}`);
  const good = manifest(entry('prod/myapp/database', '        property: password\n'));

  it('tell what is there and what is not, with when that was asked', async () => {
    const text = manifest(
      entry('prod/myapp/database', '        property: password\n'),
      entry('prod/myapp/database', '        property: passwrd\n'),
      entry('"prod/myapp/databse"'),
    );
    const found = await shownAsked(text);
    assert.deepEqual(found.lines, [
      'key: prod/myapp/database‹✓›',
      'property: passwrd‹✗ no such property›',
      'key: "prod/myapp/databse"‹✗ not in the vault›',
    ]);
    const [there, property, key] = tooltips(found);
    assert.equal(
      there,
      'Key "prod/myapp/database" is in store aws-secretsmanager (AWS Secrets Manager, us-east-1, profile dev). It has property "password". Asked just now (2026-11-23 12:00 UTC).',
    );
    assert.match(String(property), /^Secret "prod\/myapp\/database" has no property "passwrd"\./);
    assert.match(String(key), /^Key "prod\/myapp\/databse" is not in store/);
    assert.deepEqual((await shownAsked(externalSecret('  dataFrom:\n    - extract: {key: prod/myapp/database}\n'))).lines, [
      '- extract: {key: prod/myapp/database‹✓›}',
    ]);
  });

  it('tell how many names a find matches', async () => {
    const find = (regexp: string) => externalSecret(`  dataFrom:\n    - find:\n        name: {regexp: "${regexp}"}\n`);
    assert.deepEqual((await shownAsked(find('^prod/'))).lines, ['- find:‹✓ 1 name›']);
    assert.deepEqual((await shownAsked(find('^none/'))).lines, ['- find:‹✗ matches nothing›']);
  });

  it('say that a property was not looked for where values may not be read', async () => {
    const consent = { access: 'allow', confirmedStores: ['SecretStore default/aws-secretsmanager'], readValues: false } as const;
    const found = await shownAsked(good, { consent });
    assert.deepEqual(found.lines, ['key: prod/myapp/database‹✓›']);
    assert.match(String(tooltips(found)[0]), /Whether it has property "password" is not known\./);
  });

  it('tell nothing of a vault that is not connected, not confirmed, or whose answer is not certain', async () => {
    const bad = manifest(entry('nope'));
    const allowed = { access: 'allow', confirmedStores: [], readValues: true } as const;
    for (const text of [good, bad]) {
      assert.deepEqual((await shownAsked(text, { consent: undefined as never })).lines, []);
      assert.deepEqual((await shownAsked(text, { consent: allowed })).lines, []);
      assert.deepEqual((await shownAsked(text, { trusted: false })).lines, []);
      assert.deepEqual((await shownAsked(text.replace('namespace: default', 'namespace: {{ .Release.Namespace }}'))).lines, []);
    }
    const secrets = [{ key: 'prod/myapp/database', unavailable: 'scheduled for deletion' }];
    assert.deepEqual((await shownAsked(manifest(entry('prod/myapp/database')), { secrets })).lines, []);
  });

  it('keep what is known of entries that an edit leaves alone', async () => {
    const lab = createLab();
    const facts: EntryFact[] = [];
    for (const resource of parseManifestFile(good).documents[0]?.parsed.resources ?? [])
      await vaultFindings(lab.context, lab.uri, resource, neverCancelled, (fact) => void facts.push(fact));
    const options = { settings: { storeKind: false, refresh: false, target: false } };
    const edited = good.replace('secretKey: a', 'secretKey: other');
    assert.deepEqual((await shown(edited, options, lab, facts)).lines, ['key: prod/myapp/database‹✓›']);
    assert.deepEqual((await shown(edited.replace('database', 'datab'), options, lab, facts)).lines, []);
    assert.deepEqual((await shown(edited.replace('property: password', 'property: pass'), options, lab, facts)).lines, []);
    assert.deepEqual((await shown(edited.replace('name: aws-secretsmanager', 'name: other'), options, lab, facts)).lines, []);
    const open = edited.replace('name: aws-secretsmanager', 'name: aws-secretsmanager\n    kind: {{ .Values.kind }}');
    assert.deepEqual((await shown(open, options, lab, facts)).lines, [], 'another store may be meant by now');
  });

  it('are told of once when something else is to be seen, whatever the time', () => {
    const entries = createEntryFacts();
    let told = 0;
    entries.onDidChange(() => told++);
    const fact: EntryFact = { id: 'a', isThere: true, field: 'key', short: undefined, words: verbatim('There.'), asOf: 1 };
    entries.keep('file:///a', []);
    assert.equal(told, 0);
    entries.keep('file:///a', [fact]);
    entries.keep('file:///a', [{ ...fact, asOf: 2 }]);
    assert.equal(told, 1);
    entries.keep('file:///a', [{ ...fact, isThere: false }]);
    entries.keep('file:///a', []);
    assert.equal(told, 3);
    entries.keep('file:///a', [fact]);
    entries.forget('file:///a');
    assert.equal(entries.factOf('file:///a', 'a'), undefined);
  });
});

describe('inlay hints', () => {
  it('are those of the range, and cost the resources in it', async () => {
    const two = [plain, plain].join('---\n');
    const all = await shown(two);
    assert.equal(all.lines.length, 6);
    const range = { start: { line: 0, character: 0 }, end: { line: 5, character: 99 } };
    assert.deepEqual((await shown(two, { range })).lines, all.lines.slice(0, 2));
    const file = parseManifestFile(two);
    const untouched = file.documents[1]?.parsed;
    assert.ok(untouched !== undefined);
    Object.defineProperty(untouched, 'resources', { get: () => assert.fail('a document outside of the range is looked into') });
    const { context, uri } = createLab();
    const entries = createEntryFacts();
    await inlayHints(
      { ...context, uri, file, lines: createLineIndex(two), entries, settings: defaultSettings.inlayHints },
      range,
    );
  });

  it('are in the language of the editor', async () => {
    const german = await shown(plain, { client: { l10n: localisation(readBundle('de')) } });
    assert.deepEqual(german.lines.slice(0, 2), [
      'name: db-credentials‹→ Secret db-credentials›',
      'spec:‹→ Aktualisierung alle 1h (Standard)›',
    ]);
    for (const tooltip of tooltips(german)) assert.match(String(tooltip), /fehlt, daher/);
  });

  it('can be turned off one by one, and are none in what is not of ESO', async () => {
    const off = { storeKind: false, refresh: false, target: false, entries: false };
    assert.deepEqual((await shown(plain, { settings: off })).lines, []);
    const foreign =
      'apiVersion: apps/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec:\n  secretStoreRef: {name: a}\n  data: []\n';
    assert.deepEqual((await shown(foreign)).lines, []);
  });
});
