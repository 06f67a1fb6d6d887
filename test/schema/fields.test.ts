import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { fieldDocs } from '../../server/src/schema/docs.ts';
import { type Field, fieldAt } from '../../server/src/schema/fields.ts';
import type { SchemaSource } from '../../server/src/schema/schemaSource.ts';
import type { Path } from '../../server/src/syntax/path.ts';

const schemas = createNodeSchemaSource();

async function field(kind: string, path: Path, version = '2.9.0', apiVersion = 'external-secrets.io/v1'): Promise<Field> {
  const found = await fieldAt(schemas, version, apiVersion, kind, path);
  assert.ok(found, `${kind} ${path.join('.')}`);
  return found;
}

describe('fieldAt', () => {
  it('describes an object with its fields', async () => {
    const ref = await field('ExternalSecret', ['spec', 'data', 0, 'remoteRef']);
    assert.deepEqual([ref.name, ref.path, ref.type, ref.required], ['remoteRef', 'spec.data[].remoteRef', 'object', true]);
    assert.deepEqual(
      ref.children.filter(({ required }) => required),
      [{ name: 'key', type: 'string', required: true }],
    );
    assert.deepEqual(ref.children.find(({ name }) => name === 'conversionStrategy')?.enum, ['Default', 'Unicode']);
  });
  it('describes lists, maps, values with a closed set, defaults, patterns and bounds', async () => {
    const list = await field('ExternalSecret', ['spec', 'data']);
    assert.deepEqual([list.type, list.items], ['array', 'object']);
    const map = await field('ExternalSecret', ['spec', 'target', 'template', 'data']);
    assert.deepEqual([map.type, map.items, map.children], ['map', 'string', []]);
    assert.equal(
      (await field('ExternalSecret', ['spec', 'target', 'template', 'data', 'tls.crt'])).path,
      'spec.target.template.data.{*}',
    );
    const policy = await field('ExternalSecret', ['spec', 'target', 'creationPolicy']);
    assert.deepEqual([policy.enum, policy.default], [['Owner', 'Orphan', 'Merge', 'None', 'CreateOrMerge'], 'Owner']);
    const name = await field('ExternalSecret', ['spec', 'target', 'name']);
    assert.equal(name.maxLength, 253);
    assert.match('my-secret', new RegExp(name.pattern ?? 'x^'));
    const timeout = await field('SecretStore', ['spec', 'provider', 'ovh', 'okmsTimeout']);
    assert.deepEqual([timeout.type, timeout.minimum, timeout.format, timeout.default], ['integer', 1, 'int32', 30]);
  });
  it('describes the resource itself, its kind and its metadata', async () => {
    const whole = await field('ExternalSecret', []);
    assert.deepEqual(
      whole.children.map(({ name, type }) => `${name} ${type}`),
      ['apiVersion string', 'kind string', 'metadata object', 'spec object', 'status any'],
    );
    assert.deepEqual((await field('ExternalSecret', ['kind'])).enum, ['ExternalSecret']);
    assert.equal((await field('ExternalSecret', ['metadata', 'labels', 'x'])).path, 'metadata.labels.{*}');
  });
  it('lists the providers of a version without loading them', async () => {
    const loaded: string[] = [];
    const watched: SchemaSource = {
      ...schemas,
      structure(file) {
        loaded.push(file);
        return schemas.structure(file);
      },
    };
    const provider = await fieldAt(watched, '2.9.0', 'external-secrets.io/v1', 'ClusterSecretStore', ['spec', 'provider']);
    assert.ok(provider?.exactlyOneOf);
    assert.ok(provider.children.length > 40 && provider.children.every(({ type }) => type === 'object'));
    assert.ok(loaded.every((file) => !file.startsWith('providers/')));
    const names = async (version: string): Promise<readonly string[]> =>
      (await field('SecretStore', ['spec', 'provider'], version)).children.map(({ name }) => name);
    assert.ok((await names('0.16.2')).includes('alibaba') && !(await names('2.9.0')).includes('alibaba'));
    assert.ok((await names('2.9.0')).includes('openBao'));
  });
  it('follows a provider, and a generator inside a ClusterGenerator', async () => {
    const aws = await field('SecretStore', ['spec', 'provider', 'aws']);
    assert.deepEqual(
      aws.children.filter(({ required }) => required).map(({ name }) => name),
      ['region', 'service'],
    );
    const length = ['spec', 'generator', 'passwordSpec', 'length'];
    assert.equal((await field('ClusterGenerator', length, '2.9.0', 'generators.external-secrets.io/v1alpha1')).default, 24);
  });
  it('knows fields of free form', async () => {
    assert.equal(
      (await field('PushSecret', ['spec', 'data', 0, 'metadata'], '2.9.0', 'external-secrets.io/v1alpha1')).type,
      'any',
    );
  });
  it('has nothing to say of what does not exist', async () => {
    for (const path of [
      ['spec', 'nope'],
      ['spec', 'data', 'x'],
      ['spec', 'constructor'],
      ['spec', 0],
      ['spec', 'refreshInterval', 'x'],
    ]) {
      assert.equal(await fieldAt(schemas, '2.9.0', 'external-secrets.io/v1', 'ExternalSecret', path), undefined, path.join('.'));
    }
    assert.equal(await fieldAt(schemas, '2.9.0', 'apps/v1', 'Deployment', ['spec']), undefined);
  });
});

describe('fieldDocs', () => {
  it('finds the words of a kind, of a field, and of a shared group', async () => {
    assert.match((await fieldDocs(schemas, 'ExternalSecret', ''))?.text ?? '', /Kubernetes Secret/);
    const own = await fieldDocs(schemas, 'ExternalSecret', 'spec.data[].secretKey');
    assert.match(own?.text ?? '', /253/);
    assert.match(own?.link ?? '', /^https:\/\/external-secrets\.io\//);
    const shared = await fieldDocs(schemas, 'ExternalSecret', 'spec.data[].remoteRef.key');
    assert.deepEqual(await fieldDocs(schemas, 'ClusterExternalSecret', 'spec.externalSecretSpec.data[].remoteRef.key'), shared);
    assert.match(shared?.text ?? '', /entry in the store/);
  });
  it('finds those of a provider, for both kinds of store', async () => {
    const service = await fieldDocs(schemas, 'ClusterSecretStore', 'spec.provider.aws.service');
    assert.ok(service?.values?.['SecretsManager']);
    assert.ok(await fieldDocs(schemas, 'SecretStore', 'spec.provider.aws'));
    assert.ok(await fieldDocs(schemas, 'SecretStore', 'spec.provider.vault.auth.appRole.secretRef.name'));
    assert.ok(await fieldDocs(schemas, 'VaultDynamicSecret', 'spec.provider.server'));
  });
  it('finds those of a generator, alone and inside a ClusterGenerator', async () => {
    const alone = await fieldDocs(schemas, 'Password', 'spec.length');
    assert.ok(alone);
    assert.equal((await fieldDocs(schemas, 'ClusterGenerator', 'spec.generator.passwordSpec.length'))?.text, alone.text);
  });
  it('has nothing to say of what is not documented', async () => {
    assert.equal(await fieldDocs(schemas, 'ExternalSecret', 'spec.nope'), undefined);
    assert.equal(await fieldDocs(schemas, 'SecretStore', 'spec.provider.nope.x'), undefined);
    assert.equal(await fieldDocs(schemas, 'constructor', 'spec'), undefined);
  });
  it('covers every field that the newest version serves', async () => {
    const version = schemas.versions.at(-1) ?? '';
    const missing: string[] = [];
    const visit = async (apiVersion: string, kind: string, path: Path): Promise<void> => {
      const found = await fieldAt(schemas, version, apiVersion, kind, path);
      if (found === undefined || path.at(-1) === 'status') return;
      if ((await fieldDocs(schemas, kind, found.path)) === undefined) missing.push(`${kind} ${found.path}`);
      for (const { name } of found.children) await visit(apiVersion, kind, [...path, name]);
      if (found.type === 'array') await visit(apiVersion, kind, [...path, 0]);
      if (found.type === 'map') await visit(apiVersion, kind, [...path, 'any']);
    };
    for (const { apiVersion, kind, served } of (await schemas.load(version))?.kinds ?? [])
      if (served) await visit(apiVersion, kind, []);
    assert.deepEqual(missing, []);
  });
});
