import type { CommandNode, OperandNode, PipelineNode } from './ast.ts';
import { goLower, goNoSpace, goUpper, sureText } from './goStrings.ts';

/** Functions of texts that people change names with; the piped value is the last argument. As sprig has them. */
const functions: Readonly<Record<string, (...texts: readonly string[]) => string | undefined>> = {
  upper: (text = '') => goUpper(text),
  lower: (text = '') => goLower(text),
  trimPrefix: (prefix = '', text = '') => (text.startsWith(prefix) ? text.slice(prefix.length) : text),
  trimSuffix: (suffix = '', text = '') => (suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text),
  replace: (old = '', by = '', text = '') => (old === '' ? undefined : text.replaceAll(old, by)),
  nospace: (text = '') => goNoSpace(text),
};

/** How many arguments each of them takes. */
const arity: Readonly<Record<string, number>> = { upper: 1, lower: 1, trimPrefix: 2, trimSuffix: 2, replace: 3, nospace: 1 };

/** A field of the template's dot by the names on the way to it; undefined where it is not known. */
export type FieldValue = (names: readonly string[]) => string | undefined;

/**
 * What a pipeline puts out, as far as it is surely understood: fields that are known, texts, and a few functions of texts. Undefined
 * for any other.
 */
export function evaluatePipeline({ commands, variables }: PipelineNode, fieldAt: FieldValue): string | undefined {
  if (variables.length > 0) return undefined;
  let piped: string | undefined;
  for (const [i, command] of commands.entries()) {
    piped = evaluateCommand(command, i === 0 ? [] : [piped ?? ''], fieldAt);
    if (piped === undefined) return undefined;
  }
  return piped;
}

function evaluateCommand(
  { operands: [first, ...rest] }: CommandNode,
  piped: readonly string[],
  fieldAt: FieldValue,
): string | undefined {
  if (first.type !== 'function') return rest.length + piped.length > 0 ? undefined : textOf(first, fieldAt);
  const given = [...rest.map((operand) => textOf(operand, fieldAt)), ...piped];
  const values = given.filter((value) => value !== undefined);
  const run = Object.hasOwn(functions, first.name) ? functions[first.name] : undefined;
  return run === undefined || values.length !== given.length || values.length !== arity[first.name] ? undefined : run(...values);
}

function textOf(operand: OperandNode, fieldAt: FieldValue): string | undefined {
  if (operand.type === 'string') return sureText(operand.value);
  if (operand.type === 'field') return fieldAt(operand.fields.map(({ name }) => name));
  return operand.type === 'parentheses' ? evaluatePipeline(operand.pipeline, fieldAt) : undefined;
}
