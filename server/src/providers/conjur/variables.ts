/** The id of the variable that a key means, which may be written with its kind and account in front (conjur-api-go, `makeFullID`). */
export function idOf(key: string, account: string): string {
  const [first = '', second, ...rest] = key.split(':');
  if (rest.length > 0 && first === account && second === 'variable') return rest.join(':');
  return rest.length === 0 && first === 'variable' && second !== undefined ? second : key;
}
