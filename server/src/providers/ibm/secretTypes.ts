import type { Secret } from './api.ts';

/** Which member of the answer with the value ESO reads properties of, for types whose properties are as people name them. */
export function storedIn(type: string): string | undefined {
  if (type === 'kv') return 'data';
  return type === 'custom_credentials' ? 'credentials_content' : undefined;
}

/** The names that secrets of a type have, of that which is secret. ESO takes no notice of properties of the others. */
export function propertiesOf(type: string, { intermediate, privateKey }: Secret): readonly string[] {
  switch (type) {
    case 'username_password':
      return ['username', 'password'];
    case 'imported_cert':
      return ['certificate', ...(intermediate ? ['intermediate'] : []), ...(privateKey ? ['private_key'] : [])];
    case 'public_cert':
      return ['certificate', 'intermediate', 'private_key'];
    case 'private_cert':
      return ['certificate', 'private_key', 'issuing_ca'];
    default:
      return [];
  }
}
