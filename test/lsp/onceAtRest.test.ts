import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onceAtRest } from '../../server/src/lsp/onceAtRest.ts';
import { createMemoryHost } from '../support/memoryHost.ts';

test('what waits for rest begins when nothing more happens, and only once', () => {
  const { clock } = createMemoryHost();
  let begun = 0;
  const happened = onceAtRest(clock, () => void begun++);
  clock.advance(1_000);
  assert.equal(begun, 0, 'nothing has happened yet');
  for (let i = 0; i < 10; i++) {
    happened();
    clock.advance(100);
  }
  assert.equal(begun, 0, 'there was always something');
  clock.advance(100);
  assert.equal(begun, 1);
  happened();
  clock.advance(1_000);
  assert.equal(begun, 1);
});
