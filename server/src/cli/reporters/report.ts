import type { Painter } from '../colours.ts';
import type { Fixed } from '../fix.ts';
import type { LintResult } from '../result.ts';

/** All that a reporter may say. */
export interface Report {
  readonly results: readonly LintResult[];
  /** What was fixed, by file. */
  readonly fixed: ReadonlyMap<string, readonly Fixed[]>;
  /** How many files were read. */
  readonly files: number;
  /** Whether only errors are told. */
  readonly quiet: boolean;
  readonly paint: Painter;
  /** The working directory, absolute. */
  readonly folder: string;
  /** The version of the linter. */
  readonly version: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Makes of a report what is printed. */
export type Reporter = (report: Report) => string;
