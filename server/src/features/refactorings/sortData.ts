import { judgedSpecPath } from '../../model/externalSecret.ts';
import { writtenText } from '../../model/known.ts';
import { endOfLine } from '../../syntax/text.ts';
import { partsOf } from './edits.ts';
import { closedList, hasCommentAbove, isAnchored, isWoven, type Refactoring } from './refactoring.ts';

/**
 * Sorts the entries of `data` by their `secretKey`. Comments behind an entry go with it; where some stand between entries, or blank lines
 * make groups, the order means something and nothing is offered.
 */
export const sortData: Refactoring = (place) => {
  const { document, l10n, path, resource } = place;
  const spec = judgedSpecPath(resource);
  const list = spec && [...spec, 'data'];
  if (list === undefined || list.some((segment, i) => path[i] !== segment) || isAnchored(place, list)) return [];
  const { text, comments } = document.parsed;
  const data = closedList(resource, list);
  const parts = data && partsOf(text, data);
  if (data === undefined || parts === undefined) return [];
  const rows = parts.map(({ start, end }, i) => ({
    key: writtenText(resource, [...list, i, 'secretKey']),
    start,
    // In block style what stands behind the entry on its line belongs to it.
    end: data.flow ? end : endOfLine(text, end),
  }));
  const keys = rows.map(({ key }) => key);
  if (keys.includes(undefined) || new Set(keys).size < keys.length) return [];
  const gaps = rows.slice(1).map(({ start }, i) => text.slice(rows[i]?.end, start));
  if (new Set(gaps).size > 1 || gaps.some((gap) => !/^[\s,]*$/.test(gap))) return [];
  const first = rows[0];
  const isInside = (offset: number) => rows.some(({ start, end }) => offset >= start && offset < end);
  if (first === undefined || hasCommentAbove(document, first.start)) return [];
  if (rows.some(({ start, end }) => isWoven(text.slice(start, end)))) return [];
  if (comments.some(({ offset }) => data.range.start <= offset && offset < data.range.end && !isInside(offset))) return [];
  const sorted = [...rows].sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
  const spans = rows.flatMap(({ start, end }, i) => {
    const put = sorted[i];
    return put === undefined || put.start === start ? [] : [{ start, end, newText: text.slice(put.start, put.end) }];
  });
  return spans.length === 0 ? [] : [{ title: l10n.t('Sort data by secretKey'), kind: 'refactor.rewrite.sort', plan: { spans } }];
};
