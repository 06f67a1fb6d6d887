import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dataOf, fromOf, marked, pusher, said, storeOf } from '../support/providerExamples.ts';

const any = (provider: string) => storeOf(`${provider}: {}`);
const parameters = (more = '') => storeOf(`aws: {service: ParameterStore, region: eu-central-1${more}}`);

const certificates = storeOf('aws: {service: CertificateManager, region: eu-central-1}');

describe('refused-key', () => {
  const rule = 'refused-key';

  /** What the key becomes: '' where there is no fix, undefined where nothing is said. */
  async function mended(store: string, key: string): Promise<string | undefined> {
    const [told] = await said(rule, store + dataOf(`key: ${key}`));
    const [fixed] = told?.fixed ?? [];
    return told === undefined ? undefined : (/remoteRef: \{key: (.*)\}/.exec(fixed ?? '')?.[1] ?? '');
  }

  it('mends what the provider cannot read', async () => {
    const cases: readonly (readonly [store: string, key: string, fixed: string | undefined])[] = [
      [any('azurekv'), 'certificate/x', 'cert/x'],
      [any('azurekv'), 'keys/x', 'key/x'],
      [any('azurekv'), "'secrets/x'", "'secret/x'"],
      [any('azurekv'), 'prod/x', ''],
      [any('azurekv'), 'secret/x/y', 'secret/x'],
      [any('azurekv'), 'secret/x', undefined],
      [any('azurekv'), 'cert/x', undefined],
      [any('azurekv'), 'x', undefined],
      [any('scaleway'), 'my-secret', 'name:my-secret'],
      [any('scaleway'), '/a/b', 'path:/a/b'],
      [any('scaleway'), '0b6ee4d4-2b2a-4f0c-9d5e-0d3b1f6a7c11', 'id:0b6ee4d4-2b2a-4f0c-9d5e-0d3b1f6a7c11'],
      [any('scaleway'), '"path:a/b"', '"path:/a/b"'],
      [any('scaleway'), '"nam:a"', ''],
      [any('scaleway'), '"name:a"', undefined],
      [any('gcpsm'), 'projects/p/secrets/s', 's'],
      [any('gcpsm'), 'projects/p/locations/l/secrets/s/versions/3', 's, version: "3"'],
      [any('gcpsm'), 's', undefined],
      [certificates, 'arn:aws:acm:eu-central-1:123456789012:certificate/0f', undefined],
      [certificates, 'shop.example.com', ''],
      [parameters(), 'a/b', '/a/b'],
      [parameters(), '/a/b', undefined],
      [parameters(), 'ab', undefined],
      [parameters(), 'arn:aws:ssm:eu-central-1:123456789012:parameter/a/b', undefined],
      [parameters(', prefix: /app/'), 'a/b', undefined],
      [parameters(', prefix: app/'), 'b', ''],
      [parameters(', prefix: {{ .Values.prefix }}'), 'a/b', undefined],
      [storeOf('aws: {service: SecretsManager, region: eu-central-1}'), 'a/b', undefined],
      [any('chef'), 'bag', ''],
      [any('chef'), 'bag/item', undefined],
      [any('crd'), 'a/b', undefined],
      [any('crd'), 'a/b/c', ''],
      [any('ibm'), 'secret/a', ''],
      [any('ibm'), 'group/kv/a', undefined],
      [any('ibm'), 'kv/a', ''],
      [any('ibm'), 'a', ''],
      [any('ibm'), 'x/group/kv/a', ''],
      [any('ibm'), 'kv/0b6ee4d4-2b2a-4f0c-9d5e-0d3b1f6a7c11', undefined],
      [any('ibm'), '0B6EE4D42B2A4F0C9D5E0D3B1F6A7C11', undefined],
      [any('vault'), 'secret/data/app', undefined],
    ];
    for (const [store, key, fixed] of cases) assert.equal(await mended(store, key), fixed, store + key);
  });
  it('leaves a version alone that is already written', async () => {
    const [told] = await said(rule, any('gcpsm') + dataOf('key: projects/p/secrets/s/versions/3, version: "2"'));
    assert.match(told?.preferred ?? '', /\{key: s, version: "2"\}/);
  });
  it('keeps to what a SecretStore of crd may read, and to what can be extracted', async () => {
    const store = storeOf('crd: {}', { kind: 'SecretStore', namespace: 'team' });
    assert.deepEqual(await marked(rule, store + dataOf('key: a/b').replace(', kind: ClusterSecretStore', '')), ['a/b']);
    assert.deepEqual(await marked(rule, any('azurekv') + fromOf('extract: {key: cert/x}')), ['cert/x']);
    assert.deepEqual(await marked(rule, any('chef') + fromOf('extract: {key: bag/item}')), ['bag/item']);
    assert.deepEqual(await marked(rule, any('chef') + fromOf('extract: {key: bag}')), []);
  });
  it('looks at the keys that are pushed', async () => {
    const push = (key: string) => pusher(`  data:\n    - match: {secretKey: a, remoteRef: {remoteKey: "${key}"}}`);
    assert.deepEqual(await marked(rule, any('scaleway') + push('a')), ['"a"']);
    assert.deepEqual(await marked(rule, any('scaleway') + push('id:a')), ['"id:a"']);
    assert.deepEqual(await marked(rule, certificates + push('shop')), [], 'what is pushed is found by a tag');
    assert.deepEqual(await marked(rule, any('scaleway') + push('name:a')), []);
    assert.deepEqual(await marked(rule, any('azurekv') + push('certs/a')), ['"certs/a"']);
  });
  it('reads no key that a template writes', async () => {
    assert.deepEqual(await marked(rule, any('azurekv') + dataOf('key: prod/{{ .Values.name }}')), []);
  });
});

describe('certificate-without-key', () => {
  const rule = 'certificate-without-key';

  it('points to the secret that has the private key', async () => {
    const [told] = await said(rule, any('azurekv') + dataOf('key: cert/x', 'tls.key'));
    assert.equal(told?.marked, 'cert/x');
    assert.match(told?.preferred ?? '', /\{key: secret\/x\}/);
  });
  it('is silent for certificates, metadata and other providers', async () => {
    assert.deepEqual(await marked(rule, any('azurekv') + dataOf('key: cert/x', 'tls.crt')), []);
    assert.deepEqual(await marked(rule, any('azurekv') + dataOf('key: cert/x, metadataPolicy: Fetch', 'tls.key')), []);
    assert.deepEqual(await marked(rule, any('gcpsm') + dataOf('key: cert/x', 'tls.key')), []);
  });
});

describe('push-metadata', () => {
  const rule = 'push-metadata';
  const push = (metadata: string) =>
    pusher(`  data:\n    - match: {secretKey: a, remoteRef: {remoteKey: b}}\n      metadata:${metadata}`);

  it('wraps what stands there alone', async () => {
    const [told] = await said(rule, parameters() + push('\n        tags:\n          team: a # ours'));
    assert.equal(told?.marked, 'metadata');
    const wrapped =
      'metadata:\n        apiVersion: kubernetes.external-secrets.io/v1alpha1\n        kind: PushSecretMetadata\n        spec:\n          tags:\n            team: a # ours\n';
    assert.ok(told?.preferred?.includes(wrapped), told?.preferred);
    assert.deepEqual(await marked(rule, told?.preferred ?? ''), []);
  });
  it('completes a spec, and corrects a kind', async () => {
    const [told] = await said(rule, any('kubernetes') + push('\n        spec:\n          tags: {}'));
    assert.match(told?.preferred ?? '', /kind: PushSecretMetadata\n {8}spec:\n {10}tags: \{\}\n/);
    const wrong = push(' {apiVersion: kubernetes.external-secrets.io/v1alpha1, kind: PushMetadata, spec: {}}');
    const [other] = await said(rule, any('gcpsm') + wrong);
    assert.equal(other?.marked, 'PushMetadata');
    assert.deepEqual(await marked(rule, other?.preferred ?? ''), []);
  });
  it('is silent where it is right, templated, or for providers that may read other metadata', async () => {
    const right = push(' {apiVersion: kubernetes.external-secrets.io/v1alpha1, kind: PushSecretMetadata, spec: {}}');
    assert.deepEqual(await marked(rule, any('azurekv') + right), []);
    assert.deepEqual(await marked(rule, any('azurekv') + push('\n        {{- toYaml .Values.metadata | nindent 8 }}')), []);
    assert.deepEqual(await marked(rule, any('vault') + push(' {tags: {a: b}}')), []);
  });
});
