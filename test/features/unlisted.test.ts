import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awsStore, createLab, externalSecret } from './lab.ts';

const storeOf = (provider: string, block = '{}') => awsStore.replace(/ {4}aws:[\s\S]*/, `    ${provider}: ${block}\n`);
const labFor = (provider: string, block?: string) => createLab({ files: { 'file:///w/store.yaml': storeOf(provider, block) } });
const text = externalSecret('  data:\n    - secretKey: a\n      remoteRef:\n        key: so│me\n');

const reasons: readonly (readonly [provider: string, says: RegExp, block?: string])[] = [
  [
    'webhook',
    /A webhook store asks a URL for each key; there is nothing to list\./,
    '{url: "https://a.example/{{ .remoteRef.key }}"}',
  ],
  [
    'aws',
    /Keys of this store are ARNs of certificates \\?\(arn:aws:acm:REGION:ACCOUNT:certificate\/ID\\?\), .* nothing is listed of them/,
    '{service: CertificateManager, region: us-east-1}',
  ],
  ['github', /Stores of GitHub Actions are only written to: there is nothing to read/],
  ['ngrok', /only written to/],
  ['chef', /Names in Chef Infra are not listed here yet\. ESO cannot list them either: find fails there\. What needs no vault/],
  ['nonsense', /Provider nonsense is not known here/],
];

for (const [provider, says, block] of reasons) {
  test(`hover and status say why nothing is listed: ${provider}`, async () => {
    const lab = labFor(provider, block);
    assert.match(await lab.hover(text), says);
    const entry = lab.context.index.resolveStore(
      { kind: 'SecretStore', name: 'aws-secretsmanager' },
      { uri: lab.uri, namespace: 'default' },
    );
    const config = entry?.config;
    assert.ok(config);
    const state = await lab.context.vaults.state(config);
    assert.equal(state.state, 'unsupported');
    assert.match(state.tooltip, says);
    assert.match((await lab.complete(text)).items.at(-1)?.label ?? '', /^(A webhook|Keys of|Stores of|Names in|Provider)/);
  });
}
