import { createLexer } from './lexer.ts';
import type { Token } from './token.ts';

/** What begins a block that wants an `end`. */
export type BlockKind = 'if' | 'with' | 'range' | 'define' | 'block';

/** The caret in a template that is being written: inside an action, which need not be whole. */
export interface TemplateCaret {
  /** The tokens of the action up to the caret, its `{{` and blanks among them. A string that the caret is in is an error at the end. */
  readonly tokens: readonly Token[];
  readonly isInString: boolean;
  /** The variables that may be used there, `$` first. */
  readonly variables: readonly string[];
  /** Whether the dot is surely what ESO gives to the template, and not changed by `range`, `with` or a definition. */
  readonly dotIsContext: boolean;
  /** The same of `$`. */
  readonly rootIsContext: boolean;
  /** The blocks that are open there, the innermost last. */
  readonly open: readonly BlockKind[];
}

/**
 * Where the caret is in a template, by the text before it. Actions before that one which Go would not read are left out. Undefined
 * outside of actions and in comments.
 */
export function templateCaret(before: string): TemplateCaret | undefined {
  const scopes: Scope[] = [{ kind: undefined, variables: ['$'], dot: true, outerDot: true, root: true }];
  for (let open = before.indexOf('{{'); open >= 0; ) {
    const { tokens, end, isComment } = readAction(before.slice(open));
    const scope = scopes.at(-1) as Scope;
    if (end === undefined) return isComment ? undefined : caretIn(tokens, scope, scopes);
    follow(tokens, scope, scopes);
    open = before.indexOf('{{', open + end);
  }
  return undefined;
}

/** A call that the caret is in. */
export interface CallCaret {
  readonly name: string;
  /** Which argument the caret is in or before, from 0; what is piped in is not counted. */
  readonly argument: number;
  /** How many are written. */
  readonly written: number;
  /** Whether one more comes from the left of a `|`, as the last. */
  readonly isPiped: boolean;
}

/** The innermost call whose arguments are being written; undefined where there is none. */
export function callAt({ tokens }: Pick<TemplateCaret, 'tokens'>): CallCaret | undefined {
  const outer: Command[] = [];
  let command = newCommand(false);
  let touches = false;
  for (const token of tokens) {
    if (token.kind === 'space') touches = false;
    else if (token.kind === 'pipe') command = newCommand(true);
    else if (token.kind === 'right-paren') {
      command = outer.pop() ?? newCommand(false);
      touches = true;
    } else if (isOperand(token)) {
      if (!touches) command.operands++;
      if (command.operands === 1 && !touches && token.kind === 'identifier') command.name = token.text;
      touches = token.kind !== 'left-paren';
      if (token.kind !== 'left-paren') continue;
      outer.push(command);
      command = newCommand(false);
    } else {
      command = newCommand(false);
      touches = false;
    }
  }
  const { name, operands, isPiped } = command;
  const argument = operands - (touches ? 2 : 1);
  if (name !== undefined && argument >= 0) return { name, argument, written: operands - 1, isPiped };
  const around = outer.filter((each) => each.name !== undefined && each.operands > 1).at(-1);
  if (around?.name === undefined) return undefined;
  return { name: around.name, argument: around.operands - 2, written: around.operands - 1, isPiped: around.isPiped };
}

interface Command {
  name: string | undefined;
  operands: number;
  readonly isPiped: boolean;
}

function newCommand(isPiped: boolean): Command {
  return { name: undefined, operands: 0, isPiped };
}

function isOperand({ kind }: Token): boolean {
  return operandKinds.has(kind);
}

const operandKinds: ReadonlySet<Token['kind']> = new Set([
  'boolean',
  'char-constant',
  'complex',
  'dot',
  'error',
  'field',
  'identifier',
  'left-paren',
  'nil',
  'number',
  'raw-string',
  'string',
  'variable',
]);

interface Scope {
  readonly kind: BlockKind | undefined;
  readonly variables: string[];
  readonly dot: boolean;
  /** What the dot is behind the `else`. */
  readonly outerDot: boolean;
  readonly root: boolean;
}

interface Action {
  readonly tokens: readonly Token[];
  /** Behind its `}}`; undefined where the text ends before that. */
  readonly end?: number;
  readonly isComment: boolean;
}

/** Reads the action that a text begins with. */
function readAction(text: string): Action {
  const comment = /^\{\{(?:-[ \t\r\n])?\/\*/.exec(text)?.[0];
  if (comment !== undefined) return { tokens: [], isComment: true, ...endOf(text, text.indexOf('*/', comment.length)) };
  const lex = createLexer(text);
  const tokens: Token[] = [];
  for (;;) {
    const token = lex();
    if (token.kind === 'right-delimiter') return { tokens, end: token.end, isComment: false };
    if (token.kind === 'eof') return { tokens, isComment: false };
    if (token.kind !== 'error') tokens.push(token);
    else return { tokens: isString(token) ? [...tokens, token] : tokens, isComment: false, ...endOf(text, token.start) };
  }
}

function endOf(text: string, from: number): { readonly end?: number } {
  const close = from < 0 ? -1 : text.indexOf('}}', from);
  return close < 0 ? {} : { end: close + 2 };
}

function isString({ kind, text }: Token): boolean {
  return kind === 'error' && text.startsWith('unterminated') && text.endsWith('quoted string');
}

function caretIn(tokens: readonly Token[], { dot, root, variables }: Scope, scopes: readonly Scope[]): TemplateCaret {
  const last = tokens.at(-1);
  return {
    tokens,
    isInString: last !== undefined && isString(last),
    variables,
    dotIsContext: dot,
    rootIsContext: root,
    open: scopes.flatMap(({ kind }) => kind ?? []),
  };
}

/** Opens and closes what a whole action does. */
function follow(tokens: readonly Token[], scope: Scope, scopes: Scope[]): void {
  const words = tokens.filter(({ kind }) => kind !== 'space' && kind !== 'left-delimiter');
  const [keyword, second] = words;
  switch (keyword?.kind) {
    case 'if':
    case 'with':
    case 'range':
      scopes.push(controlled(keyword.kind, words.slice(1), scope, scope.dot));
      return;
    case 'define':
      scopes.push({ kind: 'define', variables: ['$'], dot: false, outerDot: false, root: false });
      return;
    case 'block': {
      const dot = given(words.slice(2), scope, scope.dot);
      scopes.push({ kind: 'block', variables: ['$'], dot, outerDot: dot, root: dot });
      return;
    }
    case 'else': {
      if (scopes.length < 2) return;
      scopes.pop();
      const next = second?.kind === 'with' || second?.kind === 'if' ? second.kind : undefined;
      if (next === undefined) scopes.push({ ...scope, dot: scope.outerDot });
      else scopes.push(controlled(next, words.slice(2), scope, scope.outerDot));
      return;
    }
    case 'end':
      if (scopes.length > 1) scopes.pop();
      return;
    default:
      scope.variables.push(...declared(words));
  }
}

function controlled(kind: 'if' | 'with' | 'range', words: readonly Token[], { root, variables }: Scope, dot: boolean): Scope {
  const made = declared(words);
  const pipeline = words.slice(words.findIndex((word) => word.kind === 'declare' || word.kind === 'assign') + 1);
  const inside = kind === 'if' ? dot : kind === 'with' && given(pipeline, { root }, dot);
  return { kind, variables: [...variables, ...made], dot: inside, outerDot: dot, root };
}

/** Whether a pipeline gives the context: `.` where that is the dot, or `$`. */
function given(pipeline: readonly Token[], { root }: Pick<Scope, 'root'>, dot: boolean): boolean {
  const [only, second] = pipeline;
  if (second !== undefined) return false;
  return only?.kind === 'dot' ? dot : only?.kind === 'variable' && only.text === '$' && root;
}

/** `$k, $v` of `$k, $v := …`. */
function declared(words: readonly Token[]): readonly string[] {
  const end = words.findIndex(({ kind }) => kind === 'declare');
  return words
    .slice(0, Math.max(0, end))
    .filter(({ kind }) => kind === 'variable')
    .map(({ text }) => text);
}
