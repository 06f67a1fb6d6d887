import type { JsonValue } from '../syntax/node.ts';
import type { CelFailure } from './cel/celRules.ts';
import type { SchemaIndex, Structure } from './structure.ts';

/** One thing that a validator objects to: where (a JSON pointer) and by which keyword. The words come from the structure. */
export interface StructureError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params?: { readonly missingProperty?: string; readonly additionalProperty?: string };
}

/** Judges a value by one structure file; parts that are described in other files are not looked at. Never throws. */
export type StructureValidator = (value: JsonValue) => readonly StructureError[];

/** Judges a value (as the API server reads it) by the CEL rules of one structure file. Never throws. */
export type CelValidator = (value: JsonValue) => readonly CelFailure[];

/**
 * Where the core gets its schemas from: files beside the program, a bundle, or CRDs that somebody brought. Everything is loaded on
 * first use and kept by the source. What cannot be had is undefined, never an exception: features then do without it.
 */
export interface SchemaSource {
  /** The ESO versions that are described, ascending, at least one: `['0.10.7', …, '2.9.0']`. */
  readonly versions: readonly string[];
  /** The kinds of one of `versions`. */
  load(version: string): Promise<SchemaIndex | undefined>;
  /** A structure by its file name, as in `KindEntry.schema` and `$ref`. */
  structure(file: string): Promise<Structure | undefined>;
  /** The validator made from the structure of that file name. */
  validator(file: string): Promise<StructureValidator | undefined>;
  /** The CEL rules of the structure of that file name, compiled; undefined where it has none. */
  celRules(file: string): Promise<CelValidator | undefined>;
  /**
   * Makes a validator of a structure that came with no precompiled one: of CRDs that somebody brought. Absent where code cannot be made of
   * texts, as in browsers; such structures are then judged by their CEL rules alone.
   */
  compile?(structure: Structure): Promise<StructureValidator>;
  /** A file of our field documentation below `schemas/docs/`: `providers/aws.json`. */
  docs(file: string): Promise<JsonValue | undefined>;
  /**
   * What the CRDs that somebody brought say themselves of a field (`spec.data[].secretKey`; empty: of the kind). Text from outside, not
   * bounded. Our own schemas have no such words.
   */
  description?(kind: string, pattern: string): CrdDescription | undefined;
}

/** Whose CRDs: those of the connected cluster, or those of files that the user names. */
export type DescriptionSource = 'cluster' | 'files';

/** A CRD's own words about a field. */
export interface CrdDescription {
  readonly text: string;
  readonly from: DescriptionSource;
}
