import { phrase } from '../localisation.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { isWritten, knownAt, textAt, writtenText } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { generatorExample, generatorSpecPath } from './generatorView.ts';
import type { Rule } from './rule.ts';

/** The number of symbols that ESO chooses from where symbolCharacters is not given: `~!@#$%^&*()_+`-={}|[]\:"<>?,./`. */
const SYMBOLS = '~!@#$%^&*()_+`-={}|[]\\:"<>?,./'.length;

/** ESO: generators/v1/password, and the library that it uses. */
export const impossiblePassword: Rule = {
  meta: {
    id: 'impossible-password',
    severity: 'error',
    kinds: ['Password', 'ClusterGenerator'],
    needs: 'document',
    summary: 'A Password asks for what no password can be.',
    why: 'It is admitted, and fails whenever it is used. Together digits and symbols must fit into length: `number of digits and symbols must be less than total length`. Unless allowRepeat is true no character occurs twice, so that there can be ten digits at most: `number of digits exceeds available digits and repeats are not allowed`, and likewise for symbols and letters; a quarter of the length are digits where digits is absent, which is too much from a length of 44 on. secretKeys must differ: `secretKeys must be non-empty and unique`.',
    bad: generatorExample('Password', 'length: 8\ndigits: 5\nsymbols: 5\nallowRepeat: true'),
    good: generatorExample('Password', 'length: 16\ndigits: 5\nsymbols: 5\nallowRepeat: true'),
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = generatorSpecPath(resource, 'Password');
    return spec === undefined ? [] : [...countsOf(resource, spec), ...repeatedKeys(resource, spec)];
  },
};

function countsOf(resource: ResourceNode, spec: Path): readonly Finding[] {
  const length = numberAt(resource, spec, 'length', 24);
  if (length === undefined || length < 1) return [];
  const quarter = Math.floor(length / 4);
  const digits = numberAt(resource, spec, 'digits', quarter);
  const symbols = numberAt(resource, spec, 'symbols', quarter);
  if (digits === undefined || symbols === undefined || digits < 0 || symbols < 0) return [];
  if (digits + symbols > length) {
    const answer = 'number of digits and symbols must be less than total length';
    const sum = `${digits} digits and ${symbols} symbols do not fit into a length of ${length}`;
    return [finding(resource, spec, ['length', 'digits', 'symbols'], `${sum}: ESO fails with "${answer}".`, [])];
  }
  const repeat = knownAt(resource, spec, ['allowRepeat']);
  if (repeat.state !== 'absent' && !(repeat.state === 'value' && repeat.value === false)) return [];
  const noUpper = knownAt(resource, spec, ['noUpper']);
  const one = noUpper.state === 'value' && noUpper.value === true ? 26 : undefined;
  const letters = noUpper.state === 'absent' || (noUpper.state === 'value' && noUpper.value === false) ? 52 : one;
  const custom = textAt(resource, spec, ['symbolCharacters'], '');
  const available = custom === '' ? SYMBOLS : asciiLength(custom);
  const [first] = [
    ['letters', length - digits - symbols, letters, ['length']] as const,
    ['digits', digits, 10, ['digits', 'length']] as const,
    ['symbols', symbols, available, ['symbols', 'length']] as const,
  ].filter(([, wanted, there]) => there !== undefined && wanted > there);
  if (first === undefined) return [];
  const [what, wanted, there, fields] = first;
  const message = `This asks for ${wanted} ${what}, of which there are ${there}, without repeating any: ESO fails with "number of ${what} exceeds available ${what} and repeats are not allowed". Set allowRepeat: true.`;
  return [finding(resource, spec, fields, message, allowRepeat(resource, spec, fields))];
}

/** Go counts bytes, and makes characters of them; what is beyond ASCII is not judged. */
function asciiLength(text: string | undefined): number | undefined {
  return text !== undefined && /^[ -~]*$/.test(text) ? text.length : undefined;
}

function numberAt(resource: ResourceNode, spec: Path, field: string, byDefault: number): number | undefined {
  const known = knownAt(resource, spec, [field]);
  if (known.state === 'absent') return byDefault;
  return known.state === 'value' && typeof known.value === 'number' && Number.isInteger(known.value) ? known.value : undefined;
}

/** At the first of the fields that is written, else at the spec. */
function finding(resource: ResourceNode, spec: Path, fields: readonly string[], message: string, fixes: readonly Fix[]): Finding {
  const field = writtenField(resource, spec, fields);
  const at = field === undefined ? ({ path: spec, part: 'key' } as const) : ({ path: [...spec, field], part: 'value' } as const);
  return { rule: 'impossible-password', severity: 'error', at, message, fixes };
}

function writtenField(resource: ResourceNode, spec: Path, fields: readonly string[]): string | undefined {
  return fields.find((field) => resource.nodeAt([...spec, field]) !== undefined);
}

function allowRepeat(resource: ResourceNode, spec: Path, fields: readonly string[]): readonly Fix[] {
  const path = [...spec, 'allowRepeat'];
  const title = phrase('Set {0}', 'allowRepeat: true');
  if (isWritten(resource, path)) return [{ title, preferred: true, edits: [{ at: { path, part: 'value' }, newText: 'true' }] }];
  const field = writtenField(resource, spec, fields);
  if (field === undefined || resource.nodeAt(path) !== undefined || !isWritten(resource, [...spec, field])) return [];
  const at = { path: [...spec, field], part: 'entry' } as const;
  return [{ title, preferred: true, edits: [{ at, newText: 'allowRepeat: true', beside: 'after' }] }];
}

function repeatedKeys(resource: ResourceNode, spec: Path): readonly Finding[] {
  const list = [...spec, 'secretKeys'];
  const node = resource.nodeAt(list);
  if (node?.type !== 'seq' || resource.isPlaceholder(list)) return [];
  const seen = new Set<string>();
  return node.items.flatMap((_, i): readonly Finding[] => {
    const path = [...list, i];
    const key = writtenText(resource, path);
    if (key === undefined) return [];
    const isBad = key === '' || seen.has(key);
    seen.add(key);
    if (!isBad) return [];
    const message = `${key === '' ? 'A key is empty' : `"${key}" stands twice`}: ESO fails with "secretKeys must be non-empty and unique". Remove it.`;
    return [{ rule: 'impossible-password', severity: 'error', at: { path, part: 'value' }, message }];
  });
}
