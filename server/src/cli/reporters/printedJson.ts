/**
 * JSON as it is printed: escaped is also what a terminal obeys (control characters above ASCII), what turns or hides text, and what CI
 * services take for a command wherever it stands (`##[error]`). It means the same.
 */
export function printedJson(value: unknown): string {
  const escaped = (text: string) =>
    Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
  return `${JSON.stringify(value, undefined, 2).replace(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]|#(?=#\w*\[)/gu, escaped)}\n`;
}
