/** A secret to put into a test vault before it is used. */
export interface SeedSecret {
  readonly region: string;
  readonly name: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly binary?: Uint8Array;
  /** Rotates every so many days. */
  readonly rotationDays?: number;
  /** Earlier values, oldest first: the last of them is AWSPREVIOUS. */
  readonly earlier?: readonly string[];
  /** Is scheduled for deletion. */
  readonly deleted?: boolean;
}

/**
 * Some hundreds of secrets in `us-east-1`, among them the one of the ESO tutorial, every odd shape that a value can have, and a few
 * others in `eu-west-1`.
 *
 * @param value makes the text of each value from a label; tests pass canaries, so that no value stands in a file
 */
export function seedSecrets(value: (label: string) => string): readonly SeedSecret[] {
  return [...namedSecrets(value), ...oddSecrets(value), ...manySecrets(value), ...otherRegion(value)];
}

function namedSecrets(value: (label: string) => string): SeedSecret[] {
  const region = 'us-east-1';
  const database = (label: string) =>
    JSON.stringify({
      username: value(`${label}/username`),
      password: value(`${label}/password`),
      host: value(`${label}/host`),
      port: '5432',
      database: value(`${label}/database`),
    });
  return [
    {
      region,
      name: 'prod/myapp/database',
      description: 'Database credentials for myapp',
      tags: { team: 'payments', env: 'prod' },
      text: database('tutorial'),
      earlier: [database('tutorial-before')],
      rotationDays: 30,
    },
    { region, name: 'prod/myapp/api-key', description: 'Key of the billing API (plain text)', text: value('api-key') },
    {
      region,
      name: 'prod/myapp/tls',
      description: 'Certificate of the shop front',
      text: JSON.stringify({ 'tls.crt': value('crt'), 'tls.key': value('key'), 'ca.crt': value('ca') }),
    },
    {
      region,
      name: 'prod/myapp/config',
      text: JSON.stringify({
        db: {
          primary: { user: value('db-user'), password: value('db-password'), port: 5432 },
          replicas: [{ host: value('replica') }],
        },
        'feature.flags': { beta: true },
        retries: 3,
        proxy: null,
        'we|ird *key?': value('weird'),
      }),
    },
    {
      region,
      name: 'prod/myapp/legacy-database',
      description: 'The database before the move',
      text: database('legacy'),
      deleted: true,
    },
  ];
}

function oddSecrets(value: (label: string) => string): SeedSecret[] {
  const region = 'us-east-1';
  return [
    {
      region,
      name: 'odd/keystore',
      description: 'Binary, not UTF-8',
      binary: Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 1, 2, 0xff, 0x80),
    },
    {
      region,
      name: 'odd/settings-binary',
      description: 'Binary that is JSON',
      binary: new TextEncoder().encode(JSON.stringify({ token: value('binary-token') })),
    },
    { region, name: 'odd/truncated', description: 'Almost JSON', text: `{"username": "${value('truncated')}", "pass` },
    { region, name: 'odd/connection-string', text: `postgres://${value('url')}@db/app` },
    { region, name: 'odd/list', text: JSON.stringify([value('first'), value('second')]) },
    { region, name: 'odd/empty-object', text: '{}' },
    { region, name: 'odd/prototype', text: `{"__proto__": "${value('proto')}", "constructor": "${value('constructor')}"}` },
    { region, name: 'Odd/MixedCase', text: value('mixed-case') },
    { region, name: 'odd/all_the+punctuation=of.a@name-1!', text: value('punctuation') },
    {
      region,
      name: 'odd/hostile',
      description: 'Größe ≥ 1 **bold** [click](command:rm) <b>x</b>\u202e',
      tags: { 'Straße/ключ': '値 *x*' },
      text: value('hostile'),
    },
  ];
}

function manySecrets(value: (label: string) => string): SeedSecret[] {
  const secrets: SeedSecret[] = [];
  for (const environment of ['prod', 'staging', 'dev']) {
    for (let i = 1; i <= 40; i++) {
      const service = `service-${String(i).padStart(2, '0')}`;
      for (const [part, property] of [
        ['database', 'password'],
        ['api-key', 'token'],
        ['webhook', 'secret'],
      ] as const) {
        const name = `${environment}/${service}/${part}`;
        secrets.push({
          region: 'us-east-1',
          name,
          tags: { env: environment },
          text: JSON.stringify({ [property]: value(name) }),
        });
      }
    }
  }
  return secrets;
}

function otherRegion(value: (label: string) => string): SeedSecret[] {
  return [
    { region: 'eu-west-1', name: 'prod/european/database', text: JSON.stringify({ password: value('european') }) },
    { region: 'eu-west-1', name: 'prod/european/plain', text: value('european-plain') },
  ];
}
