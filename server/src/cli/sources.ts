import { resolve } from 'node:path';
import pLimit from 'p-limit';
import { mayBeSaid } from '../model/esoKinds.ts';
import { collectFiles, isFolder, kustomizationsAround } from './files.ts';
import { createJudge, type Judge, type Judging, readSource, type Source } from './judge.ts';
import { largestSource, readPlainFile } from './plainFile.ts';
import type { Plan } from './plan.ts';

/** What there is to judge. */
export interface Sources {
  /** Those that hold something of ESO's; of the others nothing can be found. */
  readonly sources: readonly Source[];
  /** How many files were read. */
  readonly files: number;
  /** Paths that could not be read. */
  readonly unreadable: readonly string[];
  /** A judge who has seen all files, and the kustomizations that may take them in or lay something over them. */
  readonly judge: Judge;
}

/** How many files are read at once. */
const filesAtOnce = 32;

/**
 * Reads the files that paths stand for. Of what is not ESO's no more is kept than the judge needs of it.
 *
 * @param folder what the paths are relative to; absolute
 * @param onProgress told of each file that is read
 */
export async function readSources(
  paths: readonly string[],
  { judging, isExcluded }: Plan,
  folder: string,
  onProgress: (done: number, total: number) => void,
): Promise<Sources> {
  const { files, unreadable } = await collectFiles(paths, isExcluded, folder);
  const areFolders = await Promise.all(paths.map((path) => isFolder(resolve(folder, path))));
  // Files that are named one by one may be some of many: what is in none of them may be in another.
  const judge = createJudge(judging, areFolders.every(Boolean));
  const limit = pLimit(filesAtOnce);
  const failed: string[] = [];
  let done = 0;
  const read = async (file: string): Promise<Source | undefined> => {
    const place = resolve(folder, file);
    const text = await readPlainFile(place, largestSource);
    onProgress(++done, files.length);
    if (text !== undefined) return seen(readSource(file, place, text), judge);
    failed.push(file);
    return undefined;
  };
  const sources = await Promise.all(files.map((file) => limit(read, file)));
  await seeKustomizations(
    files.map((file) => resolve(folder, file)),
    judge,
  );
  return {
    sources: sources.filter((source) => source !== undefined),
    files: files.length - failed.length,
    unreadable: [...unreadable, ...failed.sort()],
    judge,
  };
}

/** One text, such as standard input, as all that there is to judge. */
export async function textSource(source: Source, judging: Judging): Promise<Sources> {
  const judge = createJudge(judging, false);
  const own = seen(source, judge);
  await seeKustomizations([source.place], judge);
  return { sources: own === undefined ? [] : [own], files: 1, unreadable: [], judge };
}

function seen(source: Source, judge: Judge): Source | undefined {
  judge.take(source.place, source.manifest);
  return source.manifest.documents.some(({ parsed }) => mayBeSaid(parsed)) ? source : undefined;
}

async function seeKustomizations(places: readonly string[], judge: Judge): Promise<void> {
  for (const [place, manifest] of await kustomizationsAround(places)) judge.take(place, manifest);
}
