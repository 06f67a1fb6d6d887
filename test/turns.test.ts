import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../server/src/host.ts';
import { createTurns } from '../server/src/turns.ts';

test('between two turns a change, the request behind it and the answer get through', async () => {
  let now = 0;
  const clock: Clock = {
    now: () => now,
    delay(_, callback) {
      const waiting = setImmediate(callback);
      return { dispose: () => clearImmediate(waiting) };
    },
  };
  const turnOver = createTurns(clock);
  assert.equal(turnOver(), undefined, 'the first turn has only begun');
  now += 10;
  const order: string[] = [];
  // As messages are worked on: each in a round of the event loop of its own, the answer written in the next.
  setImmediate(() => {
    order.push('change');
    setImmediate(() => {
      order.push('request');
      setImmediate(() => order.push('answer'));
    });
  });
  await turnOver();
  order.push('next turn');
  assert.deepEqual(order, ['change', 'request', 'answer', 'next turn']);
  assert.equal(turnOver(), undefined);
});
