// What the command lines do: the real AWS command line, in a real shell and terminal, on moto; values are typed or come from files.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { setUpJq } from '../../../scripts/setup/jq.ts';
import { setUpMoto } from '../../../scripts/setup/moto.ts';
import { cliFor } from '../../../server/src/features/vaultCli/index.ts';
import type { CliForm, CliRequest } from '../../../server/src/features/vaultCli/tool.ts';
import { type Moto, startMoto } from '../../support/aws/moto.ts';
import { typeIntoShell } from '../../support/typed.ts';

const setup = await setUpMoto();
const skip = setup.ready
  ? process.platform === 'win32'
    ? 'Windows has no POSIX terminal'
    : ((await setUpJq()) ?? false)
  : setup.reason;

describe('in a terminal, with the AWS command line', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-cli-'));
  const login = { region: 'us-east-1', credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' } };
  let moto: Moto;
  let secrets: SecretsManagerClient;
  let parameters: SSMClient;

  before(async () => {
    const started = await startMoto();
    assert.ok('url' in started, 'reason' in started ? started.reason : '');
    moto = started;
    secrets = new SecretsManagerClient({ ...login, endpoint: moto.url });
    parameters = new SSMClient({ ...login, endpoint: moto.url });
  });
  after(async () => {
    secrets?.destroy();
    parameters?.destroy();
    await moto?.close();
    rmSync(folder, { recursive: true });
  });

  function forms(service: 'SecretsManager' | 'ParameterStore', ask: Partial<CliRequest>): readonly CliForm[] {
    const store = {
      kind: 'SecretStore',
      name: 'vault',
      provider: 'aws',
      config: { service, region: 'us-east-1' },
    } as const;
    const destination = { id: '', service: '', location: '', login: '', endpoint: moto.url, customEndpoint: true };
    const base = {
      deed: 'create',
      store,
      destination,
      identity: {},
      properties: [],
      isObject: false,
      rotatesItself: false,
    } as const;
    const made = cliFor(store)?.({ ...base, shell: 'posix', key: 'prod/app', ...ask });
    assert.ok(made !== undefined && 'forms' in made, JSON.stringify(made));
    return made.forms;
  }

  async function run(line: string, typed: string) {
    assert.ok(setup.ready);
    const env = {
      PATH: [setup.bin, process.env['PATH']].join(delimiter),
      HOME: folder,
      AWS_ACCESS_KEY_ID: 'made-up',
      AWS_SECRET_ACCESS_KEY: 'made-up',
    };
    const { code, screen } = await typeIntoShell(join(setup.bin, 'python'), line, typed, { env, cwd: folder });
    assert.equal(code, 0, screen);
  }

  const typedForm = (all: readonly CliForm[]) =>
    all.find(({ title }) => title.text === 'Type It in the Terminal')?.commandLine ?? '';
  const fileForm = (all: readonly CliForm[]) => all.find(({ title }) => title.text === 'Take It from a File')?.commandLine ?? '';
  const secretOf = async (name: string) => (await secrets.send(new GetSecretValueCommand({ SecretId: name }))).SecretString ?? '';
  const parameterOf = async (name: string) =>
    (await parameters.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter;

  it('a secret gets its properties, whatever characters they have, and then another value of one', async () => {
    const key = 'prod/myapp/database';
    const odd = `p"a's$(id)\\ \`x\` {}`;
    const ask = { key, properties: ['username', 'db-password', 'tls.crt'], isObject: true };
    await run(typedForm(forms('SecretsManager', ask)), `app_user\n${odd}\nlast\n`);
    assert.deepEqual(JSON.parse(await secretOf(key)), { username: 'app_user', 'db-password': odd, 'tls.crt': 'last' });
    await run(typedForm(forms('SecretsManager', { ...ask, deed: 'rotate', properties: ['db-password'] })), 'one\ntwo\n\x04');
    assert.deepEqual(JSON.parse(await secretOf(key)), { username: 'app_user', 'db-password': 'one\ntwo', 'tls.crt': 'last' });
  });

  it('a secret that is one text gets what is typed, without the end of the line', async () => {
    await run(typedForm(forms('SecretsManager', { key: 'plain' })), 'made up text\n');
    assert.equal(await secretOf('plain'), 'made up text');
    await run(typedForm(forms('SecretsManager', { key: 'plain', deed: 'rotate' })), 'another\n');
    assert.equal(await secretOf('plain'), 'another');
  });

  it('a file is taken as it is', async () => {
    writeFileSync(join(folder, 'VALUE-FILE'), '{"a":\n"b"}');
    await run(fileForm(forms('SecretsManager', { key: 'from/file' })), '');
    assert.equal(await secretOf('from/file'), '{"a":\n"b"}');
    rmSync(join(folder, 'VALUE-FILE'));
  });

  it('as it is typed, before a file is named, nothing is created', async () => {
    const line = fileForm(forms('SecretsManager', { key: 'not/yet' }));
    await assert.rejects(run(line, ''));
    await assert.rejects(secretOf('not/yet'), { name: 'ResourceNotFoundException' });
  });

  it('a parameter is created as SecureString and keeps being one', async () => {
    const ask = { key: '/prod/db/password' };
    await run(typedForm(forms('ParameterStore', ask)), 'first\n');
    const created = await parameterOf(ask.key);
    assert.deepEqual([created?.Value, created?.Type], ['first', 'SecureString']);
    await run(typedForm(forms('ParameterStore', { ...ask, deed: 'rotate' })), 'second\n');
    const changed = await parameterOf(ask.key);
    assert.deepEqual([changed?.Value, changed?.Type, changed?.Version], ['second', 'SecureString', 2]);
  });

  it('a property of a parameter is changed beside the others', async () => {
    const ask = { key: '/prod/db/all', properties: ['user', 'password'], isObject: true };
    await run(typedForm(forms('ParameterStore', ask)), 'u\np\n');
    await run(typedForm(forms('ParameterStore', { ...ask, deed: 'rotate', properties: ['password'] })), 'q\n\x04');
    assert.deepEqual(JSON.parse((await parameterOf(ask.key))?.Value ?? ''), { user: 'u', password: 'q' });
  });
});
