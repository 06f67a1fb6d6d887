import type { Signature } from '../providers/rest/restService.ts';

/** By OpenSSL, as Node has it, which takes 5 ms to load; the reason of a failure would tell of the key. */
export const rsaSignature: Signature = (key, passphrase, text) => {
  const { createPrivateKey, sign } = process.getBuiltinModule('node:crypto');
  try {
    const own = createPrivateKey({ key, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
    return sign('RSA-SHA256', Buffer.from(text), own).toString('base64');
  } catch {
    return undefined;
  }
};
