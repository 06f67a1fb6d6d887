/** A test or suite that did not run, and why. */
export interface Skip {
  readonly name: string;
  readonly reason: string;
}

/** How a suite ended. */
export interface Outcome {
  readonly passed: number;
  /** One text per failed test: its name and everything that was said about it. */
  readonly failures: readonly string[];
  readonly skipped: readonly Skip[];
}

/** What the command line asks of every suite. */
export interface SuiteRequest {
  /** Only tests whose name matches this pattern. */
  readonly grep?: string | undefined;
}

/** One suite of `npm test`. */
export interface Suite {
  /** What the command line calls it. */
  readonly name: string;
  /** Whether the others are run only after it: they use what it makes, or are in vain where it fails. */
  readonly isFoundation?: boolean;
  /** Whether no other runs beside it: beside other work a VS Code is late, and its tests wait for what a person would see at once. */
  readonly runsAlone?: boolean;
  /** Why the suite does not exist on this machine, for want of something that cannot be installed; then it is not counted. */
  readonly whyNotAvailable?: () => string | undefined;
  /** Makes ready what the suite needs; the reason where that is impossible on this machine, and the suite is skipped. */
  readonly prepare?: () => Promise<string | undefined>;
  readonly run: (request: SuiteRequest) => Promise<Outcome>;
}

/** Several outcomes as one. */
export function together(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, outcome) => sum + outcome.passed, 0),
    failures: outcomes.flatMap((outcome) => outcome.failures),
    skipped: outcomes.flatMap((outcome) => outcome.skipped),
  };
}
