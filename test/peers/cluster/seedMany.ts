import limit from 'p-limit';
import type { KubernetesApi } from './kubernetesApi.ts';

/** How much is made. */
export interface SeedOptions {
  /** In all; the same number in each namespace, the last ones may have one less. */
  readonly externalSecrets: number;
  readonly namespaces: number;
  /** The names begin with it; `many` by default: namespace `many-007`, its store `many-007`, its ExternalSecrets `app-0003`. */
  readonly prefix?: string;
  /**
   * Also writes the statuses that a controller would: for a cluster whose controller is off. Every hundredth ExternalSecret then has
   * failed; the target Secrets are not there.
   */
  readonly statuses?: boolean;
}

/** The names of the namespaces that have been made. */
export type SeededNamespaces = readonly string[];

/** How many requests are under way at a time. */
const concurrency = 20;

/** Makes namespaces, a `fake` store in each, and ExternalSecrets that use it. Throws at the first refusal. */
export async function seedMany(api: KubernetesApi, options: SeedOptions): Promise<SeededNamespaces> {
  const { externalSecrets, namespaces, prefix = 'many', statuses = false } = options;
  const names = Array.from({ length: namespaces }, (_, i) => `${prefix}-${String(i).padStart(3, '0')}`);
  const each = async <T>(items: readonly T[], work: (item: T) => Promise<void>) => {
    const run = limit(concurrency);
    await Promise.all(items.map((item) => run(() => work(item))));
  };
  await each(names, async (name) => {
    await must(api, 'POST', '/api/v1/namespaces', { metadata: { name, labels: { seeded: prefix } } });
    await must(api, 'POST', `/apis/${group}/v1/namespaces/${name}/secretstores`, store(name));
    if (statuses) await status(api, `/apis/${group}/v1/namespaces/${name}/secretstores/${name}`, validStore());
  });
  const all = Array.from({ length: externalSecrets }, (_, i) => ({ index: i, namespace: names[i % namespaces] ?? '' }));
  await each(all, async ({ index, namespace }) => {
    const name = `app-${String(Math.floor(index / namespaces)).padStart(4, '0')}`;
    const path = `/apis/${group}/v1/namespaces/${namespace}/externalsecrets`;
    await must(api, 'POST', path, externalSecret(namespace, name));
    if (statuses) await status(api, `${path}/${name}`, index % 100 === 99 ? failed() : synced(name));
  });
  return names;
}

const group = 'external-secrets.io';

const store = (namespace: string) => ({
  apiVersion: `${group}/v1`,
  kind: 'SecretStore',
  // Stores of one name share their data in the provider `fake` of 0.20.4, whatever their namespaces.
  metadata: { name: namespace, namespace },
  spec: { provider: { fake: { data: [{ key: 'app', value: 'seeded' }] } } },
});

const externalSecret = (namespace: string, name: string) => ({
  apiVersion: `${group}/v1`,
  kind: 'ExternalSecret',
  metadata: { name, namespace },
  spec: {
    refreshInterval: '1h',
    secretStoreRef: { name: namespace, kind: 'SecretStore' },
    target: { name },
    data: [{ secretKey: 'value', remoteRef: { key: 'app' } }],
  },
});

const now = () => new Date().toISOString().replace(/\.\d+/, '');
const ready = (status: string, reason: string, message: string) => ({
  type: 'Ready',
  status,
  reason,
  message,
  lastTransitionTime: now(),
});
const validStore = () => ({ capabilities: 'ReadWrite', conditions: [ready('True', 'Valid', 'store validated')] });
const synced = (name: string) => ({
  binding: { name },
  refreshTime: now(),
  syncedResourceVersion: '1-seeded',
  conditions: [ready('True', 'SecretSynced', 'secret synced')],
});
const failed = () => ({
  refreshTime: null,
  conditions: [ready('False', 'SecretSyncedError', 'could not get secret data from provider')],
});

function status(api: KubernetesApi, path: string, value: object): Promise<void> {
  return must(api, 'PATCH', `${path}/status`, { status: value }, 'application/merge-patch+json');
}

async function must(api: KubernetesApi, method: string, path: string, body: object, type?: string): Promise<void> {
  const answer = await api.send(method, path, body, type);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.body.message}`);
}
