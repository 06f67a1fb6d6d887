import { phrase } from '../localisation.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { isWritten } from '../model/known.ts';
import type { Rule } from './rule.ts';
import { entryLike } from './sameStyle.ts';
import { storeExample } from './storeChecks.ts';
import { type StoreView, viewStore } from './storeView.ts';

/** The credentials that ESO takes as `value` or by `secretRef`, without those that name an account and are no secret. */
const CREDENTIALS: Readonly<Record<string, readonly string[]>> = {
  beyondtrust: ['auth.apiKey', 'auth.clientSecret', 'auth.certificateKey'],
  delinea: ['clientSecret'],
  scaleway: ['secretKey'],
  secretserver: ['password', 'token'],
};

const delinea = (secret: string) => storeExample('delinea', `tenant: example\nclientId:\n  value: eso\nclientSecret:\n${secret}`);

/** ESO: such a value is read from the store itself, where everybody who may read stores sees it. */
export const secretInClear: Rule = {
  meta: {
    id: 'secret-in-clear',
    severity: 'warning',
    kinds: ['SecretStore', 'ClusterSecretStore'],
    needs: 'document',
    summary: 'A store holds a password, key or token in clear text.',
    why: 'ESO takes it, but whoever may read the manifest, its history in Git or the store in the cluster has the secret too; access to Secrets is guarded, that to stores rarely is. What has been committed should be renewed.',
    bad: delinea('  value: made-up'),
    good: delinea('  secretRef:\n    name: delinea\n    key: client-secret'),
    fixable: true,
    since: '0.1.0',
  },
  check: ({ resource }) =>
    Object.entries(CREDENTIALS).flatMap(([provider, fields]) => {
      const store = viewStore(resource, provider);
      return store === undefined ? [] : fields.flatMap((field) => judge(store, field));
    }),
};

function judge(store: StoreView, field: string): readonly Finding[] {
  const written = store.written(`${field}.value`);
  // Beside a secretRef the store is refused, which is said.
  if (written === undefined || written === '' || store.has(`${field}.secretRef`) !== false) return [];
  return [
    {
      rule: 'secret-in-clear',
      severity: 'warning',
      at: { path: store.pathOf(`${field}.value`), part: 'key' },
      message: `${field} stands here in clear text, for everybody who can read the manifest or the store. Put it into a Secret and refer to it by secretRef; if it has been committed, renew it.`,
      fixes: toReference(store, field),
    },
  ];
}

function toReference({ resource, provider, pathOf }: StoreView, field: string): readonly Fix[] {
  const path = pathOf(`${field}.value`);
  const parent = resource.nodeAt(pathOf(field));
  const entry = parent?.type === 'map' ? parent.entries.find(({ name }) => name === 'value') : undefined;
  if (entry === undefined || !isWritten(resource, path)) return [];
  const reference = { name: `${provider}-credentials`, key: String(field.split('.').at(-1)) };
  const newText = entryLike(entry, 'secretRef', reference);
  return [{ title: phrase('Change to {0}', 'secretRef'), preferred: false, edits: [{ at: { path, part: 'entry' }, newText }] }];
}
