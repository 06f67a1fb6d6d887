import { nearest } from './nearest.ts';
import { closestVersion, compareVersions } from './operatorVersion.ts';
import type { SchemaSource } from './schemaSource.ts';
import type { KindEntry, SchemaIndex } from './structure.ts';

/** An apiVersion and kind as a manifest writes them. */
export interface KindName {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What an ESO version knows of an apiVersion and kind. */
export type KindResolution =
  /** The API server answers for it. */
  | { readonly state: 'served'; readonly version: string; readonly entry: KindEntry }
  /** The CRDs describe it, but the API server would answer "no matches for kind". */
  | { readonly state: 'not-served'; readonly version: string; readonly entry: KindEntry; readonly elsewhere: Elsewhere }
  /** The CRDs of this version do not have it. `near`: what may have been meant, likeliest first. */
  | { readonly state: 'unknown'; readonly version: string; readonly near: readonly KindName[]; readonly elsewhere: Elsewhere };

/** Where else the kind is served. */
export interface Elsewhere {
  /** The apiVersions that the same ESO version serves for the kind, the storage version first. */
  readonly servedAs: readonly string[];
  /** The described ESO versions that serve the very apiVersion and kind, ascending. */
  readonly servedIn: readonly string[];
}

/**
 * Resolves an apiVersion and kind against an ESO version (`2.9.0`; any version text is taken to the closest described one).
 * Undefined only where the schemas cannot be loaded.
 */
export async function resolveKind(
  schemas: SchemaSource,
  operatorVersion: string | undefined,
  apiVersion: string,
  kind: string,
): Promise<KindResolution | undefined> {
  const index = await schemas.load(closestVersion(schemas.versions, operatorVersion));
  if (index === undefined) return undefined;
  const { version } = index;
  const entry = findKind(index, apiVersion, kind);
  if (entry?.served === true) return { state: 'served', version, entry };
  const elsewhere = await findElsewhere(schemas, index, apiVersion, kind);
  if (entry !== undefined) return { state: 'not-served', version, entry, elsewhere };
  return { state: 'unknown', version, near: nearMisses(index, apiVersion, kind), elsewhere };
}

/** A kind whose apiVersion this ESO does not answer for any more. */
export interface MovedKind {
  readonly version: string;
  readonly elsewhere: Elsewhere;
}

/**
 * Whether what cannot be resolved is an apiVersion of former days: described but not served, or served by older versions only.
 * What only newer versions have, and what never was, is none.
 */
export function movedFrom(resolution: KindResolution | undefined): MovedKind | undefined {
  if (resolution?.state === 'not-served') return resolution;
  const last = resolution?.state === 'unknown' ? resolution.elsewhere.servedIn.at(-1) : undefined;
  if (resolution?.state !== 'unknown' || last === undefined) return undefined;
  // Of CRDs that somebody brought the version may have no number: they count as the newest.
  const isFormer = !/^\d/.test(resolution.version) || compareVersions(last, resolution.version) < 0;
  return isFormer && resolution.elsewhere.servedAs.length > 0 ? resolution : undefined;
}

/** The entry of exactly that apiVersion and kind, served or not. */
export function findKind(index: SchemaIndex, apiVersion: string, kind: string): KindEntry | undefined {
  return index.kinds.find((entry) => entry.apiVersion === apiVersion && entry.kind === kind);
}

async function findElsewhere(schemas: SchemaSource, index: SchemaIndex, apiVersion: string, kind: string): Promise<Elsewhere> {
  const served = index.kinds.filter((entry) => entry.kind === kind && entry.served);
  const servedAs = served.sort((a, b) => Number(b.storage) - Number(a.storage)).map((entry) => entry.apiVersion);
  const indexes = await Promise.all(schemas.versions.map((version) => schemas.load(version)));
  const servedIn = indexes.filter((other) => other !== undefined && findKind(other, apiVersion, kind)?.served === true);
  return { servedAs, servedIn: servedIn.flatMap((other) => other?.version ?? []) };
}

function nearMisses(index: SchemaIndex, apiVersion: string, kind: string): readonly KindName[] {
  const served = index.kinds.filter((entry) => entry.served);
  const nearKind = served.some((entry) => entry.kind === kind) ? kind : nearest(kind, new Set(served.map((entry) => entry.kind)));
  const candidates = served.filter((entry) => entry.kind === nearKind);
  const nearVersion = nearest(
    apiVersion,
    candidates.map((entry) => entry.apiVersion),
  );
  const first = candidates.filter((entry) => entry.apiVersion === nearVersion);
  const others = candidates
    .filter((entry) => entry.apiVersion !== nearVersion)
    .sort((a, b) => Number(b.storage) - Number(a.storage));
  return [...first, ...others].map((entry) => ({ apiVersion: entry.apiVersion, kind: entry.kind }));
}
