import type { CancellationToken } from '../cancellation.ts';
import type { Finding } from '../model/finding.ts';
import { externalSecretSpecPath, type RemoteReference, remoteReferences } from '../model/references.ts';
import { findProperty } from '../providers/propertyDialect.ts';
import { namesOf } from '../providers/search/names.ts';
import type { PropertyEntry } from '../providers/secretProvider.ts';
import { nearest } from '../schema/nearest.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { FeatureContext } from './context.ts';
import { plainText } from './markdown.ts';
import { replacementFix } from './replacementFix.ts';
import { type SureView, sureView } from './sureView.ts';
import { versionFinding } from './versionDiagnostics.ts';

/** Milliseconds for which one look-up proves that a key is not there. */
const proofOfAbsence = 60_000;
/** How many property names a message lists. */
const mostNames = 12;

/**
 * What only the vault can tell of a resource: keys and properties that are certainly not there. Speaks only about stores whose vault
 * the user has confirmed, that the workspace defines in one way, and that no template text leaves open; and only from a complete
 * listing or a look-up less than a minute old. Never asks for consent. One question per key, however many entries use it.
 */
export async function vaultFindings(
  context: FeatureContext,
  uri: string,
  resource: ResourceNode,
  token: CancellationToken,
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
      const missing = await missingKey(context, view, key, token);
      if (missing !== undefined) return references.map((reference) => keyFinding(resource, view, reference, missing.near));
      const inside = references.map(async (reference) => {
        const version = await versionFinding(resource, view, reference, token);
        return version === undefined ? propertyFinding(resource, view, key, reference, token) : [version];
      });
      return (await Promise.all(inside)).flat();
    }),
  );
  return token.isCancellationRequested ? [] : found.flat();
}

/** Undefined where the key is there, or where that cannot be said. */
async function missingKey(
  { clock }: FeatureContext,
  { catalog }: SureView,
  key: string,
  token: CancellationToken,
): Promise<{ readonly near: string | undefined } | undefined> {
  const answer = await catalog.lookup(key, token);
  if (answer.state !== 'missing') return undefined;
  const { index, complete } = await namesOf(catalog, key, token);
  const isSecret = (name: string) => {
    const entry = index.get(name);
    return entry !== undefined && entry.folder !== true;
  };
  const isYoung = clock.now() - answer.asOf < proofOfAbsence;
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

async function propertyFinding(
  resource: ResourceNode,
  { catalog, provider }: SureView,
  key: string,
  { path, property, version, metadataPolicy }: RemoteReference,
  token: CancellationToken,
): Promise<readonly Finding[]> {
  const at = [...path, 'property'];
  if (property === undefined || metadataPolicy === 'Fetch' || provider === undefined || resource.isPlaceholder(at)) return [];
  const listing = await catalog.properties(key, version, token);
  if (!listing.complete || listing.problem !== undefined) return [];
  if (findProperty(listing.items, property, provider.capabilities.propertyDialect).state !== 'missing') return [];
  const near = nearest(
    property,
    listing.items.map((entry) => entry.property),
  );
  const suggestion = near === undefined ? '' : ` Did you mean "${plainText(near, 100)}"?`;
  return [
    {
      rule: 'vault-property-not-found',
      severity: 'warning',
      at: { path: at, part: 'value' },
      message: `Secret "${plainText(key, 300)}" has no property "${plainText(property, 100)}".${suggestion} ${namesIn(listing.items)}`,
      ...replacementFix(resource, at, near),
    },
  ];
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
