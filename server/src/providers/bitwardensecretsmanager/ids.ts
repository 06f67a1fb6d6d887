/** Whether ESO takes a key for an id: it looks for no name then. */
export function isId(key: string): boolean {
  return /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(key);
}
