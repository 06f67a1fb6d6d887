import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../../../server/src/cancellation.ts';
import { createFailures } from '../../../server/src/cluster/live/failures.ts';
import { follow } from './follow.ts';
import { externalSecret, failed } from './objects.ts';

describe('events of objects that fail', () => {
  it('are read of 200 objects in five minutes at most, however often all are looked at', async () => {
    const objects = Array.from({ length: 250 }, (_, i) => externalSecret('default', `app-${i}`, { status: failed() }));
    const { cluster, clock, live } = await follow({ objects });
    const failures = createFailures(cluster.connection, clock);
    const lookAtAll = async () => {
      for (const record of live.records('ExternalSecret')) await failures.of(record, neverCancelled);
    };
    const lists = () => cluster.calls.filter(({ method, kind }) => method === 'list' && kind === 'Event').length;
    await lookAtAll();
    await lookAtAll();
    assert.equal(lists(), 200);
    clock.advance(300_000);
    await lookAtAll();
    assert.equal(lists(), 400);
  });
});
