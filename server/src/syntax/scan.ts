import { type GoAction, isHelmAction, readGoAction } from './goAction.ts';
import type { OffsetRange } from './node.ts';
import { closeByTemplate, closeByYaml } from './stringEnd.ts';
import { endOfBraced } from './substitution.ts';
import { endOfLine, isBlankOrEnd, nextLine, skipBlanks } from './text.ts';

/** A piece of YAML text in which other rules hold than in the lines around it. Offsets relative to the text. */
export interface ScanSpan {
  readonly kind: 'comment' | 'single-quoted' | 'double-quoted' | 'block';
  readonly start: number;
  /** Just behind the closing quote, or the end of the text where there is none; for `block` the end of the last line of content. */
  readonly end: number;
  readonly closed: boolean;
}

/** Where an action stands: alone on its lines, in a plain place of the line, or inside a quoted or block string. */
export type ActionPlace = 'line' | 'plain' | 'string';

/** An action in its place. */
export interface PlacedAction extends GoAction {
  readonly place: ActionPlace;
  /** For `line`: how far the line is indented. For others the column of the innermost key or dash before it on the line. */
  readonly column: number;
  /** For `plain`: whether nothing but `key:` or a dash stands before it, and nothing behind it, on its line. */
  readonly sole: boolean;
  /** The start of the string that holds it or that goes on behind it, if any. */
  readonly string: number | undefined;
  /** Whether the text could also be YAML as it stands, so that it is for ESO unless something else says Helm. */
  readonly harmless: boolean;
}

/** What {@link scanYaml} finds, all in the order of the text. */
export interface YamlScan {
  readonly spans: readonly ScanSpan[];
  /** The outermost `{…}` and `[…]`; one that is not closed ends where a less indented line begins. */
  readonly flows: readonly { readonly start: number; readonly end: number; readonly closed: boolean }[];
  readonly actions: readonly PlacedAction[];
  /** Each `${…}` outside of strings and comments that is not YAML before something is put in its place. */
  readonly substitutions: readonly OffsetRange[];
}

/**
 * Reads YAML lightly: only so far as to know comments, strings and template actions from the rest. It never fails, and
 * an error costs at most the rest of its string. With `helm`, string literals inside `{{ … }}` do not end a YAML string.
 */
export function scanYaml(text: string, helm: boolean): YamlScan {
  const spans: ScanSpan[] = [];
  const actions: PlacedAction[] = [];
  const flows: { start: number; end: number; closed: boolean }[] = [];
  const substitutions: OffsetRange[] = [];
  let flow = 0;
  /** Column of the entry that holds the open flow collection. */
  let flowColumn = 0;
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) at = scanLine(at);
  if (flow > 0) endFlow(text.length, false);
  return { spans, flows, actions, substitutions };

  function endFlow(end: number, closed: boolean): void {
    const last = flows.at(-1);
    if (last !== undefined) Object.assign(last, { end, closed });
  }

  /** Reads one line, and the lines of strings and actions that begin in it; answers where the next one starts. */
  function scanLine(lineStart: number): number {
    let i = skipBlanks(text, lineStart);
    if (flow === 0 && text.startsWith('{', i) && (text[i + 1] === '{' || text[i + 1] === '%')) {
      const behind = scanWholeLine(i, lineStart);
      if (behind !== undefined) return behind;
    }
    const marker = i === lineStart && text.startsWith('---', i) && isBlankOrEnd(text[i + 3]);
    if (marker) i += 3;
    const indent = marker ? -1 : i - lineStart;
    if (flow > 0 && indent <= flowColumn && /[^\s#}\],]/y.test(text[i] ?? ' ')) {
      flow = 0;
      endFlow(lineStart, false);
    }
    let column = indent;
    /** Whether a node may start here, so that quotes, `|` and brackets mean something. */
    let open = true;
    let entry = true;
    for (; i < text.length; ) {
      const c = text[i] as string;
      if (c === '\n' || c === '\r') return i + (c === '\r' && text[i + 1] === '\n' ? 2 : 1);
      if (c === ' ' || c === '\t') {
        i++;
        continue;
      }
      if (c === '#' && (i === lineStart || isBlankOrEnd(text[i - 1]))) {
        const end = endOfLine(text, i);
        spans.push({ kind: 'comment', start: i, end, closed: true });
        i = end;
        continue;
      }
      if (c === '{' && (text[i + 1] === '{' || (text[i + 1] === '%' && open))) {
        i = scanInlineAction(i, open, column, lineStart);
        open = false;
        continue;
      }
      const behind = c === '$' ? endOfBraced(text, i) : i;
      if (behind > i) {
        if (flow > 0 || /:\s|\s#/.test(text.slice(i, behind))) substitutions.push({ start: i, end: behind });
        i = behind;
        open = false;
        continue;
      }
      if (open && (c === '-' || c === '?') && flow === 0 && entry && isBlankOrEnd(text[i + 1])) {
        column = i - lineStart;
        i++;
        continue;
      }
      if (open && entry) {
        if (c !== '&' && c !== '!') {
          if (i - lineStart !== indent) column = i - lineStart;
          entry = false;
        }
      }
      if (open && (c === '"' || c === "'")) {
        i = scanQuoted(i, c);
        open = false;
        continue;
      }
      if (open && flow === 0 && (c === '|' || c === '>') && isBlockHeader(text, i)) {
        return scanBlock(i, i - lineStart === indent ? indent - 1 : column);
      }
      if (open && (c === '&' || c === '!' || c === '*')) {
        while (i < text.length && !isBlankOrEnd(text[i])) i++;
        continue;
      }
      if ((c === '{' || c === '[') && (open || flow > 0)) {
        if (flow === 0) {
          flows.push({ start: i, end: text.length, closed: false });
          flowColumn = column;
        }
        flow++;
        open = true;
      } else if ((c === '}' || c === ']') && flow > 0) {
        flow--;
        if (flow === 0) endFlow(i + 1, true);
        open = false;
      } else if (c === ',' && flow > 0) open = true;
      else if (
        c === ':' &&
        (isBlankOrEnd(text[i + 1]) || (flow > 0 && /^(?:.:[,[\]{}]|["']:["'])$/s.test(text.slice(i - 1, i + 2))))
      )
        open = true;
      else open = false;
      i++;
    }
    return i;
  }

  /** A line of nothing but actions (and a comment): answers where the next line starts. Jinja's `{% … %}` counts too. */
  function scanWholeLine(start: number, lineStart: number, string?: number): number | undefined {
    const found: GoAction[] = [];
    let i = start;
    while (text[i] === '{' && (text[i + 1] === '{' || text[i + 1] === '%')) {
      const action = readAction(text, i);
      found.push(action);
      i = skipBlanks(text, action.end);
    }
    const end = endOfLine(text, i);
    if (i !== end && text[i] !== '#') return undefined;
    for (const action of found) {
      actions.push({ ...action, place: 'line', column: start - lineStart, sole: true, string, harmless: false });
    }
    if (i !== end) spans.push({ kind: 'comment', start: i, end, closed: true });
    return nextLine(text, end);
  }

  function scanInlineAction(start: number, first: boolean, column: number, lineStart: number): number {
    const action = readAction(text, start);
    const source = text.slice(start, action.end);
    const rest = skipBlanks(text, action.end);
    const last = rest === endOfLine(text, rest) || text[rest] === '#';
    const sole = first && last && skipBlanks(text, lineStart) !== start;
    const harmless = !first && flow === 0 && !/: |:$| #|[\r\n]/m.test(source) && !isHelmAction(source) && !/\$[\w.]/.test(source);
    actions.push({ ...action, place: 'plain', column, sole, string: undefined, harmless });
    return action.end;
  }

  function scanQuoted(start: number, quote: string): number {
    const kind = quote === '"' ? 'double-quoted' : 'single-quoted';
    const plainClose = closeByYaml(text, start + 1, quote);
    const goClose = closeByTemplate(text, start, quote, plainClose);
    const crossing = goClose !== undefined && goClose.end !== plainClose;
    const useGo = goClose !== undefined && (helm || goClose.actions.some((a) => isHelmAction(text.slice(a.start, a.end))));
    const end = useGo && goClose !== undefined ? goClose.end : plainClose;
    spans.push({ kind, start, end: end < 0 ? text.length : end, closed: end >= 0 });
    for (const action of goClose?.actions ?? []) {
      if (useGo || action.end <= plainClose) {
        const harmless = !isHelmAction(text.slice(action.start, action.end));
        actions.push({ ...action, place: 'string', column: 0, sole: false, string: start, harmless });
      }
    }
    if (end < 0) return text.length;
    // What follows a string that an unescaped quote ended too early is neither YAML nor template.
    return crossing && !useGo ? endOfLine(text, end) : end;
  }

  function scanBlock(header: number, parent: number): number {
    const explicit = /^[|>][-+]?([1-9])/.exec(text.slice(header, header + 3))?.[1];
    let contentIndent = explicit === undefined ? -1 : parent + Number(explicit);
    let end = endOfLine(text, header);
    const comment = text.slice(header, end).indexOf('#');
    if (comment > 0) spans.push({ kind: 'comment', start: header + comment, end, closed: true });
    const slot = spans.length;
    let i = nextLine(text, end);
    while (i < text.length) {
      const content = skipSpaces(text, i);
      const lineEnd = endOfLine(text, content);
      if (content !== lineEnd) {
        const indent = content - i;
        if (contentIndent < 0 && indent > parent) contentIndent = indent;
        if (contentIndent < 0 || indent < contentIndent) {
          const behind = text.startsWith('{{', content) ? scanWholeLine(content, i, header) : undefined;
          if (behind === undefined) break;
          i = behind;
          continue;
        }
        end = scanBlockLine(content, lineEnd, header);
        i = nextLine(text, end);
      } else i = nextLine(text, lineEnd);
    }
    spans.splice(slot, 0, { kind: 'block', start: header, end, closed: true });
    return i;
  }

  /** Actions inside the content of a block string; answers the end of the line, behind actions of several lines. */
  function scanBlockLine(from: number, lineEnd: number, header: number): number {
    let end = lineEnd;
    for (let i = text.indexOf('{{', from); i >= 0 && i < end; i = text.indexOf('{{', i)) {
      const action = readGoAction(text, i);
      const harmless = !isHelmAction(text.slice(i, action.end));
      actions.push({ ...action, place: 'string', column: i - from, sole: false, string: header, harmless });
      if (helm && action.end > end) end = endOfLine(text, action.end);
      i = action.end;
    }
    return end;
  }
}

/** Whether `|` or `>` at the offset begins a block string: nothing but indicators and a comment follow on the line. */
function isBlockHeader(text: string, offset: number): boolean {
  return /^[|>][-+0-9]{0,2}[ \t]*(?:[ \t]#.*)?$/.test(text.slice(offset, endOfLine(text, offset)));
}

function skipSpaces(text: string, offset: number): number {
  let i = offset;
  while (text[i] === ' ') i++;
  return i;
}

/** Jinja statements are read only for being skipped; `raw` is what documentation generators wrap examples in. */
function readAction(text: string, start: number): GoAction {
  if (text[start + 1] === '{') return readGoAction(text, start);
  const close = text.slice(start, endOfLine(text, start)).indexOf('%}');
  const end = close < 0 ? endOfLine(text, start) : start + close + 2;
  const raw = /^\{%[-+]?\s*(?:end)?raw\b/.test(text.slice(start, end));
  return { start, end, closed: close >= 0, role: raw ? 'silent' : 'emit', indent: undefined };
}
