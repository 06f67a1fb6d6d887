import leven from 'leven';

/**
 * The candidate that a misspelt word most likely means, or undefined where none is near. Case, `-` and `_` count for nothing;
 * otherwise one slip per three letters is allowed, at most three. Of equally near ones the first wins.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const plain = plainOf(word);
  let best: string | undefined;
  let bestDistance = Math.min(3, Math.floor(plain.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = leven(plain, plainOf(candidate), { maxDistance: bestDistance });
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function plainOf(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '');
}
