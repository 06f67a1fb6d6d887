import { RE2JS, RE2JSSyntaxException } from 're2js';

/** What Go says of a pattern that it refuses. */
export interface RegexpProblem {
  /** Go's own text: ``error parsing regexp: missing argument to repetition operator: `*` ``. */
  readonly message: string;
  /** The part of the pattern that the text quotes; offsets in the pattern. */
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a pattern as Go's `regexp.Compile` (RE2) judges it; undefined where it compiles. */
export function regexpProblem(pattern: string): RegexpProblem | undefined {
  const problem = compileError(pattern);
  if (problem === undefined) return undefined;
  const quoted = problem.getPattern();
  // Go quotes nothing, in quotes, where a backslash ends the pattern; the library leaves the quotes out.
  if (quoted === null) return { message: `${problem.message}: \`\``, start: pattern.length - 1, end: pattern.length };
  const start = positionOf(pattern, quoted, problem.message);
  return { message: problem.message, start, end: start + quoted.length };
}

/** Whether a text has a match of a pattern anywhere, as Go's `MatchString`. Throws where the pattern does not compile. */
export function goMatches(text: string, pattern: string): boolean {
  return RE2JS.compile(pattern).test(text);
}

/** Patterns longer than this are not searched for the very place; each attempt reads the pattern from its start. */
const MAX_SEARCHED = 500;

/** Where the quoted part stands: it ends the shortest beginning of the pattern that is wrong in the same way. */
function positionOf(pattern: string, fragment: string, message: string): number {
  for (let length = fragment.length; length <= Math.min(pattern.length, MAX_SEARCHED); length++) {
    if (compileError(pattern.slice(0, length))?.message === message)
      return pattern.lastIndexOf(fragment, length - fragment.length);
  }
  return Math.max(0, pattern.indexOf(fragment));
}

function compileError(pattern: string): RE2JSSyntaxException | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return error;
    throw error;
  }
}
