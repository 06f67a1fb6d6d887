import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { generate } from '../../scripts/schemas/generate.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { judge } from '../support/judge.ts';

const schemas = join(import.meta.dirname, '../../schemas');
const scratch = await mkdtemp(join(tmpdir(), 'eso-schemas-'));
after(() => rm(scratch, { recursive: true, force: true }));

async function contents(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder, { recursive: true }))
    .filter((name) => name.endsWith('.json') && !name.startsWith('docs'))
    .sort();
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)));
}

const BUNDLE = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: external-secrets.io
  scope: Cluster
  names: {kind: Widget, plural: widgets, shortNames: [wd]}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          description: Words that are not ours.
          properties:
            apiVersion: {type: string}
            kind: {type: string}
            metadata: {type: object}
            spec:
              type: object
              properties:
                description: {type: string, description: A field that is called so.}
                free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                either: {anyOf: [{type: integer}, {type: string}], x-kubernetes-int-or-string: true}
                pattern: {type: string, pattern: '^(?i)abc$'}
              x-kubernetes-validations: [{rule: 'self.x == 1', message: m}]
              required: [description]
---
kind: ConfigMap
`;

describe('the generator of schemas/', () => {
  it('adds a version beside the others, and cleans up after it', async () => {
    const folder = join(scratch, 'added');
    await cp(schemas, folder, { recursive: true, filter: (path) => !path.endsWith('docs') });
    await writeFile(join(scratch, 'bundle.yaml'), BUNDLE);
    await generate([{ version: '9.0.0', from: join(scratch, 'bundle.yaml') }], folder);
    const source = createNodeSchemaSource(folder);
    assert.equal(source.versions.at(-1), '9.0.0');
    assert.deepEqual(
      (await source.load('9.0.0'))?.kinds.map(({ kind, scope, shortNames }) => [kind, scope, shortNames]),
      [['Widget', 'Cluster', ['wd']]],
    );
    const widget = 'apiVersion: external-secrets.io/v1\nkind: Widget\nmetadata: {name: a}\nspec:\n';
    const verdicts = await judge(`${widget}  free: {x: 1}\n  either: 1.5\n  pattern: ABC\n  bogus: 1\n`, source, '9.0.0');
    assert.deepEqual(
      verdicts.map(({ rule, marked }) => [rule, marked]),
      [
        ['wrong-type', '1.5'],
        ['unknown-field', 'bogus'],
      ],
    );
    assert.deepEqual(
      (await judge(`${widget}  description: d\n  pattern: xyz\n`, source, '9.0.0')).map(({ rule }) => rule),
      ['bad-format'],
    );

    const text = [...(await contents(folder)).entries()].find(([name]) => name.startsWith(join('specs', 'Widget')))?.[1] ?? '';
    assert.match(text, /"rule": "self\.x == 1"/);
    assert.doesNotMatch(text, /A field that|Words that/);
    await rm(join(folder, 'versions', '9.0.0.json'));
    await generate([], folder);
    assert.deepEqual(await contents(folder), await contents(schemas));
  });

  it('refuses a bundle without CRDs', async () => {
    await writeFile(join(scratch, 'none.yaml'), 'kind: ConfigMap\n');
    await assert.rejects(
      generate([{ version: '9.0.0', from: join(scratch, 'none.yaml') }], join(scratch, 'none')),
      /No CustomResourceDefinition/,
    );
  });
});
