import { sha3_224 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** SHA3-224 of a text, in hexadecimal: what ESO writes into its label `created-by`, of `namespace/name` (esutils, ObjectHash). */
export function sha3Of224(text: string): string {
  return bytesToHex(sha3_224(utf8ToBytes(text)));
}
