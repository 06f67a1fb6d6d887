import { longestWords, type Query, rank } from './ranking.ts';
import { blockSize, type Segment } from './segment.ts';
import { beginsWord, bitOf, foldedUnit, kindOf, separator } from './units.ts';

/** The bits of all letters: what nothing has. */
const everything = -1;

/**
 * Walks over all names of a segment and tells those that what is typed may mean, in order, with their ranks: `word` (also for those
 * that begin with it), `inside`, `words` and `letters`. Where more than `longestWords` letters are typed, the first three ranks are
 * those for so many letters only.
 *
 * Names stand in order, so the walk goes through a tree: what was found out about the beginning that a name shares with the one
 * before is still there; and the end of a name, which no other shares, is looked at only where all letters that are missing are in it.
 *
 * @param found says whether to go on
 * @returns how many names were walked over
 */
export function walk(segment: Segment, query: Query, found: (index: number, rank: number) => boolean): number {
  const { size, units, starts, shared, letters, longest, branchEnds, branchLetters } = segment;
  const text = query.units;
  const wanted = Math.min(text.length, longestWords);
  const signs = signsByUnit(text.subarray(0, wanted));
  const missing = missingLetters(text.subarray(0, wanted));
  const missingOfAll = missingLetters(text);
  const top = 1 << wanted;
  // By depth in the tree: bit n says that n letters are found, running on here from a word's beginning (`fromWord`), from anywhere
  // (`inside`), from the last word that was begun (`running`), or standing anywhere before (`reached`).
  const fromWord = new Int32Array(longest + 1);
  const inside = new Int32Array(longest + 1);
  const running = new Int32Array(longest + 1);
  const reached = new Int32Array(longest + 1).fill(1);
  const inOrder = new Uint32Array(longest + 1);
  const ranks = new Uint8Array(longest + 1).fill(rank.none);
  // What the rest of a name must have for a better rank: by what stands in one piece, or else.
  const needsPiece = new Int32Array(longest + 1).fill(missing[0] as number);
  const needsElse = new Int32Array(longest + 1).fill(missingOfAll[0] as number);
  const kinds = new Uint8Array(longest + 1).fill(separator);
  /** The depth from which on everything has the best rank. */
  let whole = Number.POSITIVE_INFINITY;
  for (let i = 0; i < size; i++) {
    const from = shared[i] as number;
    if (from >= whole) {
      if (!found(i, rank.word)) return i + 1;
      continue;
    }
    whole = Number.POSITIVE_INFINITY;
    let best = ranks[from] as number;
    const branchEnd = branchEnds[i] as number;
    if (branchEnd > 0) {
      const allLack = ~(branchLetters[i] as number);
      if (((needsPiece[from] as number) & allLack) !== 0 && ((needsElse[from] as number) & allLack) !== 0) {
        if (best < rank.none) for (; i < branchEnd; i++) if (!found(i, best)) return i + 1;
        i = branchEnd - 1;
        continue;
      }
    }
    const next = i + 1 < size ? (shared[i + 1] as number) : 0;
    const lacks = ~(letters[i] as number);
    const isWanted = ((needsPiece[from] as number) & lacks) === 0 || ((needsElse[from] as number) & lacks) === 0;
    if (!isWanted && next <= from) {
      if (best < rank.none && !found(i, best)) return i + 1;
      continue;
    }
    let w = fromWord[from] as number;
    let c = inside[from] as number;
    let r = running[from] as number;
    let o = reached[from] as number;
    let j = inOrder[from] as number;
    let k = kinds[from] as number;
    const start = starts[i] as number;
    const base = i % blockSize === 0 ? start : start - from;
    const to = isWanted ? (starts[i + 1] as number) - base : next;
    for (let d = from; d < to; d++) {
      const unit = units[base + d] as number;
      const sign = signs(unit);
      const kind = sign & 3;
      const bits = sign >>> 2;
      if (beginsWord(kind, k)) {
        w = ((w | 1) << 1) & bits;
        r = ((r | o) << 1) & bits;
        if (j < text.length && foldedUnit(unit) === text[j]) j++;
      } else {
        w = (w << 1) & bits;
        r = (r << 1) & bits;
        if (j > 0 && j < text.length && foldedUnit(unit) === text[j]) j++;
      }
      c = ((c | 1) << 1) & bits;
      o |= r;
      k = kind;
      if ((w & top) !== 0) {
        best = rank.word;
        whole = d + 1;
        break;
      }
      if ((c & top) !== 0) best = rank.inside;
      else if ((r & top) !== 0) best = Math.min(best, rank.words);
      else if (j === text.length) best = Math.min(best, rank.letters);
      if (d >= next) continue;
      fromWord[d + 1] = w;
      inside[d + 1] = c;
      running[d + 1] = r;
      reached[d + 1] = o;
      inOrder[d + 1] = j;
      ranks[d + 1] = best;
      kinds[d + 1] = k;
      const piece = best > rank.inside ? c : w;
      needsPiece[d + 1] = missing[piece === 0 ? 0 : 31 - Math.clz32(piece)] as number;
      needsElse[d + 1] =
        best > rank.letters
          ? (missingOfAll[j] as number)
          : best > rank.words
            ? (missing[31 - Math.clz32(o)] as number)
            : everything;
    }
    if (best < rank.none && !found(i, best)) return i + 1;
  }
  return size;
}

/** For each unit its kind, in the lowest two bits, and above them bit n where it is letter n (from 1). */
function signsByUnit(query: Uint16Array): (unit: number) => number {
  const bits = new Map<number, number>();
  query.forEach((letter, n) => void bits.set(letter, (bits.get(letter) ?? 0) | (1 << (n + 3))));
  const low = Int32Array.from({ length: 256 }, (_, unit) => (bits.get(foldedUnit(unit)) ?? 0) | kindOf(unit));
  return (unit) => (unit < 256 ? (low[unit] as number) : (bits.get(unit) ?? 0));
}

/** For each number of letters found the bits (`bitOf`) of those that are not. */
function missingLetters(query: Uint16Array): Int32Array {
  const missing = new Int32Array(query.length + 1);
  for (let n = query.length - 1; n >= 0; n--) missing[n] = (missing[n + 1] as number) | bitOf(query[n] as number);
  return missing;
}
