import type { OffsetRange } from '../../syntax/node.ts';
import { showToken, type Token, type TokenKind } from './token.ts';

/** Ends a parse. Never leaves `parseTemplate`. */
export class TemplateFailure extends Error {
  readonly line: number;
  readonly range: OffsetRange;

  constructor(message: string, line: number, range: OffsetRange) {
    super(message);
    this.line = line;
    this.range = range;
  }
}

/** Tokens with as much looking ahead as Go's parser does, and its way of complaining. */
export interface TokenReader {
  next(): Token;
  peek(): Token;
  nextNonSpace(): Token;
  peekNonSpace(): Token;
  /** Puts tokens back, in the order in which they came. */
  backup(...tokens: readonly Token[]): void;
  /** The next token that is no space, which must be of one of the kinds. */
  expect(context: string, ...kinds: readonly TokenKind[]): Token;
  unexpected(token: Token, context: string): never;
  fail(message: string, range: OffsetRange): never;
  /** Says with which token the action began that is being read, or that none is. */
  setAction(start: Token | undefined): void;
}

/**
 * A reader of its own for each definition of a template, as in Go: which line an error is said to be on follows from the token that this
 * reader was given last.
 *
 * @param open the actions that still want an `end`, the innermost last: shown where the text ends too early
 */
export function createTokenReader(lex: () => Token, name: string, open: readonly OffsetRange[]): TokenReader {
  const pending: Token[] = [];
  let latest = 0;
  let action: Token | undefined;

  const reader: TokenReader = {
    next() {
      const waiting = pending.pop();
      if (waiting !== undefined) return waiting;
      const token = lex();
      latest = token.line;
      return token;
    },
    peek() {
      const token = reader.next();
      pending.push(token);
      return token;
    },
    nextNonSpace() {
      let token = reader.next();
      while (token.kind === 'space') token = reader.next();
      return token;
    },
    peekNonSpace() {
      const token = reader.nextNonSpace();
      pending.push(token);
      return token;
    },
    backup(...tokens) {
      pending.push(...[...tokens].reverse());
    },
    expect(context, ...kinds) {
      const token = reader.nextNonSpace();
      return kinds.includes(token.kind) ? token : reader.unexpected(token, context);
    },
    unexpected(token, context) {
      if (token.kind !== 'error') return reader.fail(`unexpected ${showToken(token)} in ${context}`, token);
      const started = action === undefined || action.line === token.line ? '' : ` started at ${name}:${action.line}`;
      const where = started === '' || token.text.endsWith(' action') ? started : ` in action${started}`;
      return reader.fail(token.text + where, token);
    },
    fail(message, { start, end }) {
      const last = open.at(-1);
      const unclosed =
        action !== undefined && action.start !== last?.start ? { start: action.start, end: Math.max(end, action.end) } : last;
      const range = start < end ? { start, end } : (unclosed ?? { start, end });
      throw new TemplateFailure(message, latest, range);
    },
    setAction(start) {
      action = start;
    },
  };
  return reader;
}
