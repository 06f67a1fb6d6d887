import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentLinks } from '../../../server/src/features/navigation/documentLinks.ts';
import { nodeClock } from '../../../server/src/node/nodeClock.ts';
import { createAwsProvider } from '../../../server/src/providers/aws/awsProvider.ts';
import { parameterStore } from '../../../server/src/providers/aws/parameterStore/parameterStore.ts';
import { secretsManager } from '../../../server/src/providers/aws/secretsManager/secretsManager.ts';
import { createAzureProvider } from '../../../server/src/providers/azure/azureProvider.ts';
import { createGoogleProvider } from '../../../server/src/providers/google/googleProvider.ts';
import { createHashicorpProvider } from '../../../server/src/providers/hashicorp/hashicorpProvider.ts';
import { hashicorpVault, openBao } from '../../../server/src/providers/hashicorp/product.ts';
import { createLab } from '../lab.ts';
import { dataOf, secretOf } from './atlas.ts';

/** Back ends that would fail on any call. */
function providers(env: Record<string, string> = {}) {
  const never = () => {
    throw new Error('nobody is asked');
  };
  const common = { clock: nodeClock, log: never, env: { HOME: '/nowhere', ...env } };
  const aws = { ...common, network: { routeTo: never, certificateAuthorities: never } as never };
  const rest = { ...common, transport: never, readHomeFile: async () => undefined, nodeVersion: '24.0.0' } as never;
  return [
    createAwsProvider(secretsManager, aws),
    createAwsProvider(parameterStore, aws),
    createAzureProvider(rest),
    createGoogleProvider(rest),
    createHashicorpProvider(hashicorpVault, rest),
    createHashicorpProvider(openBao, rest),
  ];
}

/** The links of an ExternalSecret with one key from a store of that provider, `tooltip: address`. */
async function linksOf(provider: string, key: string, env: Record<string, string> = {}): Promise<readonly string[]> {
  const store = `apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: vault}\nspec: {provider: ${provider}}\n`;
  const lab = createLab({ files: { 'file:///w/store.yaml': store }, providers: providers(env) });
  const place = lab.place(secretOf('db│', dataOf('a').replace('key: app', `key: ${key}`)));
  const links = (await documentLinks(place)) ?? [];
  for (const { range } of links) {
    const text = place.file.text.slice(place.lines.offsetAt(range.start), place.lines.offsetAt(range.end));
    assert.equal(text, key.replaceAll('"', ''), 'the key without its quotes is the link');
  }
  return links.map(({ target, tooltip }) => `${tooltip}: ${target}`);
}

describe('the key of a secret is a link', () => {
  it('to the AWS console', async () => {
    const manager = '{aws: {service: SecretsManager, region: eu-west-1}}';
    const page = 'Open in the AWS console: https://eu-west-1.console.aws.amazon.com/secretsmanager/secret?name=';
    assert.deepEqual(await linksOf(manager, '"prod/a b"'), [`${page}prod%2Fa%20b`]);
    assert.deepEqual(await linksOf(manager, 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf'), [
      `${page}prod%2Fdb`,
    ]);
    assert.deepEqual(await linksOf(manager, 'arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf'), []);
    assert.deepEqual(await linksOf(manager.replace('region', 'prefix: team/, region'), 'db'), [`${page}team%2Fdb`]);
    assert.deepEqual(await linksOf('{aws: {service: ParameterStore, region: cn-north-1}}', '/prod/db'), [
      'Open in the AWS console: https://cn-north-1.console.amazonaws.cn/systems-manager/parameters/%252Fprod%252Fdb/description',
    ]);
    assert.deepEqual(await linksOf(manager.replace('eu-west-1', 'evil.com/'), 'db'), []);
    assert.deepEqual(await linksOf(manager, 'db', { AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' }), [], 'calls go elsewhere');
  });

  it('to the portal of the Azure cloud', async () => {
    const vault = (url: string, more = '') => `{azurekv: {vaultUrl: "${url}"${more}}}`;
    const asset = 'Open in the Azure portal: https://portal.azure.com/#asset/Microsoft_Azure_KeyVault';
    assert.deepEqual(await linksOf(vault('https://shop.vault.azure.net'), 'db'), [
      `${asset}/Secret/https://shop.vault.azure.net/secrets/db`,
    ]);
    assert.deepEqual(await linksOf(vault('https://shop.vault.azure.net'), 'cert/tls'), [
      `${asset}/Certificate/https://shop.vault.azure.net/certificates/tls`,
    ]);
    assert.deepEqual(await linksOf(vault('https://shop.vault.azure.net'), 'a_b'), [], 'no name there');
    assert.deepEqual(await linksOf(vault('https://shop.vault.example.com'), 'db'), []);
  });

  it('to the Google Cloud console', async () => {
    const page = 'Open in the Google Cloud console: https://console.cloud.google.com/security/secret-manager';
    assert.deepEqual(await linksOf('{gcpsm: {projectID: shop-123456}}', 'db'), [
      `${page}/secret/db/versions?project=shop-123456`,
    ]);
    assert.deepEqual(await linksOf('{gcpsm: {projectID: shop-123456, location: europe-west3}}', 'db'), [
      `${page}?project=shop-123456`,
    ]);
    assert.deepEqual(await linksOf('{gcpsm: {projectID: shop-123456}}', 'a/b'), []);
    assert.deepEqual(await linksOf('{gcpsm: {projectID: "x&y"}}', 'db'), []);
  });

  it('to the pages of the Vault that the manifest names, which is told', async () => {
    const vault = (server: string, more = ', path: kv/team') => `{vault: {server: "${server}"${more}}}`;
    const title = 'Open in HashiCorp Vault at vault.example.com:';
    assert.deepEqual(await linksOf(vault('https://vault.example.com:8200'), 'prod/a b'), [
      `${title} https://vault.example.com:8200/ui/vault/secrets/kv%2Fteam/show/prod/a%20b`,
    ]);
    assert.deepEqual(await linksOf(vault('https://vault.example.com', ', namespace: eu'), 'secret/data/db'), [
      `${title} https://vault.example.com/ui/vault/secrets/secret/show/db?namespace=eu`,
    ]);
    assert.deepEqual(await linksOf(vault('https://vault.example.com', ', version: v1'), 'kv/db'), [
      `${title} https://vault.example.com/ui/vault/secrets/kv/show/db`,
    ]);
    assert.deepEqual(await linksOf('{openBao: {server: "http://localhost:8200"}}', 'db'), [
      'Open in OpenBao at localhost: http://localhost:8200/ui/vault/secrets/kv/show/db',
    ]);
    for (const server of [
      'https://vault.vault.svc:8200',
      'https://vault.vault.svc.cluster.local',
      'https://vault',
      'javascript:alert(1)',
    ])
      assert.deepEqual(await linksOf(vault(server), 'db'), [], server);
    assert.deepEqual(await linksOf(vault('https://vault.example.com'), '../x'), []);
  });

  it('where there is a store that names its vault, and a key', async () => {
    assert.deepEqual(await linksOf('{doppler: {}}', 'db'), []);
    assert.deepEqual(await linksOf('{}', 'db'), []);
    assert.deepEqual(await linksOf('{gcpsm: {projectID: shop-123456}}', '{{ .Values.key }}'), []);
  });
});
