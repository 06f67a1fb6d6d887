import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CanaryStore, CanaryVault } from './backEnds/backEnd.ts';
import { type FaultKind, faultyAnswer } from './faults.ts';
import { countMarks, needlesOf } from './needles.ts';

/**
 * A process of its own that alone knows the planted secrets: it makes them, serves them as the vaults of every back end, and searches
 * what the tests produced for them. Nobody else could find them in a heap without having them there.
 */
export type VaultRequest = { readonly id: number } & (
  | { readonly kind: 'search-text'; readonly text: string }
  /** `heap`: without the literals of manifests, which are the user's own text. */
  | { readonly kind: 'search-path'; readonly path: string; readonly heap?: boolean }
  | { readonly kind: 'fault'; readonly fault: FaultKind | undefined }
);

/** What comes back: for a search, where anything was found and how many pieces, never which. */
export interface VaultReply {
  readonly id: number;
  /** At the start: what there is, and the certificate of the authority behind those that speak TLS, PEM. */
  readonly stores?: readonly CanaryStore[];
  readonly authority?: string;
  readonly found?: readonly Found[];
}

/** Where pieces of secrets stand, how many, and what answer of which vault they are of. */
export interface Found {
  readonly where: string;
  readonly of: string;
  readonly pieces: number;
}

const needles = { all: new Map<string, string>(), vaults: new Map<string, string>() };
const alone = randomBytes(18).toString('base64url').replaceAll(/\W|_/g, 'x');
for (const needle of needlesOf(alone)) keep(needle, 'a double');
// The doubles of back ends over plain HTTP read it as they are loaded.
process.env['CANARY_NEEDLE'] = alone;
const { canaryBackEnds } = await import('./backEnds/index.ts');
const { authority } = await import('./backEnds/authority.ts');
const vaults: readonly CanaryVault[] = await Promise.all(
  canaryBackEnds.map(({ id, title, start }) => start(() => canary(title ?? id))),
);

process.on('message', (request: VaultRequest) => {
  process.send?.({ id: request.id, found: carryOut(request) } satisfies VaultReply);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ id: 0, stores: vaults.map(({ store }) => store), authority: authority.cert } satisfies VaultReply);

function carryOut(request: VaultRequest): NonNullable<VaultReply['found']> {
  if (request.kind === 'search-text') return searchText('text', request.text, needles.all);
  if (request.kind === 'search-path') return searchPath(request.path, request.heap ? needles.vaults : needles.all);
  const { fault } = request;
  for (const { store, fault: become } of vaults) {
    const plant = () => canary(`${store.name}, ${fault}`);
    become(fault === undefined ? undefined : () => faultyAnswer(fault, plant));
  }
  return [];
}

/** A new secret: random, with characters that JSON escapes, and shorter than what heap snapshots clip. */
function canary(of: string): string {
  const secret = `${randomBytes(15).toString('base64url')}"\\${randomBytes(15).toString('base64url')}`;
  for (const needle of needlesOf(secret)) keep(needle, of);
  return secret;
}

function keep(needle: string, of: string): void {
  needles.all.set(needle, of);
  // Literals of the fake provider are the user's own text.
  if (of !== 'fake') needles.vaults.set(needle, of);
}

function searchText(where: string, text: string, wanted: ReadonlyMap<string, string>): readonly Found[] {
  return [...countMarks(text, wanted)].map(([of, pieces]) => ({ where, of, pieces }));
}

function searchPath(path: string, wanted: ReadonlyMap<string, string>): readonly Found[] {
  const kind = lstatSync(path);
  if (kind.isDirectory()) return readdirSync(path).flatMap((name) => searchPath(join(path, name), wanted));
  // Sockets and links hold nothing. latin1 keeps every byte; the needles are ASCII.
  return kind.isFile() ? searchText(path, readFileSync(path, 'latin1'), wanted) : [];
}
