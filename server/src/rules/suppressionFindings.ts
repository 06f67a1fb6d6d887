import { phrase } from '../localisation.ts';
import type { Finding } from '../model/finding.ts';
import { plainText } from '../model/plainText.ts';
import type { ParsedDocument } from '../syntax/manifest.ts';
import type { OffsetRange } from '../syntax/node.ts';
import type { PlacedFinding } from './placedFinding.ts';
import { isRule, nearestRule } from './ruleNames.ts';
import { type Suppression, suppressionsIn } from './suppressions.ts';

/** The words of a document's suppression comments that name no rule, as findings of the rule `unknown-rule`. */
export function suppressionFindings(parsed: ParsedDocument): readonly PlacedFinding[] {
  const near = createNearestRule();
  return suppressionsIn(parsed)
    .flatMap(({ names }) => unknownAmong(names, near))
    .map(({ range, meant }) => {
      const finding = findingOf(plainText(parsed.text.slice(range.start, range.end), 100), range, meant);
      return { finding, range, resource: parsed.resources[0] };
    });
}

function findingOf(word: string, range: OffsetRange, meant: string | undefined): Finding {
  const at = { range };
  const advice = meant === undefined ? 'Name a rule, or write a reason behind " -- ".' : `Did you mean "${meant}"?`;
  const title = phrase('Change to "{0}"', meant ?? '');
  return {
    rule: 'unknown-rule',
    severity: 'warning',
    at,
    message: `There is no rule "${word}", so that nothing is silenced by it. ${advice}`,
    fixes: meant === undefined ? [] : [{ title, preferred: true, edits: [{ at, newText: meant }] }],
  };
}

interface UnknownName {
  readonly range: OffsetRange;
  readonly meant: string | undefined;
}

/** Words in a row of which none is like a rule are one: a sentence is no list of slips. */
function unknownAmong(names: Suppression['names'], near: (name: string) => string | undefined): readonly UnknownName[] {
  // What Helm puts there is its own affair.
  if (names.some(({ name }) => name.includes('{{'))) return [];
  const unknown: UnknownName[] = [];
  let isGoingOn = false;
  for (const { name, range } of names) {
    const isKnown = isRule(name);
    const meant = isKnown ? undefined : near(name);
    const last = unknown.at(-1);
    if (isGoingOn && !isKnown && meant === undefined && last !== undefined) {
      unknown[unknown.length - 1] = { ...last, range: { start: last.range.start, end: range.end } };
    } else if (!isKnown) unknown.push({ range, meant });
    isGoingOn = !isKnown && meant === undefined;
  }
  return unknown;
}

/** Looks for the rule that a word most likely means, once for each word. */
function createNearestRule(): (name: string) => string | undefined {
  const found = new Map<string, string | undefined>();
  return (name) => {
    if (!found.has(name)) found.set(name, nearestRule(name));
    return found.get(name);
  };
}
