import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import type { CelUse } from './celRules.ts';

/** A compiled CEL expression over `self`. */
export interface Expression {
  /** What it comes to; `undefined` where it cannot be evaluated for a reason of ours, `'error'` where CEL itself gives an error. */
  evaluate(self: unknown): { readonly value: unknown } | 'error' | undefined;
  /** What of `self` it reads; names as the expression has them. */
  readonly uses: readonly CelUse[];
}

/** Compiles expressions; undefined for those that are not understood, or that compare with an object's former state. */
export type CompileExpression = (source: string) => Expression | undefined;

/** Errors that the API server would have as well; others may be the library's own. */
const CEL_ERRORS = new Set(['no_such_key', 'index_out_of_bounds', 'division_by_zero', 'modulo_by_zero']);

/**
 * CEL as Kubernetes has it: `self`, optional values, and patterns as Go reads them.
 * @param matches whether a text has a match of a pattern; needed only where an expression calls `matches`
 */
export function createCompiler(matches: ((text: string, pattern: string) => boolean) | undefined): CompileExpression {
  const environment = new Environment({ enableOptionalTypes: true }).registerVariable('self', 'dyn');
  if (matches !== undefined) environment.registerFunction(`string.${RE2_MATCHES}(string): bool`, matches);
  return (source) => {
    try {
      const program = environment.parse(withRe2(source));
      if (!program.check().valid) return undefined;
      return { uses: usesOf(program.ast), evaluate: (self) => outcome(() => program({ self })) };
    } catch {
      return undefined;
    }
  };
}

function outcome(run: () => unknown): ReturnType<Expression['evaluate']> {
  try {
    return { value: run() };
  } catch (error) {
    const code = error instanceof Error ? (error as { readonly code?: string }).code : undefined;
    return code !== undefined && CEL_ERRORS.has(code) ? 'error' : undefined;
  }
}

const RE2_MATCHES = 're2find';

/** The library's own `matches` takes JavaScript's patterns and cannot be replaced, so calls of it get another name. */
function withRe2(source: string): string {
  return source.replace(
    /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?<=\.\s*)matches(?=\s*\()/g,
    (_, text: string | undefined) => text ?? RE2_MATCHES,
  );
}

/** Whether an expression may call `matches`. */
export function callsMatches(source: string): boolean {
  return /\.\s*matches\s*\(/.test(source);
}

function usesOf(ast: ASTNode): readonly CelUse[] {
  const uses: CelUse[] = [];
  const visit = (node: unknown, value: boolean): void => {
    if (Array.isArray(node)) for (const child of node) visit(child, true);
    if (!isAstNode(node)) return;
    const path = pathFromSelf(node);
    if (path !== undefined) uses.push({ path, value });
    else if (node.op === 'call' && node.args[0] === 'has') for (const child of node.args[1]) visit(child, false);
    else if (node.op === 'in' && typeof literalOf(node.args[0]) === 'string') visitIn(node.args[0], node.args[1]);
    else visit(node.args, true);
  };
  const visitIn = (key: ASTNode, map: ASTNode): void => {
    const path = pathFromSelf(map);
    if (path === undefined) visit(map, true);
    else uses.push({ path: [...path, String(literalOf(key))], value: false });
  };
  visit(ast, true);
  return uses;
}

/** The path that a chain of selections from `self` names: `self.a["b"]`; undefined for all else. */
function pathFromSelf(node: ASTNode): readonly string[] | undefined {
  if (node.op === 'id') return node.args === 'self' ? [] : undefined;
  if (node.op !== '.' && node.op !== '.?' && node.op !== '[]' && node.op !== '[?]') return undefined;
  const [object, name] = node.args;
  const owner = pathFromSelf(object);
  const key = typeof name === 'string' ? name : literalOf(name);
  return owner === undefined || typeof key !== 'string' ? undefined : [...owner, key];
}

function literalOf(node: ASTNode): unknown {
  return node.op === 'value' ? node.args : undefined;
}

function isAstNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
