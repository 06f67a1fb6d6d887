import { endOfLine } from './text.ts';

/** A `{{ … }}` of Go's text/template, as far as it matters to the YAML around it. */
export interface GoAction {
  readonly start: number;
  /** Just behind `}}`; where the action is not closed, the end of its line. */
  readonly end: number;
  readonly closed: boolean;
  /** What it does to the lines around it. */
  readonly role: GoActionRole;
  /** For `emit`: the column its text is indented to by `nindent` or `indent`, if it says so. */
  readonly indent: number | undefined;
}

/**
 * open, middle and close: `if`, `range`, `with`, `define`, `block` – `else` – `end`; emit: puts text in its place;
 * silent: comments, assignments and what else leaves nothing behind.
 */
export type GoActionRole = 'open' | 'middle' | 'close' | 'emit' | 'silent';

/** Reads the action that starts at `start`, where the text must have `{{`; one that is not closed before `limit` is not closed. */
export function readGoAction(text: string, start: number, limit: number = text.length): GoAction {
  const close = findActionEnd(text, start, limit);
  const closedAt = close > limit ? -1 : close;
  const end = closedAt < 0 ? endOfLine(text, start) : closedAt;
  return { start, end, closed: closedAt >= 0, ...describe(text.slice(start + 2, closedAt < 0 ? end : end - 2)) };
}

/** Whether an action's text can only be Helm's, not ESO's: chart objects, `include`, or a template inside a string literal. */
export function isHelmAction(source: string): boolean {
  return (
    /\.(?:Values|Release|Chart|Capabilities|Template|Subcharts)\.|\.Files\.(?:Get|GetBytes|Glob|Lines|AsConfig|AsSecrets)\b/.test(
      source,
    ) ||
    /[{\s(|-](?:include|tpl)\s+["`(.$]/.test(source) ||
    /`[^`]*\{\{[^`]*`|"(?:[^"\\\n]|\\.)*\{\{(?:[^"\\\n]|\\.)*"/.test(source)
  );
}

/** Offset behind the closing `}}`, or -1: string literals may hold braces, but no action can begin inside another. */
function findActionEnd(text: string, start: number, limit: number): number {
  const comment = /\{\{(?:-\s)?\s*\/\*/y;
  comment.lastIndex = start;
  if (comment.test(text)) {
    const close = text.indexOf('*/', comment.lastIndex);
    const end = close < 0 ? -1 : text.indexOf('}}', close);
    return end < 0 ? -1 : end + 2;
  }
  const token = /`[^`]*(?:`|$)|"(?:[^"\\\r\n]|\\.)*(?:"|(?=[\r\n])|$)|'(?:[^'\\\r\n]|\\.)'|\{\{|\}\}/g;
  token.lastIndex = start + 2;
  for (let match = token.exec(text); match !== null && match.index < limit; match = token.exec(text)) {
    if (match[0] === '}}') return token.lastIndex;
    if (match[0] === '{{' || (match[0].startsWith('"') && (match[0].length === 1 || !match[0].endsWith('"')))) return -1;
  }
  return -1;
}

function describe(inner: string): { role: GoActionRole; indent: number | undefined } {
  const body = inner.replace(/^-?\s+|^-$/, '').replace(/\s+-?$/, '');
  const word = /^[A-Za-z]+/.exec(body)?.[0] ?? '';
  if (/^(?:if|range|with|define|block)$/.test(word)) return { role: 'open', indent: undefined };
  if (word === 'else') return { role: 'middle', indent: undefined };
  if (word === 'end') return { role: 'close', indent: undefined };
  const silent = /^(?:$|\/\*|\$\w*\s*(?:,\s*\$\w+\s*)?:?=)|^(?:fail|break|continue)\b/.test(body);
  const indent = /\bn?indent\s+(\d{1,3})/.exec(body)?.[1];
  return { role: silent ? 'silent' : 'emit', indent: indent === undefined ? undefined : Number(indent) };
}
