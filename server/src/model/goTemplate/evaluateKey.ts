import type { CommandNode, OperandNode, PipelineNode } from './ast.ts';
import { parseTemplate } from './parseTemplate.ts';

/** Functions of texts that people rewrite keys with; the piped value is the last argument. As sprig has them. */
const functions: Readonly<Record<string, (...texts: readonly string[]) => string | undefined>> = {
  upper: (text) => text?.toUpperCase(),
  lower: (text) => text?.toLowerCase(),
  trimPrefix: (prefix = '', text = '') => (text.startsWith(prefix) ? text.slice(prefix.length) : text),
  trimSuffix: (suffix = '', text = '') => (suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text),
  replace: (old = '', by = '', text = '') => (old === '' ? undefined : text.replaceAll(old, by)),
  nospace: (text) => text?.replace(/\s/gu, ''),
};

/** How many arguments each of them takes. */
const arity: Readonly<Record<string, number>> = { upper: 1, lower: 1, trimPrefix: 2, trimSuffix: 2, replace: 3, nospace: 1 };

/**
 * A template of a `rewrite.transform` as a function of the key, which is its `.value`. Only what is surely understood: text, and
 * pipelines of a few functions of texts. Undefined for any other template, and for one that Go does not parse.
 */
export function keyTemplate(text: string): ((key: string) => string) | undefined {
  const { nodes, error } = parseTemplate(text, { name: 'transform' });
  if (error !== undefined || (nodes.length === 0 && text !== '')) return undefined;
  const parts: ((key: string) => string | undefined)[] = [];
  for (const node of nodes) {
    if (node.type === 'text') parts.push(() => node.text);
    else if (node.type === 'action') parts.push((key) => evaluate(node.pipeline, key));
    else return undefined;
  }
  const run = (key: string) => parts.map((part) => part(key));
  // What is understood of one key is of all.
  if (run('a').includes(undefined)) return undefined;
  return (key) => run(key).join('');
}

function evaluate({ commands, variables }: PipelineNode, key: string): string | undefined {
  if (variables.length > 0) return undefined;
  let piped: string | undefined;
  for (const [i, command] of commands.entries()) {
    piped = evaluateCommand(command, i === 0 ? [] : [piped ?? ''], key);
    if (piped === undefined) return undefined;
  }
  return piped;
}

function evaluateCommand({ operands: [first, ...rest] }: CommandNode, piped: readonly string[], key: string): string | undefined {
  if (first.type !== 'function') return rest.length + piped.length > 0 ? undefined : textOf(first, key);
  const given = [...rest.map((operand) => textOf(operand, key)), ...piped];
  const values = given.filter((value) => value !== undefined);
  const run = Object.hasOwn(functions, first.name) ? functions[first.name] : undefined;
  return run === undefined || values.length !== given.length || values.length !== arity[first.name] ? undefined : run(...values);
}

function textOf(operand: OperandNode, key: string): string | undefined {
  if (operand.type === 'string') return operand.value;
  if (operand.type === 'field') return operand.fields.length === 1 && operand.fields[0]?.name === 'value' ? key : undefined;
  return operand.type === 'parentheses' ? evaluate(operand.pipeline, key) : undefined;
}
