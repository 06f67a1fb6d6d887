import { goQuote } from '../goText.ts';
import { joined, knownText, literal, mapped, type Part } from './parts.ts';
import { putOut, type Value } from './value.ts';

/** Go's `Sprintf` with `%s`, `%v`, `%d`, `%q` and `%%`; undefined for other verbs, and where verbs and values do not fit. */
export function format(pattern: string, given: readonly Value[]): readonly Part[] | undefined {
  const pieces: (readonly Part[])[] = [];
  const values = [...given];
  for (const [piece] of pattern.matchAll(/%[\s\S]?|[^%]+/g)) {
    if (!piece.startsWith('%')) pieces.push(literal(piece));
    else if (piece === '%%') pieces.push(literal('%'));
    else {
      const value = values.shift();
      const parts = value && formatted(piece, value);
      if (parts === undefined) return undefined;
      pieces.push(parts);
    }
  }
  return values.length > 0 ? undefined : joined(pieces);
}

function formatted(verb: string, value: Value): readonly Part[] | undefined {
  if (verb === '%v') return putOut(value);
  if (verb === '%d') return value.type === 'number' && Number.isInteger(value.value) ? putOut(value) : undefined;
  if (value.type !== 'text') return undefined;
  if (verb === '%s') return value.parts;
  if (verb !== '%q') return undefined;
  const text = knownText(value.parts);
  if (text !== undefined) return literal(goQuote(text));
  const inner = mapped(
    value.parts,
    (each) => goQuote(each).slice(1, -1),
    (standsFor) => standsFor,
  );
  return joined([literal('"'), inner, literal('"')]);
}
