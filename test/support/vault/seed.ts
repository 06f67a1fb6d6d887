import type { VaultServer } from './vaultServer.ts';

/** Makes a text that stands for a secret value. */
export type MakeValue = (label: string) => string;

/** Mounts engines of both versions (`secret`, `team/kv`: 2; `old`: 1) and fills them with the same secrets. */
export async function seedVault({ admin }: VaultServer, value: MakeValue): Promise<void> {
  for (const [mount, version] of [
    ['secret', '2'],
    ['team/kv', '2'],
    ['old', '1'],
  ] as const)
    await admin('POST', `sys/mounts/${mount}`, { type: 'kv', options: { version } });
  const database = () => ({
    username: value('user'),
    password: value('password'),
    'tls.crt': value('certificate'),
    nested: { list: [{ host: value('host') }], flag: true, deep: { user: value('deep') } },
  });
  const plain: readonly string[] = [
    'prod/myapp/api-key',
    'prod/myapp/tls',
    'prod/other',
    'staging/app',
    'secret/inside',
    'top',
    'größe/a b',
  ];
  for (const key of ['prod/myapp/database', ...plain]) {
    const data = key.endsWith('database') ? database() : { value: value(key) };
    const path = key.split('/').map(encodeURIComponent).join('/');
    await written(() => admin('POST', `secret/data/${path}`, { data }));
    await written(() => admin('POST', `old/${path}`, data));
  }
  await admin('POST', 'team/kv/data/shared/token', { data: { value: value('shared') } });
  await admin('POST', 'secret/data/prod/myapp/database', { data: { username: value('second') } });
  await admin('POST', 'secret/data/prod/myapp/database', { data: database() });
  await admin('POST', 'secret/metadata/prod/myapp/database', {
    max_versions: 5,
    cas_required: true,
    custom_metadata: { team: 'payments', env: 'prod' },
  });
  for (const key of ['deleted', 'destroyed'])
    for (const round of ['first', 'last']) await admin('POST', `secret/data/gone/${key}`, { data: { round: value(round) } });
  await admin('POST', 'secret/delete/gone/deleted', { versions: [2] });
  await admin('POST', 'secret/destroy/gone/destroyed', { versions: [2] });
}

/** A new engine of version 2 takes a moment until it can be written to. */
async function written(write: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await write();
      return;
    } catch (error) {
      if (attempt > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
