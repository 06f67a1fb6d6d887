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

/** A pattern that is used many times. */
export interface GoRegexp {
  /** As Go's `MatchString`: whether there is a match anywhere. */
  matches(text: string): boolean;
  /** As Go's `ReplaceAllString`, with what `Expand` makes of `$1` and `${name}`. */
  replaceAll(text: string, target: string): string;
  /** The groups that a target names and that the pattern does not have, as `Expand` reads it: of `$1_x` that is `1_x`. */
  unknownGroups(target: string): readonly string[];
  /** How many groups it has. */
  readonly groupCount: number;
}

/** Compiles a pattern; undefined where Go does not. */
export function compileGoRegexp(pattern: string): GoRegexp | undefined {
  if (compileError(pattern) !== undefined) return undefined;
  const regexp = RE2JS.compile(pattern);
  return {
    matches: (text) => regexp.test(text),
    replaceAll: (text, target) => replaceAll(regexp, text, target),
    unknownGroups(target) {
      const unknown: string[] = [];
      expand(target, (name) => {
        if (indexOf(regexp.groupCount(), regexp.namedGroups(), name) === undefined) unknown.push(name);
        return '';
      });
      return unknown;
    },
    groupCount: regexp.groupCount(),
  };
}

/** No empty match counts right behind another match. */
function replaceAll(regexp: RE2JS, text: string, target: string): string {
  const names = regexp.namedGroups();
  const matcher = regexp.matcher(text);
  let result = '';
  let end = 0;
  while (matcher.find()) {
    const [from, to] = [matcher.start(), matcher.end()];
    result += text.slice(end, from);
    if (to > end || from === 0) result += expand(target, (name) => groupOf(matcher, regexp.groupCount(), names, name));
    end = to;
  }
  return result + text.slice(end);
}

/** `$$`, `$name` with the longest name that there is, `${name}`; any other dollar sign stays. */
function expand(target: string, group: (name: string) => string): string {
  return target.replace(/\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu, (_, dollar, braced, bare) =>
    dollar === undefined ? group(braced ?? bare) : '$',
  );
}

/** A number with a leading zero is a name. */
function indexOf(count: number, names: Readonly<Record<string, number>>, name: string): number | undefined {
  const index = /^(0|[1-9]\d{0,7})$/.test(name) ? Number(name) : names[name];
  return index === undefined || index > count ? undefined : index;
}

/** What a group has matched; empty for one that there is not. */
function groupOf(
  matcher: ReturnType<RE2JS['matcher']>,
  count: number,
  names: Readonly<Record<string, number>>,
  name: string,
): string {
  const index = indexOf(count, names, name);
  return index === undefined ? '' : (matcher.group(index) ?? '');
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
