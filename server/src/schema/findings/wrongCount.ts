import type { Finding } from '../../model/finding.ts';
import type { Path } from '../../syntax/path.ts';
import { isObject } from '../parts.ts';
import { formAt, type Judged, listNames, listValues, placeName, readAt, sentence, templatedFields } from './judged.ts';

/**
 * Too many or too few fields or items. Unknown fields do not count: they have findings of their own, and go when those are mended.
 * Kubernetes: `must have at most 1 properties`. Undefined where the number is right without the unknown fields.
 */
export function wrongCount(judged: Judged, path: Path, unknown: readonly string[]): Finding | undefined {
  const form = formAt(judged, path);
  const value = readAt(judged, path);
  const names = isObject(value) ? Object.keys(value).filter((name) => !unknown.includes(name)) : [];
  const count = isObject(value) ? names.length : Array.isArray(value) ? value.length : 0;
  const [minimum, maximum] = isObject(value) ? [form.minProperties, form.maxProperties] : [form.minItems, form.maxItems];
  const tooFew =
    minimum !== undefined &&
    count < minimum &&
    unknown.length === 0 &&
    templatedFields(judged.resource.nodeAt(path)).length === 0;
  const tooMany = maximum !== undefined && count > maximum;
  if (!tooFew && !tooMany) return undefined;
  const bounds = minimum === maximum ? 'exactly' : tooFew ? 'at least' : 'at most';
  const limit = tooFew ? minimum : maximum;
  const things = isObject(value) ? (limit === 1 ? 'field' : 'fields') : limit === 1 ? 'item' : 'items';
  const has = count === 0 ? 'it has none' : names.length > 0 ? `it has ${listNames(names)}` : `it has ${count}`;
  const choices = Object.keys(form.properties ?? {});
  const advice = tooMany
    ? `Keep ${limit === 1 ? 'one' : limit} of them.`
    : choices.length === 0
      ? ''
      : `It can be: ${listValues(choices, 10)}.`;
  const what = sentence(
    `${placeName(judged, path)} must have ${bounds} ${limit === 1 ? 'one' : limit} ${things}, and ${has}: the API server refuses it.`,
  );
  return { rule: 'wrong-count', severity: 'error', at: { path, part: 'key' }, message: `${what} ${advice}`.trimEnd() };
}
