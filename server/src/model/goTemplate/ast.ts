import type { OffsetRange } from '../../syntax/node.ts';

/** What all nodes have: where they stand in the template's text. */
interface Placed {
  readonly range: OffsetRange;
}

/** Text that is put out as it is, without the white space that a neighbouring `{{-` or `-}}` takes away. */
export interface TextNode extends Placed {
  readonly type: 'text';
  readonly text: string;
}

/** `{{ pipeline }}`; the range holds the braces, here as in all actions. */
export interface ActionNode extends Placed {
  readonly type: 'action';
  readonly pipeline: PipelineNode;
}

/** `if`, `with` or `range` with what stands between it and its `end`. The range goes from the first `{{` to the last `}}`. */
export interface ControlNode extends Placed {
  readonly type: 'if' | 'with' | 'range';
  readonly pipeline: PipelineNode;
  /** The opening action alone. */
  readonly head: OffsetRange;
  readonly body: readonly TemplateNode[];
  /** What `else` begins; of an `else if` or `else with` one control node, whose range begins at the `else`. */
  readonly otherwise: readonly TemplateNode[] | undefined;
}

/** `{{ template "name" pipeline }}`, or a `block`, which defines what it calls. */
export interface CallNode extends Placed {
  readonly type: 'template' | 'block';
  readonly name: string;
  readonly pipeline: PipelineNode | undefined;
}

/** `{{ define "name" }} … {{ end }}`: puts out nothing by itself. */
export interface DefineNode extends Placed {
  readonly type: 'define';
  readonly name: string;
}

/** `{{ break }}` and `{{ continue }}`. */
export interface JumpNode extends Placed {
  readonly type: 'break' | 'continue';
}

/** One piece of a template. */
export type TemplateNode = TextNode | ActionNode | ControlNode | CallNode | DefineNode | JumpNode;

/** `$a, $b := command | command`, with or without the variables. The range is without braces and parentheses. */
export interface PipelineNode extends Placed {
  readonly type: 'pipeline';
  /** The variables before `:=` or `=`. */
  readonly variables: readonly VariableNode[];
  /** Whether they get a value (`=`) and are not made anew (`:=`). */
  readonly isAssignment: boolean;
  readonly commands: readonly CommandNode[];
}

/** A function or value with its arguments. Each command of a pipeline gets the value of the one before as its last argument. */
export interface CommandNode extends Placed {
  readonly type: 'command';
  readonly operands: readonly [OperandNode, ...OperandNode[]];
}

/** One `.name` of a chain of fields; the range begins at the dot. */
export interface FieldName extends Placed {
  readonly name: string;
}

/** The name of a function. */
export interface FunctionNode extends Placed {
  readonly type: 'function';
  readonly name: string;
}

/** The dot alone. */
export interface DotNode extends Placed {
  readonly type: 'dot';
}

/** `.a.b`: fields of the dot; at least one. */
export interface FieldNode extends Placed {
  readonly type: 'field';
  readonly fields: readonly FieldName[];
}

/** `$` or `$name`, with fields behind it or without. */
export interface VariableNode extends Placed {
  readonly type: 'variable';
  /** With its dollar sign. */
  readonly name: string;
  readonly fields: readonly FieldName[];
}

/** Fields of what a function or a parenthesised pipeline gives: `(…).a.b`. */
export interface ChainNode extends Placed {
  readonly type: 'chain';
  readonly of: FunctionNode | ParenthesesNode;
  readonly fields: readonly FieldName[];
}

/** `( pipeline )`. */
export interface ParenthesesNode extends Placed {
  readonly type: 'parentheses';
  readonly pipeline: PipelineNode;
}

/** A string, quoted or raw. */
export interface StringNode extends Placed {
  readonly type: 'string';
  readonly value: string;
}

/** `true` or `false`. */
export interface BooleanNode extends Placed {
  readonly type: 'boolean';
  readonly value: boolean;
}

/** `nil`. */
export interface NilNode extends Placed {
  readonly type: 'nil';
}

/** A number: integer, float, complex or character. */
export interface NumberNode extends Placed {
  readonly type: 'number';
  /** As it is written. */
  readonly text: string;
}

/** What can stand in a command. */
export type OperandNode =
  | FunctionNode
  | DotNode
  | FieldNode
  | VariableNode
  | ChainNode
  | ParenthesesNode
  | StringNode
  | BooleanNode
  | NilNode
  | NumberNode;

/** Why Go does not parse a template. */
export interface TemplateError extends Placed {
  /** Go's own words behind the position: `bad character U+002D '-'`. */
  readonly message: string;
  /** The line that Go names, from 1; 0 where Go has lost it. */
  readonly line: number;
}

/** A template as Go reads it. */
export interface TemplateTree {
  /** The pieces in the order of the text; where there is an error, those that were whole before it. */
  readonly nodes: readonly TemplateNode[];
  /** What `define` and `block` define, by name. Their dot, `$` included, is what they are called with. */
  readonly definitions: ReadonlyMap<string, readonly TemplateNode[]>;
  readonly error: TemplateError | undefined;
}
