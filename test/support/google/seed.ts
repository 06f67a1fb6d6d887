import type { SeedSecret } from './secretManager.ts';

/** Makes a text that stands for a secret value. */
export type MakeValue = (label: string) => string;

/** The secrets of a project: global ones, and some of the location `europe-west3`. */
export function seedGoogle(value: MakeValue): readonly SeedSecret[] {
  const database = () =>
    JSON.stringify({
      username: value('user'),
      password: value('password'),
      'tls.crt': value('certificate'),
      nested: { host: value('host'), 'a.b': value('dotted'), list: [{ port: value('port') }] },
    });
  return [
    {
      id: 'prod-myapp-database',
      labels: { team: 'payments', env: 'prod' },
      annotations: { description: 'Database credentials for myapp', 'example.com/owner': 'ann' },
      aliases: { stable: 2 },
      topics: ['projects/shop/topics/secrets', 'projects/shop/topics/audit'],
      rotation: { periodSeconds: 2_592_000, next: '2031-01-01T00:00:00Z' },
      expireTime: '2032-01-01T00:00:00Z',
      versions: [
        { data: value('old'), state: 'DESTROYED', createTime: '2024-01-01T00:00:00Z' },
        { data: JSON.stringify({ username: value('user') }), createTime: '2024-02-01T00:00:00Z' },
        { data: database(), createTime: '2024-03-01T00:00:00Z' },
      ],
    },
    {
      id: 'prod-myapp-api-key',
      labels: { team: 'payments', env: 'prod' },
      replicas: ['us-east1', 'europe-west3'],
      kmsKey: 'projects/shop/locations/us-east1/keyRings/ring/cryptoKeys/key',
      versions: [{ data: value('key') }],
    },
    { id: 'prod-other', labels: { team: 'other', env: 'prod' }, versions: [{ data: `{"a": "${value('half')}", broken` }] },
    { id: 'staging-myapp-database', labels: { team: 'payments', env: 'staging' }, versions: [{ data: database() }] },
    { id: 'with_bytes', versions: [{ data: Buffer.from(`\u00ff\u0000${value('bytes')}`, 'latin1') }] },
    { id: 'with-mark', versions: [{ data: `\ufeff{"a": "${value('mark')}"}` }] },
    { id: 'empty', versions: [] },
    {
      id: 'switched-off',
      versions: [
        { data: JSON.stringify({ first: value('first') }), createTime: '2024-01-01T00:00:00Z' },
        { data: JSON.stringify({ second: value('second') }), createTime: '2024-02-01T00:00:00Z' },
        {
          data: value('third'),
          state: 'DISABLED',
          createTime: '2024-03-01T00:00:00Z',
          scheduledDestroyTime: '2031-01-01T00:00:00Z',
        },
      ],
    },
    { id: 'all-off', versions: [{ data: value('off'), state: 'DISABLED' }] },
    { id: 'eu-database', location: 'europe-west3', labels: { team: 'payments' }, versions: [{ data: database() }] },
  ];
}
