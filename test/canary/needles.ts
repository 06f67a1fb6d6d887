/** How long a piece of a secret must be to count as found. */
const windowLength = 8;

/**
 * All pieces of a secret that must not turn up: every 8-character window of its raw text, of its text as JSON escapes it, and of its
 * base64 forms at each of the three alignments.
 */
export function needlesOf(secret: string): ReadonlySet<string> {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const bytes = Buffer.from(secret);
  const encoded = [0, 1, 2].map((skip) => bytes.subarray(skip).toString('base64').replace(/=+$/, ''));
  return new Set([secret, escaped, ...encoded].flatMap((text) => [...eachWindow(text)]));
}

/** How many of the needles a text contains. */
export function countNeedles(text: string, needles: ReadonlySet<string>): number {
  let found = 0;
  for (const window of eachWindow(text)) if (needles.has(window)) found++;
  return found;
}

/** How many of them, by what each is marked with. */
export function countMarks(text: string, needles: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const window of eachWindow(text)) {
    const mark = needles.get(window);
    if (mark !== undefined) found.set(mark, (found.get(mark) ?? 0) + 1);
  }
  return found;
}

/** The same of a heap snapshot, which is large, for secrets of letters and digits only. */
export function countInSnapshot(snapshot: string, needles: ReadonlySet<string>): number {
  let found = 0;
  for (const [run] of snapshot.matchAll(/[A-Za-z0-9+/]{8,}/g)) found += countNeedles(run, needles);
  return found;
}

function* eachWindow(text: string): Generator<string> {
  for (let i = 0; i + windowLength <= text.length; i++) yield text.slice(i, i + windowLength);
}
