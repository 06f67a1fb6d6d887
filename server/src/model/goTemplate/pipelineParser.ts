import type { CommandNode, FieldName, OperandNode, PipelineNode, VariableNode } from './ast.ts';
import { goComplexProblem, goNumberProblem } from './goNumber.ts';
import { goCharacterProblem, goQuote, goUnquote } from './goText.ts';
import type { Token, TokenKind } from './token.ts';
import type { TokenReader } from './tokenReader.ts';

/** What a pipeline may name. */
export interface PipelineScope {
  readonly text: string;
  readonly hasFunction: (name: string) => boolean;
  /** The variables defined so far, `$` among them; a pipeline adds its own. */
  readonly variables: string[];
  /** Called before going one level deeper and after coming back. */
  readonly enter: () => void;
  readonly leave: () => void;
}

const OPERANDS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'boolean',
  'char-constant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'raw-string',
  'string',
  'variable',
  'left-paren',
]);

/** Reads a pipeline up to and with the token that ends it. `context` is what Go calls it in messages. */
export function parsePipeline(
  reader: TokenReader,
  scope: PipelineScope,
  context: string,
  end: TokenKind,
): { readonly pipeline: PipelineNode; readonly end: Token } {
  const first = reader.peekNonSpace();
  const { variables, isAssignment } = parseVariables(reader, scope, context);
  const commands: CommandNode[] = [];
  for (;;) {
    const token = reader.nextNonSpace();
    if (token.kind === end) {
      checkCommands(reader, commands, context, token);
      const last = commands.at(-1)?.range.end ?? first.end;
      const range = { start: first.start, end: last };
      return { pipeline: { type: 'pipeline', range, variables, isAssignment, commands }, end: token };
    }
    if (!OPERANDS.has(token.kind)) reader.unexpected(token, context);
    reader.backup(token);
    commands.push(parseCommand(reader, scope));
  }
}

function checkCommands(reader: TokenReader, commands: readonly CommandNode[], context: string, end: Token): void {
  if (commands.length === 0) reader.fail(`missing value for ${context}`, end);
  for (const [i, { operands }] of commands.entries()) {
    const [operand] = operands;
    const isValue = ['boolean', 'dot', 'nil', 'number', 'string'].includes(operand.type);
    if (i > 0 && isValue) reader.fail(`non executable command in pipeline stage ${i + 1}`, operand.range);
  }
}

/** `$a :=`, `$a =`, or in a `range` `$a, $b :=`; where nothing of that kind follows the tokens are put back. */
function parseVariables(
  reader: TokenReader,
  scope: PipelineScope,
  context: string,
): Pick<PipelineNode, 'variables' | 'isAssignment'> {
  const variables: VariableNode[] = [];
  for (;;) {
    const token = reader.peekNonSpace();
    if (token.kind !== 'variable') return { variables, isAssignment: false };
    reader.next();
    const after = reader.peek();
    const following = reader.peekNonSpace();
    const isComma = following.kind === 'character' && following.text === ',';
    if (!isComma && following.kind !== 'assign' && following.kind !== 'declare') {
      reader.backup(...(after.kind === 'space' ? [token, after] : [token]));
      return { variables, isAssignment: false };
    }
    reader.nextNonSpace();
    variables.push({ type: 'variable', range: rangeOf(token), name: token.text, fields: [] });
    scope.variables.push(token.text);
    if (!isComma) return { variables, isAssignment: following.kind === 'assign' };
    if (context !== 'range' || variables.length > 1) reader.fail(`too many declarations in ${context}`, token);
    const second = reader.peekNonSpace();
    if (!['variable', 'right-delimiter', 'right-paren'].includes(second.kind)) {
      reader.fail('range can only initialize variables', second);
    }
  }
}

function parseCommand(reader: TokenReader, scope: PipelineScope): CommandNode {
  const start = reader.peekNonSpace();
  const operands: OperandNode[] = [];
  for (;;) {
    reader.peekNonSpace();
    const operand = parseOperand(reader, scope);
    if (operand !== undefined) operands.push(operand);
    const token = reader.next();
    if (token.kind === 'space') continue;
    if (token.kind === 'right-delimiter' || token.kind === 'right-paren') reader.backup(token);
    else if (token.kind !== 'pipe') reader.unexpected(token, 'operand');
    break;
  }
  const [first, ...others] = operands;
  if (first === undefined) return reader.fail('empty command', start);
  const end = others.at(-1)?.range.end ?? first.range.end;
  return { type: 'command', range: { start: first.range.start, end }, operands: [first, ...others] };
}

function parseOperand(reader: TokenReader, scope: PipelineScope): OperandNode | undefined {
  const term = parseTerm(reader, scope);
  if (term === undefined || reader.peek().kind !== 'field') return term;
  const fields: FieldName[] = [];
  while (reader.peek().kind === 'field') fields.push(fieldName(reader.next()));
  const range = { start: term.range.start, end: fields.at(-1)?.range.end ?? term.range.end };
  switch (term.type) {
    case 'field':
      return { ...term, range, fields: [...term.fields, ...fields] };
    case 'variable':
      return { ...term, range, fields };
    case 'function':
    case 'parentheses':
      return { type: 'chain', range, of: term, fields };
    default: {
      const written = scope.text.slice(term.range.start, term.range.end);
      return reader.fail(`unexpected . after term ${goQuote(written)}`, range);
    }
  }
}

function parseTerm(reader: TokenReader, scope: PipelineScope): OperandNode | undefined {
  const token = reader.nextNonSpace();
  const range = rangeOf(token);
  const { text } = token;
  switch (token.kind) {
    case 'identifier':
      if (!scope.hasFunction(text)) reader.fail(`function ${goQuote(text)} not defined`, token);
      return { type: 'function', range, name: text };
    case 'dot':
    case 'nil':
      return { type: token.kind, range };
    case 'variable':
      if (!scope.variables.includes(text)) reader.fail(`undefined variable ${goQuote(text)}`, token);
      return { type: 'variable', range, name: text, fields: [] };
    case 'field':
      return { type: 'field', range, fields: [fieldName(token)] };
    case 'boolean':
      return { type: 'boolean', range, value: text === 'true' };
    case 'char-constant':
    case 'complex':
    case 'number': {
      const problem = numberProblem(token);
      return problem === undefined ? { type: 'number', range, text } : reader.fail(problem, token);
    }
    case 'left-paren': {
      scope.enter();
      const { pipeline, end } = parsePipeline(reader, scope, 'parenthesized pipeline', 'right-paren');
      scope.leave();
      return { type: 'parentheses', range: { start: token.start, end: end.end }, pipeline };
    }
    case 'string':
    case 'raw-string':
      return { type: 'string', range, value: readString(reader, token) };
    default:
      reader.backup(token);
      return undefined;
  }
}

/** What a string token says; a failure where Go does not take its escapes. */
export function readString(reader: TokenReader, token: Token): string {
  return goUnquote(token.text) ?? reader.fail('invalid syntax', token);
}

function numberProblem({ kind, text }: Token): string | undefined {
  if (kind === 'char-constant') return goCharacterProblem(text);
  return kind === 'complex' ? goComplexProblem(text) : goNumberProblem(text);
}

function fieldName(token: Token): FieldName {
  return { range: rangeOf(token), name: token.text.slice(1) };
}

function rangeOf({ start, end }: Token): { readonly start: number; readonly end: number } {
  return { start, end };
}
