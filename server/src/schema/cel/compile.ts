import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { isObject } from '../parts.ts';
import type { CelValidator } from '../schemaSource.ts';
import { type CelRule, propertyOf, type Structure } from '../structure.ts';
import { type CelFailure, type CelUse, hasCelRules, rulesBelow } from './celRules.ts';
import { celValue, escapeName } from './celValue.ts';
import { type CompileExpression, callsMatches, createCompiler, type Expression } from './expression.ts';

/**
 * Compiles the CEL rules of a structure file, once for as long as the result is kept. A rule that compares with the object's former
 * state (`oldSelf`) says nothing about a new one, and one that our CEL does not understand is left out: neither gives a failure.
 */
export async function compileCelRules(structure: Structure): Promise<CelValidator> {
  const needsMatches = rulesBelow(structure).some(({ rule, messageExpression }) => callsMatches(`${rule} ${messageExpression}`));
  const compile = createCompiler(needsMatches ? (await import('../../model/goRegexp.ts')).goMatches : undefined);
  return judgeOf(structure, compile);
}

/** A rule with what was made of it. */
interface CompiledRule {
  readonly rule: CelRule;
  readonly holds: Expression;
  readonly message: Expression | undefined;
  readonly uses: readonly CelUse[];
}

function judgeOf(structure: Structure, compile: CompileExpression): CelValidator {
  const rules = (structure['x-kubernetes-validations'] ?? []).flatMap((rule) => compiledRule(rule, structure, compile) ?? []);
  const children = childJudges(structure, compile);
  return (value) => [
    ...rules.flatMap((rule) => failureOf(rule, rules, value, structure) ?? []),
    ...children.flatMap(({ segments, judge }) =>
      segments(value).flatMap(([segment, child]) =>
        judge(child).map((failure) => ({ ...failure, path: [segment, ...failure.path] as Path })),
      ),
    ),
  ];
}

interface ChildJudge {
  segments(value: JsonValue): readonly (readonly [string | number, JsonValue])[];
  readonly judge: CelValidator;
}

/** Judges for the children that have rules in or below them; most of a structure has none and is never visited. */
function childJudges(structure: Structure, compile: CompileExpression): readonly ChildJudge[] {
  const { properties = {}, items, additionalProperties } = structure;
  const judges = Object.entries(properties)
    .filter(([, child]) => hasCelRules(child))
    .map(
      ([name, child]): ChildJudge => ({
        segments: (value) => entryOf(value, name),
        judge: judgeOf(child, compile),
      }),
    );
  if (typeof additionalProperties === 'object' && hasCelRules(additionalProperties)) {
    const isFree = (key: string): boolean => propertyOf(structure, key) === undefined;
    judges.push({ segments: (value) => entriesOf(value, isFree), judge: judgeOf(additionalProperties, compile) });
  }
  if (items !== undefined && hasCelRules(items)) {
    judges.push({ segments: (value) => (Array.isArray(value) ? [...value.entries()] : []), judge: judgeOf(items, compile) });
  }
  return judges;
}

/** The entry of a field, under the same rule. */
function entryOf(value: JsonValue, name: string): readonly (readonly [string, JsonValue])[] {
  const child = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return child === undefined || child === null ? [] : [[name, child]];
}

/** Nulls that are left after normalising are those of nullable fields: the API server applies no rules to them. */
function entriesOf(value: JsonValue, wanted: (key: string) => boolean): readonly (readonly [string, JsonValue])[] {
  return isObject(value) ? Object.entries(value).filter(([key, child]) => wanted(key) && child !== null) : [];
}

function compiledRule(rule: CelRule, structure: Structure, compile: CompileExpression): CompiledRule | undefined {
  if (/\boldSelf\b/.test(rule.rule)) return undefined;
  const holds = compile(rule.rule);
  if (holds === undefined || !holds.uses.every(({ path }) => isDeclared(structure, path[0]))) return undefined;
  const message = rule.messageExpression === undefined ? undefined : compile(rule.messageExpression);
  const fields = new Map(Object.keys(structure.properties ?? {}).map((name) => [escapeName(name), name]));
  const uses = holds.uses.map(({ path: [first, ...rest], value }): CelUse => {
    return { path: first === undefined ? [] : [fields.get(String(first)) ?? first, ...rest], value };
  });
  return { rule, holds, message, uses };
}

/** The API server takes no CRD whose rules select fields that are not described; where one comes from elsewhere, nobody keeps it. */
function isDeclared(structure: Structure, field: string | number | undefined): boolean {
  const isClosed = structure.additionalProperties === false && structure['x-kubernetes-preserve-unknown-fields'] !== true;
  return !isClosed || field === undefined || Object.keys(structure.properties ?? {}).some((name) => escapeName(name) === field);
}

function failureOf(
  compiled: CompiledRule,
  all: readonly CompiledRule[],
  value: JsonValue,
  structure: Structure,
): CelFailure | undefined {
  const self = celValue(value, structure);
  if (isKept(compiled, self) !== false) return undefined;
  const culprits = isObject(value) ? culpritsOf(compiled, all, value, structure) : [];
  return { path: [], rule: compiled.rule, message: messageOf(compiled, self), uses: compiled.uses, culprits };
}

/** Whether a rule holds; undefined where that cannot be known. An error counts as broken, as for the API server. */
function isKept({ holds }: CompiledRule, self: unknown): boolean | undefined {
  const result = holds.evaluate(self);
  if (result === undefined) return undefined;
  return result === 'error' ? false : typeof result.value === 'boolean' ? result.value : undefined;
}

/** Found by trying: a field is to blame if the object without it would keep every rule. */
function culpritsOf(
  compiled: CompiledRule,
  all: readonly CompiledRule[],
  value: JsonObject,
  structure: Structure,
): readonly string[] {
  const candidates = new Set(compiled.uses.flatMap(({ path }) => (typeof path[0] === 'string' ? [path[0]] : [])));
  return [...candidates].filter((name) => {
    if (!Object.hasOwn(value, name) || structure.required?.includes(name)) return false;
    const { [name]: _, ...others } = value;
    const self = celValue(others, structure);
    return all.every((rule) => isKept(rule, self) !== false);
  });
}

/** The API server's choice of words: a usable `messageExpression`, else `message`, else the rule itself. */
function messageOf({ rule, message }: CompiledRule, self: unknown): string {
  const made = message?.evaluate(self);
  const text = typeof made === 'object' && typeof made.value === 'string' ? made.value.trim() : '';
  if (text !== '' && !/[\r\n]/.test(text)) return text;
  return rule.message ?? `failed rule: ${rule.rule}`;
}
