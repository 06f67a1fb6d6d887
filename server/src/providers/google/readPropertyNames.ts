import type { CancellationToken } from '../../cancellation.ts';
import type { PropertyNames } from '../outcome.ts';
import { propertyNames } from '../propertyNames.ts';
import type { GoogleApi } from './api.ts';

/**
 * Reads a secret's value and gives back the names of its properties. The only place in which a value is ever held: it is dropped when
 * `read` returns, and nothing that shares memory with it gets out.
 *
 * @param version a number, an alias or `latest`
 */
export function readPropertyNames(api: GoogleApi, key: string, version: string, token: CancellationToken) {
  return api.access(key, version, namesIn, token);
}

function namesIn(data: string): PropertyNames | undefined {
  const bytes = bytesOf(data);
  if (bytes === undefined) return undefined;
  // ESO's reader takes a byte order mark for something that is no JSON.
  const { items, complete, json } = propertyNames(
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
    'escaped-then-gjson',
  );
  bytes.fill(0);
  // ESO's lenient reader is not asked here: what is no JSON has no properties (providers/v1/gcp/secretmanager/client.go).
  return { items, complete: complete || !json };
}

/** The reason of a failure would tell of the value, so there is none. */
function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
