import type { OffsetRange } from '../../syntax/node.ts';
import { type GivenType, typeOf, typeOfCommand } from './operandTypes.ts';
import type { CommandUse } from './uses.ts';

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
