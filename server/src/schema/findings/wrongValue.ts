import { phrase } from '../../localisation.ts';
import type { Finding } from '../../model/finding.ts';
import type { Path } from '../../syntax/path.ts';
import { nearest } from '../nearest.ts';
import { groupVersion, rfc3339 } from '../objectMeta.ts';
import type { Structure } from '../structure.ts';
import { formAt, type Judged, listValues, placeName, readAt, sentence, shorten } from './judged.ts';

/** A value outside a closed set. Kubernetes: `Unsupported value: "owner": supported values: "Owner", …`. */
export function notAllowedValue(judged: Judged, path: Path): Finding {
  const at = { path, part: 'value' } as const;
  const allowed = (formAt(judged, path).enum ?? []).map(String);
  const written = readAt(judged, path);
  const text = typeof written === 'string' ? written : '';
  const choices = allowed.filter((value) => value !== '');
  // Where there is but one choice it is meant, however little what is written looks like it.
  const meant = text === '' ? undefined : choices.length === 1 ? choices[0] : nearest(text, choices);
  const only = `the API server accepts only ${listValues(choices, 30)}.`;
  const advice =
    meant === undefined
      ? ''
      : meant.toLowerCase() === text.toLowerCase()
        ? ` Case matters: write "${meant}".`
        : ` Did you mean "${meant}"?`;
  const what =
    text === '' ? `${placeName(judged, path)} must not be empty` : `${placeName(judged, path)} cannot be "${shorten(text)}"`;
  // Of two short words that differ by a letter neither is a slip of the other: dsa, rsa.
  const isCertain = choices.length === 1 || text.length > 3 || meant?.toLowerCase() === text.toLowerCase();
  return {
    rule: 'not-allowed-value',
    severity: 'error',
    at,
    message: sentence(`${what}: ${only}${advice}`),
    ...(meant === undefined
      ? {}
      : { fixes: [{ title: phrase('Change to "{0}"', meant), preferred: isCertain, edits: [{ at, newText: meant }] }] }),
  };
}

/** A number beyond its bounds, or beyond what its format holds. Kubernetes: `should be greater than or equal to 1`. */
export function outOfRange(judged: Judged, path: Path): Finding {
  const form = formAt(judged, path);
  const bounds = boundsOf(form);
  // Without bounds of its own a field of 32 bits is stored with any number, unless a webhook reads it.
  const outcome = bounds.includes('int32') ? 'ESO cannot read other numbers' : 'the API server refuses other numbers';
  const message = sentence(`${placeName(judged, path)} must be ${bounds}: ${outcome}.`);
  return { rule: 'out-of-range', severity: 'error', at: { path, part: 'value' }, message };
}

function boundsOf(form: Structure): string {
  const { minimum, maximum, multipleOf, format } = form;
  if (multipleOf !== undefined) return `a multiple of ${multipleOf}`;
  const lower = minimum === undefined ? undefined : `${form.exclusiveMinimum === true ? 'more than' : 'at least'} ${minimum}`;
  const upper = maximum === undefined ? undefined : `${form.exclusiveMaximum === true ? 'less than' : 'at most'} ${maximum}`;
  return [lower, upper].filter((bound) => bound !== undefined).join(' and ') || `within the bounds of ${format ?? 'int64'}`;
}

/** A text that lacks the form, length or encoding demanded. The text is not repeated: it may be a secret of the `fake` provider. */
export function badFormat(judged: Judged, path: Path, keyword: string): Finding {
  const form = formAt(judged, path);
  const value = readAt(judged, path);
  const length = typeof value === 'string' ? value.length : 0;
  const rule = sentence(`${placeName(judged, path)} ${demandOf(form, keyword, length)}: the API server refuses anything else.`);
  const hint = hintOf(form, value);
  return {
    rule: 'bad-format',
    severity: 'error',
    at: { path, part: 'value' },
    message: hint === undefined ? rule : `${rule} ${hint}`,
  };
}

function demandOf(form: Structure, keyword: string, length: number): string {
  if (keyword === 'minLength')
    return form.minLength === 1 ? 'must not be empty' : `must have at least ${form.minLength} characters, and has ${length}`;
  if (keyword === 'maxLength') return `may have at most ${form.maxLength} characters, and has ${length}`;
  if (keyword === 'format') return `must be ${FORMATS[form.format ?? ''] ?? `of the format ${form.format}`}`;
  return PATTERNS[form.pattern ?? ''] ?? `must match ${shorten(form.pattern ?? '')}`;
}

function hintOf(form: Structure, value: unknown): string | undefined {
  if (form.format === 'byte' && typeof value === 'string' && value.includes('-----BEGIN')) {
    return 'Encode the PEM text as base64, or refer to it with "caProvider".';
  }
  return undefined;
}

const FORMATS: Readonly<Record<string, string>> = {
  byte: 'base64 text without line breaks, padded to a multiple of four characters',
  'date-time': 'a time such as 2026-01-31T12:00:00Z',
  date: 'a date such as 2026-01-31',
};

/** What the patterns of ESO's CRDs and of Kubernetes' own names mean. */
const PATTERNS: Readonly<Record<string, string>> = {
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$':
    'must be a DNS name: lower-case letters, digits, "-" and ".", beginning and ending with a letter or digit',
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$':
    'must be a DNS label: lower-case letters, digits and "-", beginning and ending with a letter or digit',
  '^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$':
    'must be a DNS label: lower-case letters, digits and "-", beginning and ending with a letter or digit',
  '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$':
    'must be the name of a finalizer, such as example.com/cleanup',
  '^(|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*|([a-z0-9]([-a-z0-9]*[a-z0-9])?\\.)*([a-z0-9][-a-z0-9]*)?.-)$':
    'must be the beginning of a DNS name: lower-case letters, digits, "-" and "."',
  '^[-._a-zA-Z0-9]+$': 'must be a key of a Kubernetes Secret: letters, digits, "-", "_" and "."',
  '^[a-z0-9-]+$': 'may only have lower-case letters, digits and "-"',
  '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$':
    'must be a label value: letters, digits, "-", "_" and ".", beginning and ending with a letter or digit',
  '^.*@.*\\.iam\\.gserviceaccount\\.com$': 'must be the e-mail of a Google service account, ending in .iam.gserviceaccount.com',
  '^(@(annually|yearly|monthly|weekly|daily|midnight|hourly)|@every [^\\s]+.*|[^\\s]+( [^\\s]+){4})$':
    'must be a cron schedule: five fields such as "0 2 * * *", or @daily, @hourly, @every 1h',
  [rfc3339]: 'must be a time such as 2026-01-31T12:00:00Z',
  [groupVersion]: 'must be an apiVersion such as v1 or apps/v1',
};
