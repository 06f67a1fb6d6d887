import { templateFunctions } from '../../model/goTemplate/catalogue.ts';
import { createLexer } from '../../model/goTemplate/lexer.ts';
import { isKeyword, type Token } from '../../model/goTemplate/token.ts';
import type { OffsetRange } from '../../syntax/node.ts';

/** What a part of a template is. All are types that LSP itself defines, so that every theme has a colour for them. */
export type ColourType = (typeof colourTypes)[number];

/** The types in the order of the legend. */
export const colourTypes = ['comment', 'function', 'keyword', 'number', 'operator', 'property', 'string', 'variable'] as const;

/** A part of a text, and what it is. */
export interface Colour extends OffsetRange {
  readonly type: ColourType;
}

/** Behind a part that Go does not read the next action is taken up again: so many times. */
const mostErrors = 50;

/**
 * The parts of a template's actions in the order of the text. What is put out as it stands has no colour of its own, and neither has a
 * function that ESO does not know, so that a slip in its name is seen.
 */
export function coloursIn(template: string): readonly Colour[] {
  const colours: Colour[] = [];
  let from = 0;
  for (let errors = 0; from >= 0 && errors < mostErrors; errors++) {
    const next = createLexer(template.slice(from), true);
    let token = next();
    for (; token.kind !== 'eof' && token.kind !== 'error'; token = next()) {
      const type = typeOf(token);
      if (type === undefined) continue;
      const { start, end } = withTrimMarker(token, template.slice(from));
      colours.push({ start: from + start, end: from + end, type });
    }
    if (token.kind === 'eof') break;
    from = template.indexOf('{{', from + Math.max(token.start, 2));
  }
  return colours;
}

function typeOf({ kind, text }: Token): ColourType | undefined {
  if (isKeyword(kind)) return 'keyword';
  switch (kind) {
    case 'comment':
    case 'string':
    case 'variable':
    case 'number':
      return kind;
    case 'boolean':
      return 'keyword';
    case 'raw-string':
      return 'string';
    case 'char-constant':
    case 'complex':
      return 'number';
    case 'field':
      return 'property';
    case 'dot':
      return 'variable';
    case 'identifier':
      return templateFunctions.has(text) ? 'function' : undefined;
    case 'text':
    case 'space':
    case 'eof':
    case 'error':
      return undefined;
    default:
      return 'operator';
  }
}

/** The dash of `{{-` and `-}}`, which takes white space away, belongs to the braces. */
function withTrimMarker({ kind, start, end }: Token, text: string): OffsetRange {
  if (kind === 'left-delimiter' && /^-\s/.test(text.slice(end, end + 2))) return { start, end: end + 1 };
  if (kind === 'right-delimiter' && /^\s-$/.test(text.slice(start - 2, start))) return { start: start - 1, end };
  return { start, end };
}
