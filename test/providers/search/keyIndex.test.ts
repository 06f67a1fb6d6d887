import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import leven from 'leven';
import { vaultNames } from '../../../scripts/bench/vaultNames.ts';
import { createGrowingIndex, indexOf } from '../../../server/src/providers/search/growingIndex.ts';
import { createKeyIndex, type KeyIndex } from '../../../server/src/providers/search/keyIndex.ts';
import type { SecretEntry } from '../../../server/src/providers/secretEntries.ts';
import { fc, runs } from '../../support/fuzz.ts';
import { naiveFolders, naiveOrder, naiveSearch } from './naive.ts';

const noPause = async () => {};
const entries = (names: readonly string[]): SecretEntry[] => names.map((key) => ({ key }));
const keys = (index: KeyIndex, typed: string, limit = 1_000) => index.search(typed, limit).items.map(({ key }) => key);

// Few letters, so that names and what is typed have much in common.
const letter = fc.constantFrom('a', 'b', 'A', 'B', '/', '-', '9', 'é', 'É', '漢', '\ud83d');
const word = fc.constantFrom('prod', 'Prod', 'pay', 'db', 'api', 'payments/', 'prod/eu-', 'dbPassword', 'x');
const name = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.oneof(letter, word), { maxLength: 8 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.array(word, { minLength: 10, maxLength: 20 }).map((parts) => parts.join('/')) },
);
const names = fc.array(name, { maxLength: 60 });
const typedText = fc.oneof(
  fc.array(letter, { maxLength: 4 }).map((letters) => letters.join('')),
  fc.array(word, { maxLength: 3 }).map((words) => words.join('')),
  fc.array(word, { minLength: 6, maxLength: 9 }).map((words) => words.join('/')),
);

describe('an index over random names', () => {
  it('has exactly them, each once and as it is spelt', () => {
    fc.assert(
      fc.property(names, fc.array(name), (all, others) => {
        const index = indexOf(entries(all));
        assert.deepEqual(
          [...index.entries()].map(({ key }) => key),
          [...new Set(all)].sort(naiveOrder),
        );
        assert.equal(index.size, new Set(all).size);
        for (const each of [...all, ...others]) assert.equal(index.get(each)?.key, all.includes(each) ? each : undefined);
      }),
    );
  });

  it('finds what looking at each name finds, in the same order, key stroke by key stroke', () => {
    fc.assert(
      fc.property(names, typedText, fc.integer({ min: 1, max: 8 }), (all, text, limit) => {
        const index = indexOf(entries(all));
        for (let typed = 0; typed <= text.length; typed++) {
          const expected = naiveSearch(all, text.slice(0, typed));
          const found = index.search(text.slice(0, typed), limit);
          assert.deepEqual(
            found.items.map(({ key }) => key),
            expected.slice(0, limit),
          );
          assert.equal(found.more, expected.length > limit);
        }
      }),
      runs(400),
    );
  });

  it('finds the same in several parts that have names in common', () => {
    fc.assert(
      fc.property(names, names, typedText, fc.integer({ min: 1, max: 8 }), (some, others, typed, limit) => {
        const parts = [...indexOf(entries(some)).parts, ...indexOf(entries(others)).parts];
        const index = createKeyIndex(parts);
        const all = [...some, ...others];
        assert.deepEqual(keys(index, typed, limit), naiveSearch(all, typed).slice(0, limit));
        assert.deepEqual(
          [...index.entries()].map(({ key }) => key),
          [...new Set(all)].sort(naiveOrder),
        );
      }),
    );
  });

  it('counts folders as looking at each name does', () => {
    fc.assert(
      fc.property(names, typedText, (all, typed) => {
        const found = indexOf(entries(all)).folders(typed, 1_000);
        assert.deepEqual(new Map([...found].sort()), new Map([...naiveFolders(all, typed)].sort()));
      }),
    );
  });

  it('tells large folders apart that differ by capitals only', () => {
    const all = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? `Prod/z-${i}` : `prod/a-${i}`));
    assert.deepEqual(
      indexOf(entries(all)).folders('p', 10),
      new Map([
        ['Prod/', 100],
        ['prod/', 200],
      ]),
    );
    assert.deepEqual(indexOf(entries([...all, 'zoo/a', 'zoo/b'])).folders('z', 10), new Map([['zoo/', 2]]));
  });

  it('grows to the same index, whatever comes when; the newer word of a name counts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(names, { maxLength: 6 }), async (pages) => {
        const growing = createGrowingIndex(noPause);
        const known = new Map<string, number>();
        for (const [changed, page] of pages.entries()) {
          growing.add(page.map((key) => ({ key, changed })));
          for (const key of page) known.set(key, changed);
          assert.deepEqual(new Set([...growing.soFar().entries()].map(({ key }) => key)), new Set(known.keys()));
        }
        const found = [...(await growing.finished()).entries()].map(({ key, changed }) => [key, changed] as const);
        assert.deepEqual(new Map(found), known);
      }),
      runs(50),
    );
  });
});

describe('what is typed', () => {
  const index = indexOf(
    entries([
      'db-credentials',
      'prod/payments/db-credentials',
      'prod/payments/dbPassword',
      'prod/pay/dashboard',
      'predbury',
      'handbook',
      'DB',
      'd-x-b',
    ]),
  );

  it('brings the name itself, names that begin so, words, pieces, beginnings of words, letters, in this order', () => {
    assert.deepEqual(keys(index, 'db'), [
      'DB',
      'db-credentials',
      'prod/payments/db-credentials',
      'prod/payments/dbPassword',
      'handbook',
      'predbury',
      'd-x-b',
      'prod/pay/dashboard',
    ]);
  });

  it('may be the beginnings of words', () => {
    assert.deepEqual(keys(index, 'ppdb'), ['prod/payments/db-credentials', 'prod/payments/dbPassword', 'prod/pay/dashboard']);
    assert.deepEqual(keys(index, 'pdP', 1), ['prod/payments/dbPassword']);
  });

  it('begins at a word unless it stands there in one piece', () => {
    assert.deepEqual(keys(index, 'redb'), ['predbury']);
    assert.deepEqual(keys(index, 'rdbr'), []);
  });
});

describe('what is known of a key', () => {
  it('comes back as it was told', async () => {
    const told: SecretEntry[] = [
      { key: 'plain' },
      { key: 'all', description: 'of it', changed: 1_700_000_000_123, unavailable: 'gone', tags: [{ name: 'a', value: 'b' }] },
      { key: 'dated', changed: 0 },
      { key: 'folder/', folder: true },
    ];
    const growing = createGrowingIndex(noPause);
    for (const entry of told) growing.add([entry]);
    const index = await growing.finished();
    for (const entry of told) assert.deepEqual(index.get(entry.key), entry);
    assert.deepEqual(index.search('all', 5).items, [told[1]]);
  });
});

describe('a misspelt key', () => {
  it('is near all names that are at most three slips away', () => {
    const plain = (text: string) => text.toLowerCase().replace(/[-_]/g, '');
    const slips = fc.array(fc.constantFrom('a', 'a', 'b', 'A', '-', '_'), { maxLength: 9 }).map((each) => each.join(''));
    fc.assert(
      fc.property(fc.array(slips, { maxLength: 40 }), slips, (all, key) => {
        const expected = [...new Set(all)].filter((each) => leven(plain(each), plain(key)) <= 3).sort(naiveOrder);
        assert.deepEqual(indexOf(entries(all)).near(key), expected);
      }),
      runs(300),
    );
  });

  const index = indexOf(entries(['prod/myapp/database', 'prod/myapp/queue', 'prod/my_app/data-base', 'staging/database', 'db']));

  it('is near what was meant', () => {
    assert.deepEqual(index.near('prod/myapp/databse'), ['prod/my_app/data-base', 'prod/myapp/database']);
    assert.deepEqual(index.near('PROD/myapp/quue'), ['prod/myapp/queue']);
    assert.deepEqual(index.near('xb'), ['db']);
    assert.deepEqual(index.near('something/else'), []);
  });
});

describe('a vault with very many names', async () => {
  const count = 20_000;
  const all = vaultNames(count);
  let turns = 0;
  const growing = createGrowingIndex(async () => void turns++);
  growing.add(all);
  const index = await growing.finished();

  it('is put in order with turns for others in between', () => {
    assert.equal(index.size, count);
    assert.ok(turns > 5, `${turns} turns`);
  });

  it('is packed into less than its letters would take', () => {
    const [{ segment } = assert.fail()] = index.parts;
    const buffers = [segment.units, segment.starts, segment.shared, segment.letters, segment.branchEnds, segment.branchLetters];
    const bytes = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
    assert.ok(bytes / count < 40, `${bytes / count} bytes a name`);
    assert.equal(segment.more.size, 0, 'nothing is kept for names of which nothing else is known');
  });

  it('is looked at once as one types, then only what was left of it', () => {
    const looked = Array.from('t3s2999x', (_, i) => index.search('t3s2999x'.slice(0, i + 1), 200).looked);
    assert.ok(looked.filter((each) => each >= count).length <= 2, String(looked));
    assert.ok((looked.at(-1) ?? 0) < 100, String(looked));
    assert.equal(index.search('payments/', 200).looked, 201, 'names that begin so are found without a search');
  });
});
