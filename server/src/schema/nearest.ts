import leven from 'leven';

/** Characters; nobody means a name by more. */
const longestWord = 256;

/**
 * The candidate that a misspelt word most likely means, or undefined where none is near. Case, `-` and `_` count for nothing, the
 * same letters in another order are one slip; one slip per three letters is allowed, at most three. Of equally near ones the
 * first wins.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined;
  const plain = plainOf(word);
  let best: string | undefined;
  let bestDistance = Math.min(3, Math.floor(plain.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = slips(plain, plainOf(candidate), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function slips(word: string, candidate: string, limit: number): number {
  if (word === candidate) return 0;
  const isReordered = word.length === candidate.length && lettersOf(word) === lettersOf(candidate);
  return isReordered ? 1 : leven(word, candidate, { maxDistance: limit });
}

function lettersOf(word: string): string {
  return [...word].sort().join('');
}

function plainOf(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '');
}
