import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPlainYaml } from '../../server/src/syntax/plainYaml.ts';

/** A mistake that people make with manifests of ESO, and what this project does about it: one YAML file beside this one each. */
export interface Mistake {
  /** `M01` … `M160`: the name of its file. */
  readonly id: string;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** What ESO 2.9.0 does with it, as a sentence whose subject is ESO. */
  readonly eso: string;
  readonly verdict: Decided | Undecidable;
}

/** A mistake that a rule finds. */
export interface Decided {
  /** A whole file with the mistake. */
  readonly bad: string;
  /** All that is underlined in it, in the order of the text. */
  readonly marked: readonly Mark[];
  /** The same file as it should be: nothing is found in it. */
  readonly good: string;
}

/** A piece of text that a rule underlines. */
export interface Mark {
  readonly rule: string;
  readonly severity: string;
  readonly token: string;
  /** Where the token begins in the text. */
  readonly at: number;
}

/** A mistake that no rule could name without false alarms. */
export interface Undecidable {
  readonly undecidable: string;
}

/** The fields of a mistake's file. */
interface Source {
  readonly title: string;
  readonly eso: string;
  readonly undecidable?: string;
  readonly rule?: string;
  readonly severity?: string;
  /** The manifests with the mistake; what the rule underlines stands between « and ». */
  readonly bad?: string;
  /** A second rule, where the mistake has a form that another one finds: what it underlines stands between ‹ and ›. */
  readonly also?: Omit<Mark, 'token' | 'at'>;
  /** The right manifests: a whole text, or what comes in the place of which piece of the bad one. */
  readonly good?: string | Readonly<Record<string, string>>;
}

/** All mistakes, in the order of their numbers. Throws where a file is not as it should be. */
export function readMistakes(): readonly Mistake[] {
  const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.yaml'));
  return names
    .map((name) => readMistake(name.replace('.yaml', '')))
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}

function readMistake(id: string): Mistake {
  const source = readPlainYaml(readFileSync(join(import.meta.dirname, `${id}.yaml`), 'utf8'));
  if (source === undefined || source === null) throw new Error(`${id}.yaml cannot be read.`);
  const { title, eso, undecidable, ...rest } = source as unknown as Source;
  return { id, title, eso, verdict: undecidable === undefined ? decided(id, rest) : { undecidable: undecidable.trim() } };
}

function decided(id: string, { rule, severity, bad, also, good }: Partial<Source>): Decided {
  if (!rule || !severity || !bad || !good) throw new Error(`${id}.yaml lacks rule, severity, bad or good.`);
  // Of the marks before a token none is in the text any more.
  const marked = [...bad.matchAll(/([«‹])([^»›]*)[»›]/g)].map(({ 1: mark, 2: token = '', index }, i) => {
    const by = mark === '«' ? { rule, severity } : (also ?? { rule, severity });
    return { ...by, token, at: index - 2 * i };
  });
  const text = bad.replaceAll(/[«»‹›]/g, '');
  return { bad: text, marked, good: mended(id, text, good) };
}

function mended(id: string, bad: string, good: string | Readonly<Record<string, string>>): string {
  if (typeof good === 'string') return good;
  return Object.entries(good).reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`${id}.yaml: ${JSON.stringify(from)} is not there exactly once.`);
    return text.replace(from, () => to);
  }, bad);
}
