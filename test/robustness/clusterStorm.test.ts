import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { ClusterClient, ClusterConnection } from '../../server/src/cluster/clusterClient.ts';
import { followCluster } from '../../server/src/cluster/live/followCluster.ts';
import type { LiveCluster } from '../../server/src/cluster/live/liveCluster.ts';
import { followedKinds } from '../../server/src/cluster/live/liveRecord.ts';
import { createLanguageService } from '../../server/src/languageService.ts';
import { english } from '../../server/src/localisation.ts';
import { type FaultServer, startFaultServer } from '../node/cluster/faultServer.ts';
import { type Dice, dice, fuzzFactor, fuzzSeed } from '../support/fuzz.ts';
import { megabytesInUse } from '../support/heap.ts';
import { createMemoryHost, fullConsent } from '../support/memoryHost.ts';
import { serviceOptions } from '../support/service.ts';
import { createStormyCluster, faults, nameOf, plurals, type StormyCluster } from '../support/stormyCluster.ts';

const minute = 60_000;

/** Requests of a kind in five minutes: lists have up to three pages, and a watch goes with each. */
const mostInFiveMinutes = 75;

/** Requests of all kinds while the clock stands still. */
const mostAtOnce = 80;

/** Megabytes by which memory may grow over some storms: what V8 itself compiles and keeps meanwhile. */
const margin = 4;

describe('the watches of a cluster in a storm', { timeout: 180_000 * fuzzFactor }, () => {
  let server: FaultServer;
  let roll: Dice;
  let cluster: StormyCluster;
  let connection: ClusterConnection;
  let live: LiveCluster;
  beforeEach(async () => {
    server = await startFaultServer();
    begin(fuzzSeed);
  });
  afterEach(() => server.close());

  function begin(seed: number): void {
    roll = dice(seed);
    cluster = createStormyCluster(roll);
    server.answer = cluster.answer;
    server.arrived.length = 0;
    server.log.length = 0;
  }

  async function follow(): Promise<void> {
    connection = await server.connect();
    live = followCluster(connection, { clock: server.clock, l10n: english, onDidChange: () => {} });
  }

  /** Requests on their way: sent, and neither with the server nor noted in the access log. */
  function underWay(): number {
    const noted = server.log.filter(({ operation, target }) => !operation.endsWith(' ended') && target !== 'listener');
    return connection.requests - noted.length - cluster.held;
  }

  /** Waits until nothing more is sent while the clock stands still. */
  async function rest(): Promise<void> {
    const before = server.arrived.length;
    const patience = Date.now() + 30_000;
    for (let calm = 0, last = ''; calm < 3; ) {
      await sleep(1);
      assert.ok(Date.now() < patience, `it does not come to rest; with the server are ${cluster.open}`);
      const now = `${server.arrived.length} ${server.log.length} ${server.clock.waiting} ${cluster.open}`;
      calm = now === last && underWay() === 0 && isSingle() ? calm + 1 : 0;
      last = now;
      const sent = server.arrived.slice(before);
      assert.ok(sent.length <= mostAtOnce, `${sent.length} requests at once, of late ${sent.slice(-8).map(({ url }) => url)}`);
    }
  }

  /** Whether no kind is listed or followed twice at once. One that was left may be with the server for a moment longer. */
  function isSingle(): boolean {
    const kinds = cluster.open.map((name) => name.split(' ')[1]);
    return new Set(kinds).size === kinds.length;
  }

  async function pass(milliseconds: number, step: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= step) {
      server.clock.advance(step);
      await rest();
    }
  }

  /** The next half minute or so of bad weather. */
  async function storm(): Promise<void> {
    for (let n = roll.number(3); n > 0; n--) cluster.change(roll);
    if (roll.once(12)) cluster.compact();
    if (roll.once(20)) cluster.away = !cluster.away;
    if (roll.once(10)) for (const socket of server.sockets) socket.destroy();
    if (roll.once(3)) cluster.release();
    if (roll.once(5)) cluster.bookmark();
    if (roll.once(10)) server.clock.jump(roll.one([-60 * minute, -5_000, 5_000, 60 * minute]));
    server.clock.advance(roll.one([0, 250, 1_000, 5_000, 20_000, 61_000]));
    await rest();
  }

  /** What is known, as `cluster.state()` tells what is there; Secrets without their versions, which are not kept. */
  function seen(): Readonly<Record<string, readonly string[]>> {
    const names = Array.from({ length: 12 }, (_, i) => `o${i}`).filter((name) => live.secret('team', name) !== undefined);
    const records = followedKinds.map((kind) => {
      const known = [...live.records(kind)].map(({ name, resourceVersion }) => `${name}@${resourceVersion}`);
      return [kind, known.sort()];
    });
    return { ...Object.fromEntries(records), Secret: names.sort() };
  }
  function there(): Readonly<Record<string, readonly string[]>> {
    const { Secret = [], ...others } = cluster.state();
    return { ...others, Secret: Secret.map((each) => each.replace(/@.*/, '')).sort() };
  }
  function isCurrent(): boolean {
    try {
      assert.deepEqual([seen(), live.status.message], [there(), 'Connected to context dev.']);
      return true;
    } catch {
      return false;
    }
  }

  async function clearsUp(): Promise<void> {
    cluster.weather = () => undefined;
    cluster.away = false;
    cluster.release();
    for (let waited = 0; waited < 15 * minute && !isCurrent(); waited += 5_000) {
      cluster.bookmark();
      await pass(5_000, 5_000);
    }
    assert.deepEqual([seen(), live.status.message], [there(), 'Connected to context dev.']);
  }

  async function ends(): Promise<void> {
    live.dispose();
    connection.dispose();
    await rest();
    const before = server.arrived.length;
    await pass(60 * minute, 10 * minute);
    assert.equal(server.arrived.length, before, `${server.arrived.at(-1)?.url} after the end`);
    assert.deepEqual([server.clock.waiting, cluster.open], [0, []]);
  }

  for (const fault of faults) {
    it(`asks seldom while all answers are “${fault}”, and is itself again afterwards`, async (test) => {
      await follow();
      await pass(5_000, 5_000);
      const asked = new Map<string, number[]>(plurals.map((plural) => [plural, []]));
      cluster.weather = (request) => {
        asked.get(nameOf(request)?.split(' ')[1] ?? '')?.push(server.clock.now());
        return fault;
      };
      for (const socket of server.sockets) socket.destroy();
      for (let i = 0; i < 60; i++) {
        cluster.change(roll);
        if (i % 10 === 0) cluster.compact();
        await pass(5_000, 5_000);
        if (fault !== 'forbidden') assert.ok(seen()['ExternalSecret']?.length, 'what is known has vanished');
      }
      const counts = [...asked.values()].map(({ length }) => length);
      test.diagnostic(`${counts} requests in five minutes`);
      assert.ok(Math.max(...counts) <= mostInFiveMinutes, `${counts} requests in five minutes`);
      if (fault === 'throttled') {
        const pauses = [...asked.values()].flatMap((times) => times.slice(1).map((time, i) => time - (times[i] ?? 0)));
        assert.ok(Math.min(...pauses) >= 30_000, `asked again after ${Math.min(...pauses)} ms`);
      }
      await clearsUp();
      await ends();
    });
  }

  it('sees what is there after a backup was played back, whose versions are earlier', async () => {
    await follow();
    await pass(5_000, 5_000);
    cluster.restore();
    await clearsUp();
    await ends();
  });

  it(`is itself again after mixed weather, and ends at any time (seed ${fuzzSeed})`, async (test) => {
    let before = Number.POSITIVE_INFINITY;
    const storms = 4 * fuzzFactor;
    for (let i = 0; i < storms; i++) {
      begin(fuzzSeed + i);
      await follow();
      cluster.weather = () => (roll.once(3) ? undefined : roll.one(faults));
      for (let step = 0; step < 60; step++) await storm();
      if (i % 2 === 0) await clearsUp();
      await ends();
      if (i === storms / 4) before = megabytesInUse();
    }
    const after = megabytesInUse();
    test.diagnostic(`${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after`);
    assert.ok(after < before + margin, `${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after`);
  });

  it('takes nothing from what needs no cluster, while the clock stands still', async () => {
    const host = createMemoryHost({ consent: fullConsent });
    const client = server.client();
    const open: ClusterClient['open'] = async (context) => {
      const opened = await client.open(context);
      if (opened.outcome === 'done') connection = opened.value;
      return opened;
    };
    const languages = createLanguageService({ ...host, clock: server.clock, clusters: { ...client, open } }, serviceOptions());
    const uri = 'file:///w/db.yaml';
    languages.open(uri, 'yaml', 1, manifest);
    const ask = async () => ({
      findings: (await languages.diagnose(uri))?.map(({ message }) => message),
      completion: (await languages.complete(uri, { line: 4, character: 2 }, neverCancelled))?.items.map(({ label }) => label),
      hover: await languages.hover(uri, { line: 4, character: 4 }, neverCancelled),
      outline: languages.navigation.symbols(uri)?.length,
    });
    const usual = await ask();
    for (const answer of Object.values(usual)) assert.ok(answer, JSON.stringify(usual));
    assert.match(`${usual.findings}`, /not a duration/);
    assert.equal((await languages.cluster.connect({}, neverCancelled)).state, 'connecting');
    cluster.weather = () => (roll.once(3) ? undefined : roll.one(faults));
    for (let step = 0; step < 30; step++) {
      await storm();
      assert.deepEqual(await ask(), usual);
    }
    await languages.cluster.disconnect();
    await rest();
    const before = server.arrived.length;
    await pass(60 * minute, 10 * minute);
    assert.equal(server.arrived.length, before);
  });
});

const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db, namespace: team}
spec:
  refreshInterval: soon
  secretStoreRef: {name: vault}
  data: [{secretKey: a, remoteRef: {key: b}}]
`;
