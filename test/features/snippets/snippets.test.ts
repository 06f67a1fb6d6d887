// Every snippet, as it stands when nothing is filled in, is a manifest that the newest ESO takes and that we find nothing wrong with; but
// that the fake provider is for tests is said of it whatever stands there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { snippetsPage } from '../../../scripts/docs/snippets.ts';
import { catalogueText, makeCatalogue } from '../../../scripts/snippets/catalogue.ts';
import { allSnippets, storeManifest } from '../../../server/src/features/snippets/catalogue.ts';
import { filledSlots, plainStyle, writeManifest } from '../../../server/src/features/snippets/writeManifest.ts';
import { createNodeSchemaSource } from '../../../server/src/node/nodeSchemaSource.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { tell } from '../../support/applyFixes.ts';

const root = join(import.meta.dirname, '../../..');
const schemas = createNodeSchemaSource();
const everything: readonly (readonly [string, JsonObject])[] = [
  ...allSnippets.manifests.map(({ manifest, prefix }) => [prefix, manifest] as const),
  ...allSnippets.stores.flatMap((store) =>
    (['SecretStore', 'ClusterSecretStore'] as const).map(
      (kind) => [`${kind === 'SecretStore' ? 'ss' : 'css'}-${store.name}`, storeManifest(store, kind)] as const,
    ),
  ),
];

for (const [prefix, manifest] of everything) {
  test(`${prefix} is judged clean`, async () => {
    const told = await tell(`${writeManifest(manifest, plainStyle, filledSlots())}\n`, '2.9.0');
    const isKnown = (rule: string) => rule === 'unmaintained-provider' && prefix.endsWith('ss-fake');
    const bad = told.filter(({ rule, severity }) => (severity === 'error' || severity === 'warning') && !isKnown(rule));
    assert.deepEqual(
      bad.map(({ message, rule }) => `${rule}: ${message}`),
      [],
    );
  });
}

test('no prefix is there twice', () => {
  const prefixes = everything.map(([prefix]) => prefix);
  assert.deepEqual(prefixes, [...new Set(prefixes)]);
});

test('every kind of the newest ESO that people write has a snippet', async () => {
  const index = await schemas.load(schemas.versions.at(-1) ?? '');
  const kinds = new Set(index?.kinds.filter(({ served }) => served).map(({ kind }) => kind));
  const covered = new Set(everything.map(([, { kind }]) => String(kind)));
  // The operator's own record of what generators have made.
  assert.deepEqual(
    [...kinds].filter((kind) => !covered.has(kind)),
    ['GeneratorState'],
  );
});

test('every provider of the newest ESO has a snippet', async () => {
  const index = await schemas.load(schemas.versions.at(-1) ?? '');
  const kind = index?.kinds.find((entry) => entry.kind === 'SecretStore' && entry.served);
  const ref = (await schemas.structure(kind?.schema ?? ''))?.properties?.['spec']?.$ref ?? '';
  const spec = await schemas.structure(ref.replace('../', ''));
  const providers = Object.keys(spec?.properties?.['provider']?.properties ?? {});
  assert.ok(providers.length > 40);
  const covered = new Set(allSnippets.stores.map(({ provider }) => provider));
  assert.deepEqual(
    providers.filter((provider) => !covered.has(provider)),
    [],
  );
});

test('a SecretStore names no namespace, a ClusterSecretStore all of them', () => {
  const text = (prefix: string) => JSON.stringify(everything.find(([name]) => name === prefix)?.[1]);
  assert.doesNotMatch(text('ss-aws-keys'), /namespace/);
  assert.equal(text('css-aws-keys').match(/"namespace"/g)?.length, 2);
});

test('snippets.json and its page are what the sources and the schemas make', async () => {
  const catalogue = await makeCatalogue();
  assert.equal(readFileSync(join(root, 'snippets/snippets.json'), 'utf8'), catalogueText(catalogue), 'npm run docs');
  assert.equal(readFileSync(join(root, 'docs/snippets.md'), 'utf8'), snippetsPage(catalogue), 'npm run docs');
});
