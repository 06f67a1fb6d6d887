import type { CancellationToken } from '../cancellation.ts';
import { type FindEntry, findEntries } from '../model/findEntries.ts';
import type { Finding } from '../model/finding.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { FeatureContext } from './context.ts';
import { type FindPreview, previewOf } from './findPreview.ts';
import { plainText } from './markdown.ts';
import { sureView } from './sureView.ts';

/**
 * What only the vault can tell of the finds of a resource: those that bring nothing, and keys that several names become. Speaks where
 * `vaultFindings` would, and of "nothing" from a complete listing only.
 */
export async function findFindings(
  context: FeatureContext,
  uri: string,
  resource: ResourceNode,
  token: CancellationToken,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const entry of findEntries(resource)) {
    const view = await sureView(context, uri, resource, entry.path);
    const preview = view && (await previewOf(entry, view, token));
    if (view === undefined || preview?.matches.state !== 'matched') continue;
    const nothing = preview.matches.names.length === 0;
    const { complete, problem } = preview.listing;
    if (nothing && complete && problem === undefined) found.push(nothingFound(resource, entry, view.ref.name));
    else if (!nothing) found.push(...collisions(resource, entry, preview));
  }
  return token.isCancellationRequested ? [] : found;
}

function nothingFound(resource: ResourceNode, { path }: FindEntry, store: string): Finding {
  const regexp = [...path, 'find', 'name', 'regexp'];
  const hasName = resource.nodeAt(regexp) !== undefined;
  return {
    rule: 'find-matches-nothing',
    severity: 'information',
    at: hasName ? { path: regexp, part: 'value' } : { path: [...path, 'find'], part: 'key' },
    message: `Nothing in store ${plainText(store, 253)} matches, so this find brings no key. The names there are in its hover.`,
  };
}

function collisions(resource: ResourceNode, { path, operations }: FindEntry, { keys }: FindPreview): readonly Finding[] {
  if (keys?.state !== 'known') return [];
  const shared = keys.keys.filter(({ names }) => names.length > 1);
  const [first] = shared;
  if (first === undefined) return [];
  const others = shared.length > 1 ? ` (${shared.length - 1} more keys likewise)` : '';
  const key = plainText(first.key, 100);
  const end = keys.collisionsFail
    ? `the sync fails with "secret name collision during conversion: ${key}"`
    : 'the Secret gets one of their values, a random one each time';
  const [one = '', two = ''] = first.names.map((name) => plainText(name, 100));
  const rewrite = [...path, 'rewrite'];
  const isRewritten = operations.length > 0 && !keys.collisionsFail && resource.nodeAt(rewrite) !== undefined;
  return [
    {
      rule: 'find-keys-collide',
      severity: 'warning',
      at: { path: isRewritten ? rewrite : [...path, 'find'], part: 'key' },
      message: `"${one}" and "${two}" both become key "${key}"${others}: ${end}.`,
    },
  ];
}
