import { chmod, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type FoundInFile, preferredEdits, preferredFix } from '../features/codeActions.ts';
import { english } from '../localisation.ts';
import { plainText } from '../model/plainText.ts';
import { below } from './globs.ts';
import { type Judge, readSource, type Source } from './judge.ts';

/** One finding that was mended. */
export interface Fixed {
  /** From 0, in the text as it was when the fix was made. */
  readonly line: number;
  readonly rule: string;
  /** What was done: `Change to "Owner"`. */
  readonly title: string;
}

/** A fix may bring something else to light, which is fixed in the next round; fixes that undo each other must come to an end. */
const mostRounds = 10;

/** Makes the preferred fixes of a source until there are none left, and takes the outcome among what the others are judged by. */
export async function fixSource(
  source: Source,
  judge: Judge,
): Promise<{ readonly source: Source; readonly found: readonly FoundInFile[]; readonly fixed: readonly Fixed[] }> {
  const fixed: Fixed[] = [];
  let current = source;
  for (let round = 0; ; round++) {
    const found = await judge.judge(current);
    const document = TextDocument.create(current.place, 'yaml', 0, current.text);
    const made = preferredEdits(found, document);
    const text = TextDocument.applyEdits(document, made.edits);
    if (text === current.text || round === mostRounds) return { source: current, found, fixed };
    fixed.push(...made.fixed.map((one) => fixedOf(one, document)));
    current = readSource(current.file, current.place, text);
    judge.take(current.place, current.manifest);
  }
}

function fixedOf({ placed, manifest }: FoundInFile, document: TextDocument): Fixed {
  const title = preferredFix(placed)?.title;
  const { line } = document.positionAt(manifest.start + placed.range.start);
  return { line, rule: placed.finding.rule, title: plainText(title === undefined ? '' : english.of(title), 300) };
}

/**
 * Puts a fixed text in the place of the one that was read, at once or not at all. The file keeps its mode; where it is reached by a
 * symbolic link, the link stays.
 *
 * @param place the file, absolute
 * @param before what it must still hold, byte for byte
 * @param folder the working directory, absolute: no link in it leads a write out of it
 * @returns why it was not written; undefined where it was
 */
export async function writeFixed(place: string, before: string, after: string, folder: string): Promise<string | undefined> {
  try {
    const real = await realpath(place);
    const home = await realpath(below(folder, place) === undefined ? dirname(place) : folder);
    if (below(home, real) === undefined) return 'it is a link to another folder';
    const held = await readFile(real);
    if (held.compare(Buffer.from(before)) !== 0) return 'it is not UTF-8, or has changed meanwhile';
    const { mode } = await stat(real);
    const draft = join(dirname(real), `.${crypto.randomUUID()}.tmp`);
    try {
      await writeFile(draft, after, { flag: 'wx', mode });
      await chmod(draft, mode);
      await rename(draft, real);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown error';
  }
}
