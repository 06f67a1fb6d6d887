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
  if (wanted !== undefined && available.includes(wanted)) return wanted;
  const newest = available.at(-1) ?? '';
  if (wanted === undefined || !/^v?\d/.test(wanted)) return newest;
  return available.filter((version) => compareVersions(version, wanted) <= 0).at(-1) ?? available[0] ?? newest;
}

/**
 * By which of the described versions a wanted one is to be judged: itself; or both its neighbours, for what only one of them refuses
 * may be right; or the newest, where it is newer than all (`isNewer`), so that what is unknown may simply be new. Patch releases
 * count as their minor.
 */
export function judgedBy(
  available: readonly string[],
  wanted: string | undefined,
): { readonly versions: readonly string[]; readonly isNewer: boolean } {
  if (wanted !== undefined && available.includes(wanted)) return { versions: [wanted], isNewer: false };
  const below = closestVersion(available, wanted);
  const above = available[available.indexOf(below) + 1];
  const isSame = wanted === undefined || !/^v?\d/.test(wanted) || compareMinors(below, wanted) === 0;
  if (isSame || compareMinors(below, wanted) > 0) return { versions: [below], isNewer: false };
  return above === undefined ? { versions: [below], isNewer: true } : { versions: [below, above], isNewer: false };
}

/** Orders version texts by their first two numbers. */
export function compareMinors(a: string, b: string): number {
  const minor = (version: string) => numbersOf(version).slice(0, 2).join('.');
  return compareVersions(minor(a), minor(b));
}

function numbersOf(version: string): readonly number[] {
  return version
    .replace(/^v/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10) || 0);
}
