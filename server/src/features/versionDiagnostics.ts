import type { CancellationToken } from '../cancellation.ts';
import type { Finding } from '../model/finding.ts';
import type { RemoteReference } from '../model/references.ts';
import type { VersionEntry } from '../providers/secretEntries.ts';
import { nearest } from '../schema/nearest.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import { plainText } from './markdown.ts';
import { replacementFix } from './replacementFix.ts';
import type { SureView } from './sureView.ts';

/** How many versions a message lists. */
const mostNames = 12;
const finding = { rule: 'vault-version-not-found', severity: 'warning' } as const;

/**
 * What is wrong with the version of a reference whose key is there: it is not there, or nobody can read it. Speaks of back ends that
 * tell all versions only, and from a complete listing of them.
 */
export async function versionFinding(
  resource: ResourceNode,
  { catalog, provider, ref }: SureView,
  { path, key = '', version = '', metadataPolicy }: RemoteReference,
  token: CancellationToken,
): Promise<Finding | undefined> {
  const at = [...path, 'version'];
  if (provider?.capabilities.versionsAreAll !== true || metadataPolicy === 'Fetch' || resource.isPlaceholder(at))
    return undefined;
  const { items, complete, problem } = await catalog.versions(key, token);
  if (!complete || problem !== undefined) return undefined;
  const secret = `"${plainText(key, 300)}"`;
  if (version === '') {
    // ESO's fake provider has no newest version: without one it looks for the entry that has none.
    const isExact = provider.capabilities.listing === 'manifest' && items.length > 0;
    if (!isExact || (await catalog.properties(key, undefined, token)).problem?.code !== 'not-found') return undefined;
    const message = `Secret ${secret} has versions only in store ${plainText(ref.name, 253)}, and ESO takes none that is not named. ${namesOf(items)}`;
    return { ...finding, at: { path: [...path, 'key'], part: 'value' }, message };
  }
  const named = `"${plainText(version, 100)}"`;
  const found = items.find((each) => each.version === version || each.labels.includes(version));
  if (found?.unavailable !== undefined) {
    const message = `Version ${named} of secret ${secret} is ${plainText(found.unavailable, 100)}: ESO cannot read it.`;
    return { ...finding, at: { path: at, part: 'value' }, message };
  }
  // How a number with zeros before it is read is not known.
  if (found !== undefined || /^0\d/.test(version)) return undefined;
  const near = nearest(version, allNames(items));
  const suggestion = near === undefined ? '' : ` Did you mean "${plainText(near, 100)}"?`;
  const message = `Secret ${secret} has no version ${named}.${suggestion} ${namesOf(items)}`;
  return { ...finding, at: { path: at, part: 'value' }, message, ...replacementFix(resource, at, near) };
}

function allNames(items: readonly VersionEntry[]): readonly string[] {
  return items.flatMap(({ labels, version }) => [...labels, version]);
}

function namesOf(items: readonly VersionEntry[]): string {
  const names = allNames(items).map((name) => plainText(name, 60));
  if (names.length === 0) return 'It has none.';
  const rest = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
  return `It has: ${names.slice(0, mostNames).join(', ')}${rest}.`;
}
