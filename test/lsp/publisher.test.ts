import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPublisher } from '../../server/src/lsp/publisher.ts';
import { createMemoryHost } from '../support/memoryHost.ts';

describe('how long a finding waits for the typing to pause', () => {
  const uri = 'file:///a.yaml';

  /** The waits of one diagnosis after the other, each of which takes so many milliseconds. */
  async function waitsOf(costs: readonly number[]): Promise<readonly number[]> {
    let now = 0;
    const waits: number[] = [];
    let run = () => {};
    const publisher = createPublisher({
      clock: {
        now: () => now,
        delay(milliseconds, callback) {
          if (milliseconds !== 500) {
            waits.push(milliseconds);
            run = callback;
          }
          return { dispose() {} };
        },
      },
      pull: false,
      local: async () => {
        now += costs[waits.length - 1] ?? 0;
        return [];
      },
      remote: { vault: async () => [], cluster: async () => [] },
      version: () => 1,
      send() {},
    });
    for (const _ of costs) {
      publisher.schedule(uri);
      run();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return waits;
  }

  it('is half of what edits cost, however long the file took when it was opened', async () => {
    assert.deepEqual(await waitsOf([1_500, 40, 40, 40]), [0, 0, 20, 20]);
  });

  it('is over at once where nobody would notice the cost, but for what comes with the edit', async () => {
    assert.deepEqual(await waitsOf([1_500, 5, 5, 15]), [0, 0, 1, 1]);
  });

  it('grows with the cost of edits, up to a tenth of a second', async () => {
    assert.deepEqual(await waitsOf([700, 300, 300, 90, 90]), [0, 0, 100, 100, 45]);
  });
});

it('lets the answers out first that have kept findings from their time', async () => {
  const { clock } = createMemoryHost();
  let judged = 0;
  const publisher = createPublisher({
    clock,
    pull: false,
    local: async () => {
      judged++;
      return [];
    },
    remote: { vault: async () => [], cluster: async () => [] },
    version: () => 1,
    send() {},
  });
  publisher.schedule('file:///a.yaml');
  clock.advance(10);
  assert.equal(judged, 0, 'an answer is on its way');
  clock.advance(0);
  assert.equal(judged, 1);
  publisher.schedule('file:///b.yaml');
  clock.advance(0);
  assert.equal(judged, 2, 'nothing was in the way');
});

describe('what is found early', () => {
  const uri = 'file:///a.yaml';
  const finding = (message: string) => ({ message, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } });

  /** What is sent while a text is diagnosed, and after it has changed in the middle of that. */
  async function sentTo(client: { pull: boolean }, changesMeanwhile = false): Promise<readonly (readonly string[])[]> {
    const sent: string[][] = [];
    const publisher = createPublisher({
      clock: {
        now: () => 0,
        delay(milliseconds, callback) {
          if (milliseconds !== 500) setImmediate(callback);
          return { dispose() {} };
        },
      },
      pull: client.pull,
      async local(_, early) {
        assert.equal(early === undefined, client.pull);
        if (changesMeanwhile) publisher.clear(uri);
        early?.([finding('own')]);
        return [finding('own'), finding('of others')];
      },
      remote: { vault: async () => [], cluster: async () => [] },
      version: () => 1,
      send: ({ diagnostics }) => sent.push(diagnostics.map(({ message }) => message as string)),
    });
    publisher.schedule(uri);
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
    return sent;
  }

  it('is sent at once, and again with all the rest', async () => {
    assert.deepEqual(await sentTo({ pull: false }), [['own'], ['own', 'of others']]);
  });

  it('is dropped where the document has gone meanwhile, and not asked for where the client pulls', async () => {
    assert.deepEqual(await sentTo({ pull: false }, true), [[]]);
    assert.deepEqual(await sentTo({ pull: true }), []);
  });
});
