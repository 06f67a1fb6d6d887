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
  const environment = new Environment({ enableOptionalTypes: true, limits }).registerVariable('self', 'dyn');
  if (matches !== undefined) environment.registerFunction(`string.${RE2_MATCHES}(string): bool`, matches);
  return (source) => {
    try {
      const program = environment.parse(withRe2(source));
      // A call that kept its name in spite of all is to the library's own engine for patterns.
      if (!program.check().valid || calls(program.ast, (name) => name === 'matches') > 0) return undefined;
      const loops = calls(program.ast, (name) => loopNames.has(name));
      if (loops > mostLoops) return undefined;
      const isCostly = (self: unknown) => loops > 0 && partsOf(self) ** loops > mostRounds;
      const evaluate = (self: unknown) => (isCostly(self) ? undefined : outcome(() => program({ self })));
      return { uses: usesOf(program.ast), evaluate };
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

/**
 * The API server takes no CRD whose rules could cost too much, by an estimate of its own. CRDs that come from elsewhere are kept from
 * that by the number of loops inside each other, and of the rounds that they could make over an object.
 */
const [mostLoops, mostRounds] = [3, 1e7];
const limits = { maxAstNodes: 5_000, maxDepth: 100, maxListElements: 500, maxMapEntries: 500 };
const loopNames = new Set(['all', 'exists', 'exists_one', 'existsOne', 'map', 'filter', 'bind', 'sortBy', 'transformList']);

/** How many calls of such names stand inside each other at most. */
function calls(node: unknown, isOne: (name: string) => boolean): number {
  const deepest = (nodes: readonly unknown[]): number =>
    nodes.reduce<number>((most, one) => Math.max(most, calls(one, isOne)), 0);
  if (Array.isArray(node)) return deepest(node);
  if (!isAstNode(node)) return 0;
  const inside = deepest(Array.isArray(node.args) ? node.args : [node.args]);
  const isCall = (node.op === 'call' || node.op === 'rcall') && isOne(String(node.args[0]));
  return inside + (isCall ? 1 : 0);
}

/** How many values there are in one, itself included. */
function partsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, child) => sum + partsOf(child), 1);
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
