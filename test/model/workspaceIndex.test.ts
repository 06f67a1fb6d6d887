import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { objectKey } from '../../server/src/model/filing.ts';
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

describe('an object that a kustomization completes', () => {
  const base = {
    'file:///w/base/kustomization.yaml': 'resources: [db.yaml]\n',
    'file:///w/base/db.yaml': `${secret('db')}---\n${secret('other')}`,
  };
  const completed = (files: Readonly<Record<string, string>>) => {
    const index = indexOf({ ...base, ...files });
    return ['db', 'other'].filter((name) => {
      const [entry] = index.filed(objectKey('ExternalSecret', name));
      return entry !== undefined && index.completes(entry.uri, entry.resource);
    });
  };
  const overlay = (text: string) => ({ 'file:///w/prod/kustomization.yaml': `resources: [../base]\n${text}` });
  const inline =
    'patches:\n- patch: |\n    apiVersion: external-secrets.io/v1\n    kind: ExternalSecret\n    metadata: {name: db}\n';

  it('is the one that a patch names, in its own text, in a file, or by a selector', () => {
    assert.deepEqual(completed({}), []);
    assert.deepEqual(completed(overlay('')), []);
    assert.deepEqual(completed(overlay(inline)), ['db']);
    const patchFile = { 'file:///w/prod/p.yaml': secret('db') };
    assert.deepEqual(completed({ ...overlay('patches: [{path: p.yaml}]\n'), ...patchFile }), ['db']);
    assert.deepEqual(completed({ ...overlay('patchesStrategicMerge: [p.yaml]\n'), ...patchFile }), ['db']);
    assert.deepEqual(completed(overlay('patches: [{path: x.json, target: {kind: ExternalSecret, name: oth.*}}]\n')), ['other']);
    assert.deepEqual(completed(overlay('patches: [{path: x.json, target: {kind: Deployment}}]\n')), []);
    assert.deepEqual(completed(overlay('replacements: [{targets: [{select: {kind: ExternalSecret}}]}]\n')), ['db', 'other']);
  });

  it('is also one that a component, or an overlay of an overlay, is laid over', () => {
    const component = {
      ...overlay('components: [../part]\n'),
      'file:///w/part/kustomization.yaml': `kind: Component\n${inline}`,
    };
    assert.deepEqual(completed(component), ['db']);
    assert.deepEqual(completed({ 'file:///w/part/kustomization.yaml': `kind: Component\n${inline}` }), []);
    assert.deepEqual(completed({ ...overlay(''), 'file:///w/eu/kustomization.yaml': `resources: [../prod]\n${inline}` }), ['db']);
  });

  it('is known by its name in the base even where names are changed', () => {
    assert.deepEqual(completed(overlay(`namePrefix: prod-\n${inline.replace('name: db', 'name: prod-db')}`)), ['db', 'other']);
  });
});

describe('objects by key', () => {
  it('count up the revision of what has changed, and of nothing else', () => {
    const index = indexOf({ 'file:///w/a.yaml': `${secret('a')}---\n${secret('b')}` });
    const parser = createManifestParser();
    const before = ['a', 'b'].map((name) => index.revisionOf(objectKey('ExternalSecret', name)).count);
    const file = parser.parse(`${secret('a')}---\n${secret('b')}`);
    index.update('file:///w/a.yaml', file);
    const again = ['a', 'b'].map((name) => index.revisionOf(objectKey('ExternalSecret', name)).count);
    assert.ok((again[0] ?? 0) > (before[0] ?? 0));
    index.update('file:///w/a.yaml', parser.parse(`${secret('a')}---\n${secret('b')}  labels: {}\n`, file));
    const [a, b] = ['a', 'b'].map((name) => index.revisionOf(objectKey('ExternalSecret', name)).count);
    assert.equal(a, again[0]);
    assert.ok((b ?? 0) > (again[1] ?? 0));
  });
});
