/** Orders version texts such as `0.16.2` and `v2.9` by their numbers; what follows the numbers is ignored. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * The described version that stands for a wanted one: the same, else the newest before it, else the oldest. Undefined and texts
 * that are no version (`latest`) mean the newest. `available` is ascending and not empty.
 */
export function closestVersion(available: readonly string[], wanted: string | undefined): string {
  const newest = available.at(-1) ?? '';
  if (wanted === undefined || !/^v?\d/.test(wanted)) return newest;
  return available.filter((version) => compareVersions(version, wanted) <= 0).at(-1) ?? available[0] ?? newest;
}

function numbersOf(version: string): readonly number[] {
  return version
    .replace(/^v/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10) || 0);
}
