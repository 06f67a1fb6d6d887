import { fileOfRef, type Structure } from '../../../server/src/schema/structure.ts';
import type { Random } from './random.ts';

/** Gives the structure that a `$ref` names. */
export type Resolve = (file: string) => Structure;

/**
 * A value that a structure accepts, as far as its keywords say: all that is required, and each optional field with the probability
 * `density`; of a one-of one field, by chance. Strings are such as the provider would take, going by the field's name.
 */
export function derive(structure: Structure, name: string, resolve: Resolve, random: Random, density: number): unknown {
  const own = structure.$ref === undefined ? structure : resolve(fileOfRef(structure.$ref));
  if (own.const !== undefined) return own.const;
  if (own.enum !== undefined) return random.pick(own.enum.filter((value) => value !== ''));
  if (own['x-kubernetes-int-or-string'] === true) return random.chance(0.5) ? 60 : '1h';
  switch (own.type) {
    case 'object':
      return deriveObject(own, name, resolve, random, density);
    case 'array': {
      const items = Array.from({ length: Math.max(1, own.minItems ?? 0) }, () => own.items ?? {});
      return items.map((item) => derive(item, name, resolve, random, density));
    }
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
    case 'number':
      return Math.min(Math.max(own.minimum ?? 1, 10), own.maximum ?? 10);
    case 'string':
      return textFor(own, name);
    default:
      return { any: 'thing' };
  }
}

function deriveObject(own: Structure, name: string, resolve: Resolve, random: Random, density: number): unknown {
  const child = (key: string, form: Structure) => [key, derive(form, key, resolve, random, density)] as const;
  if (typeof own.additionalProperties === 'object') return Object.fromEntries([child(`${name}-key`, own.additionalProperties)]);
  const all = Object.entries(own.properties ?? {});
  if (all.length === 0) return own['x-kubernetes-preserve-unknown-fields'] === true ? { any: 'thing' } : {};
  if (own.maxProperties === 1) return Object.fromEntries([child(...random.pick(all))]);
  const wanted = all.filter(([key]) => own.required?.includes(key) || random.chance(key === 'namespace' ? density / 2 : density));
  const chosen = wanted.length < (own.minProperties ?? 0) ? [random.pick(all)] : wanted;
  return Object.fromEntries(chosen.map(([key, form]) => child(key, form)));
}

const PATTERNS: readonly (readonly [part: string, text: string])[] = [
  ['iam', 'a@b.iam.gserviceaccount.com'],
  ['annually', '0 2 * * *'],
];

/** The first that fits a field's name. */
const NAMES: readonly (readonly [name: RegExp, text: string])[] = [
  [/serverurl/i, 'https://server.example.com/'],
  [/(url|host|server|endpoint|authority)$/i, 'https://server.example.com'],
  [/(interval|timeout|ttl|duration|time|lifetime)$/i, '1h'],
  [/(projectid|siteid|okmsid|uuid)$/i, '0b5e6f1c-58a1-4d2b-9a51-3b1f0c1a2d3e'],
  [/^region$/, 'fr-par'],
  [/apidomain/i, 'api.example.com'],
  [/apiVersion/, 'v1'],
  [/^namespaces?$/, 'team-a'],
];

function textFor(own: Structure, name: string): string {
  if (own.format === 'byte') return 'QUJD';
  if (own.format === 'date-time') return '2026-01-31T12:00:00Z';
  const fitting = PATTERNS.find(([part]) => own.pattern?.includes(part));
  if (fitting !== undefined) return fitting[1];
  const named = own.pattern === undefined ? NAMES.find(([test]) => test.test(name)) : undefined;
  return (named?.[1] ?? 'some-text').padEnd(own.minLength ?? 0, 'x').slice(0, own.maxLength ?? 1000);
}
