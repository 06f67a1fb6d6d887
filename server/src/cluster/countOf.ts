/** `2 objects`, `1 object`. */
export function countOf(count: number, noun = 'object'): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
