import { CompletionItemKind } from 'vscode-languageserver-types';
import type { CancellationToken } from '../../cancellation.ts';
import type { TemplateCaret } from '../../model/goTemplate/caret.ts';
import { signatureOf, templateFunctions } from '../../model/goTemplate/catalogue.ts';
import { encodeFor } from '../../model/goTemplate/scalarMap.ts';
import { functionText } from '../templateFunctionText.ts';
import { type TemplateSite, templateSite } from '../templateSite.ts';
import { type CompletionRequest, type CompletionSource, nothing, type Suggestion } from './completionSource.ts';
import { type TemplateVariable, templateVariables } from './templateVariables.ts';

/** What may be written inside `{{ … }}` of a template that ESO renders: its variables, functions and keywords. */
export const templateWordSource: CompletionSource = {
  matches: ({ file, offset, cursor }) => templateSite(file, offset, cursor) !== undefined,
  async complete(request, token) {
    const site = templateSite(request.file, request.offset, request.cursor);
    const word = site && wordAt(request, site);
    if (site === undefined || word === undefined) return nothing;
    const offered = await suggestionsFor(request, site, word, token);
    const suggestions = offered.filter(({ text }) => !endsString[site.inHelm ?? 'outside']?.test(text));
    const start = request.offset - word.typed.length;
    return { suggestions, isIncomplete: false, replace: { start, end: request.offset + word.behind } };
  },
  async document(data, { l10n }) {
    if (data.source !== 'templateFunction') return undefined;
    const entry = templateFunctions.get(data.name);
    return entry && functionText(entry, l10n);
  },
};

/** What may not stand in a string of Helm's as it is. */
const endsString: Readonly<Partial<Record<NonNullable<TemplateSite['inHelm']>, RegExp>>> = { 'raw-string': /`/, string: /["\\]/ };

/** The word at the caret, and what it may become. */
interface Word {
  readonly sort: 'any' | 'field' | 'variable' | 'key';
  /** What is before the caret of it. */
  readonly typed: string;
  /** How many characters behind the caret belong to it. */
  readonly behind: number;
}

function wordAt({ file, offset }: CompletionRequest, { before, caret }: TemplateSite): Word | undefined {
  const [, typed = ''] = (caret.isInString ? /((?:[^\s"`\\])*)$/ : wordBefore).exec(before) ?? [];
  // Escapes stand in no name: what is replaced has to be written as it is read.
  if (file.text.slice(offset - typed.length, offset) !== typed) return undefined;
  const [rest = ''] = (caret.isInString ? /^[\w.-]*/ : /^[\p{L}\p{Nd}_]*/u).exec(file.text.slice(offset, offset + 300)) ?? [];
  const word = { typed, behind: rest.length };
  if (caret.isInString) return isIndexed(caret) ? { sort: 'key', ...word } : undefined;
  // A field of something else, or a number.
  if (/[\p{L}\p{Nd}_)"'`]$/u.test(before.slice(0, before.length - typed.length))) return undefined;
  if (!typed.includes('.')) return { sort: typed.startsWith('$') ? 'variable' : 'any', ...word };
  return /^\$?\./.test(typed) ? { sort: 'field', ...word } : undefined;
}

/** A variable with its fields, or a name. */
const wordBefore = /((?:\$[\p{L}\p{Nd}_]*)?(?:\.[\p{L}\p{Nd}_.-]*)?|[\p{L}_][\p{L}\p{Nd}_]*)$/u;

/** `index . "`, whose string names a key. */
function isIndexed({ tokens, dotIsContext, rootIsContext }: TemplateCaret): boolean {
  const [name, of, string] = tokens.filter(({ kind }) => kind !== 'space').slice(-3);
  if (name?.kind !== 'identifier' || name.text !== 'index' || string?.kind !== 'error') return false;
  return of?.kind === 'dot' ? dotIsContext : of?.kind === 'variable' && of.text === '$' && rootIsContext;
}

async function suggestionsFor(
  request: CompletionRequest,
  site: TemplateSite,
  word: Word,
  token: CancellationToken,
): Promise<readonly Suggestion[]> {
  const { caret } = site;
  const variables = await templateVariables(request, site.context, token);
  if (word.sort === 'key') return variables.flatMap((variable, i) => keySuggestion(request, word, variable, i) ?? []);
  const base = baseOf(caret, word);
  const before = lastToken(caret, word);
  const isFirst = startsCommand.has(before);
  const fields =
    base === undefined || before === 'pipe'
      ? []
      : variables.map((variable, i) => variableSuggestion(request, word, variable, base, isFirst, i));
  if (word.sort === 'field') return fields;
  const dollars = before === 'pipe' ? [] : caret.variables.map((name) => plain(request, word, name, 'variable'));
  if (word.sort === 'variable') return [...fields, ...dollars];
  const functions = functionSuggestions(request, word);
  const keywords = before === 'left-delimiter' ? keywordsAt(caret) : before === 'else' ? ['if', 'with'] : [];
  return [...fields, ...dollars, ...functions, ...keywords.map((name) => plain(request, word, name, 'keyword'))];
}

/** How a key is reached: from the dot, or from `$` where the dot is something else; undefined where neither leads to the keys. */
function baseOf({ dotIsContext, rootIsContext }: TemplateCaret, { sort, typed }: Word): '.' | '$' | undefined {
  const wantsRoot = typed.startsWith('$');
  if (wantsRoot || (sort === 'any' && !dotIsContext)) return rootIsContext ? '$' : undefined;
  return dotIsContext ? '.' : undefined;
}

/** The kind of the token before the word, blanks aside. */
function lastToken({ tokens }: TemplateCaret, { typed }: Word): string {
  const { end = 0 } = tokens.at(-1) ?? {};
  return tokens.filter(({ kind, start }) => kind !== 'space' && start < end - typed.length).at(-1)?.kind ?? 'left-delimiter';
}

/** Behind what a command begins, so that a call there needs no parentheses. */
const startsCommand: ReadonlySet<string> = new Set([
  'left-delimiter',
  'left-paren',
  'pipe',
  'declare',
  'assign',
  'if',
  'with',
  'range',
]);

function variableSuggestion(
  request: CompletionRequest,
  word: Word,
  { name, direct, from }: TemplateVariable,
  base: '.' | '$',
  isFirst: boolean,
  n: number,
): Suggestion {
  const dotted = base === '$' ? `$.${name}` : `.${name}`;
  const index = `index ${base} "${name}"`;
  const written = direct ? dotted : isFirst ? index : `(${index})`;
  return {
    label: dotted,
    kind: CompletionItemKind.Variable,
    text: padded(request, word, written),
    // The list is compared with what is typed, which begins with the dot.
    filter: dotted,
    sort: `0${String(n).padStart(4, '0')}`,
    ...(from === '' ? {} : { aside: from }),
    ...(direct ? {} : { detail: index }),
  };
}

/** A key between the quotes of `index . "…"`, which are closed where they are not. */
function keySuggestion(
  request: CompletionRequest,
  { behind }: Word,
  variable: TemplateVariable,
  n: number,
): Suggestion | undefined {
  const { file, offset, cursor } = request;
  const quote = encodeFor(cursor.style, '"') ?? '"';
  const isClosed = file.text.startsWith(quote, offset + behind);
  return {
    label: variable.name,
    kind: CompletionItemKind.Variable,
    text: isClosed ? variable.name : `${variable.name}${quote}`,
    sort: `0${String(n).padStart(4, '0')}`,
    ...(variable.from === '' ? {} : { aside: variable.from }),
  };
}

function functionSuggestions(request: CompletionRequest, word: Word): readonly Suggestion[] {
  return [...templateFunctions.values()].map(
    (entry): Suggestion => ({
      ...plain(request, word, entry.name, 'function'),
      detail: signatureOf(entry),
      aside: entry.origin,
      data: { source: 'templateFunction', name: entry.name },
    }),
  );
}

const sorts = {
  variable: { kind: CompletionItemKind.Variable, sort: '1' },
  function: { kind: CompletionItemKind.Function, sort: '2' },
  keyword: { kind: CompletionItemKind.Keyword, sort: '3' },
} as const;

function plain(request: CompletionRequest, word: Word, name: string, of: keyof typeof sorts): Suggestion {
  const { kind, sort } = sorts[of];
  return { label: name, kind, text: padded(request, word, name), sort: `${sort}${name}` };
}

/** With the blanks that are missing between bare braces; behind a word that is typed already people put their own. */
function padded({ file, offset, cursor }: CompletionRequest, { typed, behind }: Word, text: string): string {
  const start = offset - typed.length;
  const [opening] = /\{\{(-?)$/.exec(file.text.slice(Math.max(0, start - 3), start)) ?? [];
  // Behind a dash the blank is put in for every completion.
  const lead = opening === '{{' ? ' ' : '';
  const trail = opening !== undefined && file.text.startsWith('}}', offset + behind) ? ' ' : '';
  return `${lead}${encodeFor(cursor.style, text) ?? text}${trail}`;
}

function keywordsAt({ open }: TemplateCaret): readonly string[] {
  const innermost = open.at(-1);
  const closing = innermost === undefined ? [] : ['end'];
  const other = innermost === 'if' || innermost === 'with' || innermost === 'range' ? ['else'] : [];
  const jumps = open.includes('range') ? ['break', 'continue'] : [];
  const defines = open.length === 0 ? ['define'] : [];
  return [...closing, ...other, 'if', 'range', 'with', 'template', 'block', ...defines, ...jumps];
}
