import type { StoreEntry } from '../model/entries.ts';
import type { Finding } from '../model/finding.ts';
import { isAbsent, isOpen, writtenText } from '../model/known.ts';
import { type StoreRefPlace, storeRefPlaces } from '../model/storeRefs.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** ESO: `using cluster store "vault" is not allowed from namespace "shop": denied by spec.condition`. */
export const namespaceNotAllowed: Rule = {
  meta: {
    id: 'namespace-not-allowed',
    severity: 'warning',
    kinds: ['ExternalSecret', 'PushSecret'],
    needs: 'workspace',
    summary: 'A ClusterSecretStore does not let this namespace use it.',
    why: 'A ClusterSecretStore with `conditions` may be used from the namespaces that one of them names. From all others every sync fails with `using cluster store "vault" is not allowed from namespace "shop": denied by spec.condition`. Conditions by label are not judged: the labels of the namespace are not known.',
    bad: `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: vault
spec:
  conditions:
    - namespaces:
        - billing
  provider:
    vault:
      server: https://vault.example.com
      path: secret
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: shop
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/shop/database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: vault
spec:
  conditions:
    - namespaces:
        - billing
        - shop
  provider:
    vault:
      server: https://vault.example.com
      path: secret
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: shop
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/shop/database
`,
    fixable: false,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    const { namespace } = resource;
    if (namespace === undefined || resource.isPlaceholder(['metadata', 'namespace']) || workspace.isRenamed) return [];
    // Hardly any store has conditions.
    const places = storeRefPlaces(resource).flatMap(({ path, ref }) => {
      const stores = ref.kind === 'ClusterSecretStore' ? workspace.stores(ref, namespace) : [];
      return stores.length > 0 && stores.every(hasConditions) ? [{ path, ref, stores }] : [];
    });
    return places.length === 0 ? [] : deniedAt(places, namespace);
  },
};

/** A place that names a store, and the stores that it may mean. */
interface StorePlace extends StoreRefPlace {
  readonly stores: readonly StoreEntry[];
}

async function deniedAt(places: readonly StorePlace[], namespace: string): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const { path, ref, stores } of places) {
    const verdicts = await Promise.all(stores.map((store) => denies(store, namespace)));
    const [entry] = stores;
    if (entry === undefined || !verdicts.every(Boolean)) continue;
    found.push({
      rule: 'namespace-not-allowed',
      severity: 'warning',
      at: { path: [...path, 'name'], part: 'value' },
      message: `The conditions of ClusterSecretStore "${ref.name}" do not allow namespace "${namespace}": every sync would fail with "denied by spec.condition". Allow the namespace in the store, or use another one.`,
      related: [{ entry, path: ['spec', 'conditions'], part: 'key', message: `conditions of "${ref.name}"` }],
    });
  }
  return found;
}

function hasConditions({ resource }: StoreEntry): boolean {
  const conditions = resource.nodeAt(['spec', 'conditions']);
  return conditions?.type === 'seq' && conditions.items.length > 0;
}

/** Whether no condition lets the namespace in, and none goes by labels, which only the cluster knows. */
async function denies({ resource }: StoreEntry, namespace: string): Promise<boolean> {
  const conditions = resource.nodeAt(['spec', 'conditions']);
  if (conditions?.type !== 'seq' || conditions.items.length === 0 || isOpen(conditions)) return false;
  const paths = conditions.items.map((_, i): Path => ['spec', 'conditions', i]);
  const isListed = (path: Path) => textsAt(resource, path, 'namespaces')?.includes(namespace) !== false;
  if (paths.some((path) => !isAbsent(resource, path, ['namespaceSelector']) || isListed(path))) return false;
  const patterns = paths.map((path) => textsAt(resource, path, 'namespaceRegexes'));
  if (patterns.some((list) => list === undefined)) return false;
  const all = patterns.flatMap((list) => list ?? []);
  if (all.length === 0) return true;
  const { goMatches, regexpProblem } = await import('../model/goRegexp.ts');
  return !all.some((pattern) => regexpProblem(pattern) !== undefined || goMatches(namespace, pattern));
}

/** The texts of a list, none where it is absent; undefined where templates leave them open. */
function textsAt(resource: ResourceNode, from: Path, field: string): readonly string[] | undefined {
  if (isAbsent(resource, from, [field])) return [];
  const path = [...from, field];
  const node = resource.nodeAt(path);
  if (node?.type !== 'seq' || isOpen(node)) return undefined;
  const texts = node.items.map((_, i) => writtenText(resource, [...path, i]));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}
