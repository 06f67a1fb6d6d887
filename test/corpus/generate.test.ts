import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { generate } from '../../scripts/schemas/generate.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { sharedFolder } from '../support/shared.ts';

const schemas = join(import.meta.dirname, '../../schemas');

async function contents(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const generated = names.filter((name) => name.endsWith('.json') && !name.startsWith('docs')).sort();
  return new Map(await Promise.all(generated.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)));
}

it('the generator of schemas/ gives what is checked in, byte for byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'eso-schemas-'));
  const { versions } = createNodeSchemaSource(schemas);
  // In another order, so that nothing may depend on which version came first.
  const bundles = [...versions]
    .reverse()
    .map((version) => ({ version, from: join(sharedFolder, 'eso/crds', `${version}.yaml`) }));
  await generate(bundles, folder);
  const [made, kept] = [await contents(folder), await contents(schemas)];
  assert.deepEqual([...made.keys()], [...kept.keys()]);
  for (const [name, text] of made) assert.equal(text, kept.get(name), name);
  await rm(folder, { recursive: true });
});
