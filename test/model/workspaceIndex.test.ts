import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorkspaceIndex } from '../../server/src/model/workspaceIndex.ts';
import { createManifestParser } from '../../server/src/syntax/parse.ts';

const secret = (name: string, namespace = '') =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: ${name}\n${namespace && `  namespace: ${namespace}\n`}`;

function indexOf(files: Readonly<Record<string, string>>) {
  const index = createWorkspaceIndex();
  const parser = createManifestParser();
  for (const [uri, text] of Object.entries(files)) index.update(uri, parser.parse(text));
  return index;
}

describe('manifests by what they define', () => {
  const index = indexOf({
    'file:///w/a.yaml': `# first\n${secret('db', 'default')}---\n${secret('db', 'prod')}`,
    'file:///w/b.yaml': secret('db'),
  });

  it('are found with the line on which they begin', () => {
    const found = index.manifestsOf({ kind: 'ExternalSecret', name: 'db', namespace: 'prod' });
    assert.deepEqual(found, [
      { uri: 'file:///w/a.yaml', line: 7, namespace: 'prod' },
      { uri: 'file:///w/b.yaml', line: 0, namespace: undefined },
    ]);
  });

  it('are forgotten with their file', () => {
    index.update('file:///w/b.yaml', undefined);
    const found = index.manifestsOf({ kind: 'ExternalSecret', name: 'db', namespace: 'default' });
    assert.deepEqual(
      found.map(({ uri }) => uri),
      ['file:///w/a.yaml'],
    );
    assert.deepEqual(index.manifestsOf({ kind: 'SecretStore', name: 'db', namespace: 'default' }), []);
  });
});

describe('the kustomization that renames a file', () => {
  const index = indexOf({
    'file:///w/base/kustomization.yaml': 'resources: [db.yaml]\n',
    'file:///w/base/db.yaml': secret('db'),
    'file:///w/plain/kustomization.yaml': 'resources:\n- db.yaml\n',
    'file:///w/plain/db.yaml': secret('db'),
    'file:///w/prod/kustomization.yaml': 'namespace: prod\nresources:\n- ../base/\n- ./own.yaml\n',
    'file:///w/prod/own.yaml': secret('own'),
  });

  it('is the one that takes it in, or takes in the one that does', () => {
    assert.equal(index.renamedBy('file:///w/prod/own.yaml'), 'file:///w/prod/kustomization.yaml');
    assert.equal(index.renamedBy('file:///w/base/db.yaml'), 'file:///w/prod/kustomization.yaml');
  });

  it('is none where names and namespaces stay as they are', () => {
    assert.equal(index.renamedBy('file:///w/plain/db.yaml'), undefined);
    assert.equal(index.renamedBy('file:///w/other.yaml'), undefined);
  });
});
