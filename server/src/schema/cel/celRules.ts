import type { Path } from '../../syntax/path.ts';
import type { CelRule, Structure } from '../structure.ts';

/** A part of `self` that a rule reads. */
export interface CelUse {
  /** Fields from `self` on, as the manifest writes them; empty for `self` itself. */
  readonly path: Path;
  /** Whether the value is read; otherwise only whether it is there. */
  readonly value: boolean;
}

/** One CEL rule that an object does not keep. */
export interface CelFailure {
  /** The object or value that carries the rule, from the root of the value that was judged. */
  readonly path: Path;
  readonly rule: CelRule;
  /** The schema's own words: `message`, what `messageExpression` gave, or `failed rule: …` as the API server says. */
  readonly message: string;
  /** What the rule reads. */
  readonly uses: readonly CelUse[];
  /** Fields of the object which, any one of them taken away, would let all its rules hold. */
  readonly culprits: readonly string[];
}

/** Whether a structure carries CEL rules anywhere; those of files that it refers to are their own. */
export function hasCelRules(structure: Structure): boolean {
  return rulesBelow(structure).length > 0;
}

/** All CEL rules of a structure file, those of the outermost object first. */
export function rulesBelow(structure: Structure): readonly CelRule[] {
  const { properties, items, additionalProperties } = structure;
  const children = [...Object.values(properties ?? {}), ...(items === undefined ? [] : [items])];
  if (typeof additionalProperties === 'object') children.push(additionalProperties);
  return [...(structure['x-kubernetes-validations'] ?? []), ...children.flatMap(rulesBelow)];
}
