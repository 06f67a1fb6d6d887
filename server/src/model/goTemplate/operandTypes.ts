import type { CommandNode, OperandNode } from './ast.ts';

/**
 * What an argument surely is: a key of the context (a text), a text, number or truth that is written in the template, or the whole
 * context.
 */
export type GivenType = 'key' | 'text' | 'number' | 'boolean' | 'context';

/** What the dot and `$` are at a place. */
export interface Dots {
  /** Whether the dot is what ESO gives to the template, and not changed by `range`, `with` or a definition; undefined: it may be. */
  readonly dotIsContext: boolean | undefined;
  /** The same of `$`. */
  readonly rootIsContext: boolean | undefined;
}

/** Of an operand. */
export function typeOf(node: OperandNode, use: Dots): GivenType | undefined {
  switch (node.type) {
    case 'string':
      return 'text';
    case 'number':
    case 'boolean':
      return node.type;
    case 'dot':
      return use.dotIsContext === true ? 'context' : undefined;
    case 'field':
      return use.dotIsContext === true && node.fields.length === 1 ? 'key' : undefined;
    case 'variable': {
      if (node.name !== '$' || use.rootIsContext !== true) return undefined;
      return node.fields.length === 0 ? 'context' : node.fields.length === 1 ? 'key' : undefined;
    }
    case 'parentheses': {
      const [only, second] = node.pipeline.commands;
      return only === undefined || second !== undefined || node.pipeline.variables.length > 0
        ? undefined
        : typeOfCommand(only, use);
    }
    default:
      return undefined;
  }
}

/** Of a command that is one operand, or `index . "key"`, where the dot and `$` are what is said. */
export function typeOfCommand({ operands: [first, ...given] }: CommandNode, use: Dots): GivenType | undefined {
  const [of, key, more] = given;
  if (of === undefined) return typeOf(first, use);
  const isKey = first.type === 'function' && first.name === 'index' && key?.type === 'string' && more === undefined;
  return isKey && typeOf(of, use) === 'context' ? 'key' : undefined;
}
