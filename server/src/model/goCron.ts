import { parseGoDuration } from './goDuration.ts';

/** The fields of a schedule with the numbers they may hold and the names they may have instead, the first for the smallest number. */
const FIELDS: readonly CronField[] = [
  { name: 'minute', low: 0, high: 59, words: [] },
  { name: 'hour', low: 0, high: 23, words: [] },
  { name: 'day of the month', low: 1, high: 31, words: [] },
  { name: 'month', low: 1, high: 12, words: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { name: 'day of the week', low: 0, high: 6, words: 'sun mon tue wed thu fri sat'.split(' ') },
];

interface CronField {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly words: readonly string[];
}

/**
 * What is wrong with a schedule of sync windows, as robfig/cron's standard parser reads it (five fields, or a descriptor), in words
 * such as `the day of the week "7" is not within 0 and 6`. Undefined where it can be read.
 */
export function cronProblem(schedule: string): string | undefined {
  if (schedule.startsWith('@every ')) {
    const period = parseGoDuration(schedule.slice('@every '.length));
    return 'error' in period ? `after @every must stand a duration such as 90m` : undefined;
  }
  if (schedule.startsWith('@')) return undefined;
  const fields = schedule.split(/\s+/);
  if (/^(?:CRON_)?TZ=/.test(schedule)) return 'with a time zone in front only four of the five fields are left';
  if (fields.length !== FIELDS.length) return `it has ${fields.length} fields and not five`;
  for (const [i, field] of FIELDS.entries()) {
    const problem = (fields[i] ?? '')
      .split(',')
      .map((range) => rangeProblem(range, field))
      .find((each) => each !== undefined);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function rangeProblem(range: string, { name, low, high, words }: CronField): string | undefined {
  // Empty elements of a list are passed over.
  if (range === '') return undefined;
  const [span = '', step, ...moreSteps] = range.split('/');
  const [first = '', last, ...moreEnds] = span.split('-');
  if (moreSteps.length > 0 || moreEnds.length > 0) return `the ${name} "${range}" cannot be read`;
  if (step !== undefined && !/^0*[1-9]\d*$/.test(step)) return `the step "${step}" of the ${name} is not a positive number`;
  if (first === '*' || first === '?') return undefined;
  const ends = [first, last ?? first].map((end) => numberOf(end, low, words));
  const [from, to] = ends;
  if (from === undefined || to === undefined) return `the ${name} "${range}" cannot be read`;
  if (from < low || to > high) return `the ${name} "${range}" is not within ${low} and ${high}`;
  return from > to ? `the ${name} "${range}" begins after its end` : undefined;
}

function numberOf(text: string, low: number, words: readonly string[]): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  if (word >= 0) return low + word;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
