import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namingLike } from '../../../server/src/features/refactorings/namesAlike.ts';
import { externalSecret } from '../lab.ts';
import { createBench } from './bench.ts';

const title = 'Add entries for the other properties of prod/myapp/database';

function entry(secretKey: string, property: string, more = ''): string {
  return `    - secretKey: ${secretKey}\n      remoteRef:\n        key: prod/myapp/database\n        property: ${property}\n${more}`;
}

describe('entries for the other properties of a secret', () => {
  it('asks the vault when it is chosen, and writes them behind the entry, named alike', async () => {
    const { refactored, lab } = createBench();
    const first = entry('DB_PASSWORD', 'password', '        version: AWSPREVIOUS\n');
    const last = '    # another\n    - secretKey: token\n      remoteRef: {key: other}\n';
    const made = ['username', 'host', 'port', 'database'].map((name) =>
      entry(`DB_${name.toUpperCase()}`, name, '        version: AWSPREVIOUS\n'),
    );
    assert.equal(
      await refactored(externalSecret(`  data:\n${first.replace('property:', 'proper│ty:')}${last}`), title),
      externalSecret(`  data:\n${first}${made.join('')}${last}`),
    );
    assert.deepEqual(lab.host.vault.calls, ['properties prod/myapp/database']);
  });

  it('leaves out those that have an entry, and comes behind the last of them', async () => {
    const { refactored } = createBench();
    const there = entry('db-password', 'password') + entry('db-host', 'host');
    assert.equal(
      await refactored(externalSecret(`  data:\n${there.replace('secretKey', '│secretKey')}`), title),
      externalSecret(`  data:\n${there}${['username', 'port', 'database'].map((name) => entry(`db-${name}`, name)).join('')}`),
    );
  });

  it('writes in flow style where the list is, and takes no decoding along', async () => {
    const { refactored } = createBench();
    const flow = (name: string, more = '') =>
      `{secretKey: ${name}, remoteRef: {key: prod/myapp/database, property: ${name}${more}}}`;
    const entries = ['username', 'host', 'port', 'database'].map((name) => flow(name));
    assert.equal(
      await refactored(
        externalSecret(`  data: [${flow('password', ', decodingStrategy: Base64').replace('key', '│key')}]\n`),
        title,
      ),
      externalSecret(`  data: [${[flow('password', ', decodingStrategy: Base64'), ...entries].join(', ')}]\n`),
    );
  });

  it('says why there is nothing to add', async () => {
    const all = ['username', 'password', 'host', 'port', 'database'].map((name) => entry(name, name)).join('');
    assert.match(
      await createBench().reason(externalSecret(`  data:\n${all.replace('key:', '│key:')}`), title),
      /for all properties/,
    );
    const taken = `${entry('password', 'password')}    - secretKey: host\n      remoteRef: {key: other}\n`;
    assert.match(
      await createBench().reason(externalSecret(`  data:\n${taken.replace('key:', '│key:')}`), title),
      /"host" already/,
    );
    const locked = createBench({ consent: { access: 'allow', confirmedStores: [], readValues: false } });
    assert.match(
      await locked.reason(externalSecret(`  data:\n${entry('a', 'password').replace('key:', '│key:')}`), title),
      /^Reading values is not allowed/,
    );
  });

  it('is not offered where the vault is out of reach, or it is not sure what stands there', async () => {
    const offered = async (data: string, bench = createBench()) => (await bench.titles(externalSecret(data))).includes(title);
    const one = `  data:\n${entry('password', 'password').replace('key:', '│key:')}`;
    assert.equal(await offered(one), true);
    const unconnected = createBench();
    unconnected.lab.host.consent = undefined;
    assert.equal(await offered(one, unconnected), false, 'not connected');
    const others: Readonly<Record<string, string>> = {
      'no property': one.replace('        property: password\n', ''),
      tags: `${one}        metadataPolicy: Fetch\n`,
      'template text': one.replace('property: password', 'property: {{ .p }}'),
      'template lines': one.replace('data:\n', 'data:\n    {{- if .x }}\n').concat('    {{- end }}\n'),
      'an anchor': one.replace('data:', 'data: &all'),
    };
    for (const [what, data] of Object.entries(others)) assert.equal(await offered(data), false, what);
  });

  it('is not offered where the vault has said that there is no such key', async () => {
    const bench = createBench();
    const fixture = (data: string) => externalSecret(`  data:\n${data.replace('key:', '│key:')}`);
    const missing = fixture(entry('password', 'password').replaceAll('prod/myapp/database', 'prod/myapp/databse'));
    const other = title.replace('database', 'databse');
    assert.ok((await bench.titles(missing)).includes(other), 'as long as nobody has asked');
    await bench.judge(missing);
    assert.ok(!(await bench.titles(missing)).includes(other));
    const noProperty = fixture(entry('password', 'passwrd'));
    await bench.judge(noProperty);
    assert.ok((await bench.titles(noProperty)).includes(title), 'the key is there');
  });

  it('nor is the expansion into single entries', async () => {
    const bench = createBench();
    const expansion = 'Expand prod/myapp/databse into one data entry per property';
    const fixture = externalSecret('  dataFrom:\n    - extract:\n        │key: prod/myapp/databse\n');
    assert.ok((await bench.titles(fixture)).includes(expansion), 'as long as nobody has asked');
    await bench.judge(fixture);
    assert.ok(!(await bench.titles(fixture)).includes(expansion));
  });
});

describe('names like those that are there', () => {
  const cases: readonly [secretKey: string, property: string, other: string, expected: string][] = [
    ['password', 'password', 'user.name', 'user.name'],
    ['db-password', 'password', 'username', 'db-username'],
    ['DB_PASSWORD', 'password', 'userName', 'DB_USER_NAME'],
    ['api-key', 'apiKey', 'tokenUrl', 'token-url'],
    ['the secret', 'password', 'a/b', 'a_b'],
  ];
  for (const [secretKey, property, other, expected] of cases) {
    it(`${secretKey} for ${property} makes ${expected} of ${other}`, () => {
      assert.equal(namingLike([{ property, secretKey }])(other), expected);
    });
  }

  it('a second entry tells forms apart that the first leaves open', () => {
    const examples = [
      { property: 'password', secretKey: 'password' },
      { property: 'userName', secretKey: 'user-name' },
    ];
    assert.equal(namingLike(examples)('tokenUrl'), 'token-url');
  });
});
