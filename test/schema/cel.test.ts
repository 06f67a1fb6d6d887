import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileCelRules } from '../../server/src/schema/cel/compile.ts';
import type { Structure } from '../../server/src/schema/structure.ts';
import type { JsonValue } from '../../server/src/syntax/node.ts';

const text: Structure = { type: 'string' };
const whole: Structure = { type: 'integer' };

/** An object with these fields and one rule. */
function objectWith(properties: Readonly<Record<string, Structure>>, rule: string, more: object = {}): Structure {
  return { type: 'object', additionalProperties: false, properties, 'x-kubernetes-validations': [{ rule, ...more }] };
}

async function messages(structure: Structure, value: JsonValue): Promise<readonly string[]> {
  return (await compileCelRules(structure))(value).map(({ message }) => message);
}

async function holds(structure: Structure, value: JsonValue): Promise<boolean> {
  return (await messages(structure, value)).length === 0;
}

describe('CEL rules', () => {
  it('see whole numbers as integers and others as doubles', async () => {
    const bounds = objectWith({ min: whole, max: whole }, 'self.min * 2 <= self.max');
    assert.equal(await holds(bounds, { min: 2, max: 4 }), true);
    assert.equal(await holds(bounds, { min: 3, max: 4 }), false);
    const ratio = objectWith({ ratio: { type: 'number' } }, 'self.ratio < 1.5');
    assert.equal(await holds(ratio, { ratio: 1 }), true);
    assert.equal(await holds(ratio, { ratio: 2 }), false);
  });
  it('see a null in a described field as no field, and in a free map as a null', async () => {
    const described = objectWith({ a: { ...text, nullable: true } }, 'has(self.a)');
    assert.equal(await holds(described, { a: 'x' }), true);
    assert.equal(await holds(described, { a: null }), false);
    const free: Structure = {
      type: 'object',
      additionalProperties: { ...text, nullable: true },
      'x-kubernetes-validations': [{ rule: "'a' in self" }],
    };
    assert.equal(await holds(free, { a: null }), true);
  });
  it('match patterns as Go does, but not the text of strings', async () => {
    assert.equal(await holds(objectWith({ a: text }, "self.a.matches('(?i)^x$')"), { a: 'X' }), true);
    assert.equal(await holds(objectWith({ a: text }, "self.a.matches('^x$')"), { a: 'X' }), false);
    assert.equal(await holds(objectWith({ a: text }, "self.a == 'x.matches(y)'"), { a: 'x.matches(y)' }), true);
  });
  it('reach fields whose names are no identifiers', async () => {
    const rule = "self.a__dash__b == 'x' && self.__namespace__ == 'y' && self.c__dot__d == 'z' && self.e__underscores__f == 'w'";
    const structure = objectWith({ 'a-b': text, namespace: text, 'c.d': text, e__f: text }, rule);
    assert.equal(await holds(structure, { 'a-b': 'x', namespace: 'y', 'c.d': 'z', e__f: 'w' }), true);
    assert.equal(await holds(structure, { 'a-b': 'x', namespace: 'y', 'c.d': 'z', e__f: 'v' }), false);
  });
  it('know optional values and times', async () => {
    assert.equal(await holds(objectWith({ a: whole }, 'self.?a.orValue(3) == 3'), {}), true);
    assert.equal(await holds(objectWith({ a: whole }, 'self.?a.orValue(3) == 3'), { a: 4 }), false);
    const time: Structure = { type: 'string', format: 'date-time' };
    const structure = objectWith({ until: time }, 'self.until > timestamp("2025-01-01T00:00:00Z")');
    assert.equal(await holds(structure, { until: '2026-01-01T00:00:00Z' }), true);
    assert.equal(await holds(structure, { until: '2024-01-01T00:00:00Z' }), false);
  });
  it('take their words from messageExpression, message, or the rule', async () => {
    const structure = (more: object): Structure => objectWith({ a: whole }, 'self.a < 3', more);
    const made = { messageExpression: "'a is ' + string(self.a)", message: 'too many' };
    assert.deepEqual(await messages(structure(made), { a: 4 }), ['a is 4']);
    assert.deepEqual(await messages(structure({ ...made, messageExpression: 'self.b' }), { a: 4 }), ['too many']);
    assert.deepEqual(await messages(structure({}), { a: 4 }), ['failed rule: self.a < 3']);
  });
  it('are broken by an error of CEL, but not by what our CEL does not know', async () => {
    assert.equal(await holds(objectWith({ a: text }, "self.a == 'x'"), {}), false);
    assert.equal(await holds(objectWith({ a: text }, 'isURL(self.a)'), { a: 'x' }), true);
    assert.equal(await holds(objectWith({ a: text }, 'self.a =='), { a: 'x' }), true);
    assert.equal(await holds(objectWith({ a: text }, 'has(self.b)'), { a: 'x' }), true);
  });
  it('about changes say nothing of a new object', async () => {
    assert.equal(await holds(objectWith({ a: text }, 'self.a == oldSelf.a'), { a: 'x' }), true);
  });
  it('are found below fields, in lists and in maps, and tell their place', async () => {
    const one = objectWith({ a: text }, 'has(self.a)');
    const structure: Structure = {
      type: 'object',
      properties: { list: { type: 'array', items: one }, map: { type: 'object', additionalProperties: one }, none: one },
    };
    const judge = await compileCelRules(structure);
    const failures = judge({ list: [{ a: 'x' }, {}], map: { k: {} } });
    assert.deepEqual(
      failures.map(({ path }) => path),
      [
        ['list', 1],
        ['map', 'k'],
      ],
    );
  });
  it('name the fields without which the object would be right', async () => {
    const judge = await compileCelRules(objectWith({ a: text, b: text, c: text }, '!(has(self.a) && has(self.b))'));
    assert.deepEqual(judge({ a: 'x', b: 'y', c: 'z' })[0]?.culprits, ['a', 'b']);
  });
});
