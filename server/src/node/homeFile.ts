import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from './proxy.ts';

/** Bytes. A login kept in a file has at most some thousand. */
const largest = 64 * 1024;

/**
 * Reads a small file of the user's own: absolute, or below the home directory as `~/…`. Undefined where there is none, or where it is
 * too large, no plain file, or not to be read.
 */
export async function readHomeFile(path: string, env: Environment): Promise<string | undefined> {
  const full = path.startsWith('~/') ? join(env['HOME'] || env['USERPROFILE'] || homedir(), path.slice(2)) : path;
  if (!isAbsolute(full)) return undefined;
  try {
    const about = await stat(full);
    return about.isFile() && about.size <= largest ? await readFile(full, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
