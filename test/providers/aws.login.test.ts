import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createNetwork } from '../../server/src/node/network.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createAwsProvider } from '../../server/src/providers/aws/awsProvider.ts';
import { parameterStore } from '../../server/src/providers/aws/parameterStore/parameterStore.ts';
import { secretsManager } from '../../server/src/providers/aws/secretsManager/secretsManager.ts';
import { providerFor } from '../../server/src/providers/registry.ts';
import type { Destination, Identity } from '../../server/src/providers/secretProvider.ts';
import { awsStore, parameterStoreAt } from './awsSetup.ts';

const config = `
[default]
region = eu-west-1

[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = reader

[profile "build box"]
role_arn = arn:aws:iam::222233334444:role/builder
source_profile = default

[profile local]
endpoint_url = http://localhost:4566
[profile service]
services = mine
endpoint_url = http://localhost:1
[services mine]
s3 =
  endpoint_url = http://localhost:2
secrets_manager =
  endpoint_url = http://localhost:3/base/
ssm =
  endpoint_url = http://localhost:4

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
`;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aws-login-'));
  await writeFile(join(folder, 'config'), config);
  await writeFile(join(folder, 'credentials'), '[keys]\naws_access_key_id = AKIA\naws_secret_access_key = x # note\n');
});
after(() => rm(folder, { recursive: true }));

async function destination(
  identity: Identity = {},
  env: Record<string, string> = {},
  store: Record<string, string> = {},
): Promise<Destination> {
  const own = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'), ...env };
  const provider = createAwsProvider(secretsManager, {
    network: async () => createNetwork({}),
    clock: nodeClock,
    log: () => {},
    env: own,
  });
  const found = await provider.destination(awsStore(store), identity);
  assert.ok('id' in found, JSON.stringify(found));
  return found;
}

describe('where calls to AWS go, and as whom', () => {
  it('is told without a call, the account where the configuration names it', async () => {
    assert.deepEqual(await destination({ profile: 'dev' }), {
      id: 'aws-secretsmanager|us-east-1|https://secretsmanager.us-east-1.amazonaws.com|dev||111122223333',
      service: 'AWS Secrets Manager',
      location: 'us-east-1',
      endpoint: 'https://secretsmanager.us-east-1.amazonaws.com',
      customEndpoint: false,
      login: 'profile dev',
      account: '111122223333',
    });
    assert.equal((await destination({ profile: 'build box' })).account, '222233334444');
    assert.equal((await destination({ profile: 'keys' })).account, undefined);
    assert.equal((await destination({ profile: 'dev', role: 'arn:aws:iam::999900001111:role/x' })).account, '999900001111');
  });

  it('names the ambient login that the SDK would take', async () => {
    assert.equal((await destination()).login, 'your default AWS login');
    assert.equal((await destination({}, { AWS_PROFILE: 'dev' })).login, 'profile dev');
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    assert.equal((await destination({}, keys)).login, 'the AWS keys in your environment');
    assert.equal((await destination({}, { ...keys, AWS_PROFILE: 'dev' })).login, 'profile dev');
    assert.match(
      (await destination({ role: 'arn:aws:iam::1:role/x' })).login,
      /^role arn:aws:iam::1:role\/x through your default/,
    );
  });

  it('follows the endpoints of the environment and of the user, in the order of the AWS tools', async () => {
    const at = async (identity: Identity, env: Record<string, string> = {}) => (await destination(identity, env)).endpoint;
    assert.equal(await at({ profile: 'local' }), 'http://localhost:4566');
    assert.equal(await at({ profile: 'service' }), 'http://localhost:3/base/');
    const general = { AWS_ENDPOINT_URL: 'http://localhost:5' };
    assert.equal(await at({ profile: 'service' }, general), 'http://localhost:5');
    assert.equal(await at({}, { ...general, AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://localhost:6' }), 'http://localhost:6');
    const ignored = { ...general, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' };
    assert.equal(await at({ profile: 'local' }, ignored), 'https://secretsmanager.us-east-1.amazonaws.com');
    assert.equal((await destination({}, general)).customEndpoint, true);
  });

  it('takes nothing but the region from the manifest', async () => {
    const plain = await destination();
    const crafted = {
      endpoint: 'http://evil.example',
      endpoint_url: 'http://evil.example',
      profile: 'dev',
      role: 'arn:aws:iam::1:role/x',
    };
    assert.deepEqual(await destination({}, {}, crafted), plain);
    assert.equal(
      (await destination({}, {}, { region: 'cn-north-1' })).endpoint,
      'https://secretsmanager.cn-north-1.amazonaws.com.cn',
    );
    assert.equal((await destination({}, {}, { region: 'us-gov-west-1' })).location, 'us-gov-west-1');
  });

  it('needs a region that is one', async () => {
    const provider = createAwsProvider(secretsManager, {
      network: async () => createNetwork({}),
      clock: nodeClock,
      log: () => {},
      env: {},
    });
    for (const region of ['', 'us-east', 'us-east-1.evil.example', 'us-east-1/', 'US-EAST-1', '{{ .region }}', 'x@us-east-1']) {
      const found = await provider.destination(awsStore({ region }), {});
      assert.ok('code' in found && found.code === 'incomplete-store', region);
    }
    const { keys } = provider.open(awsStore({ region: 'nowhere' }), { identity: {}, mayReadValues: () => false });
    const { problem } = await keys('', { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) });
    assert.equal(problem?.code, 'incomplete-store');
  });

  it('is told of Parameter Store by its own names', async () => {
    const at = async (identity: Identity, env: Record<string, string> = {}, store: Record<string, string> = {}) => {
      const own = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: '/nonexistent', ...env };
      const options = { network: async () => createNetwork({}), clock: nodeClock, log: () => {}, env: own };
      return createAwsProvider(parameterStore, options).destination(parameterStoreAt(store), identity);
    };
    assert.deepEqual(await at({ profile: 'dev' }), {
      id: 'aws-ssm|us-east-1|https://ssm.us-east-1.amazonaws.com|dev||111122223333',
      service: 'AWS Parameter Store',
      location: 'us-east-1',
      endpoint: 'https://ssm.us-east-1.amazonaws.com',
      customEndpoint: false,
      login: 'profile dev',
      account: '111122223333',
    });
    const endpoint = async (...args: Parameters<typeof at>) => {
      const found = await at(...args);
      return 'endpoint' in found ? found.endpoint : found.code;
    };
    assert.equal(await endpoint({}, {}, { region: 'cn-north-1' }), 'https://ssm.cn-north-1.amazonaws.com.cn');
    assert.equal(await endpoint({ profile: 'service' }), 'http://localhost:4');
    const variables = { AWS_ENDPOINT_URL: 'http://localhost:5', AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://localhost:6' };
    assert.equal(await endpoint({}, variables), 'http://localhost:5');
    assert.equal(await endpoint({}, { ...variables, AWS_ENDPOINT_URL_SSM: 'http://localhost:7' }), 'http://localhost:7');
  });

  it('is answered by the provider of the service that the store names, and by no other', () => {
    const options = { network: async () => createNetwork({}), clock: nodeClock, log: () => {}, env: {} };
    const providers = [createAwsProvider(secretsManager, options), createAwsProvider(parameterStore, options)];
    assert.equal(providerFor(providers, awsStore())?.title, 'AWS Secrets Manager');
    assert.equal(providerFor(providers, parameterStoreAt())?.title, 'AWS Parameter Store');
    for (const service of ['CertificateManager', '']) assert.equal(providerFor(providers, awsStore({ service })), undefined);
    assert.equal(providerFor(providers, { ...awsStore(), provider: 'fake' }), undefined);
  });
});
