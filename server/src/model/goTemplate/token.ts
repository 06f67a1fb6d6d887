import { utf8 } from '../utf8.ts';
import { goQuote } from './goText.ts';

/** What a piece of a template is to Go's lexer. */
export type TokenKind =
  | 'error'
  | 'boolean'
  | 'character'
  | 'char-constant'
  | 'comment'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'left-delimiter'
  | 'left-paren'
  | 'number'
  | 'pipe'
  | 'raw-string'
  | 'right-delimiter'
  | 'right-paren'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | 'dot'
  | Keyword;

type Keyword = (typeof KEYWORDS)[number];

const KEYWORDS = ['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'nil', 'range', 'template', 'with'] as const;

/** One token; of an error the text is what Go says. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The line it begins on, from 1. */
  readonly line: number;
}

/** A token as Go's messages show it. */
export function showToken({ kind, text }: Token): string {
  if (kind === 'eof') return 'EOF';
  if (kind === 'error') return text;
  if (kind === 'dot' || isKeyword(kind)) return `<${text}>`;
  return utf8(text).length > 10 ? `${goQuote([...text].slice(0, 10).join(''))}...` : goQuote(text);
}

/** Whether a word is one of Go's keywords, which are token kinds of their own. */
export function isKeyword(kind: string): kind is Keyword {
  return (KEYWORDS as readonly string[]).includes(kind);
}
