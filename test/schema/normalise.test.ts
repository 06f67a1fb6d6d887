import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearest } from '../../server/src/schema/nearest.ts';
import { normalise } from '../../server/src/schema/normalise.ts';
import type { Structure } from '../../server/src/schema/structure.ts';
import type { JsonValue } from '../../server/src/syntax/node.ts';
import { fc } from '../support/fuzz.ts';

const FORM: Structure = {
  type: 'object',
  properties: {
    plain: { type: 'string' },
    filled: { type: 'string', default: 'd' },
    nullable: { type: 'string', nullable: true, default: 'd' },
    inner: { type: 'object', properties: { a: { type: 'integer', default: 1 } } },
    outer: { type: 'object', default: {}, properties: { a: { type: 'integer', default: 1 } } },
    list: { type: 'array', items: { type: 'object', properties: { a: { type: 'integer', default: 1 } } } },
    map: { type: 'object', additionalProperties: { type: 'string' } },
    free: { 'x-kubernetes-preserve-unknown-fields': true },
    elsewhere: { $ref: '../specs/other.json' },
  },
};

const OTHERS = new Map<string, Structure>([
  ['specs/other.json', { type: 'object', properties: { b: { type: 'string', default: 'x' } } }],
]);

function read(value: JsonValue): unknown {
  const result = normalise(value, FORM, OTHERS);
  return result === undefined ? undefined : JSON.parse(JSON.stringify(result));
}

describe('what the API server makes of an object', () => {
  it('drops nulls, or puts the default in their place', () => {
    assert.deepEqual(read({ plain: null, filled: null, outer: null }), { filled: 'd', outer: { a: 1 }, nullable: 'd' });
  });
  it('keeps nulls that may be, in lists and free fields, but not in maps', () => {
    const value = { filled: 'x', nullable: null, map: { a: null, b: 'c' }, list: [null], free: { a: null }, outer: { a: 2 } };
    assert.deepEqual(read(value), { ...value, map: { b: 'c' } });
  });
  it('fills defaults in only where their object is there', () => {
    assert.deepEqual(read({ inner: {}, list: [{}] }), {
      inner: { a: 1 },
      list: [{ a: 1 }],
      filled: 'd',
      nullable: 'd',
      outer: { a: 1 },
    });
  });
  it('goes on behind a reference', () => {
    assert.deepEqual((read({ elsewhere: {} }) as { elsewhere: unknown }).elsewhere, { b: 'x' });
  });
  it('leaves what is of another type alone', () => {
    for (const value of ['text', 1, true, ['x']]) assert.deepEqual(read(value), value);
  });
  it('never changes its input, and changes nothing twice', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(FORM.properties ?? {}), '__proto__', 'other'), fc.jsonValue()),
        (given) => {
          const before = JSON.stringify(given);
          const once = normalise(given as JsonValue, FORM, OTHERS);
          assert.equal(JSON.stringify(given), before);
          assert.ok(once !== undefined);
          assert.deepEqual(normalise(once, FORM, OTHERS), once);
        },
      ),
    );
  });
  it('gives up what is unreasonably large or deep', () => {
    let deep: JsonValue = {};
    let form: Structure = { type: 'object' };
    for (let i = 0; i < 300; i++) [deep, form] = [{ a: deep }, { type: 'object', properties: { a: form } }];
    assert.equal(normalise(deep, form, new Map()), undefined);
    const bomb: JsonValue[] = [Array.from({ length: 1000 }, () => 'x')];
    for (let i = 0; i < 1000; i++) bomb.push(bomb[0] as JsonValue);
    assert.equal(normalise(bomb, { type: 'array', items: { type: 'array', items: { type: 'string' } } }, new Map()), undefined);
  });
});

describe('nearest', () => {
  it('finds what was meant', () => {
    const names = ['key', 'property', 'version', 'refreshInterval', 'secretStoreRef'];
    const cases = {
      kye: 'key',
      Key: 'key',
      propery: 'property',
      refresh_interval: 'refreshInterval',
      secretStoreRefs: 'secretStoreRef',
    };
    for (const [word, meant] of Object.entries(cases)) assert.equal(nearest(word, names), meant, word);
  });
  it('does not guess wildly', () => {
    for (const word of ['x', 'foo', 'name', 'url', 'parameters'])
      assert.equal(nearest(word, ['key', 'property', 'version']), undefined, word);
  });
});
