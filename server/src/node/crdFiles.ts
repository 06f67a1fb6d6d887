import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setImmediate as otherWork } from 'node:timers/promises';
import { readPlainFile } from '../cli/plainFile.ts';
import { esoDefinitions } from '../schema/crdBundle.ts';
import type { JsonObject, JsonValue } from '../syntax/node.ts';
import { yamlValues } from '../syntax/yamlValues.ts';

/** What was found where the user says that his CRDs are. */
export interface CrdFiles {
  /** ESO's CustomResourceDefinitions, as they are written. */
  readonly crds: readonly JsonObject[];
  /** What could not be read, in words: one sentence each. */
  readonly problems: readonly string[];
}

const mostBytes = 20 * 1024 * 1024;
const mostFiles = 500;
const mostFolders = 5_000;

/**
 * Reads the CRDs of a file or of a folder with all below it: YAML with any number of documents, JSON, lists. The event loop is let go
 * between documents. Never throws.
 *
 * @param place the setting's text: absolute, or below the home folder with `~/`, or below `folder`
 * @param folder of the workspace; undefined where there is none
 */
export async function readCrdFiles(place: string, folder: string | undefined): Promise<CrdFiles> {
  const path = place.startsWith('~/') ? join(homedir(), place.slice(2)) : resolve(folder ?? homedir(), place);
  const { files, problems } = await filesAt(path, place);
  const crds: JsonObject[] = [];
  let bytes = 0;
  for (const { file, size } of files) {
    bytes += size;
    if (bytes > mostBytes) {
      problems.push(`The CRDs at ${place} are larger than 20 MB; what comes after ${file} is not read.`);
      break;
    }
    const { definitions, broken } = await definitionsIn(file, size);
    for (const definition of definitions) crds.push(definition);
    if (broken > 0) problems.push(`${file} has ${broken === 1 ? 'a document' : `${broken} documents`} that cannot be read.`);
  }
  if (crds.length === 0 && problems.length === 0) problems.push(`There is no CustomResourceDefinition of ESO at ${place}.`);
  return { crds, problems };
}

interface Found {
  readonly files: readonly { readonly file: string; readonly size: number }[];
  readonly problems: string[];
}

async function filesAt(path: string, place: string): Promise<Found> {
  try {
    const found = await stat(path);
    if (found.isFile()) return { files: [{ file: path, size: found.size }], problems: [] };
    const names = await manifestsBelow(path);
    const problems =
      names.length > mostFiles ? [`${place} has more than ${mostFiles} YAML and JSON files; only the first are read.`] : [];
    const files = names.slice(0, mostFiles).map(async (file) => ({ file, size: (await stat(file)).size }));
    return { files: await Promise.all(files), problems };
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const why = isAbsent ? 'there is nothing there' : ((error as NodeJS.ErrnoException).code ?? 'unknown error');
    return { files: [], problems: [`The CRDs at ${place} cannot be read: ${why}.`] };
  }
}

/**
 * Links to elsewhere are not followed, and no more folders are entered than CRDs can lie in. One file more than are allowed at most, so
 * that the caller can say so.
 */
async function manifestsBelow(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const waiting = [folder];
  for (let at = 0; at < Math.min(waiting.length, mostFolders) && found.length <= mostFiles; at += 1) {
    const entries = (await readdir(waiting[at] as string, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(waiting[at] as string, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')) waiting.push(path);
      if (entry.isFile() && /\.(ya?ml|json)$/i.test(entry.name)) found.push(path);
    }
  }
  return found;
}

async function definitionsIn(
  file: string,
  size: number,
): Promise<{ readonly definitions: readonly JsonObject[]; readonly broken: number }> {
  const definitions: JsonObject[] = [];
  let broken = 0;
  const take = (value: JsonValue | undefined) => {
    if (value === undefined) broken++;
    else for (const definition of esoDefinitions([value])) definitions.push(definition);
  };
  try {
    // No more than was counted.
    const text = await readPlainFile(file, size);
    if (text === undefined) return { definitions, broken: 1 };
    if (/^\s*[[{]/.test(text)) take(JSON.parse(text) as JsonValue);
    else
      for (const value of yamlValues(text)) {
        take(value);
        await otherWork();
      }
  } catch {
    // No JSON, or deeper than any stack.
    broken++;
  }
  return { definitions, broken };
}
