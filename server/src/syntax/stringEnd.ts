import { type GoAction, readGoAction } from './goAction.ts';
import { endOfLine } from './text.ts';

/** Offset behind the closing quote by YAML's rules alone, or -1. */
export function closeByYaml(text: string, from: number, quote: string): number {
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '\\' && quote === '"') i++;
    else if (c === quote) {
      if (quote === '"' || text[i + 1] !== "'") return i + 1;
      i++;
    }
  }
  return -1;
}

/**
 * Where the string ends if string literals inside `{{ … }}` do not end it, and those actions; undefined where there is none
 * or where quotes are escaped inside them, which only makes sense to a reader who unescapes first.
 */
export function closeByTemplate(
  text: string,
  start: number,
  quote: string,
  plainClose: number,
): { readonly end: number; readonly actions: readonly GoAction[] } | undefined {
  const actions: GoAction[] = [];
  let i = start + 1;
  let limit = plainClose < 0 ? endOfLine(text, start) : plainClose;
  for (;;) {
    const ahead = text.slice(i, limit).indexOf('{{');
    if (ahead < 0) break;
    const open = i + ahead;
    const action = readGoAction(text, open);
    if (!action.closed || (quote === '"' && text.slice(open, action.end).includes('\\"'))) {
      return actions.length > 0 || plainClose < 0 ? undefined : escapedActions(text, start, plainClose);
    }
    actions.push(action);
    i = action.end;
    if (i > limit) {
      const close = closeByYaml(text, i, quote);
      if (close < 0 || close > endOfLine(text, i)) return undefined;
      limit = close;
    }
  }
  return actions.length === 0 ? undefined : { end: limit, actions };
}

/** The actions of a double-quoted string whose quotes are escaped: read as they stand, each up to the next braces. */
function escapedActions(text: string, start: number, close: number): { end: number; actions: readonly GoAction[] } | undefined {
  const actions: GoAction[] = [];
  for (let open = text.indexOf('{{', start); open >= 0; ) {
    const end = text.indexOf('}}', open + 2) + 2;
    if (end < 2 || end > close) break;
    actions.push({ start: open, end, closed: true, role: 'emit', indent: undefined });
    open = text.indexOf('{{', end);
  }
  return actions.length === 0 ? undefined : { end: close, actions };
}
