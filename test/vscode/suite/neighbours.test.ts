import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activeExtension, completionLabels, eventually, hoverText, openManifest } from './editing.ts';

const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
spec:
  secretStoreRef:
    name: vault
  target:
    creationPolicy: Ownr
  data:
    - secretKey: a
      remoteRef:
        key: a
`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: 3
`;

/** What somebody has mapped to all YAML files, as people do with the schemas of Kubernetes. */
const mapped = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  properties: {
    metadata: { properties: { name: { type: 'string' } } },
    spec: {
      properties: {
        target: {
          description: 'As the other schema describes it',
          properties: {
            creationPolicy: { description: 'As the other schema describes it', enum: ['Owner', 'Orphan', 'Merge', 'None'] },
          },
        },
      },
    },
  },
};

const ours = 'external-secrets';

type Speakers = Readonly<Record<string, number>>;

/** Beside Red Hat's YAML: the real server behind it, with a schema that the user has mapped to all files. */
describe("beside Red Hat's YAML", () => {
  const settings = () => vscode.workspace.getConfiguration('externalSecrets');
  const setMode = (mode: string | undefined) => settings().update('schemaValidation', mode, vscode.ConfigurationTarget.Global);

  before(async () => {
    const schema = join(mkdtempSync(join(tmpdir(), 'mapped-schema-')), 'schema.json');
    writeFileSync(schema, JSON.stringify(mapped));
    const schemas = { [vscode.Uri.file(schema).toString()]: '*.yaml' };
    await vscode.workspace.getConfiguration('yaml').update('schemas', schemas, vscode.ConfigurationTarget.Global);
    await vscode.extensions.getExtension('redhat.vscode-yaml')?.activate();
    await activeExtension();
  });
  afterEach(() => setMode(undefined));
  after(() => vscode.workspace.getConfiguration('yaml').update('schemas', undefined, vscode.ConfigurationTarget.Global));

  /** Who speaks about the line with a text, once it is as expected. */
  async function speakers(document: vscode.TextDocument, on: string, expected: Speakers): Promise<void> {
    const { line } = document.positionAt(document.getText().indexOf(on));
    let last: Speakers = {};
    await eventually(`${on}: ${JSON.stringify(expected)}`, () => {
      const there = vscode.languages.getDiagnostics(document.uri).filter(({ range }) => range.start.line === line);
      last = {};
      for (const { source } of there) {
        const who = source === ours ? 'ours' : 'theirs';
        last = { ...last, [who]: (last[who] ?? 0) + 1 };
      }
      return JSON.stringify(last) === JSON.stringify(expected) || undefined;
    }).catch((error: unknown) => assert.fail(`${error}; instead: ${JSON.stringify(last)}`));
  }

  const times = (labels: readonly string[], label: string) => labels.filter((each) => each === label).length;

  it('both would speak about the same, were nothing arranged', async () => {
    await setMode('on');
    const document = await openManifest(manifest, 'on.yaml');
    await speakers(document, 'Ownr', { ours: 1, theirs: 1 });
    assert.equal(times(await completionLabels(document, 'creationPolicy: '), 'Owner'), 2);
    const hover = await hoverText(document, 'creationPolicy');
    assert.match(hover, /As the other schema describes it/);
    assert.match(hover, /Default: `Owner`/);
  });

  it('in a file of the operator there is one finding, one card, and each name once', async () => {
    const document = await openManifest(manifest, 'auto.yaml');
    await speakers(document, 'Ownr', { ours: 1 });
    assert.equal(times(await completionLabels(document, 'creationPolicy: '), 'Owner'), 1);
    const hover = await hoverText(document, 'creationPolicy');
    assert.doesNotMatch(hover, /As the other schema describes it/);
    assert.match(hover, /Default: `Owner`/);
  });

  it('broken YAML is told once', async () => {
    await speakers(await openManifest(`${manifest}  target: {}\n`, 'twice.yaml'), '  target: {}', { theirs: 1 });
  });

  it('with "off" the structure is theirs, and the rest ours', async () => {
    await setMode('off');
    const document = await openManifest(manifest, 'off.yaml');
    await speakers(document, 'Ownr', { theirs: 1 });
    const hover = await hoverText(document, 'creationPolicy');
    assert.match(hover, /As the other schema describes it/);
    assert.doesNotMatch(hover, /Default: `Owner`/);
  });

  it('files with other resources stay theirs', async () => {
    await speakers(await openManifest(deployment, 'other.yaml'), 'name: 3', { theirs: 1 });
    await speakers(await openManifest(`${manifest}---\n${deployment}`, 'mixed.yaml'), 'name: 3', { theirs: 1 });
  });
});
