import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findProperty, type PropertyDialect } from '../../server/src/providers/propertyDialect.ts';
import { propertyNames } from '../../server/src/providers/propertyNames.ts';
import { fc } from '../support/fuzz.ts';

const names = (value: unknown, dialect: PropertyDialect) =>
  propertyNames(JSON.stringify(value), dialect).items.map(({ property }) => property);

describe('property names', () => {
  it('are written as each dialect of ESO reads them', () => {
    const value = { 'tls.crt': '', a: { 'b.c': '', d: '' } };
    assert.deepEqual(names(value, 'gjson'), ['tls\\.crt', 'a', 'a.b\\.c', 'a.d']);
    assert.deepEqual(names(value, 'gjson-then-escaped'), ['tls\\.crt', 'a', 'a.b\\.c', 'a.d']);
    assert.deepEqual(names(value, 'escaped-then-gjson'), ['tls.crt', 'a', 'a.b\\.c', 'a.d']);
    assert.deepEqual(names(value, 'exact-then-gjson'), ['tls.crt', 'a', 'a.b\\.c', 'a.d']);
    assert.deepEqual(names(value, 'exact'), ['tls.crt', 'a']);
    assert.deepEqual(names(value, 'ignored'), []);
  });

  it('reach a nested value behind a top-level key of the same spelling', () => {
    const value = { 'a.b': 1, a: { b: 2 } };
    assert.deepEqual(names(value, 'escaped-then-gjson'), ['a.b', 'a', 'a|b']);
    assert.deepEqual(names(value, 'gjson'), ['a\\.b', 'a', 'a.b']);
  });

  it('lose the special meanings of gjson', () => {
    assert.deepEqual(
      names({ 'a*': 0, 'b?': 0, 'c|d': 0, 'e\\f': 0, '@this': 0, '!x': 0, '[0]': 0, '{a}': 0, 'g#': 0 }, 'gjson'),
      ['a\\*', 'b\\?', 'c\\|d', 'e\\\\f', '\\@this', '\\!x', '\\[0]', '\\{a}', 'g\\#'],
    );
  });

  it('tell their types, outermost first, arrays by index', () => {
    const { items, complete } = propertyNames('{"a":[{"b":null}],"c":true,"d":1.5,"e":"x","f":{}}', 'gjson');
    assert.deepEqual(
      items.map(({ property, type }) => `${property} ${type}`),
      ['a array', 'c boolean', 'd number', 'e string', 'f object', 'a.0 object', 'a.0.b null'],
    );
    assert.equal(complete, true);
  });

  it('are bounded in depth, number and length, and say so', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100; i++) deep = { n: deep };
    for (const value of [
      deep,
      Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`k${i}`, i])),
      { ['x'.repeat(300)]: 1 },
    ]) {
      const { items, complete } = propertyNames(JSON.stringify(value), 'gjson');
      assert.ok(items.length <= 500);
      assert.equal(complete, false);
    }
  });

  it('are none, for certain, only where ESO can find none', () => {
    const told = (text: string) => ({ ...propertyNames(text, 'gjson'), items: propertyNames(text, 'gjson').items.length });
    for (const text of ['', 'plain', '"text"', '42', 'null', '{}']) assert.equal(told(text).complete, true, text);
    for (const text of ['{"a": 1,}', 'prefix {"a": 1}', '["a"', '"{\\"a\\":1}"'])
      assert.deepEqual(told(text), { items: 0, complete: false, json: false }, text);
  });

  it('are found again by ESO, whatever they hold', () => {
    const key = fc.string({
      minLength: 1,
      maxLength: 6,
      unit: fc.constantFrom('a', 'b', '.', '\\', '|', '*', '?', '@', '#', '!', '{', '[', ' ', 'ü'),
    });
    const value = fc.dictionary(key, fc.oneof(fc.constant('x'), fc.dictionary(key, fc.constant(1), { maxKeys: 3 })), {
      maxKeys: 5,
      noNullPrototype: true,
    });
    for (const dialect of ['gjson', 'escaped-then-gjson', 'gjson-then-escaped', 'exact-then-gjson', 'exact'] as const) {
      fc.assert(
        fc.property(value, (object) => {
          const { items } = propertyNames(JSON.stringify(object), dialect);
          for (const entry of items) {
            const found = findProperty(items, entry.property, dialect);
            assert.ok(found.state === 'found');
            assert.deepEqual(found.entry.path, entry.path);
          }
        }),
      );
    }
  });
});

describe('a property in a manifest', () => {
  const { items } = propertyNames('{"tls.crt":"","a":{"b.c":"","d":""},"list":[{"x":1}],"s":"text"}', 'gjson');
  const states = (property: string) =>
    (['gjson', 'escaped-then-gjson', 'exact-then-gjson', 'exact'] as const).map(
      (dialect) => findProperty(items, property, dialect).state,
    );

  it('is found as each dialect reads it', () => {
    assert.deepEqual(states('tls.crt'), ['missing', 'found', 'found', 'found']);
    assert.deepEqual(states('tls\\.crt'), ['found', 'found', 'found', 'missing']);
    assert.deepEqual(states('a.d'), ['found', 'found', 'found', 'missing']);
    assert.deepEqual(states('a|d'), ['found', 'found', 'found', 'missing']);
    assert.deepEqual(states('a.b.c'), ['missing', 'missing', 'missing', 'missing']);
    assert.deepEqual(states('s.x'), ['missing', 'missing', 'missing', 'missing']);
  });

  it('is not judged where names do not decide', () => {
    for (const property of ['a.*', 'list.#', 'list.5.x', 'list.#(x==1)', '@this', 'a.@keys', '']) {
      assert.deepEqual(states(property).slice(0, 3), ['unknown', 'unknown', 'unknown'], property);
    }
    assert.equal(findProperty(items, 'anything', 'ignored').state, 'unknown');
    assert.equal(findProperty(items, 'list.0.x', 'gjson').state, 'found');
  });
});
