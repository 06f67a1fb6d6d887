import type { Localisation } from '../../localisation.ts';
import { isObject, valueAt } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { explanations, type Place } from './explanations.ts';
import { externalSecretSpec, textAt } from './objects.ts';
import { operatorText } from './operatorText.ts';

/** A message of the operator, understood. */
export interface FailureExplanation {
  /** The place in the object that it is about: `['spec', 'data', 1, 'remoteRef', 'key']`; `['spec']` where it names none. */
  readonly path: Path;
  /** A sentence or two that name the thing. Plain text. */
  readonly text: string;
  /** What to do; a sentence. */
  readonly hint: string;
}

/**
 * Parses what the operator writes in the events and conditions of ExternalSecrets, PushSecrets and stores (ESO 2.9.0, and 0.20.4 as
 * measured) back to the field that it is about. `object` is the object of the message, where it is known: it tells which of several
 * fields was meant, and makes paths of a ClusterExternalSecret begin at `spec.externalSecretSpec`. No values are in what is returned.
 */
export function explainFailure(message: string, object: JsonObject | undefined, l10n: Localisation): FailureExplanation {
  const spec: JsonObject = object === undefined ? {} : externalSecretSpec(object);
  const root: Path = object?.['kind'] === 'ClusterExternalSecret' ? ['spec', 'externalSecretSpec'] : ['spec'];
  const { rest, entry, key } = entryOf(message);
  const place: Place = { entry, key, spec, kind: object === undefined ? '' : textAt(object, ['kind']) };
  for (const { pattern, path, text, hint } of explanations) {
    const match = pattern.exec(rest);
    if (match === null) continue;
    const found = path(place, match);
    const where = entry.length === 0 ? '' : `${entryName(place, l10n)}: `;
    return {
      path: [...root, ...existing(found, spec)],
      text: operatorText(`${where}${l10n.of(text(match, place))}`),
      hint: l10n.of(hint),
    };
  }
  const where = entry.length === 0 ? '' : `${entryName(place, l10n)}: `;
  return {
    path: [...root, ...existing(entry, spec)],
    text: operatorText(where === '' ? message : `${where}${rest}`),
    hint: l10n.t('The text is that of the operator; its log may say more.'),
  };
}

/** The entry of `data` or `dataFrom` that the message begins with, and what it says about it. */
function entryOf(message: string): { readonly rest: string; readonly entry: Path; readonly key: string } {
  const data = /error processing spec\.data\[(\d+)\] \(key: ([\s\S]*?)\), err: ([\s\S]*)$/.exec(message);
  if (data !== null) return { entry: ['data', Number(data[1])], key: data[2] ?? '', rest: data[3] ?? '' };
  const from = /error processing spec\.dataFrom\[(\d+)\]\.([\w.]+), err: ([\s\S]*)$/.exec(message);
  if (from !== null) return { entry: ['dataFrom', Number(from[1]), ...(from[2] ?? '').split('.')], key: '', rest: from[3] ?? '' };
  return { entry: [], key: '', rest: message };
}

function entryName({ entry, key }: Place, l10n: Localisation): string {
  const [list, index] = entry;
  const of = key === '' ? entry.slice(2).join('.') : l10n.t('key {0}', key);
  return `spec.${String(list)}[${String(index)}]${of === '' ? '' : ` (${of})`}`;
}

/** The path as far as the spec has it; all of it where the spec is not known. */
function existing(path: Path, spec: JsonObject): Path {
  if (Object.keys(spec).length === 0) return path;
  let end = path.length;
  while (end > 0 && !leads(spec, path.slice(0, end))) end--;
  return path.slice(0, end);
}

function leads(spec: JsonValue, path: Path): boolean {
  const parent = valueAt(spec, path.slice(0, -1));
  const last = path.at(-1);
  if (typeof last === 'number') return Array.isArray(parent) && last < parent.length;
  return last !== undefined && isObject(parent) && Object.hasOwn(parent, last);
}
