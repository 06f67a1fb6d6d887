import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outlineOf } from '../../../server/src/node/cluster/secretTable.ts';

const columnDefinitions = ['Name', 'Type', 'Data', 'Age'].map((name) => ({ name }));
const writes = (...keys: readonly string[]) => ({
  time: '2026-11-20T10:00:00Z',
  fieldsV1: { 'f:data': { '.': {}, ...Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) }, 'f:type': {} },
});
const table = (count: unknown, managedFields: readonly object[], more: object = {}) => ({
  kind: 'Table',
  columnDefinitions,
  rows: [{ cells: ['db', 'Opaque', count, '3d'], object: { metadata: { name: 'db', managedFields }, ...more } }],
});

describe('the table of a Secret', () => {
  it('tells the names of keys where the managed fields tell as many as there are', () => {
    assert.deepEqual(outlineOf(table(2, [writes('a'), writes('b')]))?.keys, ['a', 'b']);
    assert.deepEqual(outlineOf(table(0, [{ fieldsV1: { 'f:type': {} } }]))?.keys, []);
    assert.equal(outlineOf(table(3, [writes('a'), writes('b')]))?.keys, undefined, 'one is not told');
    assert.equal(outlineOf(table(1, []))?.keys, undefined);
  });

  it('keeps nothing of what does not belong there', () => {
    const outline = outlineOf(table(1, [writes('a')], { data: { a: 'Y2FuYXJ5' } }));
    assert.equal(outline?.type, 'Opaque');
    assert.doesNotMatch(JSON.stringify(outline), /Y2FuYXJ5/);
  });

  it('is no table where anything of it is missing', () => {
    const whole = { kind: 'Secret', metadata: { name: 'db' }, type: 'Opaque', data: { a: 'Y2FuYXJ5' } };
    for (const json of [undefined, null, [], whole, { kind: 'Table' }, { ...table(1, []), rows: [] }, table('many', [])])
      assert.equal(outlineOf(json), undefined);
  });
});
