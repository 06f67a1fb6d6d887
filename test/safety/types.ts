import { join } from 'node:path';
import type { ArrowFunction, FunctionDeclaration, FunctionExpression, MethodDeclaration, Node } from 'typescript/unstable/ast';
import {
  isArrowFunction,
  isCallExpression,
  isFunctionDeclaration,
  isFunctionExpression,
  isIdentifier,
  isMethodDeclaration,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isVariableDeclaration,
} from 'typescript/unstable/ast/is';
import { API, type Checker, type Program, SignatureKind, type Type, TypeFlags } from 'typescript/unstable/sync';

const root = join(import.meta.dirname, '../..');
const config = join(root, 'tsconfig.values.json');

/** The back ends and the core's types, as the compiler understands them. */
export interface Types {
  /** Where in an exported type of a file a text, a number or anything of unknown shape has a place: `SecretEntry.tags.name: string`. */
  leavesOf(file: string, name: string): readonly string[];
  /** The types that a file exports. */
  typesIn(file: string): readonly string[];
  /** The remote operations in the code of a folder. */
  operationsIn(folder: string): readonly Operation[];
  /** The functions in a folder that call a function of one of these names, or with a dot before it a method, and which. */
  callersIn(folder: string, names: readonly string[]): readonly string[];
  /** Whatever comes out of the functions of a file that are given JSON, as `leavesOf`. */
  madeOfJson(file: string): readonly string[];
  close(): void;
}

/** An object in the code that says which operation is asked for, and how its answer is read. */
export interface Operation {
  /** Its names; more than one where the object chooses, `string` where the compiler does not know. */
  readonly names: readonly string[];
  /** The function it stands in. */
  readonly within: string;
  /** What is made of the answer, as `leavesOf`; `T` where that is told by who calls the function. */
  readonly gives: readonly string[];
}

/** @param planted texts in place of what files have, by their paths in the project */
export function openTypes(planted: Readonly<Record<string, string>> = {}): Types {
  const own = { types: ['node'], lib: ['ES2022', 'DOM'] };
  const include = ['server/src/providers', 'server/src/cluster/clusterClient.ts'];
  const files = { 'tsconfig.values.json': JSON.stringify({ extends: './tsconfig.base.json', compilerOptions: own, include }) };
  const texts = new Map(Object.entries({ ...files, ...planted }).map(([path, text]) => [join(root, path), text]));
  const api = new API({
    cwd: root,
    fs: { readFile: (path) => texts.get(path), fileExists: (path) => (texts.has(path) ? true : undefined) },
  });
  const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
  if (project === undefined) throw new Error('the compiler has not opened the project');
  const { checker, program } = project;

  function exportsOf(file: string) {
    const source = program.getSourceFile(join(root, file));
    const symbol = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (symbol === undefined) throw new Error(`${file} is no module`);
    return checker.getExportsOfModule(symbol);
  }

  return {
    leavesOf(file, name) {
      const symbol = exportsOf(file).find((each) => each.name === name);
      if (symbol === undefined) throw new Error(`${file} exports no ${name}`);
      return leavesOf(checker, checker.getDeclaredTypeOfSymbol(symbol), name);
    },
    typesIn: (file) => exportsOf(file).map(({ name }) => name),
    operationsIn: (folder) => nodesIn(program, folder).flatMap((node) => operationAt(checker, node) ?? []),
    callersIn: (folder, names) =>
      nodesIn(program, folder).flatMap((node) => {
        const called = isCallExpression(node) ? calledIn(node.expression) : undefined;
        return called !== undefined && names.includes(called) ? [`${functionAround(node)}: ${called}`] : [];
      }),
    madeOfJson: (file) => [...new Set(nodesIn(program, file).flatMap((node) => madeOfJson(checker, node)))].sort(),
    close: () => api.close(),
  };
}

/** Every node in a file, or in the files of a folder. */
function nodesIn(program: Program, path: string): readonly Node[] {
  const whole = join(root, path);
  const nodes: Node[] = [];
  const visit = (node: Node): void => {
    nodes.push(node);
    node.forEachChild(visit);
  };
  for (const name of program.getSourceFileNames()) {
    const source = name === whole || name.startsWith(`${whole}/`) ? program.getSourceFile(name) : undefined;
    if (source !== undefined) visit(source);
  }
  return nodes;
}

function calledIn(callee: Node): string | undefined {
  if (isIdentifier(callee)) return callee.text;
  return isPropertyAccessExpression(callee) ? `.${callee.name.text}` : undefined;
}

function madeOfJson(checker: Checker, node: Node): readonly string[] {
  if (!isFunction(node)) return [];
  const takesJson = node.parameters.some((parameter) => {
    const type = checker.getTypeAtLocation(parameter.name);
    return type !== undefined && /^Json(Value|Object)\b/.test(checker.typeToString(type));
  });
  const signature = takesJson ? checker.getSignatureFromDeclaration(node) : undefined;
  const result = signature === undefined ? undefined : checker.getReturnTypeOfSignature(signature);
  return result === undefined ? [] : leavesOf(checker, result, 'result');
}

function isFunction(node: Node): node is ArrowFunction | FunctionExpression | FunctionDeclaration | MethodDeclaration {
  return isArrowFunction(node) || isFunctionExpression(node) || isFunctionDeclaration(node) || isMethodDeclaration(node);
}

function operationAt(checker: Checker, node: Node): Operation | undefined {
  if (!isObjectLiteralExpression(node)) return undefined;
  const type = checker.getTypeAtLocation(node);
  const member = (name: string) => {
    const property = node.properties.find((each) => nameIn(each) === name);
    if (property === undefined || type === undefined) return undefined;
    // The type of a shorthand is the one that is wanted there, and not the one that its name has.
    const known = isShorthandPropertyAssignment(property) ? checker.getShorthandAssignmentValueSymbol(property) : undefined;
    if (known !== undefined) return checker.getTypeOfSymbol(known);
    return checker.getTypeAtLocation(isPropertyAssignment(property) ? property.initializer : property);
  };
  const operation = member('operation');
  const reads = member('read') ?? member('send');
  if (operation === undefined || reads === undefined) return undefined;
  const names = (operation.isUnionType() ? operation.getTypes() : [operation]).map((each) =>
    each.isStringLiteralType() ? each.value : checker.typeToString(each),
  );
  return { names, within: functionAround(node), gives: leavesOf(checker, reads, 'result') };
}

/** The name of the function around a node, or of the member that it is; what reads an answer is part of the function that asks. */
function functionAround(node: Node): string {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (!isFunction(at)) continue;
    const holder = isVariableDeclaration(at.parent) || isPropertyAssignment(at.parent) ? at.parent : at;
    const name = nameIn(holder);
    if (name !== undefined && !['read', 'send'].includes(name)) return name;
  }
  return '';
}

function nameIn(node: Node): string | undefined {
  const { name } = node as { readonly name?: Node };
  return name !== undefined && isIdentifier(name) ? name.text : undefined;
}

/**
 * Each place is named after the innermost type with a name of its own. What methods give and what callbacks are told is looked at too;
 * what methods are given is not. Types of libraries, and JSON, are places as they are.
 */
function leavesOf(checker: Checker, type: Type, name: string): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  function walk(type: Type, at: string): void {
    if (type.flags & closed) return;
    const parts = partsOf(checker, type);
    for (const part of parts ?? []) walk(part, at);
    if (parts !== undefined) return;
    if (type.isObjectType() && !isForeign(type) && !isJson(type)) walkMembers(type, nameOf(type) ?? at);
    else found.add(`${at}: ${checker.typeToString(type)}`);
  }
  function walkMembers(type: Type, at: string): void {
    const key = `${type.id} ${at}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const { valueType } of checker.getIndexInfosOfType(type)) walk(valueType, `${at}.*`);
    for (const property of checker.getPropertiesOfType(type)) {
      const member = checker.getTypeOfSymbol(property);
      if (member !== undefined) walk(member, `${at}.${property.name}`);
    }
  }
  walk(type, name);
  return [...found].sort();
}

/** Types in which no text has a place. */
const closed =
  TypeFlags.Undefined |
  TypeFlags.Null |
  TypeFlags.Void |
  TypeFlags.Never |
  TypeFlags.BooleanLike |
  TypeFlags.StringLiteral |
  TypeFlags.NumberLiteral;

/** What is in a union or a container, and what functions give; undefined: the type is none of these. */
function partsOf(checker: Checker, type: Type): readonly Type[] | undefined {
  if (isJson(type)) return undefined;
  if (type.isUnionType() || type.isIntersectionType()) return type.getTypes();
  if (!type.isObjectType()) return undefined;
  const name = nameOf(type) ?? '';
  if (type.isTypeReference() && (checker.isArrayLikeType(type) || containers.has(name))) {
    const all = checker.getTypeArguments(type);
    // What an iteration gives besides its elements is of any type.
    return name === 'Iterable' ? all.slice(0, 1) : all;
  }
  const signatures = checker.getSignaturesOfType(type, SignatureKind.Call);
  return signatures.length === 0
    ? undefined
    : signatures.map((signature) => checker.getReturnTypeOfSignature(signature) ?? checker.getUnknownType());
}

function isJson(type: Type): boolean {
  return /^Json(Value|Object)$/.test(nameOf(type) ?? '');
}

const containers = new Set(['Promise', 'Map', 'ReadonlyMap', 'Set', 'ReadonlySet', 'Iterable']);

function nameOf(type: Type): string | undefined {
  const name = (type.getAliasSymbol() ?? type.getSymbol())?.name;
  return name?.startsWith('__') ? undefined : name;
}

/** Whether a type is declared by a library. */
function isForeign(type: Type): boolean {
  const symbol = type.getSymbol();
  // What `Omit` and its like make of a type of ours is ours.
  const path = symbol?.name.startsWith('__') === false ? (symbol.declarations[0]?.path ?? '') : '';
  return path.includes('/node_modules/') || path.startsWith('bundled:');
}
