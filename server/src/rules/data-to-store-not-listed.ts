import { phrase } from '../localisation.ts';
import { mappingsIn } from '../model/externalSecret.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { isAbsent, isOpen, isWritten, textAt, writtenText } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { judgedPushSpec, pushExample, pushSecretKinds } from './pushView.ts';
import type { Rule } from './rule.ts';

const dataTo = (name: string) =>
  pushExample(`  dataTo:\n    - storeRef:\n        name: ${name}\n        kind: ClusterSecretStore\n`);

/** ESO: `dataTo[0]: storeRef "x" not found in secretStoreRefs`. */
export const dataToStoreNotListed: Rule = {
  meta: {
    id: 'data-to-store-not-listed',
    severity: 'error',
    kinds: pushSecretKinds,
    needs: 'document',
    summary: 'The store of an item of dataTo is not among secretStoreRefs.',
    why: 'It is admitted, and then no push succeeds: `dataTo[0]: storeRef "x" not found in secretStoreRefs`. Name and kind must both agree; no kind means SecretStore. A secretStoreRefs item with a labelSelector is taken to match every store of its kind.',
    bad: dataTo('aws'),
    good: dataTo('vault'),
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedPushSpec(resource);
    const listed = spec && listedStores(resource, [...spec, 'secretStoreRefs']);
    if (spec === undefined || listed === undefined) return [];
    return mappingsIn(resource, [...spec, 'dataTo']).flatMap((item, i) => judge(resource, [...item, 'storeRef'], i, listed));
  },
};

interface ListedStore {
  readonly kind: string;
  /** Undefined for those that a labelSelector chooses. */
  readonly name: string | undefined;
}

/** The stores to push to; undefined where they are not all known. */
function listedStores(resource: ResourceNode, list: Path): readonly ListedStore[] | undefined {
  const node = resource.nodeAt(list);
  const items = mappingsIn(resource, list);
  if (node?.type !== 'seq' || isOpen(node) || items.length !== node.items.length) return undefined;
  const stores = items.map((item) => {
    const selected = !isAbsent(resource, item, ['labelSelector']);
    const [kind, name] = [textAt(resource, item, ['kind'], 'SecretStore'), textAt(resource, item, ['name'], '')];
    if (kind === undefined || (name === undefined && !selected)) return undefined;
    return { kind, name: selected ? undefined : name };
  });
  return stores.every((store) => store !== undefined) ? stores : undefined;
}

function judge(resource: ResourceNode, ref: Path, i: number, listed: readonly ListedStore[]): readonly Finding[] {
  const name = writtenText(resource, [...ref, 'name']);
  const kind = textAt(resource, ref, ['kind'], 'SecretStore');
  if (name === undefined || name === '' || kind === undefined) return [];
  if (listed.some((store) => store.kind === kind && (store.name === undefined || store.name === name))) return [];
  const otherKind = listed.find((store) => store.name === name)?.kind;
  const advice =
    otherKind === undefined
      ? 'Add it there, or name one that is.'
      : `There it has the kind ${otherKind}; without kind SecretStore is meant.`;
  return [
    {
      rule: 'data-to-store-not-listed',
      severity: 'error',
      at: { path: [...ref, 'name'], part: 'value' },
      message: `${kind} "${name}" is not in secretStoreRefs, and every push fails: 'dataTo[${i}]: storeRef "${name}" not found in secretStoreRefs'. ${advice}`,
      fixes: fixesOf(resource, ref, otherKind, listed),
    },
  ];
}

function fixesOf(
  resource: ResourceNode,
  ref: Path,
  otherKind: string | undefined,
  listed: readonly ListedStore[],
): readonly Fix[] {
  const [name, kind] = [
    [...ref, 'name'],
    [...ref, 'kind'],
  ];
  if (!isWritten(resource, name)) return [];
  if (otherKind !== undefined) {
    const title = phrase('Set {0}', `kind: ${otherKind}`);
    if (isWritten(resource, kind)) {
      return [{ title, preferred: true, edits: [{ at: { path: kind, part: 'value' }, newText: otherKind }] }];
    }
    const edits = [{ at: { path: name, part: 'entry' as const }, newText: `kind: ${otherKind}`, beside: 'after' as const }];
    return resource.nodeAt(kind) === undefined ? [{ title, preferred: true, edits }] : [];
  }
  const own = textAt(resource, ref, ['kind'], 'SecretStore');
  const [only, ...others] = listed.filter((store) => store.kind === own);
  if (only?.name === undefined || others.length > 0) return [];
  return [
    {
      title: phrase('Change to {0}', only.name),
      preferred: false,
      edits: [{ at: { path: name, part: 'value' }, newText: only.name }],
    },
  ];
}
