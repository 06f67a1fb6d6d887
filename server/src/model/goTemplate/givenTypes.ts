import type { OffsetRange } from '../../syntax/node.ts';
import type { CommandNode, OperandNode } from './ast.ts';
import type { CommandUse, UsePlace } from './uses.ts';

/**
 * What an argument surely is: a key of the context (a text), a text, number or truth that is written in the template, or the whole
 * context.
 */
export type GivenType = 'key' | 'text' | 'number' | 'boolean' | 'context';

/** What a command is given. */
export interface Argument {
  readonly range: OffsetRange;
  /** Undefined where it is not known. */
  readonly type: GivenType | undefined;
  /** Whether it comes from the left of the bar. */
  readonly isPiped: boolean;
}

/** All that a command is given, in the order in which its function gets it. */
export function argumentsOf(use: CommandUse): readonly Argument[] {
  const [, ...operands] = use.command.operands;
  const written = operands.map((operand) => ({ range: operand.range, type: typeOf(operand, use), isPiped: false }));
  return use.piped === undefined
    ? written
    : [...written, { range: use.piped.range, type: typeOfCommand(use.piped, use), isPiped: true }];
}

/** What a command gives, where it is no more than an argument. */
export function givenBy(use: CommandUse): Argument {
  return { range: use.command.range, type: typeOfCommand(use.command, use), isPiped: true };
}

type Dots = Pick<UsePlace, 'dotIsContext' | 'rootIsContext'>;

function typeOf(node: OperandNode, use: Dots): GivenType | undefined {
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
