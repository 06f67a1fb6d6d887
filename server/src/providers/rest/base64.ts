import type { JsonValue } from '../../syntax/node.ts';

/** The text that base64 (RFC 4648, with or without padding) stands for; undefined where it is none. Bytes that are no UTF-8 are replaced. */
export function textOfBase64(json: JsonValue | undefined): string | undefined {
  if (typeof json !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(json)) return undefined;
  const bytes = Uint8Array.from(atob(json), (character) => character.charCodeAt(0));
  const text = new TextDecoder().decode(bytes);
  bytes.fill(0);
  return text;
}
