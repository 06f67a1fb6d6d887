import pLimit from 'p-limit';
import type { Documents } from './documents.ts';
import type { Files } from './host.ts';
import { isKustomizationFile } from './model/kustomization.ts';
import { mayUseSecrets } from './model/mentions/consumers.ts';
import type { WorkspaceIndex } from './model/workspaceIndex.ts';
import type { ManifestFile } from './syntax/manifest.ts';

/** Takes what is on disk into the index; what is open in the editor stays as it is there. */
export interface WorkspaceReader {
  /** Reads all files of the workspace, and forgets those that are gone. */
  readAll(): Promise<void>;
  /** Does so where nobody has asked for it before. */
  readOnce(): Promise<void>;
  /** Reads a file that has changed or is no longer open. */
  read(uri: string): Promise<void>;
}

/** What the reader works with. */
export interface ReaderOptions {
  readonly documents: Documents;
  readonly files: Files;
  readonly index: WorkspaceIndex;
  /** Takes a file into the index, or forgets it. */
  readonly reindex: (uri: string, file: ManifestFile | undefined) => void;
  /** Characters; for tests. */
  readonly mostConsumers?: number;
}

/**
 * Characters of files that are kept for nothing but the Secrets that their Deployments and the like name. Their YAML is not read before
 * somebody asks for such a name.
 */
const mostConsumers = 64 * 1024 * 1024;

/** How many files are read at once, so that none waits for the disk, or the client, of another. */
const filesAtOnce = 16;

/** Has read nothing yet. */
export function createWorkspaceReader({ documents, files, index, reindex, ...options }: ReaderOptions): WorkspaceReader {
  const most = options.mostConsumers ?? mostConsumers;
  const consumers = new Map<string, number>();
  let kept = 0;
  let reading: Promise<void> | undefined;

  /** Whether a text is kept although nothing in it is ESO's. Of what is beyond the bound no uses are known. */
  function isKeptConsumer(uri: string, text: string): boolean {
    kept -= consumers.get(uri) ?? 0;
    consumers.delete(uri);
    if (!mayUseSecrets(text) || kept + text.length > most) return false;
    consumers.set(uri, text.length);
    kept += text.length;
    return true;
  }

  async function read(uri: string): Promise<void> {
    const text = await files.read(uri);
    // Opened meanwhile: the editor's text is the newer one.
    if (documents.get(uri) !== undefined) return;
    const isTelling = mayConcernEso.test(text ?? '') || isKustomizationFile(uri);
    const isKept = isKeptConsumer(uri, isTelling ? '' : (text ?? '')) || isTelling;
    reindex(uri, text !== undefined && isKept ? documents.parse(text, index.file(uri)) : undefined);
  }

  async function readListed(): Promise<void> {
    const { uris, complete } = await files.list();
    const present = new Set(uris);
    // What a folder that has left the workspace brought is forgotten.
    for (const uri of index.files()) if (documents.get(uri) === undefined && !present.has(uri)) reindex(uri, undefined);
    const limit = pLimit(filesAtOnce);
    await Promise.all(uris.filter((uri) => documents.get(uri) === undefined).map((uri) => limit(read, uri)));
    if (complete) index.markComplete();
  }

  function readAll(): Promise<void> {
    reading = readListed();
    return reading;
  }

  return { read, readAll, readOnce: () => reading ?? readAll() };
}

/** Manifests of ESO's groups, and of the kinds that it reads and writes. */
const mayConcernEso = /external-secrets\.io\/|^\s*"?kind"?:\s*["']?(?:Secret|ServiceAccount|ConfigMap)\b/m;
