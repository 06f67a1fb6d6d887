import type { CancellationToken } from '../cancellation.ts';
import { type Phrase, phrase, verbatim } from '../localisation.ts';
import { type FindEntry, findEntries } from '../model/findEntries.ts';
import type { Finding } from '../model/finding.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { FeatureContext } from './context.ts';
import { findId, type TellFact, type TellLasting } from './entryFacts.ts';
import { type FindPreview, previewOf } from './findPreview.ts';
import { plainText } from './markdown.ts';
import { sureView } from './sureView.ts';
import { proofOfAbsence } from './vaultDiagnostics.ts';

/**
 * What only the vault can tell of the finds of a resource: those that bring nothing, and keys that several names become. Speaks where
 * `vaultFindings` would, and of "nothing" from a complete listing only.
 *
 * @param tell is told of each find that all names are known for
 * @param lasts as for `vaultFindings`
 */
export async function findFindings(
  context: FeatureContext,
  uri: string,
  resource: ResourceNode,
  token: CancellationToken,
  tell: TellFact = () => {},
  lasts: TellLasting = () => {},
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const entry of findEntries(resource)) {
    const view = await sureView(context, uri, resource, entry.path);
    const preview = view && (await previewOf(entry, view, token));
    const isAll = preview?.listing.complete === true && preview.listing.problem === undefined;
    if (view?.destination !== undefined) lasts(context.clock.now() + (isAll ? proofOfAbsence : 0));
    if (view === undefined || preview?.matches.state !== 'matched') continue;
    const { names } = preview.matches;
    const { asOf } = preview.listing;
    const findings =
      names.length > 0 ? collisions(resource, entry, preview) : isAll ? [nothingFound(resource, entry, view.ref.name)] : [];
    found.push(...findings);
    if (!isAll || (names.length > 0 && findings.length > 0)) continue;
    const fact = { id: findId(resource, entry), field: 'find', asOf };
    const [nothing] = findings;
    if (nothing !== undefined)
      tell({ ...fact, isThere: false, short: phrase('matches nothing'), words: verbatim(nothing.message) });
    else tell({ ...fact, isThere: true, short: countOf(names.length), words: matchedIn(names.length, view.ref.name) });
  }
  return token.isCancellationRequested ? [] : found;
}

function countOf(names: number): Phrase {
  return names === 1 ? phrase('1 name') : phrase('{0} names', names.toLocaleString('en-US'));
}

function matchedIn(names: number, store: string): Phrase {
  const where = plainText(store, 253);
  return names === 1
    ? phrase('1 name in store {0} matches. Which keys come of it is in the hover of find.', where)
    : phrase('{0} in store {1} match. Which keys come of them is in the hover of find.', countOf(names), where);
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
