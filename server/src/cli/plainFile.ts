import { closeSync, constants, fstatSync, open, read } from 'node:fs';
import { promisify } from 'node:util';

/** Bytes. What is rendered, and what is linted, may be larger. */
export const largestSource = 64 * 1024 * 1024;

/** These two may wait for a disk. Each way to another thread and back takes longer than to read a manifest that is at hand. */
const opened = promisify(open);
const filled = promisify(read);

/**
 * The text of a plain file that others may have made; undefined where it is a pipe, a device, larger than so many bytes, or not to be
 * read. Waits for nobody to write to it, and reads no more than it may, whatever its size is said to be.
 */
export async function readPlainFile(path: string, largest: number): Promise<string | undefined> {
  try {
    // A pipe without this would be waited for, and would keep a thread of the process.
    const file = await opened(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const about = fstatSync(file);
      return about.isFile() && about.size <= largest ? await textOf(file, about.size, largest) : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Not by a stream: each makes 64 KB for every read, and what thousands of files leave of that takes longer than reading them. */
async function textOf(file: number, likely: number, largest: number): Promise<string | undefined> {
  // One more, by which the end shows.
  let bytes = Buffer.allocUnsafe(likely + 1);
  let size = 0;
  for (;;) {
    const { bytesRead } = await filled(file, bytes, size, bytes.length - size, null);
    size += bytesRead;
    if (size > largest) return undefined;
    if (bytesRead === 0 || size === likely) return bytes.toString('utf8', 0, size);
    if (size === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * size, largest) + 1);
  }
}
