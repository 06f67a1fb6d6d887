import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as tls from 'node:tls';
import type { Environment } from './proxy.ts';

/** Where Linux distributions and BSDs keep the system's authorities, for Nodes that cannot ask the system. */
const systemBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Variables that name a file with further authorities: Node's own, the AWS tools', OpenSSL's. */
const bundleVariables = ['NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE', 'SSL_CERT_FILE'];

/**
 * A TLS context that trusts Node's own authorities, the system's, and those in the files that the environment names. Costs some
 * ten milliseconds or more; made once and shared by every connection. A file that cannot be read adds nothing.
 * `identity` is the client's own certificate with its key, where the server asks for one; `more` are files, or folders of files, with
 * further authorities.
 */
export function trustedContext(
  env: Environment,
  identity: Pick<tls.SecureContextOptions, 'cert' | 'key'> = {},
  more: readonly string[] = [],
): tls.SecureContext {
  return tls.createSecureContext({ ...identity, ca: [...authorities(env), ...more.flatMap(bundles)] });
}

function authorities(env: Environment): string[] {
  const named = bundleVariables.flatMap((name) => bundle(env[name]));
  return [...new Set([...tls.rootCertificates, ...system(), ...named])];
}

function system(): readonly string[] {
  // Node 20 and early 22 cannot read the system's store.
  if (typeof tls.getCACertificates === 'function') {
    try {
      return tls.getCACertificates('system');
    } catch {
      return [];
    }
  }
  for (const file of systemBundles) {
    const found = bundle(file);
    if (found.length > 0) return found;
  }
  return [];
}

function bundles(place: string): string[] {
  try {
    if (!statSync(place).isDirectory()) return bundle(place);
    return readdirSync(place).flatMap((name) => bundle(join(place, name)));
  } catch {
    return [];
  }
}

function bundle(file: string | undefined): string[] {
  if (file === undefined || file === '') return [];
  try {
    return readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  } catch {
    return [];
  }
}
