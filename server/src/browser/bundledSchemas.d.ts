/** The folder `schemas/` as one module: `schemaModule` of `scripts/schemas/compileValidators.ts` writes it for the bundler. */
declare module 'bundled-schemas' {
  import type { StructureError } from '../schema/schemaSource.ts';

  /** The JSON files by their path below that folder, each as its text. */
  export const files: Readonly<Record<string, string>>;

  /** By the path of a structure, its validator as Ajv writes it. */
  export const validators: Readonly<
    Record<string, { (value: unknown): boolean; readonly errors?: readonly StructureError[] | null }>
  >;
}
