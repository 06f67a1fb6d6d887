import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { compileValidators } from '../../scripts/schemas/compileValidators.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import type { SchemaSource } from '../../server/src/schema/schemaSource.ts';
import { judge } from '../support/judge.ts';
import { plantMistakes } from '../support/plantMistake.ts';

const root = join(import.meta.dirname, '../..');

const MANIFESTS = [
  `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: a, labels: {bad: "-"}}
spec:
  refreshInterval: 5
  secretStoreRef: {name: s, kind: Store}
  target: {name: My_Secret, creationPolicy: owner, immutable: "yes", template: {data: {a: 1}}}
  data:
    - {secretKey: "a b", remoteRef: {kye: x}}
    - {secretKey: c}
  dataFrom: [{}, {extract: {key: 1}}, {find: {name: {regexp: x}, tags: {a: 1}}}]
`,
  `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: a}
spec:
  retrySettings: {maxRetries: 99999999999}
  provider:
    vault: {server: 1, caBundle: "-", auth: {appRole: {}, jwt: {}}}
    aws: {service: SM, region: r, auth: {secretRef: {accessKeyIDSecretRef: {name: ""}}}}
`,
  `apiVersion: generators.external-secrets.io/v1alpha1
kind: ClusterGenerator
metadata: {name: a}
spec:
  kind: Nothing
  generator: {passwordSpec: {length: x}, gitlabDeployTokenSpec: {scopes: []}}
`,
];

describe('precompiled validators', () => {
  let folder = '';
  let precompiled: SchemaSource;
  const compiling = createNodeSchemaSource(join(root, 'schemas'));

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eso-validators-'));
    await compileValidators(folder);
    precompiled = createNodeSchemaSource(folder, (message) => assert.fail(message));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('exist for every structure, and load', async () => {
    for (const category of ['common', 'kinds', 'providers', 'specs']) {
      for (const name of readdirSync(join(root, 'schemas', category))) {
        const validate = await precompiled.validator(`${category}/${name}`);
        assert.ok(validate, name);
        assert.deepEqual(
          validate('not an object').map(({ keyword }) => keyword),
          ['type'],
          name,
        );
      }
    }
  });

  it('say the same as Ajv at run time', async () => {
    for (const text of MANIFESTS) {
      const expected = await judge(text, compiling);
      assert.ok(expected.length > 2, text);
      assert.deepEqual(await judge(text, precompiled), expected);
      for (const { text: planted } of await plantMistakes(text, compiling, '2.9.0')) {
        assert.deepEqual(await judge(planted, precompiled), await judge(planted, compiling));
      }
    }
  });

  it('need neither Ajv nor code generation, and stay small', () => {
    const files = readdirSync(join(folder, 'validators'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.cjs'),
    );
    const texts = files.map((name) => readFileSync(join(folder, 'validators', name), 'utf8'));
    for (const text of texts) assert.doesNotMatch(text, /\brequire\(|new Function|\beval\(/);
    assert.ok(texts.reduce((sum, text) => sum + text.length, 0) < 2_000_000);
  });

  it('come with the structures and the documentation, without white space', () => {
    assert.deepEqual(precompiled.versions, compiling.versions);
    const [built, source] = [folder, join(root, 'schemas')].map(
      (place) => statSync(join(place, 'docs/ExternalSecret.json')).size,
    );
    assert.ok((built ?? 0) < (source ?? 0));
  });

  it('a missing file is a reported problem, not an exception', async () => {
    const problems: string[] = [];
    const nowhere = createNodeSchemaSource(join(folder, 'nowhere'), (message) => problems.push(message));
    assert.deepEqual(nowhere.versions, []);
    assert.equal(await nowhere.load('1.0.0'), undefined);
    assert.equal(await nowhere.validator('specs/x.json'), undefined);
    assert.equal(await nowhere.docs('ExternalSecret.json'), undefined);
    assert.deepEqual(await judge(MANIFESTS[0] ?? '', nowhere), []);
    assert.ok(problems.length > 0);
  });
});
