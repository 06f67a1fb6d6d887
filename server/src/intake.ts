import type { Documents, OpenDocument } from './documents.ts';
import type { Clock } from './host.ts';
import type { WorkspaceIndex } from './model/workspaceIndex.ts';
import type { ManifestDocument, ManifestFile } from './syntax/manifest.ts';
import { changedDocuments } from './syntax/parse.ts';
import { createTurns } from './turns.ts';

/** Takes open documents into the index: at once where little of them is new, else in turns, so that requests are answered meanwhile. */
export interface Intake {
  take(document: OpenDocument): void;
  /** Whether something of a document waits to be taken in. */
  waits(uri: string): boolean;
  /** Takes in what waits of a document; resolves when its newest text is in the index. */
  settled(uri: string): Promise<void>;
  /** Takes in all that waits, now. */
  finish(): void;
}

/** What the intake works with. */
export interface IntakeOptions {
  readonly documents: Documents;
  readonly index: WorkspaceIndex;
  readonly clock: Clock;
  /** Takes a file into the index. */
  readonly reindex: (uri: string, file: ManifestFile) => void;
}

/** How many characters of a file may be new without anybody noticing that they are read. */
const mostAtOnce = 64 * 1024;

/** Nothing waits. */
export function createIntake({ documents, index, clock, reindex }: IntakeOptions): Intake {
  const waiting = new Set<string>();
  const running = new Map<string, Promise<void>>();

  function takeNow(uri: string): void {
    waiting.delete(uri);
    const document = documents.get(uri);
    if (document !== undefined) reindex(uri, document.file);
  }

  async function takeInTurns(uri: string): Promise<void> {
    const turnOver = createTurns(clock);
    for (let document = documents.get(uri); document !== undefined && waiting.has(uri); document = documents.get(uri)) {
      for (const { parsed } of document.file.documents) {
        index.prepare(uri, parsed);
        const next = turnOver();
        if (next !== undefined) await next;
        if (documents.get(uri) !== document) break;
      }
      // Otherwise it has been edited meanwhile, and what did not change of it is prepared already.
      if (documents.get(uri) === document && waiting.has(uri)) takeNow(uri);
    }
    waiting.delete(uri);
  }

  return {
    take({ uri, file }) {
      if (waiting.has(uri)) return;
      const { come } = changedDocuments(index.file(uri)?.documents ?? [], file.documents);
      if (unread(come) <= mostAtOnce) reindex(uri, file);
      else waiting.add(uri);
    },
    waits: (uri) => waiting.has(uri),
    async settled(uri) {
      if (!waiting.has(uri)) return;
      const run = running.get(uri) ?? takeInTurns(uri).finally(() => running.delete(uri));
      running.set(uri, run);
      await run;
    },
    finish() {
      for (const uri of waiting) takeNow(uri);
    },
  };
}

/** How many characters of documents nobody has looked into yet. */
function unread(documents: readonly ManifestDocument[]): number {
  return documents.reduce((sum, { parsed }) => sum + (parsed.isRead ? 0 : parsed.text.length), 0);
}
