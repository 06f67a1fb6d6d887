/** Which secret a key of Scaleway means, as providers/v1/scaleway reads it. */
export type SecretRef =
  | { readonly by: 'id'; readonly id: string }
  /** Without a folder: the first of that name in whichever folder. */
  | { readonly by: 'name'; readonly name: string; readonly folder?: string };

/** Reads `id:UUID`, `name:NAME` and `path:/folder/NAME`; undefined for what ESO refuses. */
export function refOf(key: string): SecretRef | undefined {
  const colon = key.indexOf(':');
  const value = key.slice(colon + 1);
  if (colon < 0 || value === '') return undefined;
  switch (key.slice(0, colon)) {
    case 'id':
      return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value) ? { by: 'id', id: value } : undefined;
    case 'name':
      return { by: 'name', name: value };
    case 'path': {
      const slash = value.lastIndexOf('/');
      const name = value.slice(slash + 1);
      if (!value.startsWith('/') || name === '') return undefined;
      return { by: 'name', name, folder: value.slice(0, slash) || '/' };
    }
    default:
      return undefined;
  }
}

/** The key that names a secret by its folder, which is the only one of its kind. */
export function pathKey(folder: string, name: string): string {
  return `path:${folder === '/' ? '' : folder}/${name}`;
}
