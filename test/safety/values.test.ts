import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openTypes, type Types } from './types.ts';
import { places, reads } from './valuePlaces.ts';

// That no type of the core has a place for a secret's value, and that each back end reads values in one place, as the compiler sees it.

const core = 'server/src/providers/secretProvider.ts';
const entries = 'server/src/providers/secretEntries.ts';
const cluster = 'server/src/cluster/clusterClient.ts';
const backEnds = 'server/src/providers';

describe('values', () => {
  it('have no place in the types of the core, and are read in one place of each back end', () => {
    assert.deepEqual(surprises(), []);
  });

  it('would be seen in a new place', () => {
    const found = surprises({
      [entries]: [
        '  readonly key: string;\n  readonly description',
        '  readonly key: string;\n  readonly preview?: string;\n  readonly description',
      ],
      [`${backEnds}/oracle/api.ts`]: [
        'const path = [',
        `void values.call({ operation: 'GetSecretBundle', path: [], read: (json) => ({ all: json }) }, undefined as never);
        const path = [`,
      ],
      [`${backEnds}/ibm/api.ts`]: ["operation: 'GetSecretMetadata'", "operation: 'GetSecretVersion'"],
      [`${backEnds}/conjur/catalog.ts`]: ['const api =', "void propertyNames('', 'gjson');\n  const api ="],
      [`${backEnds}/gitlab/variable.ts`]: ['  readonly scope: string;', '  readonly scope: string;\n  readonly text: string;'],
      [`${backEnds}/doppler/api.ts`]: ['return client.call(', 'void transport.send();\n  return client.call('],
    });
    assert.deepEqual(found, [
      'the core: EntryFacts.preview: string',
      'the core: SecretEntry.preview: string',
      'conjur, readers: createConjurCatalog',
      'doppler, sent past its client: askNames',
      'gitlab, askVariables: Variable.text: string',
      'gitlab, made of answers: Variable.text: string',
      'ibm, operations: GetSecretVersion',
      'ibm, operations: no more GetSecretMetadata',
      'oracle, operations: GetSecretBundle',
      'oracle: GetSecretBundle in createOracleApi',
      ...['JsonObject', 'JsonValue', 'bigint', 'number', 'string'].map((type) => `oracle, propertyNames: result.all: ${type}`),
    ]);
  });
});

/** What is otherwise than the tables say. `planted`: a text of a file, and what stands there instead. */
function surprises(planted: Readonly<Record<string, readonly [text: string, instead: string]>> = {}): readonly string[] {
  const texts = Object.entries(planted).map(([path, [text, instead]]) => {
    const before = readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
    assert.ok(before.includes(text), `${path} has ${text}`);
    return [path, before.replace(text, instead)] as const;
  });
  const types = openTypes(Object.fromEntries(texts));
  try {
    return [...surprisesInCore(types), ...foldersIn(backEnds).flatMap((folder) => surprisesIn(folder, types))];
  } finally {
    types.close();
  }
}

function foldersIn(path: string): readonly string[] {
  const all = readdirSync(join(import.meta.dirname, '../..', path), { withFileTypes: true });
  return all.flatMap((each) => (each.isDirectory() && !['rest', 'search'].includes(each.name) ? [each.name] : []));
}

function surprisesInCore(types: Types): readonly string[] {
  const found = [
    ...types.leavesOf(core, 'SecretCatalog'),
    ...['SecretOutline', 'SecretDigest'].flatMap((name) => types.leavesOf(cluster, name)),
  ];
  return differences('the core', found, Object.values(places).flat(), false);
}

function surprisesIn(folder: string, types: Types): readonly string[] {
  const known = reads[folder];
  if (known === undefined) return [`${folder}: which of its answers have values?`];
  const path = `${backEnds}/${folder}`;
  const operations = types.operationsIn(path);
  const bring = Object.entries(known.with).map(([within, [asked, ...gives]]) => ({ within, asked, gives }));
  const sent = types.callersIn(path, ['.send']).map((each) => each.split(':')[0] ?? '');
  const [files = [], ...made] = known.made ?? [];
  return [
    ...differences(
      `${folder}, operations`,
      operations.flatMap((each) => each.names),
      [...known.without, ...bring.flatMap(({ asked }) => asked.split(', '))],
    ),
    ...bring.flatMap(({ within, asked, gives }) => {
      const own = operations.filter((each) => each.names.some((name) => asked.split(', ').includes(name)));
      return [
        ...own.flatMap((each) => (each.within === within ? [] : [`${folder}: ${each.names} in ${each.within}`])),
        ...differences(
          `${folder}, ${within}`,
          own.flatMap((each) => each.gives),
          gives,
          false,
        ),
      ];
    }),
    ...differences(
      `${folder}, readers`,
      types.callersIn(path, ['propertyNames', 'propertyNamesIn', '.digestSecret']).map((each) => each.split(':')[0] ?? ''),
      known.readers,
      false,
    ),
    ...differences(
      `${folder}, made of answers`,
      files.flatMap((file) => types.madeOfJson(`${path}/${file}`)),
      made,
      false,
    ),
    ...differences(`${folder}, sent past its client`, folder === 'aws' ? [] : sent, known.sends ?? []),
  ];
}

/** What is found and not known, or known and not found; and, where each counts, what is found twice. */
function differences(where: string, found: readonly string[], known: readonly string[], once = true): readonly string[] {
  const all = [...found].sort();
  return [
    ...all.filter((each, i) => !known.includes(each) || (once && all.indexOf(each) !== i)).map((each) => `${where}: ${each}`),
    ...known.filter((each) => !all.includes(each)).map((each) => `${where}: no more ${each}`),
  ];
}
