import { phrase } from '../localisation.ts';
import { type FieldPlace, fieldPlaces } from '../model/fieldPlaces.ts';
import type { Finding, FindingPlace } from '../model/finding.ts';
import type { RegexpProblem } from '../model/goRegexp.ts';
import { isWritten } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { OffsetRange } from '../syntax/node.ts';
import { formatPath, type Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** ESO: `failed to compile 0th namespace regex in 0th condition: error parsing regexp: …`. */
export const badRegexp: Rule = {
  meta: {
    id: 'bad-regexp',
    severity: 'error',
    kinds: ['ExternalSecret', 'ClusterExternalSecret', 'SecretStore', 'ClusterSecretStore', 'PushSecret', 'ClusterPushSecret'],
    needs: 'document',
    summary: 'A regular expression is not one that Go (RE2) can read.',
    why: "Go's expressions have no look-ahead, look-behind or back references, and `*` needs something before it. A store with such a `namespaceRegexes` is refused by the webhook: ``failed to compile 0th namespace regex in 0th condition: error parsing regexp: missing argument to repetition operator: `*` ``. The patterns of `find`, `rewrite` and `dataTo` are read only when ESO syncs, and then every sync fails: `could not compile find.name.regexp [*]: error parsing regexp: …`.",
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: aws
  dataFrom:
    - find:
        name:
          regexp: ^prod/(?!legacy/)
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: aws
  dataFrom:
    - find:
        name:
          regexp: ^prod/myapp/
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const patterns = patternsOf(resource);
    return patterns.length === 0 ? [] : judgeAll(resource, patterns);
  },
};

/** What reads a field, for the message. */
type Reader = (place: FieldPlace, problem: RegexpProblem) => string;

const atSync: Reader = (_, { message }) => `every sync fails with "${message}"`;

const whenFinding: Reader = ({ value }, { message }) =>
  `every sync fails with "could not compile find.name.regexp [${bounded(String(value))}]: ${message}"`;

const asStore: Reader = ({ path }, { message }) =>
  `the webhook refuses the store with "failed to compile ${path.at(-1)}th namespace regex in ${path.at(-3)}th condition: ${message}"`;

const externalSecretFields = (spec: string): readonly (readonly [string, Reader])[] => [
  [`${spec}.dataFrom[].find.name.regexp`, whenFinding],
  [`${spec}.dataFrom[].rewrite[].regexp.source`, atSync],
];

const pushSecretFields = (spec: string): readonly (readonly [string, Reader])[] => [
  [`${spec}.dataTo[].match.regexp`, atSync],
  [`${spec}.dataTo[].rewrite[].regexp.source`, atSync],
];

const inWhitelist: Reader = ({ path, value }, { message }) => {
  const field = formatPath(path.slice(path.indexOf('whitelist')));
  return `the webhook refuses the store with "crd: invalid ${field} regex "${bounded(String(value))}": ${message}"`;
};

const storeFields: readonly (readonly [string, Reader])[] = [
  ['spec.conditions[].namespaceRegexes[]', asStore],
  ['spec.provider.crd.whitelist.rules[].name', inWhitelist],
  ['spec.provider.crd.whitelist.rules[].namespace', inWhitelist],
  ['spec.provider.crd.whitelist.rules[].properties[]', inWhitelist],
];

const FIELDS: Readonly<Record<string, readonly (readonly [string, Reader])[]>> = {
  ExternalSecret: externalSecretFields('spec'),
  ClusterExternalSecret: externalSecretFields('spec.externalSecretSpec'),
  SecretStore: storeFields,
  ClusterSecretStore: storeFields,
  PushSecret: pushSecretFields('spec'),
  ClusterPushSecret: pushSecretFields('spec.pushSecretSpec'),
};

/** A place with a pattern, and what reads it. */
interface Pattern {
  readonly place: FieldPlace;
  readonly pattern: string;
  readonly reader: Reader;
}

function patternsOf(resource: ResourceNode): readonly Pattern[] {
  return (FIELDS[resource.kind ?? ''] ?? []).flatMap(([field, reader]) =>
    fieldPlaces(resource, field).flatMap((place) =>
      typeof place.value === 'string' ? [{ place, pattern: place.value, reader }] : [],
    ),
  );
}

async function judgeAll(resource: ResourceNode, patterns: readonly Pattern[]): Promise<readonly Finding[]> {
  // Go's expressions are as large as a third of the server: they are read when the first pattern is.
  const { regexpProblem } = await import('../model/goRegexp.ts');
  return patterns.flatMap(({ place, pattern, reader }): readonly Finding[] => {
    const problem = regexpProblem(pattern);
    if (problem === undefined) return [];
    const insertAt = dotPlace(resource, place.path, pattern, problem);
    const mended = insertAt === undefined ? undefined : `.${pattern}`;
    const isMended = mended !== undefined && regexpProblem(mended) === undefined;
    const advice = adviceOf(problem, isMended ? mended : undefined);
    return [
      {
        rule: 'bad-regexp',
        severity: 'error',
        at: placeOf(resource, place.path, pattern, problem),
        message: `Go cannot read this regular expression: ${reader(place, problem)}.${advice}`,
        ...(isMended && insertAt !== undefined
          ? {
              fixes: [
                { title: phrase('Change to {0}', mended), preferred: true, edits: [{ at: { range: insertAt }, newText: '.' }] },
              ],
            }
          : {}),
      },
    ];
  });
}

function adviceOf({ message }: RegexpProblem, mended: string | undefined): string {
  if (mended !== undefined) return ` It is not a file name pattern: write "${bounded(mended)}".`;
  if (/: `\(\?<?[=!]/.test(message)) return ' Go has no look-ahead or look-behind.';
  return /invalid escape sequence: `\\[1-9]/.test(message) ? ' Go has no back references.' : '';
}

/** Where a dot is missing in a pattern that is written as for file names: `*-prod`. */
function dotPlace(resource: ResourceNode, path: Path, pattern: string, { start }: RegexpProblem): OffsetRange | undefined {
  const text = pattern.startsWith('*') && start === 0 && isWritten(resource, path) ? spanOf(resource, path, pattern) : undefined;
  return text && { start: text.start, end: text.start };
}

/** The part that is wrong, where the pattern stands in the text letter by letter; else the whole value. */
function placeOf(resource: ResourceNode, path: Path, pattern: string, { start, end }: RegexpProblem): FindingPlace {
  const text = spanOf(resource, path, pattern);
  const isPart = text !== undefined && end > start && end - start < pattern.length;
  return isPart ? { range: { start: text.start + start, end: text.start + end } } : { path, part: 'value' };
}

/** The text of a scalar without its quotes. Escapes and folded lines make the text longer than the value: then there is none. */
function spanOf(resource: ResourceNode, path: Path, value: string): OffsetRange | undefined {
  const node = resource.nodeAt(path);
  if (node?.type !== 'scalar' || !isWritten(resource, path)) return undefined;
  const quotes = node.style === 'plain' ? 0 : 1;
  const span = { start: node.range.start + quotes, end: node.range.end - quotes };
  return span.end - span.start === value.length && node.style !== 'literal' && node.style !== 'folded' ? span : undefined;
}

function bounded(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
