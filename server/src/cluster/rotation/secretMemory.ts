import type { Clock } from '../../host.ts';
import type { ClusterConnection, ObjectMetadata, SecretDigest, SecretKeyDigest } from '../clusterClient.ts';
import { dataHashAnnotation } from '../eso.ts';
import { text } from './json.ts';
import { lastDataWrite } from './managedFields.ts';

/** When something changed: not before `after`, and not later than `before`; epoch milliseconds. */
export interface ChangeSpan {
  readonly after: number;
  readonly before: number;
}

/** What this process has seen of the data of one Secret: no values, and nothing that tells one. */
export interface SecretRecord {
  /** The `data-hash` annotation; undefined where the Secret has none. */
  readonly hash: string | undefined;
  /** When the Secret was first looked at. */
  readonly since: number;
  /** When its data had last been written by then; undefined where that is not known. */
  readonly writtenBefore: number | undefined;
  /** The last change that was seen, with its keys where they are known. */
  readonly lastChange: { readonly keys: readonly string[] | undefined; readonly span: ChangeSpan } | undefined;
  /** The last change of every key of which one was seen. */
  readonly keyChanges: ReadonlyMap<string, ChangeSpan>;
  /** The last change of which the keys are not known. */
  readonly blindChange: ChangeSpan | undefined;
}

/** Remembers what Secrets looked like, in memory only, for the 100 that were looked at last. */
export interface SecretMemory {
  /** Takes a Secret's metadata in: tells from the hash whether the data have changed since the last look. */
  observe(connection: ClusterConnection, metadata: ObjectMetadata): SecretRecord;
  /** Takes a Secret's digest in: tells which keys have changed since the digest before it. */
  keep(connection: ClusterConnection, digest: SecretDigest): SecretRecord;
  /** Whether a digest of the Secret is there to compare with. */
  hasDigest(connection: ClusterConnection, namespace: string, name: string): boolean;
}

interface Entry extends SecretRecord {
  readonly digest: KeptDigest | undefined;
  /** When the hash was last seen as it is. */
  readonly seen: number;
}

interface KeptDigest {
  readonly keys: readonly SecretKeyDigest[];
  readonly hash: string | undefined;
  /** When the data were last known to be these. */
  readonly seen: number;
  /** The blind change from before the first digest: no later digest explains that one. */
  readonly blind: ChangeSpan | undefined;
}

const capacity = 100;

/** A memory that lasts as long as the server. The clock tells when something was looked at. */
export function createSecretMemory(clock: Clock): SecretMemory {
  const entries = new Map<string, Entry>();

  function put(connection: ClusterConnection, metadata: ObjectMetadata, keys: readonly SecretKeyDigest[] | undefined): Entry {
    const id = idOf(connection, text(metadata, 'namespace') ?? '', metadata.name);
    const before = entries.get(id);
    const now = clock.now();
    const seen = before === undefined ? firstSight(metadata, now) : hashSeen(before, metadata, now);
    const entry = keys === undefined ? seen : digestSeen(seen, metadata, keys, now);
    // Taken out and put in again: the order of a map is that of insertion, so its first entry is the one longest unused.
    entries.delete(id);
    entries.set(id, entry);
    const [oldest] = entries.keys();
    if (entries.size > capacity && oldest !== undefined) entries.delete(oldest);
    return entry;
  }

  return {
    observe: (connection, metadata) => put(connection, metadata, undefined),
    keep: (connection, { metadata, keys }) => put(connection, metadata, keys),
    hasDigest: (connection, namespace, name) => entries.get(idOf(connection, namespace, name))?.digest !== undefined,
  };
}

/** A context may be given another cluster while this runs, so both count. */
function idOf({ context }: ClusterConnection, namespace: string, name: string): string {
  return JSON.stringify([context.name, context.server, namespace, name]);
}

function firstSight(metadata: ObjectMetadata, now: number): Entry {
  return {
    hash: hashOf(metadata),
    since: now,
    seen: now,
    writtenBefore: lastDataWrite(metadata),
    lastChange: undefined,
    keyChanges: new Map(),
    blindChange: undefined,
    digest: undefined,
  };
}

function hashSeen(entry: Entry, metadata: ObjectMetadata, now: number): Entry {
  const hash = hashOf(metadata);
  if (hash === entry.hash) {
    const { digest } = entry;
    const confirmed = digest !== undefined && hash !== undefined && digest.hash === hash;
    return { ...entry, seen: now, digest: confirmed ? { ...digest, seen: now } : digest };
  }
  const span = spanOf(entry.seen, metadata, now);
  return { ...entry, hash, seen: now, lastChange: { keys: undefined, span }, blindChange: span };
}

/** The digest before, where there is one, explains every change since then. */
function digestSeen(entry: Entry, metadata: ObjectMetadata, keys: readonly SecretKeyDigest[], now: number): Entry {
  const { digest: before } = entry;
  const blind = before === undefined ? entry.blindChange : before.blind;
  const next: Entry = { ...entry, blindChange: blind, digest: { keys, hash: entry.hash, seen: now, blind } };
  const changed = before === undefined ? [] : changedKeys(before.keys, keys);
  if (before === undefined || changed.length === 0) return next;
  // A change that the hash told of first was dated then.
  const end = before.hash === entry.hash ? undefined : entry.lastChange?.span.before;
  const span = end === undefined ? spanOf(before.seen, metadata, now) : { after: Math.min(before.seen, end), before: end };
  const keyChanges = new Map([...entry.keyChanges, ...changed.map((key): [string, ChangeSpan] => [key, span])]);
  return { ...next, keyChanges, lastChange: { keys: changed, span } };
}

/** Names of keys that are new, gone or of another value, sorted. */
function changedKeys(before: readonly SecretKeyDigest[], now: readonly SecretKeyDigest[]): readonly string[] {
  const [old, current] = [before, now].map((keys) => new Map(keys.map(({ name, digest }) => [name, digest])));
  const all = new Set([...(old?.keys() ?? []), ...(current?.keys() ?? [])]);
  return [...all].filter((name) => old?.get(name) !== current?.get(name)).sort();
}

/** The API server's own time of the write is the better one; this machine's clock may be off. */
function spanOf(seenBefore: number, metadata: ObjectMetadata, now: number): ChangeSpan {
  const before = lastDataWrite(metadata) ?? now;
  return { after: Math.min(seenBefore, before), before };
}

function hashOf(metadata: ObjectMetadata): string | undefined {
  return text(metadata, 'annotations', dataHashAnnotation);
}
