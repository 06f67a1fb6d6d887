import { ageOf } from '../age.ts';
import type { CancellationToken } from '../cancellation.ts';
import { type Phrase, phrase, verbatim } from '../localisation.ts';
import type { Finding } from '../model/finding.ts';
import { externalSecretSpecPath, type RemoteReference, remoteReferences } from '../model/references.ts';
import { findProperty } from '../providers/propertyDialect.ts';
import { namesOf } from '../providers/search/names.ts';
import type { PropertyEntry, SecretEntry } from '../providers/secretEntries.ts';
import type { Listing, Lookup } from '../providers/secretProvider.ts';
import { nearest } from '../schema/nearest.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { TurnOver } from '../turns.ts';
import type { FeatureContext } from './context.ts';
import { type EntryFact, referenceId, type TellFact, type TellLasting } from './entryFacts.ts';
import { plainText } from './markdown.ts';
import { replacementFix } from './replacementFix.ts';
import { type SureView, sureView } from './sureView.ts';
import { versionFinding } from './versionDiagnostics.ts';

/** Milliseconds for which one look-up proves that a key is not there. */
export const proofOfAbsence = 60_000;
/** How many property names a message lists. */
const mostNames = 12;

/**
 * What only the vault can tell of a resource: keys and properties that are certainly not there. Speaks only about stores whose vault
 * the user has confirmed, that the workspace defines in one way, and that no template text leaves open; and only from a complete
 * listing or a look-up less than a minute old. Never asks for consent. One question per key, and per version of it, however many entries
 * use it.
 *
 * @param tell is told of each entry that is certainly there, or certainly not as it is written
 * @param lasts is told of each answer how long it goes; of what stands in the workspace's own files nothing
 * @param turnOver is asked between two entries, so that others need not wait for a long manifest
 */
export async function vaultFindings(
  context: FeatureContext,
  uri: string,
  resource: ResourceNode,
  token: CancellationToken,
  tell: TellFact = () => {},
  lasts: TellLasting = () => {},
  turnOver: TurnOver = () => undefined,
): Promise<readonly Finding[]> {
  const groups = new Map<string, { readonly key: string; readonly view: SureView; readonly references: RemoteReference[] }>();
  for (const reference of remoteReferences(resource)) {
    const { key, store } = reference;
    if (key === undefined || store === undefined || isOpen(resource, reference)) continue;
    const id = JSON.stringify([store.kind, store.name, key]);
    const group = groups.get(id);
    if (group !== undefined) group.references.push(reference);
    const view = group === undefined ? await sureView(context, uri, resource, reference.path) : undefined;
    if (view !== undefined) groups.set(id, { key, view, references: [reference] });
  }
  const found = await Promise.all(
    [...groups.values()].map(async ({ key, view, references }) => {
      const answer = await view.catalog.lookup(key, token);
      if (view.destination !== undefined) lasts(lastingOf(answer, context.clock.now()));
      const missing = await missingKey(context, view, key, answer, token);
      const listings = new Map<string | undefined, Promise<Listing<PropertyEntry>>>();
      const propertiesOf = (version: string | undefined) => {
        const listing = listings.get(version) ?? view.catalog.properties(key, version, token);
        listings.set(version, listing);
        return listing;
      };
      const judge = async (reference: RemoteReference): Promise<readonly Finding[]> => {
        if (missing !== undefined) return [keyFinding(resource, view, reference, missing.near)];
        const version = await versionFinding(resource, view, reference, token);
        if (version !== undefined) return [version];
        const property = await propertyState(resource, view, key, reference, propertiesOf);
        if (typeof property === 'object') return [property];
        if (answer.state !== 'found' || answer.item.unavailable !== undefined) return [];
        const id = referenceId(resource, reference);
        const words = foundWords(view, reference, property);
        tell({ id, isThere: true, field: 'key', short: undefined, words, asOf: answer.asOf });
        return [];
      };
      const judged: Finding[] = [];
      for (const reference of references) {
        for (const finding of await judge(reference)) {
          tell(factOf(resource, reference, finding, context.clock.now()));
          judged.push(finding);
        }
        const next = turnOver();
        if (next !== undefined) await next;
      }
      return judged;
    }),
  );
  return token.isCancellationRequested ? [] : found.flat();
}

/** Until when an answer goes: that a key is missing for as long as it is proved, that it is there as long from now on. */
function lastingOf(answer: Lookup<SecretEntry>, now: number): number {
  if (answer.state === 'unknown') return now;
  return (answer.state === 'missing' ? answer.asOf : now) + proofOfAbsence;
}

/** Undefined where the key is there, or where that cannot be said. */
async function missingKey(
  { clock }: FeatureContext,
  { catalog }: SureView,
  key: string,
  answer: Lookup<SecretEntry>,
  token: CancellationToken,
): Promise<{ readonly near: string | undefined } | undefined> {
  if (answer.state !== 'missing') return undefined;
  const { index, complete } = await namesOf(catalog, key, token);
  const isSecret = (name: string) => {
    const entry = index.get(name);
    return entry !== undefined && entry.folder !== true;
  };
  const isYoung = ageOf(clock, answer.asOf) < proofOfAbsence;
  if ((!isYoung && !complete) || isSecret(key)) return undefined;
  return { near: nearest(key, index.near(key).filter(isSecret)) };
}

function keyFinding(
  resource: ResourceNode,
  view: SureView,
  { path, key = '' }: RemoteReference,
  near: string | undefined,
): Finding {
  const at = [...path, 'key'];
  const next = near === undefined ? 'ESO cannot sync this entry until it is there.' : `Did you mean "${plainText(near, 300)}"?`;
  return {
    rule: 'vault-key-not-found',
    severity: 'warning',
    at: { path: at, part: 'value' },
    message: `Key "${plainText(key, 300)}" is not in store ${plainText(view.ref.name, 253)} (${vaultOf(view)}). ${next}`,
    ...replacementFix(resource, at, near),
  };
}

/** The finding where the property is certainly not there; else whether it is, or whether that cannot be said or is not asked. */
async function propertyState(
  resource: ResourceNode,
  { provider }: SureView,
  key: string,
  { path, property, version, metadataPolicy }: RemoteReference,
  propertiesOf: (version: string | undefined) => Promise<Listing<PropertyEntry>>,
): Promise<Finding | 'found' | 'unknown'> {
  const at = [...path, 'property'];
  if (property === undefined || metadataPolicy === 'Fetch' || provider === undefined || resource.isPlaceholder(at))
    return 'unknown';
  const listing = await propertiesOf(version);
  if (!listing.complete || listing.problem !== undefined) return 'unknown';
  const { state } = findProperty(listing.items, property, provider.capabilities.propertyDialect);
  if (state !== 'missing') return state === 'found' ? 'found' : 'unknown';
  const near = nearest(
    property,
    listing.items.map((entry) => entry.property),
  );
  const suggestion = near === undefined ? '' : ` Did you mean "${plainText(near, 100)}"?`;
  return {
    rule: 'vault-property-not-found',
    severity: 'warning',
    at: { path: at, part: 'value' },
    message: `Secret "${plainText(key, 300)}" has no property "${plainText(property, 100)}".${suggestion} ${namesIn(listing.items)}`,
    ...replacementFix(resource, at, near),
  };
}

/** What is missing, in a few words. */
const shortWords: Readonly<Record<string, Phrase>> = {
  'vault-key-not-found': phrase('not in the vault'),
  'vault-property-not-found': phrase('no such property'),
  'vault-version-not-found': phrase('no such version'),
};

function factOf(resource: ResourceNode, reference: RemoteReference, { at, message, rule }: Finding, asOf: number): EntryFact {
  const field = 'path' in at ? String(at.path.at(-1)) : 'key';
  const short = shortWords[rule] ?? phrase('not found');
  return { id: referenceId(resource, reference), isThere: false, field, short, words: verbatim(message), asOf };
}

function foundWords(view: SureView, { key = '', property, metadataPolicy }: RemoteReference, state: 'found' | 'unknown'): Phrase {
  const store = plainText(view.ref.name, 253);
  const there = phrase('Key "{0}" is in store {1} ({2}).', plainText(key, 300), store, vaultOf(view));
  if (property === undefined || metadataPolicy === 'Fetch') return there;
  const named = plainText(property, 100);
  return state === 'found'
    ? phrase('{0} It has property "{1}".', there, named)
    : phrase('{0} Whether it has property "{1}" is not known.', there, named);
}

/** `It has: host, password, username.`, the outermost names in alphabetical order. */
function namesIn(entries: readonly PropertyEntry[]): string {
  const names = entries.filter(({ path }) => path.length === 1).map(({ property }) => plainText(property, 60));
  if (names.length === 0) return 'It is not JSON with named properties.';
  const sorted = names.sort((a, b) => (a < b ? -1 : 1));
  const rest = sorted.length > mostNames ? ` and ${sorted.length - mostNames} more` : '';
  return `It has: ${sorted.slice(0, mostNames).join(', ')}${rest}.`;
}

/** `AWS Secrets Manager, us-east-1, profile dev`; ESO's fake provider has its values in the store's manifest. */
function vaultOf({ provider, destination }: SureView): string {
  if (destination === undefined) return `${provider?.id ?? 'fake'} provider, values in its manifest`;
  return [destination.service, destination.location, destination.login].map((part) => plainText(part, 100)).join(', ');
}

/** Whether template text stands for something that decides which key of which vault is meant. */
export function isOpen(resource: ResourceNode, { path }: RemoteReference): boolean {
  const spec = externalSecretSpecPath(resource) ?? [];
  const deciding: Path[] = [
    [...path, 'key'],
    [...spec, 'secretStoreRef', 'name'],
    [...spec, 'secretStoreRef', 'kind'],
    [...path.slice(0, -1), 'sourceRef', 'storeRef', 'name'],
    [...path.slice(0, -1), 'sourceRef', 'storeRef', 'kind'],
    ['metadata', 'namespace'],
  ];
  return deciding.some((each) => resource.isPlaceholder(each));
}
