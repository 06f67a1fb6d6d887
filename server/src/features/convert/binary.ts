const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Whether base64 stands for bytes that are no text: no UTF-8, or with a zero byte. What is no base64 at all is not. Nothing of the
 * value outlives the call.
 */
export function isBinary(base64: string): boolean {
  const compact = base64.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return false;
  let bits = 0;
  let count = 0;
  let encoded = '';
  for (const digit of compact.replace(/=+$/, '')) {
    bits = ((bits << 6) | digits.indexOf(digit)) & 0xfff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    encoded += `%${((bits >> count) & 0xff).toString(16).padStart(2, '0')}`;
  }
  try {
    return decodeURIComponent(encoded).includes('\0');
  } catch {
    return true;
  }
}
