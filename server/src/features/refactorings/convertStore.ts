import { isAbsent, isPresent, writtenText } from '../../model/known.ts';
import { storeConfigOf } from '../../model/storeConfig.ts';
import { referenceRules } from '../../model/storeReferenceRules.ts';
import { storeReferences } from '../../model/storeReferences.ts';
import { samePath } from '../../syntax/path.ts';
import { textStyleOf } from '../../syntax/textStyle.ts';
import type { TextSpan } from '../fixEdits.ts';
import { appended, entryRemoval, insertedBefore } from './edits.ts';
import { fragmentStyle, textScalar, writeEntry } from './fragment.ts';
import {
  closedMap,
  type FileSpans,
  isAnchored,
  type Plan,
  type Refactoring,
  type RefactoringPlace,
  type Refusal,
} from './refactoring.ts';
import { changeOfKind, kindSpan, type StoreUser, storeUsers } from './storeUsers.ts';

/**
 * Makes a SecretStore a ClusterSecretStore or the other way round: its references get the namespaces that admission demands or lose
 * those that it refuses, and the manifests of the workspace that name the store name the other kind. Nothing is changed unless it is
 * certain of all of them.
 */
export const convertStore: Refactoring = (place) => {
  const { index, path, resource, uri } = place;
  const { apiVersion, kind, name, namespace } = resource;
  // The namespace of a reference is where one learns that a SecretStore cannot have it.
  const isReference =
    path.at(-1) === 'namespace' && storeReferences(resource).some((each) => samePath(each.path, path.slice(0, -1)));
  const isAsked = samePath(path, ['kind']) || samePath(path, ['metadata', 'name']) || (kind === 'SecretStore' && isReference);
  if (!isAsked || !index.isComplete || name === undefined || !apiVersion?.startsWith('external-secrets.io/v1')) return [];
  if (kind !== 'SecretStore' && kind !== 'ClusterSecretStore') return [];
  const other = kind === 'SecretStore' ? 'ClusterSecretStore' : 'SecretStore';
  const provider = storeConfigOf(resource)?.provider ?? '';
  // Of other back ends it is not known which references they look at.
  if (provider !== 'fake' && !Object.hasOwn(referenceRules, provider)) return [];
  if (index.namesakes({ kind, name }, namespace).length > 1 || index.namesakes({ kind: other, name }, namespace).length > 0)
    return [];
  if (index.renamedBy(uri) !== undefined || isAnchored(place, ['metadata']) || isAnchored(place, ['spec', 'provider'])) return [];
  const make = kind === 'SecretStore' ? toCluster(place, name) : toNamespaced(place, name);
  return make === undefined
    ? []
    : [{ title: place.l10n.t('Convert to {0}', other), kind: 'refactor.rewrite.storeKind', plan: { remote: false, make } }];
};

type Make = () => Promise<Plan | Refusal>;

function toCluster(place: RefactoringPlace, name: string): Make | undefined {
  const { document, l10n, resource } = place;
  const namespace = writtenText(resource, ['metadata', 'namespace']);
  const metadata = closedMap(resource, ['metadata']);
  const isUnnamed = isAbsent(resource, ['metadata'], ['namespace']);
  const removed = isUnnamed ? [] : metadata && entryRemoval(document, metadata, 'namespace');
  const references = storeReferences(resource);
  const lacking = references.filter(({ path }) => !isPresent(resource, path, ['namespace']));
  if (metadata === undefined || removed === undefined || references.some(({ rule }) => rule === 'ignored')) return undefined;
  // Which namespace would have to be written is not known of a store that names none.
  if (namespace === undefined && (!isUnnamed || lacking.length > 0)) return undefined;
  const added = lacking.map(({ path }) => {
    const map = isAbsent(resource, path, ['namespace']) ? closedMap(resource, path) : undefined;
    return map && withEntry(place, map, 'namespace', namespace ?? '');
  });
  return () =>
    wholePlan(place, name, [...removed, ...added], (users) => {
      const unclear = users.find((user) => (user.resource.namespace === undefined) !== isUnnamed);
      if (unclear === undefined) return users.filter((user) => user.resource.namespace === namespace);
      const label = labelOf(unclear);
      return isUnnamed
        ? l10n.t('{0} names this store in a namespace, which the store does not name, so it may mean another one.', label)
        : l10n.t('{0} names this store without saying in which namespace, so it may mean another one.', label);
    });
}

function toNamespaced(place: RefactoringPlace, name: string): Make | undefined {
  const { document, l10n, resource } = place;
  const metadata = closedMap(resource, ['metadata']);
  if (metadata === undefined || !isAbsent(resource, ['metadata'], ['namespace']) || !isAbsent(resource, ['spec'], ['conditions']))
    return undefined;
  const references = storeReferences(resource);
  if (references.some(({ rule }) => rule === 'ignored')) return undefined;
  const named = references.filter(({ path }) => !isAbsent(resource, path, ['namespace']));
  const removed = named.map(({ path }) => {
    const map = closedMap(resource, path);
    return map && entryRemoval(document, map, 'namespace');
  });
  const elsewhere = new Set(named.map(({ path }) => writtenText(resource, [...path, 'namespace'])));
  if (elsewhere.size > 1 || elsewhere.has(undefined)) return undefined;
  return async () => {
    const users = await storeUsers(place, { kind: 'ClusterSecretStore', name });
    const namespaces = new Set(users.map((user) => user.resource.namespace));
    const [only] = namespaces;
    if (users.length === 0)
      return {
        reason: l10n.t('No manifest of the workspace uses this store, so the namespace that it is for is not known.'),
      };
    if (namespaces.size > 1 || only === undefined) {
      return {
        reason: l10n.t(
          'Manifests of several namespaces, or of an unknown one, use this store. A SecretStore serves only its own.',
        ),
      };
    }
    const [wanted] = elsewhere;
    if (wanted !== undefined && wanted !== only) {
      return {
        reason: l10n.t(
          'The store reads what it needs from namespace {0}, but is used in {1}. A SecretStore reads only from its own.',
          wanted,
          only,
        ),
      };
    }
    return wholePlan(
      place,
      name,
      [
        ...removed.flatMap((spans): readonly (TextSpan | undefined)[] => spans ?? [undefined]),
        withEntry(place, metadata, 'namespace', only),
      ],
      (all) => all,
    );
  };
}

/** The store's own changes, and those of its users. `choose` says which of them mean this store, or why that is not certain. */
async function wholePlan(
  place: RefactoringPlace,
  name: string,
  own: readonly (TextSpan | undefined)[],
  choose: (users: readonly StoreUser[]) => readonly StoreUser[] | string,
): Promise<Plan | Refusal> {
  const { document, file, index, l10n, resource, uri } = place;
  const [from, to] =
    resource.kind === 'SecretStore'
      ? (['SecretStore', 'ClusterSecretStore'] as const)
      : (['ClusterSecretStore', 'SecretStore'] as const);
  const users = await storeUsers(place, { kind: from, name });
  const meant = choose(users);
  if (typeof meant === 'string') return { reason: meant };
  const kind = kindSpan(document, resource, ['kind'], to);
  const spans = [...own, kind];
  if (spans.includes(undefined)) return { reason: l10n.t('The store is written in a way that cannot be changed safely.') };
  const files = new Map<string, FileSpans>([
    [uri, { uri, file, spans: spans.map((span) => moved(span as TextSpan, document.start)) }],
  ]);
  for (const user of meant) {
    const change = index.isPatch(user.uri) || index.renamedBy(user.uri) !== undefined ? undefined : changeOfKind(user, to);
    if (change === undefined)
      return { reason: l10n.t('{0} uses this store in a way that cannot be changed safely.', labelOf(user)) };
    const before = files.get(user.uri) ?? { uri: user.uri, file: user.file, spans: [] };
    files.set(user.uri, { ...before, spans: [...before.spans, moved(change, user.document.start)] });
  }
  return { files: [...files.values()] };
}

/** An entry put behind `name`, where that is written, else behind the last. */
function withEntry(
  { document }: RefactoringPlace,
  map: NonNullable<ReturnType<typeof closedMap>>,
  name: string,
  value: string,
): TextSpan | undefined {
  const style = fragmentStyle(textStyleOf(document.parsed), map);
  const write = (column: number | undefined) => writeEntry(name, textScalar(value, style, map.flow), style, column);
  const next = map.entries[map.entries.findIndex((entry) => entry.name === 'name') + 1];
  const beside = next === undefined || next === map.entries[0] ? undefined : insertedBefore(document, map, next.name, [write]);
  return beside ?? appended(document.parsed.text, map, [write]);
}

function labelOf({ resource, uri }: StoreUser): string {
  return `${resource.kind} ${resource.name ?? ''} in ${uri.slice(uri.lastIndexOf('/') + 1)}`;
}

function moved({ start, end, newText }: TextSpan, by: number): TextSpan {
  return { start: start + by, end: end + by, newText };
}
