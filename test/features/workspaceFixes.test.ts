import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createCancellation, neverCancelled } from '../../server/src/cancellation.ts';
import { extensionCommands, plainCommands } from '../../server/src/features/context.ts';
import { createLanguageService } from '../../server/src/languageService.ts';
import { defaultSettings } from '../../server/src/protocol.ts';
import type { FixScope } from '../../server/src/workspaceFixes.ts';
import { createMemoryHost } from '../support/memoryHost.ts';
import { serviceOptions } from '../support/service.ts';

const folder = 'file:///repo/';

interface WorkspaceOptions {
  readonly operatorVersion?: string;
  readonly ownClient?: boolean;
}

/** A workspace of files, some of them open, and what fixing it makes of them. */
function workspace(files: Readonly<Record<string, string>>, { operatorVersion = '', ownClient = false }: WorkspaceOptions = {}) {
  const disk = Object.fromEntries(Object.entries(files).map(([name, text]) => [folder + name, text]));
  const host = createMemoryHost({ files: disk });
  const languages = createLanguageService(
    host,
    serviceOptions({
      settings: () => ({ ...defaultSettings, operatorVersion }),
      workspace: () => 'file:///repo',
      client: { commands: ownClient ? extensionCommands : plainCommands },
    }),
  );
  const progress: string[] = [];
  const collect = (scope: FixScope) =>
    languages.fixes.collect(scope, { progress: (text) => void progress.push(text), token: neverCancelled });
  /** The changed files by name. */
  const after = async (scope: FixScope) => {
    const { files: changed } = await collect(scope);
    return Object.fromEntries(
      changed.map(({ edits, text, uri }) => {
        const document = TextDocument.create(uri, 'yaml', 0, text);
        return [
          uri.slice(folder.length),
          TextDocument.applyEdits(
            document,
            edits.map(({ edit }) => edit),
          ),
        ];
      }),
    );
  };
  return { languages, collect, after, progress };
}

const externalSecret = (name: string, apiVersion = 'external-secrets.io/v1beta1') => `apiVersion: ${apiVersion}
kind: ExternalSecret
metadata:
  name: ${name}
spec:
  secretStoreRef: {name: vault, kind: ClusterSecretStore}
  dataFrom: [{extract: {key: ${name}}}]
`;

const chart = `{{- range .Values.secrets }}
---
apiVersion: external-secrets.io/v1beta1
kind: ExternalSecret
metadata:
  name: {{ .name }}
  labels: {{- include "app.labels" $ | nindent 4 }}
spec:
  refreshInterval: {{ .interval | default "1h" }}
  secretStoreRef: {name: vault, kind: ClusterSecretStore}
  dataFrom: [{extract: {key: {{ .key }}}}]
{{- end }}
---
apiVersion: external-secrets.io/v1beta1
kind: {{ .Values.storeKind }}
metadata:
  name: store
---
apiVersion: {{ .Values.apiVersion }}
kind: SecretStore
metadata:
  name: other
`;

const kustomization = `resources: [../base]
patches:
  - target: {group: external-secrets.io, version: v1beta1, kind: ExternalSecret}
    patch: |-
      - op: replace
        path: /spec/refreshInterval
        value: 5m
  - patch: |
      apiVersion: external-secrets.io/v1beta1 # old
      kind: SecretStore
      metadata: {name: a}
  - target: {group: example.org, version: v1beta1, kind: ExternalSecret}
  - path: patch.yaml
`;

describe('migrating a workspace', () => {
  it('reaches every file: several documents, charts, JSON, CRLF, patches, and nothing that is not of ESO', async () => {
    const files = {
      'a.yaml': `# one\n${externalSecret('a')}---\n${externalSecret('b', 'external-secrets.io/v1')}---\n${externalSecret('c')}`,
      'chart/templates/es.yaml': chart,
      'crlf.yaml': externalSecret('d').replaceAll('\n', '\r\n'),
      'store.json': '{"apiVersion":"external-secrets.io/v1beta1","kind":"SecretStore","metadata":{"name":"a"}}',
      'overlay/kustomization.yaml': kustomization,
      'overlay/patch.yaml': 'apiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret\nmetadata: {name: a}\n',
      'wrong-group.yaml': `${externalSecret('e').replace('ExternalSecret', 'Password')}`,
      'push.yaml': `${externalSecret('f').replace('ExternalSecret', 'PushSecret')}`,
      'new.yaml': externalSecret('g', 'external-secrets.io/v1'),
      'other.yaml': 'apiVersion: example.org/v1beta1\nkind: ExternalSecret\n# external-secrets.io/v1beta1\n',
      'crd.yaml': 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {group: external-secrets.io}\n',
    };
    const v1 = (text: string) => text.replaceAll('external-secrets.io/v1beta1', 'external-secrets.io/v1');
    assert.deepEqual(await workspace(files).after('migration'), {
      'a.yaml': v1(files['a.yaml']),
      'chart/templates/es.yaml': v1(chart),
      'crlf.yaml': v1(files['crlf.yaml']),
      'store.json': v1(files['store.json']),
      'overlay/kustomization.yaml': v1(kustomization).replace('io, version: v1beta1', 'io, version: v1'),
      'overlay/patch.yaml': v1(files['overlay/patch.yaml']),
      'wrong-group.yaml': files['wrong-group.yaml'].replace(
        'external-secrets.io/v1beta1',
        'generators.external-secrets.io/v1alpha1',
      ),
      'push.yaml': files['push.yaml'].replace('v1beta1', 'v1alpha1'),
    });
  });

  it('takes open files as they stand in the editor', async () => {
    const { after, languages } = workspace({ 'a.yaml': externalSecret('a') });
    languages.open(`${folder}a.yaml`, 'yaml', 7, externalSecret('typed'));
    languages.open(`${folder}new.yaml`, 'yaml', 1, externalSecret('unsaved'));
    languages.open('file:///elsewhere/b.yaml', 'yaml', 1, externalSecret('b'));
    assert.deepEqual(await after('migration'), {
      'a.yaml': externalSecret('typed', 'external-secrets.io/v1'),
      'new.yaml': externalSecret('unsaved', 'external-secrets.io/v1'),
    });
  });

  it('counts what it cannot read, and does not guess there', async () => {
    const { collect } = workspace({ 'a.yaml': `${externalSecret('a')}  broken: [\n` });
    assert.deepEqual(await collect('migration'), { files: [], broken: 1, more: false });
  });

  it('is for ESO 0.16 as well, which serves both, and not for one that has no v1', async () => {
    const files = { 'a.yaml': externalSecret('a') };
    assert.equal((await workspace(files, { operatorVersion: '0.16.2' }).collect('migration')).files.length, 1);
    const early = await workspace(files, { operatorVersion: '0.10.7' }).collect('migration');
    assert.deepEqual(
      [early.files.length, early.refusal],
      [0, 'ESO 0.10.7 does not serve external-secrets.io/v1 yet: upgrade it to 0.16 first, which serves both.'],
    );
  });

  it('tells how far it is, and stops when told to', async () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}.yaml`, externalSecret(`n${i}`)]));
    const { languages, progress, collect } = workspace(files);
    assert.equal((await collect('migration')).files.length, 50);
    assert.deepEqual(progress, ['0 of 50 files', '20 of 50 files', '40 of 50 files']);
    const { cancel, token } = createCancellation();
    const stopped = await languages.fixes.collect('all', { progress: cancel, token });
    assert.deepEqual([stopped.files.length, stopped.more], [1, true]);
  });
});

describe('fixing a workspace', () => {
  it('makes the preferred fix of every finding', async () => {
    const files = {
      'a.yaml': externalSecret('a').replace('dataFrom', 'datafrom'),
      'b.yaml': externalSecret('b', 'external-secrets.io/v1').replace('spec:', 'spec:\n  refreshIntervall: 1h'),
      'fine.yaml': externalSecret('c', 'external-secrets.io/v1'),
    };
    assert.deepEqual(await workspace(files).after('all'), {
      'a.yaml': externalSecret('a', 'external-secrets.io/v1'),
      'b.yaml': externalSecret('b', 'external-secrets.io/v1').replace('spec:', 'spec:\n  refreshInterval: 1h'),
    });
  });

  it('leaves out files that changed meanwhile', async () => {
    const { collect, languages } = workspace({ 'a.yaml': externalSecret('a'), 'b.yaml': externalSecret('b') });
    languages.open(`${folder}a.yaml`, 'yaml', 1, externalSecret('a'));
    const { files } = await collect('all');
    assert.equal((await languages.fixes.current(files)).length, 2);
    languages.change(`${folder}a.yaml`, 2, [{ text: externalSecret('typed') }]);
    assert.deepEqual(
      (await languages.fixes.current(files)).map(({ uri }) => uri),
      [`${folder}b.yaml`],
    );
    languages.open(`${folder}b.yaml`, 'yaml', 1, externalSecret('b'));
    assert.deepEqual(await languages.fixes.current(files), [], 'opened meanwhile: its version is another');
  });
});

describe('the quick fixes on an apiVersion of former days', () => {
  const two = `${externalSecret('a')}---\n${externalSecret('b')}`;
  const titles = async (text: string, options: WorkspaceOptions) => {
    const { languages } = workspace({}, options);
    languages.open(`${folder}a.yaml`, 'yaml', 1, text);
    const at = { line: 0, character: 15 };
    return (await languages.codeActions(`${folder}a.yaml`, { start: at, end: at })).map(({ title }) => title);
  };

  it('lead to the file, to the workspace, and to the older cluster while the version is assumed', async () => {
    assert.deepEqual(await titles(two, { ownClient: true }), [
      'Migrate to v1',
      'Migrate all in this file',
      'Migrate all in the workspace…',
      'My cluster runs ESO 0.16 or older',
      'Fix all 2 problems of this file that can be fixed',
    ]);
    assert.deepEqual(await titles(two, { ownClient: true, operatorVersion: '2.9.0' }), [
      'Migrate to v1',
      'Migrate all in this file',
      'Migrate all in the workspace…',
      'Fix all 2 problems of this file that can be fixed',
    ]);
  });

  it('are only what the editor can do', async () => {
    assert.deepEqual(await titles(externalSecret('a'), {}), ['Migrate to v1', 'Migrate all in the workspace…']);
    assert.deepEqual(await titles(externalSecret('a', 'external-secrets.io/v1'), { ownClient: true }), []);
  });

  it('name the last ESO that served it', async () => {
    const action = 'My cluster runs ESO 0.10 or older';
    assert.equal((await titles(externalSecret('a', 'external-secrets.io/v1alpha1'), { ownClient: true })).includes(action), true);
  });
});
