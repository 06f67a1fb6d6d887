import type { OffsetRange } from '../../syntax/node.ts';
import type {
  CommandNode,
  ControlNode,
  DotNode,
  FieldName,
  FieldNode,
  FunctionNode,
  OperandNode,
  PipelineNode,
  StringNode,
  TemplateNode,
  TemplateTree,
  VariableNode,
} from './ast.ts';
import { type Dots, typeOfCommand } from './operandTypes.ts';

/** Where an operand stands. */
export interface UsePlace extends Dots {
  readonly pipeline: PipelineNode;
  readonly command: CommandNode;
  /** Its index among the operands of the command. */
  readonly index: number;
  /** Whether it is evaluated whenever the template is: not in a branch, loop or definition, nor behind the first argument of `and`, `or`. */
  readonly isCertain: boolean;
  /** Whether the dot is surely a text: inside `with .key`. */
  readonly dotIsText: boolean;
  /** Whether the pipeline's value is put out, and not asked by `if`, `with` or `range`, given to another, or kept in a variable. */
  readonly isOutput: boolean;
}

/** A field of the context: `.name…` or `$.name…`. */
export interface FieldUse extends UsePlace {
  readonly node: FieldNode | VariableNode;
  readonly fields: readonly [FieldName, ...FieldName[]];
}

/** The whole context: `.` or `$` without a field. */
export interface WholeUse extends UsePlace {
  readonly node: DotNode | VariableNode;
}

/** Everything that a template does with its context and with functions, in the order of the text; definitions last. */
export interface TemplateUses {
  readonly fields: readonly FieldUse[];
  readonly wholes: readonly WholeUse[];
  /** Calls, and functions that stand as arguments, which are calls without any. */
  readonly functions: readonly (UsePlace & { readonly node: FunctionNode })[];
  readonly strings: readonly StringNode[];
  /** Commands with their arguments: the first operand, and what it is given. */
  readonly commands: readonly CommandUse[];
  /** Fields of a dot that is a text and has none. */
  readonly textFields: readonly FieldUse[];
  /** Names of fields of whatever else: of elements, of results. */
  readonly otherFields: readonly string[];
}

/** A command with what is piped into it. */
export interface CommandUse extends Omit<UsePlace, 'index'> {
  /** The command before it in the pipeline. */
  readonly piped: CommandNode | undefined;
  /** Whether a `range` goes over what it gives. */
  readonly isRanged: boolean;
}

/** What a template uses of its context. */
export function usesOf(tree: TemplateTree): TemplateUses {
  const uses = {
    fields: [] as FieldUse[],
    wholes: [] as WholeUse[],
    functions: [] as (UsePlace & { node: FunctionNode })[],
    strings: [] as StringNode[],
    commands: [] as CommandUse[],
    textFields: [] as FieldUse[],
    otherFields: [] as string[],
  };
  type State = Pick<UsePlace, 'isCertain' | 'dotIsContext' | 'rootIsContext' | 'dotIsText'>;
  visitAll(tree.nodes, { isCertain: true, dotIsContext: true, rootIsContext: true, dotIsText: false });
  const inside = { isCertain: false, dotIsContext: undefined, rootIsContext: undefined, dotIsText: false };
  for (const nodes of tree.definitions.values()) visitAll(nodes, inside);
  return uses;

  function visitAll(nodes: readonly TemplateNode[], state: State): void {
    for (const node of nodes) visit(node, state);
  }

  function visit(node: TemplateNode, state: State): void {
    if (!('pipeline' in node) || node.pipeline === undefined) return;
    const isOutput = node.type === 'action' && node.pipeline.variables.length === 0;
    visitPipeline(node.pipeline, state, isOutput, node.type === 'range');
    if (!('body' in node)) return;
    const branch = { ...state, isCertain: false };
    const keepsDot = node.type === 'if' || (node.type === 'with' && isWholeDot(node.pipeline));
    visitAll(node.body, keepsDot ? branch : { ...branch, ...dotOf(node, state) });
    visitAll(node.otherwise ?? [], branch);
  }

  /** What the dot is in the body of a `range`, or of a `with` that changes it. */
  function dotOf({ type, pipeline }: ControlNode, state: State): Pick<State, 'dotIsContext' | 'dotIsText'> {
    if (type !== 'with') return { dotIsContext: false, dotIsText: false };
    const [only, second] = pipeline.commands;
    const isText = only !== undefined && second === undefined && typeOfCommand(only, state) === 'key';
    return { dotIsContext: gives(pipeline, state), dotIsText: isText };
  }

  /** Whether a pipeline gives the context: `with $`. */
  function gives(pipeline: PipelineNode, state: State): boolean | undefined {
    const [only] = pipeline.commands[0]?.operands ?? [];
    const isRoot = pipeline.commands.length === 1 && only?.type === 'variable' && only.name === '$' && only.fields.length === 0;
    return isRoot ? state.rootIsContext : false;
  }

  function visitPipeline(pipeline: PipelineNode, state: State, isOutput: boolean, isRange: boolean): void {
    pipeline.commands.forEach((command, i) => {
      const common = { ...state, pipeline, command, isOutput };
      const isRanged = isRange && i === pipeline.commands.length - 1;
      uses.commands.push({ ...common, piped: pipeline.commands[i - 1], isRanged });
      const [first] = command.operands;
      const mayStop = first.type === 'function' && (first.name === 'and' || first.name === 'or');
      command.operands.forEach((operand, index) => {
        const isCertain = state.isCertain && !(mayStop && index > 1);
        visitOperand(operand, { ...state, isCertain }, { ...common, index, isCertain });
      });
    });
  }

  function visitOperand(node: OperandNode, state: State, place: UsePlace): void {
    switch (node.type) {
      case 'field':
        if (place.dotIsContext === false) uses.otherFields.push(...node.fields.map(({ name }) => name));
        else addField(uses.fields, node, place);
        if (place.dotIsText) addField(uses.textFields, node, place);
        return;
      case 'dot':
        if (place.dotIsContext !== false) uses.wholes.push({ ...place, node });
        return;
      case 'variable':
        if (node.name !== '$') uses.otherFields.push(...node.fields.map(({ name }) => name));
        else if (node.fields.length === 0) uses.wholes.push({ ...place, dotIsContext: state.rootIsContext, node });
        else addField(uses.fields, node, { ...place, dotIsContext: state.rootIsContext });
        return;
      case 'function':
        uses.functions.push({ ...place, node });
        return;
      case 'string':
        uses.strings.push(node);
        return;
      case 'parentheses':
        visitPipeline(node.pipeline, state, false, false);
        return;
      case 'chain':
        uses.otherFields.push(...node.fields.map(({ name }) => name));
        visitOperand(node.of, state, place);
    }
  }

  function addField(to: FieldUse[], node: FieldNode | VariableNode, place: UsePlace): void {
    const [first, ...others] = node.fields;
    if (first !== undefined) to.push({ ...place, node, fields: [first, ...others] });
  }
}

function isWholeDot(pipeline: PipelineNode): boolean {
  const [command, second] = pipeline.commands;
  return second === undefined && command?.operands.length === 1 && command.operands[0].type === 'dot';
}

/** Whether what takes an operand's place has to stand in parentheses: it is an argument, or has some. */
export function needsParentheses({ command, index }: Pick<UsePlace, 'command' | 'index'>): boolean {
  return index > 0 || command.operands.length > 1;
}

/** The range of an operand and the fields behind it, up to the n-th. */
export function rangeOfFields({ node, fields }: FieldUse, count: number): OffsetRange {
  return { start: node.range.start, end: fields[count - 1]?.range.end ?? node.range.end };
}
