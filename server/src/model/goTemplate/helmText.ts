import { readGoAction } from '../../syntax/goAction.ts';

/** What Helm leaves of a piece of a manifest, as far as that can be told, and where each character of it is written: offsets, half open. */
export interface HelmText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Of a piece that ends at the caret: where in Helm's language the caret is. */
  readonly caret: 'outside' | 'raw-string' | 'string';
}

/** Stands for what only Helm knows. No template has it. */
export const helmsOwn = '\ufffc';

/**
 * Puts strings that Helm puts out as they are, `` {{ `…` }} `` and `{{ "…" }}`, in the place of their actions. What its other actions put
 * out is one character that stands for it; those that put out nothing, conditions among them, are left out.
 *
 * @param isCut whether the text ends at the caret, so that a string may be open at its end
 * @returns undefined where the text ends inside an action of Helm's own
 */
export function helmText(source: string, isCut: boolean): HelmText | undefined {
  const pieces: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const copy = (from: number, to: number) => {
    pieces.push(source.slice(from, to));
    for (let i = from; i < to; i++) {
      starts.push(i);
      ends.push(i + 1);
    }
  };
  const made = (caret: HelmText['caret']): HelmText => ({ text: pieces.join(''), starts, ends, caret });
  let at = 0;
  for (let open = source.indexOf('{{'); open >= 0; open = source.indexOf('{{', at)) {
    copy(at, open);
    const quote = open + (/^\{\{(?:-(?=\s))?\s*/.exec(source.slice(open))?.[0].length ?? 2);
    const string = stringAt(source, quote);
    if (string !== undefined && !string.isClosed) {
      if (!isCut || string.hasEscapes) return undefined;
      copy(quote + 1, source.length);
      return made(source[quote] === '`' ? 'raw-string' : 'string');
    }
    const action = readGoAction(source, open);
    if (!action.closed) return undefined;
    if (string !== undefined && !string.hasEscapes && keeps.test(source.slice(string.end, action.end - 2)))
      copy(quote + 1, string.end - 1);
    else if (action.role === 'emit') {
      pieces.push(helmsOwn);
      starts.push(open);
      ends.push(action.end);
    }
    at = action.end;
  }
  copy(at, source.length);
  return made('outside');
}

/** What may stand behind a string so that its words come out as they are. */
const keeps = /^\s*(?:\|\s*(?:quote|squote|trim|n?indent\s+\d+)\s*)*-?$/;

interface HelmString {
  /** Behind its closing quote. */
  readonly end: number;
  readonly isClosed: boolean;
  readonly hasEscapes: boolean;
}

/** The string literal of Go that begins at an offset. */
function stringAt(source: string, start: number): HelmString | undefined {
  if (source[start] === '`') {
    const close = source.indexOf('`', start + 1);
    return { end: close + 1, isClosed: close >= 0, hasEscapes: false };
  }
  const [string] = /^"(?:[^"\\\r\n]|\\.)*"?/.exec(source.slice(start)) ?? [];
  if (string === undefined) return undefined;
  const end = start + string.length;
  const isClosed = string.length > 1 && string.endsWith('"');
  // It ends with its line, whether it is closed or not.
  return isClosed || end === source.length ? { end, isClosed, hasEscapes: string.includes('\\') } : undefined;
}
