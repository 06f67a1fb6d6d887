import { findEntries } from '../../model/findEntries.ts';
import { remoteReferences } from '../../model/references.ts';
import { exactTime, relativeTime } from '../../model/relativeTime.ts';
import { type EntryFact, findId, referenceId } from '../entryFacts.ts';
import { isOpen } from '../vaultDiagnostics.ts';
import { behindKey, behindValue, type Hint, type HintPlace, type HintSource } from './hint.ts';

/**
 * Behind each entry whether the vault has what it fetches, as far as the diagnostics have asked: nothing is asked here, and nothing is
 * said to be missing that they do not say.
 */
export const entryHints: HintSource = {
  setting: 'entries',
  hints: (place) => [...referenceHints(place), ...findHints(place)],
};

function referenceHints(place: HintPlace): readonly Hint[] {
  const { entries, isWanted, resource, uri } = place;
  return remoteReferences(resource).flatMap((reference) => {
    const written = resource.nodeAt(reference.path);
    if (written === undefined || !isWanted(written.range) || isOpen(resource, reference)) return [];
    const fact = entries.factOf(uri, referenceId(resource, reference));
    const offset = fact && behindValue(resource, [...reference.path, fact.field]);
    return fact === undefined || offset === undefined ? [] : [hintOf(place, fact, offset)];
  });
}

function findHints(place: HintPlace): readonly Hint[] {
  const { document, entries, resource, uri } = place;
  return findEntries(resource).flatMap((entry) => {
    const fact = entries.factOf(uri, findId(resource, entry));
    const offset = fact && behindKey(document.parsed, resource, [...entry.path, 'find']);
    return fact === undefined || offset === undefined ? [] : [hintOf(place, fact, offset)];
  });
}

function hintOf({ clock, l10n }: HintPlace, { asOf, isThere, short, words }: EntryFact, offset: number): Hint {
  const asked = l10n.t('Asked {0} ({1}).', relativeTime(asOf, clock.now(), l10n), exactTime(asOf));
  const label = `${isThere ? '✓' : '✗'} ${short === undefined ? '' : l10n.of(short)}`.trimEnd();
  return { offset, label, tooltip: `${l10n.of(words)} ${asked}` };
}
