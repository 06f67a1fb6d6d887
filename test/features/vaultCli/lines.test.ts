// The command lines themselves, as a person reads them in the terminal. What they do in the real tools: tools.contract.test.ts.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cliFor } from '../../../server/src/features/vaultCli/index.ts';
import type { CliRequest } from '../../../server/src/features/vaultCli/tool.ts';
import { english } from '../../../server/src/localisation.ts';
import type { Destination, StoreConfig } from '../../../server/src/providers/secretProvider.ts';

type Ask = Partial<Omit<CliRequest, 'store' | 'destination'>> & {
  readonly provider?: string;
  readonly config?: StoreConfig['config'];
  readonly destination?: Partial<Destination>;
};

function answer({ provider = 'aws', config = awsConfig, destination, ...rest }: Ask) {
  const store: StoreConfig = { kind: 'SecretStore', name: 'vault', namespace: 'default', provider, config };
  const cli = cliFor(store);
  assert.ok(cli, `${provider} has a tool`);
  const request: CliRequest = {
    deed: 'create',
    store,
    identity: {},
    key: 'prod/myapp/database',
    properties: [],
    isObject: (rest.properties?.length ?? 0) > 0,
    rotatesItself: false,
    shell: 'posix',
    ...rest,
    ...(destination === undefined ? {} : { destination: { ...somewhere, ...destination } }),
  };
  return cli(request);
}

/** The command lines, with what follows them; or the reason why there are none. */
function lines(ask: Ask): readonly string[] {
  const made = answer(ask);
  return 'reason' in made ? [english.of(made.reason)] : made.forms.map(({ commandLine }) => commandLine);
}

function advice(ask: Ask): readonly string[] {
  const made = answer(ask);
  return 'reason' in made ? [english.of(made.reason)] : made.forms.map((form) => english.of(form.advice));
}

const awsConfig = { service: 'SecretsManager', region: 'us-east-1' };
const parameters = { service: 'ParameterStore', region: 'us-east-1' };
const somewhere: Destination = {
  id: 'x',
  service: 'x',
  location: 'x',
  endpoint: 'https://vault.example.com:8200',
  customEndpoint: false,
  login: 'x',
};

describe('AWS Secrets Manager', () => {
  const create = 'aws secretsmanager create-secret --name prod/myapp/database --region us-east-1';

  it('takes the properties that manifests ask for, one line each, or a file', () => {
    const ask = { properties: ['username', 'password'] };
    assert.deepEqual(lines(ask), [
      `jq -nR '{"username":input,"password":input}' | ${create} --secret-string file:///dev/stdin`,
      `${create} --secret-string file://VALUE-FILE`,
    ]);
    assert.match(advice(ask)[0] ?? '', /^Press Enter, then type the values of username and password, one line each\./);
    assert.match(advice(ask)[1] ?? '', /The file holds a JSON object: \{"username": "", "password": ""\}\./);
  });

  it('takes one line where no property is asked for, and a file for what is read as an object', () => {
    assert.deepEqual(lines({}), [
      `head -n 1 | tr -d '\\n' | ${create} --secret-string file:///dev/stdin`,
      `${create} --secret-string file://VALUE-FILE`,
    ]);
    assert.deepEqual(lines({ isObject: true }), [`${create} --secret-string file://VALUE-FILE`]);
  });

  it('goes to the store of the manifest as the login of the settings', () => {
    const ask = {
      identity: { profile: 'dev' },
      config: { ...awsConfig, region: 'eu-west-1', prefix: 'team/' },
      destination: { endpoint: 'http://localhost:5000', customEndpoint: true },
      shell: 'other',
    } as const;
    assert.deepEqual(lines(ask), [
      'aws secretsmanager create-secret --name team/prod/myapp/database --region eu-west-1 --profile dev --endpoint-url http://localhost:5000 --secret-string file://VALUE-FILE',
    ]);
    assert.match(advice({ identity: { role: 'arn:aws:iam::123456789012:role/x' } })[0] ?? '', /add --profile with one/);
  });

  it('changes one property and leaves the others', () => {
    assert.deepEqual(lines({ deed: 'rotate', properties: ['password'] }), [
      'aws secretsmanager get-secret-value --secret-id prod/myapp/database --region us-east-1 --query SecretString --output text' +
        ` | jq -c --rawfile new /dev/tty '."password"=($new|rtrimstr("\\n"))'` +
        ' | aws secretsmanager put-secret-value --secret-id prod/myapp/database --region us-east-1 --secret-string file:///dev/stdin',
      'aws secretsmanager put-secret-value --secret-id prod/myapp/database --region us-east-1 --secret-string file://VALUE-FILE',
    ]);
    const dotted = { deed: 'rotate', properties: ['db.password'] } as const;
    assert.equal(lines(dotted).length, 1, 'which of two places the dots mean is not known');
    assert.match(advice(dotted)[0] ?? '', /a JSON object with all its properties, those that stay as they are too/);
  });

  it('leaves what AWS rotates to AWS, first of all', () => {
    assert.equal(
      lines({ deed: 'rotate', rotatesItself: true })[0],
      'aws secretsmanager rotate-secret --secret-id prod/myapp/database --region us-east-1',
    );
    assert.equal(lines({ deed: 'create', rotatesItself: true })[0]?.includes('rotate-secret'), false);
  });
});

it('AWS Parameter Store', () => {
  const place = '--name /prod/db --type SecureString --region us-east-1';
  assert.deepEqual(lines({ config: parameters, key: '/prod/db' }), [
    `head -n 1 | tr -d '\\n' | aws ssm put-parameter ${place} --value file:///dev/stdin`,
    `aws ssm put-parameter ${place} --value file://VALUE-FILE`,
  ]);
  assert.deepEqual(lines({ config: parameters, key: '/prod/db', shell: 'git-bash' }), [
    `MSYS_NO_PATHCONV=1 aws ssm put-parameter ${place} --value file://VALUE-FILE`,
  ]);
  const [merged = ''] = lines({ config: parameters, key: '/prod/db', deed: 'rotate', properties: ['user'] });
  assert.match(merged, /^aws ssm get-parameter --name \/prod\/db --with-decryption .* \| aws ssm put-parameter .* --overwrite/);
  assert.doesNotMatch(merged, /--type/, 'what is there keeps its type');
});

it('Azure Key Vault', () => {
  const azure = { provider: 'azurekv', config: { vaultUrl: 'https://shop.vault.azure.net' } };
  const set = 'az keyvault secret set --vault-name shop --name db-password --file';
  for (const key of ['db-password', 'secret/db-password'])
    assert.deepEqual(lines({ ...azure, key }), [
      `head -n 1 | tr -d '\\n' | ${set} /dev/stdin --query id --output tsv`,
      `${set} VALUE-FILE --query id --output tsv`,
    ]);
  assert.match(lines({ ...azure, key: 'cert/tls' })[0] ?? '', /is a certificate or a key/);
  assert.match(lines({ ...azure, config: { vaultUrl: 'https://evil.example/vault.azure.net' } })[0] ?? '', /names no key vault/);
  assert.match(advice({ ...azure, key: 'x' })[0] ?? '', /already gets a new version/);
});

it('Google Secret Manager', () => {
  const google = { provider: 'gcpsm', config: { projectID: 'shop' }, key: 'database' };
  assert.deepEqual(lines({ ...google, properties: ['user'] }), [
    `jq -nR '{"user":input}' | gcloud secrets create database --project shop --replication-policy automatic --data-file -`,
    'gcloud secrets create database --project shop --replication-policy automatic --data-file VALUE-FILE',
  ]);
  const regional = { ...google, config: { projectID: 'shop', location: 'europe-west1' }, deed: 'rotate' } as const;
  assert.deepEqual(lines(regional), [
    `head -n 1 | tr -d '\\n' | gcloud secrets versions add database --project shop --location europe-west1 --data-file -`,
    'gcloud secrets versions add database --project shop --location europe-west1 --data-file VALUE-FILE',
  ]);
  assert.match(lines({ ...google, config: {} })[0] ?? '', /names no project/);
});

describe('HashiCorp Vault and OpenBao', () => {
  const vault = {
    provider: 'vault',
    config: { server: 'https://vault.example.com:8200', path: 'secret', version: 'v2' },
    destination: {},
  } as const;
  const flags = '-address https://vault.example.com:8200 -mount secret prod/myapp/database';

  it('create a map, and write over nothing', () => {
    assert.deepEqual(lines({ ...vault, properties: ['user', 'password'] }), [
      `jq -nR '{"user":input,"password":input}' | vault kv put -cas 0 ${flags} -`,
      `vault kv put -cas 0 ${flags} "@VALUE-FILE"`,
    ]);
    assert.deepEqual(lines({ ...vault, key: 'secret/data/prod/myapp/database', isObject: true }), [
      `vault kv put -cas 0 ${flags} "@VALUE-FILE"`,
    ]);
    const bao = { ...vault, provider: 'openBao', config: { server: 'https://vault.example.com:8200', namespace: 'team' } };
    assert.deepEqual(lines({ ...bao, shell: 'other' }), [
      'bao kv put -cas 0 -address https://vault.example.com:8200 -namespace team -mount kv prod/myapp/database "@VALUE-FILE"',
    ]);
  });

  it('change one member; the first version of the engine only all of them', () => {
    const rotate = { ...vault, deed: 'rotate', properties: ['password'] } as const;
    assert.deepEqual(lines(rotate), [
      `head -n 1 | tr -d '\\n' | vault kv patch ${flags} password=-`,
      `vault kv patch ${flags} password=@VALUE-FILE`,
    ]);
    assert.deepEqual(lines({ ...rotate, config: { ...vault.config, version: 'v1' } }), [`vault kv put ${flags} "@VALUE-FILE"`]);
    assert.match(advice({ ...rotate, config: { ...vault.config, version: 'v1' } })[0] ?? '', /what it leaves out is gone/);
  });

  it('send no token to an address that none is meant for', () => {
    const { destination: _, ...nowhere } = vault;
    assert.match(lines(nowhere)[0] ?? '', /None of your tokens is meant for/);
    assert.match(lines({ ...vault, identity: { tokenFile: '~/.token-prod' } })[0] ?? '', /the token that it keeps itself/);
  });
});

describe('Kubernetes Secrets', () => {
  const secrets = {
    provider: 'kubernetes',
    config: { remoteNamespace: 'shop' },
    destination: { context: 'dev' },
    key: 'database',
  } as const;
  const create = 'kubectl --context dev --namespace shop create secret generic database';

  it('are created from lines or files, one a key', () => {
    assert.deepEqual(lines({ ...secrets, properties: ['user', 'tls.crt'] }), [
      `jq -nrR '"user="+input,"tls.crt="+input' | ${create} --from-env-file /dev/stdin`,
      `${create} --from-file user=VALUE-FILE-user --from-file tls.crt=VALUE-FILE-tls.crt`,
    ]);
    assert.equal(
      lines({ ...secrets, properties: ['user'] })[0],
      `head -n 1 | tr -d '\\n' | ${create} --from-file user=/dev/stdin`,
    );
    assert.deepEqual(lines(secrets), [`${create} --from-env-file VALUE-FILE`]);
  });

  it('get one key changed', () => {
    assert.deepEqual(lines({ ...secrets, deed: 'rotate', properties: ['user'] }), [
      `jq -nR '{stringData:{"user":input}}' | kubectl --context dev --namespace shop patch secret database --patch-file /dev/stdin`,
      'kubectl --context dev --namespace shop patch secret database --patch-file VALUE-FILE',
    ]);
  });

  it('of a cluster that no context leads to are left alone', () => {
    assert.match(lines({ ...secrets, destination: {} })[0] ?? '', /No context of your kubeconfig/);
  });
});

it('Doppler', () => {
  const doppler = { provider: 'doppler', config: { project: 'shop', config: 'dev' }, key: 'DB_PASSWORD' };
  const set = 'doppler secrets set DB_PASSWORD --project shop --config dev --silent';
  assert.deepEqual(lines({ ...doppler, properties: ['ignored'] }), [`head -n 1 | tr -d '\\n' | ${set}`, `${set} < VALUE-FILE`]);
  assert.match(lines({ ...doppler, shell: 'other' })[0] ?? '', /POSIX shells only/);
  assert.match(lines({ ...doppler, key: 'A=b' })[0] ?? '', /No command line is made/);
});

it('GitLab', () => {
  const gitlab = { provider: 'gitlab', config: { projectID: 'group/shop', environment: 'prod' }, key: 'db-password' };
  const rest = 'db_password --repo https://gitlab.com/group/shop --scope prod';
  assert.deepEqual(lines(gitlab), [
    `head -n 1 | tr -d '\\n' | glab variable set ${rest}`,
    `glab variable set ${rest} < VALUE-FILE`,
  ]);
  assert.match(lines({ ...gitlab, config: { projectID: '4711' } })[0] ?? '', /by a number/);
  const elsewhere = { ...gitlab, config: { ...gitlab.config, url: 'https://git.example.com' } };
  assert.match(lines(elsewhere)[0] ?? '', /No login of yours is known to be meant/);
  assert.match(
    lines({ ...elsewhere, destination: { endpoint: 'https://git.example.com' } })[0] ?? '',
    /--repo https:\/\/git\.example\.com\/group\/shop/,
  );
});

describe('no command line is made', () => {
  const nasty = [
    'a b',
    "a'b",
    'a"b',
    'a$(id)',
    'a`id`',
    'a;id',
    'a|id',
    'a&id',
    'a>b',
    'a\nid',
    'a\u001b[A',
    'a\u202eb',
    'a%PATH%',
    'a\\b',
    '*',
    '~',
    '!1',
    '#x',
    '{a,b}',
    '@file',
    '-x',
    '--query',
    'file://etc/passwd',
    'größe',
    '',
  ];

  it('of a name that a shell or a tool may take for something else', () => {
    for (const text of nasty) {
      const awkward: readonly Ask[] = [
        { key: text },
        { config: { ...awsConfig, region: text } },
        ...(text === '' ? [] : [{ identity: { profile: text } }]),
        { provider: 'gcpsm', config: { projectID: text }, key: 'x' },
        { provider: 'kubernetes', config: { remoteNamespace: text }, destination: { context: 'dev' }, key: 'x' },
        // Of a path empty parts are dropped, and what is left is none of a file's.
        { provider: 'vault', config: { path: text === '' || text.includes('//') ? '-' : text }, destination: {}, key: 'x' },
      ];
      for (const ask of awkward) assert.ok('reason' in answer(ask), `${JSON.stringify(text)}: ${JSON.stringify(lines(ask))}`);
    }
  });

  it('that asks for a property by such a name; a file still takes it', () => {
    for (const name of nasty)
      for (const ask of [{ properties: [name] }, { properties: [name], deed: 'rotate' as const }])
        for (const line of lines(ask)) assert.match(line, /file:\/\/VALUE-FILE$/, JSON.stringify(name));
  });

  it('for an address that is more than an address', () => {
    for (const endpoint of ['https://v.example/$(id)', 'https://v.example/;id', 'https://[::1]:8200', 'https://a b', '-address'])
      assert.ok('reason' in answer({ provider: 'vault', config: { path: 'kv' }, destination: { endpoint }, key: 'x' }), endpoint);
  });

  it('that is longer than a terminal takes', () => {
    assert.ok('reason' in answer({ key: 'x'.repeat(1000) }));
  });
});
