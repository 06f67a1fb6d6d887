import { Composer, type Document, type ParsedNode, Parser, type YAMLParseError } from 'yaml';
import { convertTree } from './convert.ts';
import { foreignTabs } from './foreignTabs.ts';
import { loosenFlows } from './looseFlow.ts';
import type { ParsedDocument, ResourceNode, SyntaxProblem } from './manifest.ts';
import { readableLength } from './nesting.ts';
import { isJson } from './newerYaml.ts';
import type { YamlNode } from './node.ts';
import { readPlainBlocks } from './plainBlocks.ts';
import { syntaxProblems } from './problems.ts';
import { loosenQuotes } from './quotes.ts';
import { resourcesOf } from './resource.ts';
import { scanYaml } from './scan.ts';
import { type MaskedText, maskTemplate } from './template.ts';
import { markOpen } from './templateEffect.ts';
import { endOfLine } from './text.ts';

/**
 * The document with this text. The text is read when something of it is first asked for; `onParse` is called then. Whatever the
 * text holds, nothing is thrown.
 */
export function parseDocument(text: string, onParse: () => void): ParsedDocument {
  const mask = once(() => maskTemplate(text));
  let isRead = false;
  const tree = once(() => {
    isRead = true;
    onParse();
    return readTree(text, mask());
  });
  const resources = once((): readonly ResourceNode[] => resourcesOf(tree().root));
  const comments = once(() => readComments(text, mask().engine === 'go'));
  return {
    text,
    get isRead() {
      return isRead;
    },
    get root() {
      return tree().root;
    },
    get problems() {
      return tree().problems;
    },
    get templated() {
      return mask().engine !== undefined;
    },
    get engine() {
      return mask().engine;
    },
    get comments() {
      return comments();
    },
    get resources() {
      return resources();
    },
  };
}

interface Tree {
  readonly root: YamlNode | undefined;
  readonly problems: readonly SyntaxProblem[];
}

function readTree(text: string, mask: MaskedText): Tree {
  const plain = readPlainBlocks(text);
  if (plain !== undefined) return plain;
  const prepared = prepare(mask.text);
  let { document, errors } = compose(prepared.text);
  const loose = errors.length === 0 ? undefined : loosenQuotes(prepared.text);
  if (loose !== undefined) ({ document, errors } = compose(loose.text));
  const flat = errors.length === 0 ? undefined : loosenFlows(loose?.text ?? prepared.text);
  const flattened = flat === undefined ? undefined : compose(flat);
  if (flattened?.errors.length === 0) ({ document, errors } = flattened);
  const relevant = errors.filter((error) => !prepared.marker || error.pos[0] > 0 || error.code !== 'UNEXPECTED_TOKEN');
  const told = syntaxProblems(relevant, mask.text, () => scanYaml(mask.text, false).spans);
  const tabs = (mask.engine !== undefined ? [] : foreignTabs(prepared.text)).filter(
    ({ range }) => !told.some((other) => other.range.start <= range.start && range.start < other.range.end),
  );
  const problems = [...prepared.problems, ...tabs, ...told];
  const contents = document?.contents;
  if (contents === undefined || contents === null || isNothing(contents, mask)) return { root: undefined, problems };
  const keyless = new Set(errors.filter((error) => error.code === 'MISSING_CHAR').map((error) => error.pos[0]));
  const converted = convertTree(contents, text, mask, keyless, loose?.values ?? new Map());
  const openMaps = markOpen(converted.root, text, mask);
  const breakAt = problems
    .filter((p) => p.code !== 'bad-directive')
    .reduce((first, { range }) => Math.min(first, range.start), Number.POSITIVE_INFINITY);
  const own = converted.problems.filter(
    (p) => p.range.start < breakAt && !(p.code === 'duplicate-key' && openMaps.has(p.range.start)),
  );
  return { root: converted.root, problems: [...problems, ...own].sort((a, b) => a.range.start - b.range.start) };
}

function compose(text: string): { document: Document.Parsed | undefined; errors: Document.Parsed['errors'] } {
  const options = {
    version: '1.1',
    schema: 'failsafe',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  } as const;
  const composer = new Composer(options);
  const documents = [...composer.compose(new Parser().parse(text), true, text.length)] as Document.Parsed[];
  const errors = documents.flatMap((document) => document.errors).filter((error) => !isTaken(error, text));
  return {
    document:
      documents.find((document) => (document.contents?.range[1] ?? 0) > (document.contents?.range[0] ?? 0)) ?? documents[0],
    errors,
  };
}

/** Whether Kubernetes' reader takes what the library objects to: a comment without a space before it, an escaped single quote. */
function isTaken({ code, message, pos }: YAMLParseError, text: string): boolean {
  return code === 'BAD_DQ_ESCAPE' ? text[pos[0] + 1] === "'" : message.startsWith('Comments must be separated');
}

/** Whether there is nothing in the document but comments, white space and the null that YAML makes of them. */
function isNothing(contents: ParsedNode, mask: MaskedText): boolean {
  return (
    contents.range[0] === contents.range[1] &&
    mask.text
      .slice(0, contents.range[0])
      .replace(/#.*/g, '')
      .trim()
      .replace(/^(?:---)?$/, '') === ''
  );
}

interface Prepared {
  readonly text: string;
  readonly problems: readonly SyntaxProblem[];
  /** Whether the document begins with an end marker, which the library takes for an error. */
  readonly marker: boolean;
}

/**
 * Takes away what the library reads otherwise than Kubernetes: `%YAML` directives (they would change how scalars are read), control
 * characters (it uses some of them itself), and the lone carriage returns and other line breaks of YAML 1.1; and all behind a place
 * that is too deep for it.
 */
function prepare(text: string): Prepared {
  const problems: SyntaxProblem[] = [];
  let result = text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, (_, start: number) => {
    if (problems.length === 0) problems.push({ code: 'unexpected-character', range: { start, end: start + 1 } });
    return '\ufffd';
  });
  result = result.replace(/\r(?!\n)/g, '\n');
  // In JSON such characters are only characters.
  if (/[\x85\u2028\u2029]/.test(result) && !isJson(result)) result = result.replace(/[\x85\u2028\u2029]/g, '\n');
  const directives: number[] = [];
  let behind = '';
  for (let i = result.charCodeAt(0) === 0xfeff ? 1 : 0; i < result.length; i = endOfLine(result, i) + 1) {
    const end = endOfLine(result, i);
    const line = result.slice(i, end);
    if (/^[ \t]*(?:#|$)/.test(line)) continue;
    behind = line;
    if (!line.startsWith('%')) break;
    const directive = line.replace(/\s+#.*|\s+$/g, '');
    if (/^%TAG\s/.test(line)) continue;
    if (!/^%YAML\s+1\.1$/.test(directive))
      problems.push({ code: 'bad-directive', range: { start: i, end: i + directive.length }, name: directive });
    directives.push(i);
  }
  const [first] = directives;
  if (first !== undefined && !/^---(?:\s|$)/.test(behind) && problems.length === 0) {
    const end = endOfLine(result, first);
    problems.push({ code: 'bad-directive', range: { start: first, end }, name: result.slice(first, end) });
  }
  let done = 0;
  const pieces = directives.map((at) => {
    const piece = `${result.slice(done, at)}#`;
    done = at + 1;
    return piece;
  });
  result = pieces.join('') + result.slice(done);
  result = result.slice(0, readableLength(result));
  return { text: result, problems, marker: /^\.\.\.(?:\s|$)/.test(result) };
}

function readComments(text: string, helm: boolean): ParsedDocument['comments'] {
  if (!text.includes('#')) return [];
  const { spans } = scanYaml(text, helm);
  return spans
    .filter((span) => span.kind === 'comment')
    .map((span) => ({ text: text.slice(span.start + 1, span.end), offset: span.start }));
}

/** A value that is made on first use and kept. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
