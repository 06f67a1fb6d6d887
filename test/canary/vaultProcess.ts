import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seedParameters } from '../support/aws/parameters.ts';
import { seedSecrets } from '../support/aws/seed.ts';
import { startAwsServer } from '../support/aws/server.ts';
import { startKeyVault } from '../support/azure/keyVault.ts';
import { seedKeyVault, vaultClients } from '../support/azure/seed.ts';
import { createAuthority } from '../support/certificates.ts';
import { startSecretManager } from '../support/google/secretManager.ts';
import { seedGoogle } from '../support/google/seed.ts';
import { countNeedles, needlesOf } from './needles.ts';

/**
 * A process of its own that alone knows the planted secrets: it makes them, serves them as a vault, and searches what the tests
 * produced for them. Nobody else could find them in a heap without having them there.
 */
export type VaultRequest = { readonly id: number } & (
  | { readonly kind: 'search-text'; readonly text: string }
  | { readonly kind: 'search-path'; readonly path: string }
);

/** What comes back: for a search, where anything was found and how many pieces, never which. */
export interface VaultReply {
  readonly id: number;
  readonly url?: string;
  /** The Key Vault, and the certificate of its authority, PEM. */
  readonly azure?: { readonly url: string; readonly authority: string };
  /** The Google Secret Manager. */
  readonly googleUrl?: string;
  readonly found?: readonly { readonly where: string; readonly pieces: number }[];
}

const secrets: string[] = [];
const server = await startAwsServer({
  parameters: seedParameters(() => canary()),
  seed: [
    ...seedSecrets(() => canary()),
    { region: 'us-east-1', name: 'prod/myapp/half-json', text: `{"password": "${canary()}", broken` },
    { region: 'us-east-1', name: 'prod/myapp/bytes', binary: Buffer.from(canary()) },
  ],
});
const authority = createAuthority();
const keyVault = await startKeyVault(authority);
const clients = vaultClients(keyVault.url, authority.cert);
await seedKeyVault(clients, () => canary());
await clients.secrets.setSecret('myapp-half-json', `{"password": "${canary()}", broken`);
const google = await startSecretManager({ secrets: seedGoogle(() => canary()) });
const needles = new Set(secrets.flatMap((secret) => [...needlesOf(secret)]));

process.on('message', (request: VaultRequest) => {
  const found = request.kind === 'search-text' ? searchText('text', request.text) : searchPath(request.path);
  process.send?.({ id: request.id, found } satisfies VaultReply);
});
process.on('disconnect', () => process.exit(0));
const azure = { url: keyVault.url, authority: authority.cert };
process.send?.({ id: 0, url: server.url, azure, googleUrl: google.url } satisfies VaultReply);

/** A new secret: random, with characters that JSON escapes, and shorter than what heap snapshots clip. */
function canary(): string {
  const secret = `${randomBytes(15).toString('base64url')}"\\${randomBytes(15).toString('base64url')}`;
  secrets.push(secret);
  return secret;
}

function searchText(where: string, text: string): { where: string; pieces: number }[] {
  const pieces = countNeedles(text, needles);
  return pieces === 0 ? [] : [{ where, pieces }];
}

function searchPath(path: string): { where: string; pieces: number }[] {
  const kind = lstatSync(path);
  if (kind.isDirectory()) return readdirSync(path).flatMap((name) => searchPath(join(path, name)));
  // Sockets and links hold nothing. latin1 keeps every byte; the needles are ASCII.
  return kind.isFile() ? searchText(path, readFileSync(path, 'latin1')) : [];
}
