import type { Localisation } from '../../../localisation.ts';
import type { CommandNode, ControlNode, OperandNode, PipelineNode, TemplateNode, TemplateTree } from '../ast.ts';
import { goCompare, sureText } from '../goStrings.ts';
import { evaluatedFunctions } from './functions.ts';
import { joined, knownText, literal, type Part } from './parts.ts';
import { isTrue, putOut, textValue, type Value } from './value.ts';

/** What a template is given: what stands for each value, by key. */
export interface RenderContext {
  readonly values: ReadonlyMap<string, readonly Part[]>;
  /** Whether there are no other keys. */
  readonly complete: boolean;
  /** The language of the words that stand for values. */
  readonly l10n: Localisation;
}

/** What a template puts out. */
export interface Rendered {
  readonly parts: readonly Part[];
  /** The actions that are not evaluated, as they are written. Their source is among the parts. */
  readonly notEvaluated: readonly string[];
}

/**
 * Renders a template as far as it is surely understood, on what stands for the values: text, fields of the context, `index`, variables,
 * pipelines of some functions, and `if`, `with` and `range` where what they ask is known. What is not stays as it is written.
 *
 * @param tree without an error
 * @param text from which it was read
 */
export function renderTemplate(tree: TemplateTree, text: string, context: RenderContext): Rendered {
  const notEvaluated: string[] = [];
  const functions = evaluatedFunctions(context.l10n);
  const parts = renderNodes(tree.nodes, { dot: { type: 'context' }, variables: new Map() });
  return { parts: joined(parts.map((part) => [part])), notEvaluated };

  function renderNodes(nodes: readonly TemplateNode[], scope: Scope): readonly Part[] {
    return nodes.flatMap((node) => renderNode(node, scope));
  }

  function renderNode(node: TemplateNode, scope: Scope): readonly Part[] {
    if (node.type === 'text') return literal(node.text);
    if (node.type === 'define') return [];
    const sure = notEvaluated.length;
    const parts =
      node.type === 'action' ? renderAction(node.pipeline, scope) : 'body' in node ? renderControl(node, scope) : undefined;
    if (parts !== undefined) return parts;
    // What was found inside is in the source of the whole.
    notEvaluated.length = sure;
    forgetAssigned(node, scope);
    const { start, end } = node.range;
    notEvaluated.push(text.slice(start, end));
    // With the white space that its braces would take away.
    const before = text.startsWith('{{-', start) ? (/[ \t\r\n]*$/.exec(text.slice(0, start))?.[0] ?? '') : '';
    const behind = text.startsWith('-}}', end - 3) ? (/^[ \t\r\n]*/.exec(text.slice(end))?.[0] ?? '') : '';
    return [{ source: `${before}${text.slice(start, end)}${behind}` }];
  }

  function renderAction(pipeline: PipelineNode, scope: Scope): readonly Part[] | undefined {
    const value = evaluate(pipeline, scope);
    if (pipeline.variables.length === 0) return value && putOut(value);
    const [variable, second] = pipeline.variables;
    if (variable === undefined || second !== undefined || value === undefined) return undefined;
    assign(variable.name, value, scope, pipeline.isAssignment);
    return [];
  }

  function renderControl(node: ControlNode, scope: Scope): readonly Part[] | undefined {
    const value = evaluate(node.pipeline, scope);
    if (value === undefined) return undefined;
    if (node.type === 'range') return renderRange(node, value, scope);
    const isSet = isTrue(value);
    if (isSet === undefined) return undefined;
    const inner: Scope = { ...scope, variables: new Map(), outer: scope };
    const [variable] = node.pipeline.variables;
    if (variable !== undefined) inner.variables.set(variable.name, value);
    if (!isSet) return renderNodes(node.otherwise ?? [], inner);
    if (node.type === 'if') return renderNodes(node.body, inner);
    return renderWhole(node.body, { ...inner, dot: value });
  }

  function renderRange(node: ControlNode, value: Value, scope: Scope): readonly Part[] | undefined {
    const elements = elementsOf(value);
    if (elements === undefined || hasJump(node.body) || elements.length > mostRounds) return undefined;
    if (elements.length === 0) return renderNodes(node.otherwise ?? [], { ...scope, variables: new Map(), outer: scope });
    const names = node.pipeline.variables.map(({ name }) => name);
    const rounds = elements.map(({ key, value: element }) => {
      const variables = new Map<string, Value | undefined>();
      const [first, second] = names;
      if (second !== undefined) variables.set(first as string, key).set(second, element);
      else if (first !== undefined) variables.set(first, element);
      return renderWhole(node.body, { dot: element, variables, outer: scope });
    });
    return rounds.includes(undefined) ? undefined : (rounds as readonly (readonly Part[])[]).flat();
  }

  /** Nothing where a part is not evaluated: its source would mean something else outside. */
  function renderWhole(nodes: readonly TemplateNode[], scope: Scope): readonly Part[] | undefined {
    const before = notEvaluated.length;
    const parts = renderNodes(nodes, scope);
    return notEvaluated.length > before ? undefined : parts;
  }

  function elementsOf(value: Value): readonly { readonly key: Value; readonly value: Value }[] | undefined {
    if (value.type === 'list') return value.items.map((item, i) => ({ key: { type: 'number', value: i }, value: item }));
    if (value.type !== 'context' || !context.complete) return undefined;
    // Go goes through a map in the order of its keys.
    const keys = [...context.values.keys()].sort(goCompare);
    return keys.map((key) => ({ key: textValue(key), value: { type: 'text', parts: context.values.get(key) ?? [] } }));
  }

  function evaluate({ commands }: PipelineNode, scope: Scope): Value | undefined {
    let piped: Value | undefined;
    for (const [i, command] of commands.entries()) {
      piped = run(command, i === 0 ? [] : [piped as Value], scope);
      if (piped === undefined) return undefined;
    }
    return piped;
  }

  function run({ operands: [first, ...rest] }: CommandNode, piped: readonly Value[], scope: Scope): Value | undefined {
    if (first.type !== 'function') return rest.length + piped.length > 0 ? undefined : valueAt(first, scope);
    const given = [...rest.map((operand) => valueAt(operand, scope)), ...piped];
    return given.includes(undefined) ? undefined : call(first.name, given as readonly Value[]);
  }

  function call(name: string, given: readonly Value[]): Value | undefined {
    if (name === 'index') return indexed(given);
    return functions.get(name)?.(...given);
  }

  function indexed([of, key, ...more]: readonly Value[]): Value | undefined {
    if (more.length > 0 || of === undefined) return undefined;
    if (of.type === 'list') return key?.type === 'number' ? of.items[key.value] : undefined;
    const name = key?.type === 'text' ? knownText(key.parts) : undefined;
    if (of.type !== 'context' || name === undefined) return undefined;
    // A key that the map does not have gives an empty text.
    return fieldOf(name) ?? (context.complete ? textValue('') : undefined);
  }

  function fieldOf(name: string): Value | undefined {
    const parts = context.values.get(name);
    return parts && { type: 'text', parts };
  }

  function valueAt(operand: OperandNode, scope: Scope): Value | undefined {
    switch (operand.type) {
      case 'string': {
        const value = sureText(operand.value);
        return value === undefined ? undefined : textValue(value);
      }
      case 'number':
        return /^-?\d{1,9}$/.test(operand.text) && !/^-?0\d/.test(operand.text)
          ? { type: 'number', value: Number(operand.text) }
          : undefined;
      case 'boolean':
        return { type: 'boolean', value: operand.value };
      case 'dot':
        return scope.dot;
      case 'field':
        return scope.dot.type === 'context' && operand.fields.length === 1 ? fieldOf(operand.fields[0]?.name ?? '') : undefined;
      case 'variable': {
        const [field, second] = operand.fields;
        const value = operand.name === '$' ? ({ type: 'context' } as const) : lookUp(operand.name, scope);
        if (field === undefined) return value;
        return value?.type === 'context' && second === undefined ? fieldOf(field.name) : undefined;
      }
      case 'parentheses':
        return evaluate(operand.pipeline, scope);
      case 'function':
        return call(operand.name, []);
      default:
        return undefined;
    }
  }
}

/** How often a `range` may go round. */
const mostRounds = 1_000;

interface Scope {
  readonly dot: Value;
  /** Undefined: it has a value that is not known. */
  readonly variables: Map<string, Value | undefined>;
  readonly outer?: Scope;
}

function lookUp(name: string, scope: Scope): Value | undefined {
  const home = homeOf(name, scope);
  return home?.variables.get(name);
}

function homeOf(name: string, scope: Scope): Scope | undefined {
  for (let each: Scope | undefined = scope; each !== undefined; each = each.outer) if (each.variables.has(name)) return each;
  return undefined;
}

function assign(name: string, value: Value | undefined, scope: Scope, isAssignment: boolean): void {
  const home = isAssignment ? homeOf(name, scope) : scope;
  (home ?? scope).variables.set(name, value);
}

/** What is not evaluated may give variables another value. */
function forgetAssigned(node: TemplateNode, scope: Scope): void {
  if (!('pipeline' in node) || node.pipeline === undefined) return;
  const isOwn = node.type === 'action' || node.pipeline.isAssignment;
  for (const { name } of isOwn ? node.pipeline.variables : []) assign(name, undefined, scope, node.pipeline.isAssignment);
  if (!('body' in node)) return;
  for (const inner of [...node.body, ...(node.otherwise ?? [])]) {
    if ('pipeline' in inner && inner.pipeline?.isAssignment) forgetAssigned(inner, scope);
    else if ('body' in inner) forgetAssigned(inner, scope);
  }
}

/** Whether a `break` or `continue` stands in a body, of whichever loop. */
function hasJump(nodes: readonly TemplateNode[]): boolean {
  return nodes.some((node) => {
    if (node.type === 'break' || node.type === 'continue') return true;
    return 'body' in node && (hasJump(node.body) || hasJump(node.otherwise ?? []));
  });
}
