import { goQuote, goUnicode } from './goText.ts';
import { isKeyword, type Token, type TokenKind } from './token.ts';

/**
 * The tokens of a template, one at a call; `eof` for ever after the last one. An error is the last but one.
 *
 * @param tellsComments whether comments are tokens, with their delimiters; Go's parser wants none
 */
export function createLexer(input: string, tellsComments = false): () => Token {
  let position = 0;
  let start = 0;
  let inAction = false;
  let depth = 0;
  let failed = false;
  const lineAt = lineCounter(input);

  return () => {
    if (failed) return { kind: 'eof', text: '', start: input.length, end: input.length, line: lineAt(input.length) };
    return inAction ? insideAction() : text();
  };

  function emit(kind: TokenKind): Token {
    const token = { kind, text: input.slice(start, position), start, end: position, line: lineAt(start) };
    start = position;
    return token;
  }

  function fail(message: string): Token {
    failed = true;
    return { kind: 'error', text: message, start, end: Math.max(position, start), line: lineAt(start) };
  }

  function text(): Token {
    for (;;) {
      const open = input.indexOf('{{', position);
      if (open < 0) {
        position = input.length;
        return emit(position > start ? 'text' : 'eof');
      }
      const trims = /^-[ \t\r\n]/.test(input.slice(open + 2, open + 4));
      position = trims ? start + trimEnd(input.slice(start, open)).length : open;
      const before = position > start ? emit('text') : undefined;
      start = position = open;
      if (before !== undefined) return before;
      const inner = open + (trims ? 4 : 2);
      if (!input.startsWith('/*', inner)) {
        position += 2;
        inAction = true;
        depth = 0;
        const delimiter = emit('left-delimiter');
        start = position = inner;
        return delimiter;
      }
      const token = comment(open, inner);
      if (tellsComments || token.kind === 'error') return token;
    }
  }

  function comment(open: number, inner: number): Token {
    start = inner;
    const close = input.indexOf('*/', inner + 2);
    position = close < 0 ? input.length : close + 2;
    if (close < 0) return fail('unclosed comment');
    const delimiter = rightDelimiter();
    if (delimiter === undefined) return fail('comment ends before closing delimiter');
    start = open;
    position = delimiter.end;
    const token = emit('comment');
    if (delimiter.trims) skipSpace();
    start = position;
    return token;
  }

  /** The `}}` or ` -}}` that stands at the position. */
  function rightDelimiter(): { readonly start: number; readonly end: number; readonly trims: boolean } | undefined {
    const trims = isSpace(input[position]) && input.startsWith('-}}', position + 1);
    const at = trims ? position + 2 : position;
    return input.startsWith('}}', at) ? { start: at, end: at + 2, trims } : undefined;
  }

  function closeAction(): Token {
    const delimiter = rightDelimiter();
    start = delimiter?.start ?? position;
    position = start + 2;
    const token = emit('right-delimiter');
    if (delimiter?.trims) skipSpace();
    start = position;
    inAction = false;
    return token;
  }

  function insideAction(): Token {
    if (rightDelimiter() !== undefined) return depth === 0 ? closeAction() : fail('unclosed left paren');
    const c = next();
    if (c === undefined) return fail('unclosed action');
    if (isSpace(c)) return space();
    switch (c) {
      case '=':
        return emit('assign');
      case ':':
        return next() === '=' ? emit('declare') : fail('expected :=');
      case '|':
        return emit('pipe');
      case '"':
        return quoted('"', 'string', 'unterminated quoted string');
      case "'":
        return quoted("'", 'char-constant', 'unterminated character constant');
      case '`':
        return rawString();
      case '$':
        return name('variable');
      case '(':
        depth++;
        return emit('left-paren');
      case ')':
        depth--;
        return depth < 0 ? fail('unexpected right paren') : emit('right-paren');
    }
    if (c === '.' && position < input.length && !/[0-9]/.test(input[position] as string)) return name('field');
    if (/[-+.0-9]/.test(c)) return number();
    if (isWord(c)) return identifier();
    return /^[!-~]$/.test(c) ? emit('character') : fail(`unrecognized character in action: ${goUnicode(c)}`);
  }

  function space(): Token {
    while (isSpace(input[position])) position++;
    // The last blank may belong to a ` -}}`.
    if (input.startsWith('-}}', position)) {
      position--;
      if (position === start) return closeAction();
    }
    return emit('space');
  }

  function quoted(quote: string, kind: TokenKind, problem: string): Token {
    for (;;) {
      let c = next();
      if (c === '\\') {
        c = next();
        if (c !== undefined && c !== '\n') continue;
      }
      if (c === undefined || c === '\n') return fail(problem);
      if (c === quote) return emit(kind);
    }
  }

  function rawString(): Token {
    const close = input.indexOf('`', position);
    position = close < 0 ? input.length : close + 1;
    return close < 0 ? fail('unterminated raw quoted string') : emit('raw-string');
  }

  /** Behind the `.` or `$`. */
  function name(kind: 'field' | 'variable'): Token {
    if (endsName()) return emit(kind === 'field' ? 'dot' : kind);
    skipWord();
    return endsName() ? emit(kind) : badCharacter();
  }

  function identifier(): Token {
    skipWord();
    if (!endsName()) return badCharacter();
    const word = input.slice(start, position);
    if (isKeyword(word)) return emit(word);
    return emit(word === 'true' || word === 'false' ? 'boolean' : 'identifier');
  }

  function badCharacter(): Token {
    const c = next() ?? '';
    return fail(`bad character ${goUnicode(c)}`);
  }

  function endsName(): boolean {
    const c = input[position];
    return c === undefined || isSpace(c) || '.,|:)('.includes(c) || input.startsWith('}}', position);
  }

  function number(): Token {
    position = start;
    const isOne = scanNumber();
    if (isOne && !/[-+]/.test(input[position] ?? '')) return emit('number');
    if (isOne && scanNumber() && input[position - 1] === 'i') return emit('complex');
    return fail(`bad number syntax: ${goQuote(input.slice(start, position))}`);
  }

  function scanNumber(): boolean {
    const form =
      /[-+]?(?:0[xX][0-9a-fA-F_]*\.?[0-9a-fA-F_]*(?:[pP][-+]?[0-9_]*)?|0[oO][0-7_]*\.?[0-7_]*|0[bB][01_]*\.?[01_]*|[0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9_]*)?)i?/y;
    form.lastIndex = position;
    position += form.exec(input)?.[0].length ?? 0;
    const following = peek();
    if (following === undefined || !isWord(following)) return true;
    next();
    return false;
  }

  function peek(): string | undefined {
    const code = input.codePointAt(position);
    return code === undefined ? undefined : String.fromCodePoint(code);
  }

  function next(): string | undefined {
    const c = peek();
    position += c?.length ?? 0;
    return c;
  }

  function skipWord(): void {
    for (let c = peek(); c !== undefined && isWord(c); c = peek()) position += c.length;
  }

  function skipSpace(): void {
    while (isSpace(input[position])) position++;
  }
}

function isSpace(c: string | undefined): boolean {
  return c === ' ' || c === '\t' || c === '\r' || c === '\n';
}

function isWord(c: string): boolean {
  return c === '_' || /^[\p{L}\p{Nd}]$/u.test(c);
}

function trimEnd(text: string): string {
  let end = text.length;
  while (isSpace(text[end - 1])) end--;
  return text.slice(0, end);
}

/** Answers the line of an offset, from 1; offsets mostly come in the order of the text. */
function lineCounter(text: string): (offset: number) => number {
  let [at, line] = [0, 1];
  return (offset) => {
    if (offset < at) [at, line] = [0, 1];
    for (; at < offset; at++) if (text[at] === '\n') line++;
    return line;
  };
}
