import { CompletionItemKind } from 'vscode-languageserver-types';
import { isObject, valueAt } from '../../model/references.ts';
import { type CompletionSource, nothing, type Suggestion } from './completionSource.ts';
import { usedSecretKeys } from './remoteProperty.ts';

/** `data[].secretKey`: the name of what is fetched, as it is and as an environment variable; names in use are left out. */
export const secretKeySource: CompletionSource = {
  matches: ({ cursor, place }) => cursor.part === 'value' && /^spec\.(externalSecretSpec\.)?data\[\]\.secretKey$/.test(place),
  async complete(request) {
    const remote = valueAt(request.cursor.resource.json(), [...request.cursor.path.slice(0, -1), 'remoteRef']);
    if (!isObject(remote)) return nothing;
    const { property, key } = remote;
    const fetched = typeof property === 'string' && property !== '' ? property : key;
    if (typeof fetched !== 'string') return nothing;
    const used = usedSecretKeys(request);
    const suggestions = namesFor(fetched)
      .filter((name) => !used.has(name))
      .map(
        (name, i): Suggestion => ({
          label: name,
          kind: CompletionItemKind.Field,
          text: request.style.quote(name),
          sort: `0${i}`,
        }),
      );
    return { suggestions, isIncomplete: false };
  },
};

/**
 * Names for the key of a Kubernetes Secret (letters, digits, `-`, `_`, `.`; at most 253 characters) after a property or a remote key:
 * the last part of its path, and the UPPER_SNAKE form.
 */
function namesFor(fetched: string): readonly string[] {
  const whole = fetched.replace(/\\(.)/g, '$1');
  const last = whole.slice(whole.lastIndexOf('/') + 1);
  const plain = last.replace(/[^-._a-zA-Z0-9]+/g, '-').slice(0, 253);
  const upper = last
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^a-zA-Z0-9]+/g, '_')
    .toUpperCase()
    .slice(0, 253);
  return [...new Set([plain, upper])].filter((name) => /[a-zA-Z0-9]/.test(name));
}
