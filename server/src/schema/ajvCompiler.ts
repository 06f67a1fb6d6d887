import { Ajv, type CodeOptions, type SchemaObject } from 'ajv';
import { compileGoRegexp } from '../model/goRegexp.ts';
import { addCompactKeywords } from './ajvKeywords.ts';
import { ajvSchemaOf } from './ajvSchema.ts';
import type { StructureValidator } from './schemaSource.ts';
import type { Structure } from './structure.ts';

/** String formats that the API server checks in custom resources; all others are let through. */
const FORMATS: Readonly<Record<string, RegExp>> = {
  byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/,
  'date-time':
    /^(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))|(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)[Tt ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:[Zz]|[+-]\d\d:?\d\d)?$/,
  date: /^\d{4}-\d\d-\d\d$/,
};

/** An Ajv set up as Kubernetes judges structures: every error, no annotations, only the formats above. */
export function newAjv(code: CodeOptions): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    logger: false,
    messages: false,
    meta: false,
    validateSchema: false,
    inlineRefs: false,
    unicode: false,
    formats: { ...FORMATS },
    code,
  });
  addCompactKeywords(ajv);
  return ajv;
}

/** Makes a validator while the program runs: for structures from CRDs that came with no precompiled one. Needs code generation. */
export function compileStructure(structure: Structure): StructureValidator {
  const ajv = newAjv({ regExp: Object.assign(goPattern, { code: 'goPattern' }) });
  const validate = ajv.compile(ajvSchemaOf(structure, (schema: SchemaObject) => schema));
  return (value) => (validate(value) ? [] : (validate.errors ?? []));
}

/** Characters of a pattern, and of a text: what they cost is the product of both. */
const [longestPattern, longestText] = [2_000, 50_000];

/**
 * A pattern as Go reads it, by RE2: the CRDs may be anybody's, and an engine that tries all ways to divide a text can be kept busy for
 * ever. What Go refuses, or would cost too much, accepts everything.
 */
function goPattern(pattern: string): { test(text: string): boolean; toString(): string } {
  const compiled = pattern.length > longestPattern ? undefined : compileGoRegexp(pattern);
  const test = (text: string) => compiled === undefined || text.length > longestText || compiled.matches(text);
  return { test, toString: () => pattern };
}
