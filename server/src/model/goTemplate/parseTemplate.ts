import type { OffsetRange } from '../../syntax/node.ts';
import type { ControlNode, TemplateNode, TemplateTree } from './ast.ts';
import { goQuote } from './goText.ts';
import { createLexer } from './lexer.ts';
import { type PipelineScope, parsePipeline, readString } from './pipelineParser.ts';
import type { Token } from './token.ts';
import { createTokenReader, TemplateFailure, type TokenReader } from './tokenReader.ts';

/** How a template is read. */
export interface TemplateOptions {
  /** What Go calls it in messages. A definition of the same name is one too many. */
  readonly name: string;
  /** The functions that there are; all, where it is absent. */
  readonly hasFunction?: (name: string) => boolean;
}

/** Deeper than any template that people write; Go's own limit would be too much for the stack. */
const MAX_DEPTH = 400;

/**
 * Reads a template exactly as Go's `text/template` does, with `{{` and `}}`: what it accepts, and what it says where it does not. Never
 * throws. What is nested hundreds of levels deep is not judged: no nodes, no error.
 */
export function parseTemplate(text: string, { name, hasFunction = () => true }: TemplateOptions): TemplateTree {
  const nodes: TemplateNode[] = [];
  const definitions = new Map<string, readonly TemplateNode[]>();
  try {
    parseWhole(text, name, hasFunction, nodes, definitions);
    return { nodes, definitions, error: undefined };
  } catch (failure) {
    if (!(failure instanceof TemplateFailure)) return { nodes: [], definitions: new Map(), error: undefined };
    const { message, line, range } = failure;
    return { nodes, definitions, error: { message, line, range } };
  }
}

/** What ends a list of nodes: the `end` or `else` action. */
interface Closing {
  readonly kind: 'end' | 'else';
  readonly range: OffsetRange;
}

/** One template or definition: its own tokens to look ahead, variables and loops. */
interface TreeState extends PipelineScope {
  readonly reader: TokenReader;
  loops: number;
}

function parseWhole(
  text: string,
  name: string,
  hasFunction: (name: string) => boolean,
  nodes: TemplateNode[],
  definitions: Map<string, readonly TemplateNode[]>,
): void {
  const lex = createLexer(text);
  const open: OffsetRange[] = [];
  let depth = 0;
  const root = newTree();
  const { reader } = root;
  while (reader.peek().kind !== 'eof') {
    const first = reader.peek();
    if (first.kind === 'left-delimiter') {
      reader.next();
      const keyword = reader.nextNonSpace();
      if (keyword.kind === 'define') {
        nodes.push(definition(first));
        continue;
      }
      reader.backup(first, keyword);
    }
    const node = textOrAction(root);
    if ('kind' in node) throw reader.fail(`unexpected {{${node.kind}}}`, node.range);
    nodes.push(node);
  }
  define(root, name, nodes, reader.peek());

  function newTree(): TreeState {
    const reader = createTokenReader(lex, name, open);
    return { text, hasFunction, variables: ['$'], enter, leave, reader, loops: 0 };
  }

  function enter(): void {
    if (++depth > MAX_DEPTH) throw new RangeError('too deep');
  }

  function leave(): void {
    depth--;
  }

  function define({ reader: own }: TreeState, as: string, body: readonly TemplateNode[], at: OffsetRange): void {
    const known = definitions.get(as);
    if (known !== undefined && !isEmpty(known)) {
      if (!isEmpty(body)) own.fail(`template: multiple definition of template ${goQuote(as)}`, at);
    } else if (own !== reader) definitions.set(as, body);
  }

  function definition(start: Token): TemplateNode {
    const tree = newTree();
    const token = tree.reader.expect('define clause', 'string', 'raw-string');
    const as = readString(tree.reader, token);
    const head = { start: start.start, end: tree.reader.expect('define clause', 'right-delimiter').end };
    const { body, closing } = definedList(tree, tree.reader, 'define clause', head);
    define(tree, as, body, token);
    return { type: 'define', range: { start: head.start, end: closing.end }, name: as };
  }

  /** The reader that complains of an `else` is for a `block` that of the template around it. */
  function definedList(
    tree: TreeState,
    complaining: TokenReader,
    context: string,
    head: OffsetRange,
  ): { body: readonly TemplateNode[]; closing: OffsetRange } {
    const { body, closing } = nested(head, () => itemList(tree));
    if (closing.kind !== 'end') complaining.fail(`unexpected {{else}} in ${context}`, closing.range);
    return { body, closing: closing.range };
  }

  function nested<T>(head: OffsetRange, read: () => T): T {
    enter();
    open.push(head);
    const result = read();
    open.pop();
    leave();
    return result;
  }

  function itemList(tree: TreeState): { readonly body: readonly TemplateNode[]; readonly closing: Closing } {
    const body: TemplateNode[] = [];
    while (tree.reader.peekNonSpace().kind !== 'eof') {
      const node = textOrAction(tree);
      if ('kind' in node) return { body, closing: node };
      body.push(node);
    }
    return tree.reader.fail('unexpected EOF', tree.reader.peek());
  }

  function textOrAction(tree: TreeState): TemplateNode | Closing {
    const token = tree.reader.nextNonSpace();
    const range = { start: token.start, end: token.end };
    if (token.kind === 'text') return { type: 'text', range, text: token.text };
    if (token.kind !== 'left-delimiter') return tree.reader.unexpected(token, 'input');
    tree.reader.setAction(token);
    const node = action(tree, token);
    tree.reader.setAction(undefined);
    return node;
  }

  function action(tree: TreeState, { start }: Token): TemplateNode | Closing {
    const own = tree.reader;
    const keyword = own.nextNonSpace();
    switch (keyword.kind) {
      case 'if':
      case 'with':
      case 'range':
        return control(tree, keyword.kind, start);
      case 'break':
      case 'continue': {
        const range = { start, end: own.expect(`{{${keyword.kind}}}`, 'right-delimiter').end };
        if (tree.loops === 0) own.fail(`{{${keyword.kind}}} outside {{range}}`, range);
        return { type: keyword.kind, range };
      }
      case 'else': {
        const following = own.peekNonSpace();
        // `else if` and `else with` are told apart by whom they belong to.
        if (following.kind === 'if' || following.kind === 'with') return { kind: 'else', range: { start, end: keyword.end } };
        return { kind: 'else', range: { start, end: own.expect('else', 'right-delimiter').end } };
      }
      case 'end':
        return { kind: 'end', range: { start, end: own.expect('end', 'right-delimiter').end } };
      case 'template':
      case 'block':
        return call(tree, keyword.kind, start);
    }
    own.backup(keyword);
    const { pipeline, end } = parsePipeline(own, tree, 'command', 'right-delimiter');
    return { type: 'action', range: { start, end: end.end }, pipeline };
  }

  function control(tree: TreeState, type: ControlNode['type'], start: number): ControlNode {
    const known = tree.variables.length;
    const { pipeline, end } = parsePipeline(tree.reader, tree, type, 'right-delimiter');
    const head = { start, end: end.end };
    if (type === 'range') tree.loops++;
    const { body, closing } = nested(head, () => itemList(tree));
    if (type === 'range') tree.loops--;
    const rest = closing.kind === 'end' ? undefined : nested(head, () => otherwise(tree, type, closing));
    tree.variables.length = known;
    const range = { start, end: rest?.end ?? closing.range.end };
    return { type, range, pipeline, head, body, otherwise: rest?.nodes };
  }

  function otherwise(
    tree: TreeState,
    type: ControlNode['type'],
    { range }: Closing,
  ): { nodes: readonly TemplateNode[]; end: number } {
    const own = tree.reader;
    if (type !== 'range' && own.peek().kind === type) {
      own.next();
      const node = control(tree, type, range.start);
      return { nodes: [node], end: node.range.end };
    }
    const { body, closing } = itemList(tree);
    if (closing.kind !== 'end') own.fail('expected end; found {{else}}', closing.range);
    return { nodes: body, end: closing.range.end };
  }

  function call(tree: TreeState, type: 'template' | 'block', start: number): TemplateNode {
    const own = tree.reader;
    const context = `${type} clause`;
    const token = own.expect(context, 'string', 'raw-string');
    const as = readString(own, token);
    if (type === 'template') {
      const after = own.nextNonSpace();
      if (after.kind === 'right-delimiter') {
        return { type, range: { start, end: after.end }, name: as, pipeline: undefined };
      }
      own.backup(after);
    }
    const { pipeline, end } = parsePipeline(own, tree, context, 'right-delimiter');
    const range = { start, end: type === 'block' ? blockBody(own, as, token, { start, end: end.end }) : end.end };
    return { type, range, name: as, pipeline };
  }

  function blockBody(outer: TokenReader, as: string, at: Token, head: OffsetRange): number {
    const tree = newTree();
    const { body, closing } = definedList(tree, outer, 'block clause', head);
    define(tree, as, body, at);
    return closing.end;
  }
}

/** Go: a definition of nothing but white space gives way to another of its name. */
function isEmpty(nodes: readonly TemplateNode[]): boolean {
  return nodes.every((node) => node.type === 'define' || (node.type === 'text' && /^\s*$/.test(node.text)));
}
