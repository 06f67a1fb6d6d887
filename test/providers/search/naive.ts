/** What the packed index is compared with: the same rules, written down as plainly as can be, looking at every name. */

const partsWords = /[_\-. /\\'":$<>()[\]{}]/;

function folded(text: string): string {
  return text.replace(/[A-Z\xc0-\xd6\xd8-\xde]/g, (letter) => letter.toLowerCase());
}

function isCapital(letter: string): boolean {
  return folded(letter) !== letter;
}

/** Whether a word of the name begins at a place. */
function wordBegins(name: string, at: number): boolean {
  const [letter = '', before = '/'] = [name[at], name[at - 1]];
  if (at === 0 || partsWords.test(before)) return true;
  return partsWords.test(letter) || (isCapital(letter) && !isCapital(before));
}

/** 0 the same, 1 begins so, 2 from a word on, 3 anywhere, 4 beginnings of words, 5 the letters in order, 6 not at all. */
export function naiveRank(name: string, typed: string): number {
  const [text, wanted] = [folded(name), folded(typed)];
  if (text === wanted) return 0;
  if (text.startsWith(wanted)) return 1;
  const all = Array.from(text.split(''), (_, at) => at);
  const places = all.filter((at) => text.startsWith(wanted, at));
  if (places.some((at) => wordBegins(name, at))) return 2;
  if (places.length > 0) return 3;
  const byWords = (at: number, rest: string, running: boolean): boolean =>
    rest === '' ||
    (at < text.length &&
      ((text[at] === rest[0] && (running || wordBegins(name, at)) && byWords(at + 1, rest.slice(1), true)) ||
        byWords(at + 1, rest, false)));
  if (wanted.length <= 28 && byWords(0, wanted, false)) return 4;
  const inOrder = (at: number, rest: string): boolean =>
    rest === '' || (text.indexOf(rest[0] ?? '', at) >= 0 && inOrder(text.indexOf(rest[0] ?? '', at) + 1, rest.slice(1)));
  const starts = all.filter((at) => text[at] === wanted[0] && wordBegins(name, at));
  return starts.some((at) => inOrder(at + 1, wanted.slice(1))) ? 5 : 6;
}

/** By letters, then by length, then by capitals. */
export function naiveOrder(a: string, b: string): number {
  const [x, y] = [folded(a), folded(b)];
  return x === y ? (a < b ? -1 : a > b ? 1 : 0) : x < y ? -1 : 1;
}

/** All names that match, the best first. */
export function naiveSearch(names: readonly string[], typed: string): readonly string[] {
  const ordered = [...new Set(names)].sort(naiveOrder);
  if (typed === '') return ordered;
  const ranked = ordered.map((name) => ({ name, rank: naiveRank(name, typed) })).filter(({ rank }) => rank < 6);
  return ranked.sort((a, b) => a.rank - b.rank).map(({ name }) => name);
}

/** Folders right below what is typed with more than one name. */
export function naiveFolders(names: readonly string[], typed: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of new Set(names)) {
    const slash = folded(name).startsWith(folded(typed)) ? name.indexOf('/', Math.max(typed.length, 1)) : -1;
    if (slash < 0 || slash === name.length - 1) continue;
    const folder = name.slice(0, slash + 1);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return new Map([...counts].filter(([folder, count]) => count > 1 && folder !== typed));
}
