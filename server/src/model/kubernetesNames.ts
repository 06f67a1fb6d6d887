import { type Phrase, phrase } from '../localisation.ts';
/** Why Kubernetes takes a text for no object's name (DNS-1123 subdomain), in one sentence; undefined where it takes it. */
export function objectNameProblem(name: string): Phrase | undefined {
  const isName = name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
  if (isName) return undefined;
  return phrase(
    'Kubernetes does not take "{0}" for a name: it has at most 253 lower-case letters, digits, "-" and ".", and begins and ends with a letter or digit, also around each ".".',
    name,
  );
}

/** The same of a key of a Secret. */
export function secretKeyProblem(key: string): Phrase | undefined {
  const isKey = key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== '.' && !key.startsWith('..');
  if (isKey) return undefined;
  return phrase(
    'Kubernetes does not take "{0}" for a key of a Secret: it has at most 253 letters, digits, "-", "_" and ".", and does not begin with "..".',
    key,
  );
}
