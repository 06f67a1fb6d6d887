import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Bytes. What is rendered, and what is linted, may be larger. */
export const largestSource = 64 * 1024 * 1024;

/**
 * The text of a plain file that others may have made; undefined where it is a pipe, a device, larger than so many bytes, or not to be
 * read. Waits for nobody to write to it, and reads no more than it may, whatever its size is said to be.
 */
export async function readPlainFile(path: string, largest: number): Promise<string | undefined> {
  try {
    // A pipe without this would be waited for, and would keep a thread of the process.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const about = await file.stat();
      if (!about.isFile() || about.size > largest) return undefined;
      const parts: Buffer[] = [];
      let size = 0;
      for await (const part of file.createReadStream({ autoClose: false, end: largest })) {
        parts.push(part);
        size += part.length;
      }
      return size > largest ? undefined : Buffer.concat(parts).toString('utf8');
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
