import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createDocuments } from '../server/src/documents.ts';
import { createWorkspaceIndex } from '../server/src/model/workspaceIndex.ts';
import { createWorkspaceReader } from '../server/src/workspaceReader.ts';
import { deploymentOf, secretOf } from './features/navigation/atlas.ts';

it('files that only use Secrets are kept up to a bound, all of ESO’s and no others', async () => {
  const files: Record<string, string> = {
    'a.yaml': deploymentOf('a', 'x'),
    'b.yaml': deploymentOf('b', 'x'),
    'c.yaml': deploymentOf('c', 'x'),
    'es.yaml': secretOf('db'),
    'none.yaml': 'kind: Deployment\nspec: {}\n',
    'other.json': '{"kind": "Thing", "secret": 1}',
    'kustomization.yaml': 'resources: []\n',
  };
  const index = createWorkspaceIndex();
  const reader = createWorkspaceReader({
    documents: createDocuments(),
    files: { list: async () => ({ uris: Object.keys(files), complete: true }), read: async (uri) => files[uri] },
    index,
    reindex: (uri, file) => index.update(uri, file),
    mostConsumers: 2.5 * deploymentOf('a', 'x').length,
  });
  await reader.readAll();
  assert.deepEqual([...index.files()].sort(), ['a.yaml', 'b.yaml', 'es.yaml', 'kustomization.yaml']);
  delete files['a.yaml'];
  await reader.read('a.yaml');
  await reader.read('c.yaml');
  assert.deepEqual([...index.files()].sort(), ['b.yaml', 'c.yaml', 'es.yaml', 'kustomization.yaml'], 'what is gone makes room');
});

it('a workspace of which not all could be listed is not known completely; who needs it only once has it read once', async () => {
  let listings = 0;
  let complete = false;
  const index = createWorkspaceIndex();
  const list = async () => {
    listings++;
    return { uris: ['es.yaml'], complete };
  };
  const reader = createWorkspaceReader({
    documents: createDocuments(),
    files: { list, read: async () => secretOf('db') },
    index,
    reindex: (uri, file) => index.update(uri, file),
  });
  await Promise.all([reader.readOnce(), reader.readOnce()]);
  assert.deepEqual([listings, [...index.files()], index.isComplete], [1, ['es.yaml'], false]);
  complete = true;
  await reader.readAll();
  assert.equal(index.isComplete, true);
});

it('files are read several at a time, and not all at once', async () => {
  const uris = Array.from({ length: 100 }, (_, i) => `es-${i}.yaml`);
  const index = createWorkspaceIndex();
  let atOnce = 0;
  let most = 0;
  const read = async () => {
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce--;
    return secretOf('db');
  };
  const reader = createWorkspaceReader({
    documents: createDocuments(),
    files: { list: async () => ({ uris, complete: true }), read },
    index,
    reindex: (uri, file) => index.update(uri, file),
  });
  await reader.readAll();
  assert.equal([...index.files()].length, uris.length);
  assert.ok(most > 1 && most < 50, `${most} at once`);
});
