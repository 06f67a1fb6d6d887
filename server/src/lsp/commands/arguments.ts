import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type {
  ConvertAnswers,
  ConvertLayout,
  ConvertTarget,
  KeyTarget,
  ManifestTarget,
  ResourceAddress,
  RestartTarget,
  StoreAddress,
  SyncTarget,
  TerminalShell,
  TextPlace,
} from '../../protocol.ts';
import { asRecord } from '../settings.ts';

/*
 * Arguments come from any other extension: only names and places are taken from them, and only when they are that. None of them can
 * mean that something is confirmed.
 */

/** A store's address, or undefined where the value is none. */
export function readStoreAddress(value: unknown): StoreAddress | undefined {
  const address = readResourceAddress(value);
  if (address?.kind !== 'SecretStore' && address?.kind !== 'ClusterSecretStore') return undefined;
  const { uri } = asRecord(value);
  return { ...address, kind: address.kind, ...(isName(uri) ? { uri } : {}) };
}

/** An object's address, or undefined where the value is none. */
export function readResourceAddress(value: unknown): ResourceAddress | undefined {
  const { kind, name, namespace } = asRecord(value);
  if (!isName(kind) || !isName(name)) return undefined;
  return { kind, name, ...(isName(namespace) ? { namespace } : {}) };
}

/** Files, or a part of one; a place stands for its file. Undefined where the value names none. */
export function readManifestTarget(value: unknown): ManifestTarget | undefined {
  const { uris, range } = asRecord(value);
  if (!Array.isArray(uris) || uris.length === 0) {
    const place = readPlace(value);
    return place && { uris: [place.uri] };
  }
  const named = uris.filter((uri) => typeof uri === 'string');
  const [start, end] = [readPosition(asRecord(range)['start']), readPosition(asRecord(range)['end'])];
  return { uris: named, ...(start !== undefined && end !== undefined ? { range: { start, end } } : {}) };
}

/** A place in a manifest; undefined where the value names none. */
export function readPlace(value: unknown): (TextPlace & { readonly uri: string }) | undefined {
  const { uri } = asRecord(value);
  const position = readPosition(value);
  return typeof uri === 'string' && position !== undefined ? { uri, ...position } : undefined;
}

/** The entry of a manifest that fetches a key; undefined where the value names no place. */
export function readKeyTarget(value: unknown): KeyTarget | undefined {
  const place = readPlace(value);
  const known = shells.find((each) => each === asRecord(value)['shell']);
  return place && { ...place, ...(known === undefined ? {} : { shell: known }) };
}

/** What to convert, and how; undefined where the value names no file. */
export function readConvertTarget(value: unknown): ConvertTarget | undefined {
  const { uri, answers } = asRecord(value);
  if (typeof uri !== 'string') return undefined;
  return { uri, ...readPosition(value), ...(answers === undefined ? {} : { answers: readAnswers(asRecord(answers)) }) };
}

const layouts: readonly ConvertLayout[] = ['properties', 'keys', 'extract'];

function readAnswers({ store, layout, key, keys, name }: Readonly<Record<string, unknown>>): ConvertAnswers {
  const known = layouts.find((each) => each === layout);
  const address = readStoreAddress(store);
  return {
    ...(store === null ? { store } : address === undefined ? {} : { store: address }),
    ...(known === undefined ? {} : { layout: known }),
    ...(isName(key) ? { key } : {}),
    ...(Array.isArray(keys) ? { keys: keys.filter(isName) } : {}),
    ...(isName(name) ? { name } : {}),
  };
}

const shells: readonly TerminalShell[] = ['posix', 'git-bash', 'other'];

/** What to force-sync; a place stands for its file. Undefined where the value does not say it in exactly one way. */
export function readSyncTarget(value: unknown): SyncTarget | undefined {
  const { resources, manifests, store, failing } = asRecord(value);
  const given: SyncTarget[] = [];
  if (Array.isArray(resources)) given.push({ resources: addresses(resources) });
  const files = readManifestTarget(manifests);
  if (files !== undefined) given.push({ manifests: files });
  const of = readStoreAddress(store);
  if (of !== undefined) given.push({ store: of });
  if (failing === true) given.push({ failing });
  const file = given.length === 0 ? readManifestTarget(value) : undefined;
  if (file !== undefined) given.push({ manifests: file });
  return given.length === 1 ? given[0] : undefined;
}

/** Workloads to restart; undefined where the value names none. */
export function readRestartTarget(value: unknown): RestartTarget | undefined {
  const { secret, workloads } = asRecord(value);
  const read = readResourceAddress(secret);
  return read !== undefined && Array.isArray(workloads) ? { secret: read, workloads: addresses(workloads) } : undefined;
}

/** Which context to connect to. */
export function readConnectOptions(value: unknown): { readonly context?: string; readonly quiet?: boolean } {
  const { context, quiet } = asRecord(value);
  return { ...(isName(context) ? { context } : {}), ...(quiet === true ? { quiet } : {}) };
}

/** The argument, where it could be read; otherwise the request fails with what is wanted. */
export function required<T>(argument: T | undefined, wanted: string): T {
  if (argument === undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, `The command needs ${wanted}.`);
  return argument;
}

function addresses(values: readonly unknown[]): readonly ResourceAddress[] {
  return values.map(readResourceAddress).filter((address) => address !== undefined);
}

function readPosition(value: unknown): TextPlace | undefined {
  const { line, character } = asRecord(value);
  return isCount(line) && isCount(character) ? { line, character } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1000;
}
