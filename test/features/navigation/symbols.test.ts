import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import { documentSymbols, flatSymbols } from '../../../server/src/features/navigation/documentSymbols.ts';
import { workspaceSymbols } from '../../../server/src/features/navigation/workspaceSymbols.ts';
import { createMentions } from '../../../server/src/model/mentions/mentions.ts';
import { createWorkspaceIndex } from '../../../server/src/model/workspaceIndex.ts';
import { createLineIndex } from '../../../server/src/syntax/lineIndex.ts';
import { parseManifestFile } from '../../../server/src/syntax/parse.ts';
import { awsStore } from '../lab.ts';
import { dataOf, deploymentOf, secretOf } from './atlas.ts';

const uri = 'file:///w/a.yaml';

function symbolsOf(text: string): DocumentSymbol[] | undefined {
  return documentSymbols({ uri, file: parseManifestFile(text), lines: createLineIndex(text) });
}

/** The outline as an editor shows it, `name (detail)`, further in below each other; with what is selected on a click. */
function outline(text: string): readonly string[] {
  const lines = createLineIndex(text);
  const show = (symbols: readonly DocumentSymbol[], indent: string): readonly string[] =>
    symbols.flatMap(({ children = [], detail, name, range, selectionRange }) => {
      const [start, end] = [lines.offsetAt(selectionRange.start), lines.offsetAt(selectionRange.end)];
      assert.ok(lines.offsetAt(range.start) <= start && end <= lines.offsetAt(range.end), 'the selection lies in the range');
      return [
        `${indent}${name}${detail === undefined ? '' : ` (${detail})`} ‹${text.slice(start, end)}›`,
        ...show(children, `${indent}  `),
      ];
    });
  return show(symbolsOf(text) ?? [], '');
}

describe('the outline of a file', () => {
  it('has the objects of ESO’s kinds with what is in them', () => {
    const es = secretOf(
      'db',
      `  target:
    template:
      type: Opaque
      data:
        url: x
      templateFrom:
        - configMap: {name: tpl}
  data:
    - secretKey: password
      remoteRef: {key: prod/db, property: password}
    - remoteRef: {key: prod/other}
  dataFrom:
    - extract: {key: prod/app}
    - find: {name: {regexp: ^prod/}}
    - sourceRef: {generatorRef: {kind: Password, name: pw}}
`,
      'shop',
    );
    assert.deepEqual(outline(`${es}---\n${awsStore}`), [
      'db (ExternalSecret · shop) ‹db›',
      '  template (Opaque) ‹template›',
      '    url ‹url›',
      '    templateFrom (configMap tpl) ‹›',
      '  password (prod/db → password) ‹password›',
      '  … (prod/other) ‹remoteRef›',
      '  extract (prod/app) ‹prod/app›',
      '  find (^prod/) ‹›',
      '  Password (pw) ‹›',
      'aws-secretsmanager (SecretStore · default) ‹aws-secretsmanager›',
      '  aws (SecretsManager · us-east-1) ‹aws›',
    ]);
  });

  it('knows pushes, generators, lists and templates of Helm', () => {
    const push = `apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata: {name: p}
spec:
  data:
  - match: {secretKey: tls.crt, remoteRef: {remoteKey: cert, property: crt}}
  - match: {remoteRef: {remoteKey: all}}
  dataTo:
  - storeRef: {name: x}
`;
    const generator =
      'apiVersion: generators.external-secrets.io/v1alpha1\nkind: ClusterGenerator\nmetadata: {name: g}\nspec:\n  generator:\n    passwordSpec: {length: 20}\n';
    const list = `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: external-secrets.io/v1, kind: SecretStore, metadata: {name: a}}\n- {apiVersion: v1, kind: ConfigMap}\n`;
    const helm = secretOf(
      '{{ .Release.Name }}',
      '  data:\n    {{- range .Values.keys }}\n    - secretKey: {{ . }}\n    {{- end }}\n',
    );
    assert.deepEqual(outline([push, generator, list, helm].join('---\n')), [
      'p (PushSecret) ‹p›',
      '  tls.crt (cert → crt) ‹tls.crt›',
      '  whole Secret (all) ‹match›',
      '  dataTo ‹›',
      'g (ClusterGenerator) ‹g›',
      '  passwordSpec ‹passwordSpec›',
      'a (SecretStore) ‹a›',
      '{{ .Release.Name }} (ExternalSecret) ‹{{ .Release.Name }}›',
      '  {{ . }} ‹{{ . }}›',
    ]);
  });

  it('leaves the objects of others to their own tools', () => {
    assert.equal(symbolsOf(deploymentOf('db', 'x')), undefined);
    assert.deepEqual(
      symbolsOf(`${deploymentOf('db', 'x')}---\n${secretOf('db')}`)?.map(({ name, kind }) => [name, kind]),
      [['db', SymbolKind.Class]],
    );
  });

  it('holds in half-typed text, and is flat for editors that want it so', () => {
    assert.deepEqual(outline('apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nspec:\n  data:\n  - secretKey:\n'), [
      'ExternalSecret ‹kind›',
      '  … ‹secretKey›',
    ]);
    const flat = flatSymbols(symbolsOf(secretOf('db', dataOf('a', 'b'))) ?? [], uri);
    assert.deepEqual(
      flat.map(({ containerName, name }) => [name, containerName]),
      [
        ['db', undefined],
        ['a', 'db'],
        ['b', 'db'],
      ],
    );
  });
});

describe('the symbols of a workspace', () => {
  const index = createWorkspaceIndex();
  const files = {
    'file:///w/store.yaml': awsStore,
    'file:///w/es.yaml': secretOf('orders-db', '  target: {name: orders-credentials}\n', 'shop'),
    'file:///w/app.yaml': deploymentOf('orders-credentials', 'x').replace('name: app', 'name: orders-app'),
  };
  for (const [each, text] of Object.entries(files)) index.update(each, parseManifestFile(text));
  const found = (query: string) =>
    workspaceSymbols({ mentions: createMentions(index) }, query).map(
      ({ containerName, location, name }) =>
        `${name} (${containerName}) ${location.uri.slice(10)}:${location.range.start.line + 1}`,
    );

  it('are the objects of ESO’s kinds, and the Secrets that have other names', () => {
    assert.deepEqual(found(''), [
      'aws-secretsmanager (SecretStore · default) store.yaml:4',
      'orders-db (ExternalSecret · shop) es.yaml:4',
      'orders-credentials (Secret of ExternalSecret orders-db · shop) es.yaml:9',
    ]);
  });

  it('are found by some letters of their name and kind', () => {
    assert.deepEqual(found('orcred'), ['orders-credentials (Secret of ExternalSecret orders-db · shop) es.yaml:9']);
    assert.deepEqual(found('Secret Store'), ['aws-secretsmanager (SecretStore · default) store.yaml:4']);
    assert.deepEqual(found('nothing'), []);
  });
});
