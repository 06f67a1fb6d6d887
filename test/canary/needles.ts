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
  return new Set([secret, escaped, ...encoded].flatMap(windowsOf));
}

/** How many of the needles a text contains. */
export function countNeedles(text: string, needles: ReadonlySet<string>): number {
  let found = 0;
  for (let i = 0; i + windowLength <= text.length; i++) {
    if (needles.has(text.slice(i, i + windowLength))) found++;
  }
  return found;
}

/** The same of a heap snapshot, which is large, for secrets of letters and digits only. */
export function countInSnapshot(snapshot: string, needles: ReadonlySet<string>): number {
  let found = 0;
  for (const [run] of snapshot.matchAll(/[A-Za-z0-9+/]{8,}/g)) found += countNeedles(run, needles);
  return found;
}

function windowsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - windowLength + 1) }, (_, i) => text.slice(i, i + windowLength));
}
