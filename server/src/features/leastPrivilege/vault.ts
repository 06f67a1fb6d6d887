import { phrase } from '../../localisation.ts';
import { knownAt, textAt } from '../../model/known.ts';
import { storeLabel } from '../../model/storeConfig.ts';
import type { Use } from './needs.ts';
import { distinct, findStart, grouped, type PolicyPiece, type StoreNeeds, shellWord } from './policy.ts';

/** What may be done at a path of Vault. */
interface Grant {
  readonly path: string;
  readonly capabilities: readonly string[];
}

/** One policy for each server, namespace and login of HashiCorp Vault or OpenBao, with the paths that ESO asks for. */
export function vaultPolicies(stores: readonly StoreNeeds[]): readonly PolicyPiece[] {
  return [...grouped(stores, loginOf).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { provider, config } = first.config;
    const tool = provider === 'openBao' ? 'bao' : 'vault';
    const namespace = typeof config['namespace'] === 'string' ? ` -namespace=${shellWord(config['namespace'])}` : '';
    const labels = distinct(group.map((store) => storeLabel(store.config))).join(', ');
    return {
      title: phrase('{0} policy for {1}', provider === 'openBao' ? 'OpenBao' : 'Vault', labels),
      language: 'hcl' as const,
      text: merged(group.flatMap((store) => store.uses.flatMap((use) => grantsFor(use, mountOf(store))))).join('\n\n'),
      notes: [
        phrase('Write it with: {0}', `${tool} policy write${namespace} external-secrets policy.hcl`),
        phrase('Then name the policy in the role that the store logs in with.'),
      ],
    };
  });
}

function loginOf({ config }: StoreNeeds): string {
  const { server, namespace, auth } = config.config;
  return JSON.stringify([config.provider, server, namespace, auth], (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

/** Where a store looks. */
interface Mount {
  /** Absent: every key begins with its mount. */
  readonly path: string | undefined;
  readonly version: 1 | 2;
}

function mountOf({ entry, config }: StoreNeeds): Mount {
  const at = ['spec', 'provider', config.provider];
  const path = knownAt(entry.resource, at, ['path']);
  const written = path.state === 'value' && typeof path.value === 'string' ? path.value : undefined;
  const byDefault = config.provider === 'openBao' ? 'kv' : undefined;
  return {
    path: path.state === 'absent' || written === '' ? byDefault : (written ?? '<mount>'),
    version: textAt(entry.resource, at, ['version'], 'v2') === 'v1' ? 1 : 2,
  };
}

function grantsFor(use: Use, mount: Mount): readonly Grant[] {
  if (use.kind === 'find') return findGrants(use, mount);
  const data = dataPath(use.key, mount);
  const metadata = metadataPath(data, mount);
  if (use.kind === 'value') return [{ path: data, capabilities: ['read'] }];
  // Version 1 keeps no metadata: ESO refuses to fetch them.
  if (use.kind === 'metadata') return mount.version === 1 ? [] : [{ path: metadata, capabilities: ['read'] }];
  const capabilities = ['create', 'read', 'update', ...(use.deletes ? ['delete'] : [])];
  return [data, metadata].map((path) => ({ path, capabilities }));
}

/** ESO lists folder after folder, and reads what the expression or the metadata match. */
function findGrants({ path, start, tags }: Extract<Use, { kind: 'find' }>, mount: Mount): readonly Grant[] {
  const folder = path === undefined ? '' : `${path}/`;
  const asData = (text: string) => (mount.path === undefined ? text : dataPath(`${mount.path}/${text}`, mount));
  const list = metadataPath(asData(`${folder}*`), mount);
  const byTags = start === undefined && Object.keys(tags).length > 0;
  return [
    { path: list, capabilities: byTags ? ['list', 'read'] : ['list'] },
    { path: asData(`${findStart(folder, start)}*`), capabilities: ['read'] },
  ];
}

/** As ESO makes the path of a key: the mount before it, unless it is there already, and `data` behind the mount of version 2. */
function dataPath(key: string, { path, version }: Mount): string {
  if (path === undefined) {
    if (version === 1 || key.includes('/data/')) return key;
    const [first = '', ...rest] = key.split('/');
    return [first, 'data', ...rest].join('/');
  }
  const own = key.startsWith(`${path}/`) ? key.slice(path.length + 1) : key;
  if (version === 1) return `${path}/${own}`;
  return `${path}/data/${own === key ? own : own.replace(/^data\//, '')}`;
}

function metadataPath(data: string, { path, version }: Mount): string {
  if (version === 1) return data;
  return path === undefined
    ? data.replace('/data/', '/metadata/')
    : `${path}/metadata/${data.slice(path.length + '/data/'.length)}`;
}

/** One block for each path, in alphabetical order, with everything that is granted there. */
function merged(grants: readonly Grant[]): readonly string[] {
  const byPath = grouped(grants, ({ path }) => path);
  return distinct(grants.map(({ path }) => path)).map((path) => {
    const capabilities = distinct((byPath.get(path) ?? []).flatMap((grant) => grant.capabilities));
    return `path ${JSON.stringify(path)} {\n  capabilities = [${capabilities.map((one) => `"${one}"`).join(', ')}]\n}`;
  });
}
