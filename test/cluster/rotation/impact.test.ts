import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findConsumers, rotationImpact } from '../../../server/src/cluster/rotation/impact.ts';
import { compareAfter, describeChange, snapshotBefore } from '../../../server/src/cluster/rotation/snapshot.ts';
import { verifySecret } from '../../../server/src/cluster/rotation/verify.ts';
import type { RotationImpact } from '../../../server/src/clusterProtocol.ts';
import { english } from '../../../server/src/localisation.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { at, canary, createWorld, db, deployment, env, externalSecret, secret, type World } from './world.ts';

const before = { 'db-password': `${canary}-1`, 'db-host': canary };
const after = { 'db-password': `${canary}-2`, 'db-host': canary };
const app = deployment('app', env('DB_PASSWORD', 'db-password'), [-60, -50]);
const reader = deployment('reader', env('DB_HOST', 'db-host'), [-60]);

describe('a rotation, seen through', () => {
  it('names the changed key after an earlier look with consent, and blames only who uses it', async () => {
    const world = createWorld([externalSecret(), secret(before), ...app, ...reader]);
    await verifySecret(world.connection, db, world.user('Read Key Names and Sizes'), world.reading);
    assert.equal(await rotate(world, after), 'data changed (db-password)');
    const impact = await impactOf(world);
    assert.deepEqual(impact.changedKeys, ['db-password']);
    assert.deepEqual(states(impact), ['app restart 2/2', 'reader up-to-date 0/1']);
    const message = 'Secret default/db-credentials: changed: db-password; still with the old values: Deployment app (2 Pods).';
    assert.equal(impact.message, message);
    assert.deepEqual(impact.consumers[0]?.uses, ['env DB_PASSWORD ← db-password']);
  });

  it('without consent knows that data changed, and not which keys', async () => {
    const world = createWorld([externalSecret(), secret(before), ...app]);
    assert.equal(await rotate(world, after), 'data changed');
    const impact = await impactOf(world);
    assert.equal(impact.changedKeys, undefined);
    assert.deepEqual(states(impact), ['app restart 2/2']);
    assert.ok(world.calls.every(({ method }) => method !== 'digestSecret'));
  });

  it('names the keys too where only a later look sees the change', async () => {
    const world = createWorld([externalSecret(), secret(before), ...app, ...reader]);
    await verifySecret(world.connection, db, world.user('Read Key Names and Sizes'), world.reading);
    world.clock.advance(10);
    world.put(secret(after, 9));
    assert.deepEqual(states(await impactOf(world)), ['app restart 2/2', 'reader up-to-date 0/1']);
  });

  it('keeps earlier changes in mind when another key changes later', async () => {
    const world = createWorld([externalSecret(), secret(before), ...app, ...reader]);
    await verifySecret(world.connection, db, world.user('Read Key Names and Sizes'), world.reading);
    await rotate(world, after);
    await rotate(world, { ...after, 'db-host': `${canary}-3` });
    const impact = await impactOf(world);
    assert.deepEqual(impact.changedKeys, ['db-host']);
    assert.deepEqual(states(impact), ['app restart 2/2', 'reader restart 1/1']);
  });

  it('is over for Pods that started after the change', async () => {
    const world = createWorld([externalSecret(), secret(before), ...app]);
    await rotate(world, after);
    for (const object of deployment('app', env('DB_PASSWORD', 'db-password'), [20, 21])) world.put(object);
    const impact = await impactOf(world);
    assert.deepEqual(states(impact), ['app up-to-date 0/2']);
    assert.match(impact.message, /nothing that uses it needs a restart\.$/);
  });

  it('raises no alarm where an annotation was written and no data', async () => {
    const world = createWorld([externalSecret(), secret(before), ...app]);
    assert.equal(await rotate(world, before), 'data unchanged');
    const [first, second] = [await impactOf(world), await impactOf(world)];
    assert.deepEqual(states(first), ['app up-to-date 0/2']);
    assert.deepEqual(states(second), ['app up-to-date 0/2']);
  });

  it('says what is not known where the Secret was written after the Pods began, and nobody watched', async () => {
    const world = createWorld([
      externalSecret(),
      secret(after, -10),
      ...app,
      ...deployment('new', env('P', 'db-password'), [-5]),
    ]);
    const impact = await impactOf(world);
    assert.deepEqual(states(impact), ['app unknown 2/2', 'new up-to-date 0/1']);
    assert.match(impact.message, /older than its last write, and perhaps with old values: Deployment app\.$/);
  });

  it('asks about the last change only: what it did not touch is up to date, however old the Pods are', async () => {
    const world = createWorld([externalSecret(), secret(before, -10), ...app, ...reader]);
    await verifySecret(world.connection, db, world.user('Read Key Names and Sizes'), world.reading);
    await rotate(world, after);
    assert.deepEqual(states(await impactOf(world)), ['app restart 2/2', 'reader up-to-date 0/1']);
    assert.equal(await rotate(world, after), 'data unchanged', 'an earlier change is not told again');
  });

  it('goes by the write of the keys that are used, where others write other keys', async () => {
    const write = (key: string, minutes: number) => ({ time: at(minutes), fieldsV1: { 'f:data': { [`f:${key}`]: {} } } });
    const managedFields = [write('db-password', -10), write('db-host', -600)];
    const world = createWorld([externalSecret(), secret(before, 0, { metadata: { managedFields } }), ...app, ...reader]);
    assert.deepEqual(states(await impactOf(world)), ['app unknown 2/2', 'reader up-to-date 0/1']);
  });

  it('knows of Pods that began under its eyes also without managed fields', async () => {
    const bare = secret(before, 0, { metadata: { managedFields: [] } });
    const world = createWorld([externalSecret(), bare, ...app]);
    assert.deepEqual(states(await impactOf(world)), ['app unknown 2/2']);
    for (const object of deployment('app', env('DB_PASSWORD', 'db-password'), [20, 21])) world.put(object);
    assert.deepEqual(states(await impactOf(world)), ['app up-to-date 0/2']);
  });

  it('dates a change by the first sight of it, not by what is written later', async () => {
    const world = createWorld([externalSecret(), secret(before), ...deployment('app', env('P', 'db-password'), [20])]);
    await verifySecret(world.connection, db, world.user('Read Key Names and Sizes'), world.reading);
    world.clock.advance(11);
    world.reading.memory.observe(world.connection, world.put(secret(after, 10)).metadata);
    world.put(secret(after, 30));
    assert.deepEqual(states(await impactOf(world)), ['app up-to-date 0/1']);
  });

  it('claims nothing of Pods that it may not list', async () => {
    const world = createWorld([externalSecret(), secret(before), ...app], { denied: ['list pods'] });
    const { token } = world.user(undefined);
    const found = await findConsumers(world.connection, 'default', 'db-credentials', world.reading, token, english);
    assert.ok(found.outcome === 'done');
    assert.deepEqual(states(found.value), ['app unknown 0/0']);
    assert.match(found.value.unseen[0] ?? '', /^Pods could not be listed: /);
  });

  it('counts the start of the container where it is later than that of its Pod', async () => {
    const pods = app.map((object) => withStatus(object, { state: { running: { startedAt: at(30) } } }));
    const world = createWorld([externalSecret(), secret(before), ...pods]);
    await rotate(world, after);
    assert.deepEqual(states(await impactOf(world)), ['app up-to-date 0/2']);
  });

  it('counts no container that has not started, and no Pod that has ended or is going', async () => {
    const waiting = app.map((object) => withStatus(object, { state: { waiting: { reason: 'CrashLoopBackOff' } } }));
    const world = createWorld([externalSecret(), secret(before), ...waiting]);
    await rotate(world, after);
    assert.deepEqual(states(await impactOf(world)), ['app up-to-date 0/2']);
    const ended = app.map((object) => (object['kind'] === 'Pod' ? { ...object, status: { phase: 'Succeeded' } } : object));
    for (const object of ended) world.put(object);
    assert.deepEqual(states(await impactOf(world)), ['app up-to-date 0/0']);
  });

  it('says what it may not list', async () => {
    const world = createWorld([externalSecret(), secret(before), ...app], { denied: ['list cronjobs'] });
    const impact = await impactOf(world);
    assert.match(impact.message, /CronJobs could not be listed: User "developer" lacks the right to list cronjobs\.batch/);
  });

  it('remembers Secrets by context and server, and the last hundred of them', async () => {
    const world = createWorld([]);
    const named = (i: number): JsonObject => secret(before, 0, { metadata: { name: `s${i}` } });
    for (let i = 0; i <= 100; i++) world.reading.remember('default', `s${i}`);
    for (let i = 0; i <= 100; i++) {
      world.put(named(i));
      await snapshotBefore(world.connection, 'default', `s${i}`, world.reading, world.user(undefined).token);
    }
    const { memory } = world.reading;
    assert.equal(memory.hasDigest(world.connection, 'default', 's0'), false);
    assert.equal(memory.hasDigest(world.connection, 'default', 's100'), true);
    const other = { ...world.connection, context: { ...world.connection.context, server: 'https://other.example' } };
    assert.equal(memory.hasDigest(other, 'default', 's100'), false);
  });

  it('tells created, deleted and absent Secrets', async () => {
    const world = createWorld([externalSecret()]);
    assert.equal(await rotate(world, after), 'Secret created');
    const { token } = world.user(undefined);
    const shot = await snapshotBefore(world.connection, 'default', 'db-credentials', world.reading, token);
    assert.ok(shot.outcome === 'done');
    world.remove('Secret', 'db-credentials', 'default');
    const change = await compareAfter(world.connection, shot.value, world.reading, token);
    assert.equal(change.outcome === 'done' && change.value.state, 'deleted');
  });
});

/** A force-sync, 10 minutes later, that writes the Secret anew; what is said of it. */
async function rotate(world: World, data: Readonly<Record<string, string>>): Promise<string> {
  const { token } = world.user(undefined);
  const shot = await snapshotBefore(world.connection, 'default', 'db-credentials', world.reading, token);
  assert.ok(shot.outcome === 'done');
  world.clock.advance(10);
  world.put(secret(data, (world.clock.now() - Date.UTC(2026, 10, 23, 12, 0)) / 60_000));
  const change = await compareAfter(world.connection, shot.value, world.reading, token);
  assert.ok(change.outcome === 'done');
  return describeChange(change.value, english);
}

async function impactOf(world: World) {
  const impact = await rotationImpact(world.connection, db, world.user(undefined), world.reading);
  assert.equal(impact.outcome, 'done', impact.message);
  assert.ok(!JSON.stringify([impact, world.questions, world.said]).includes(canary), 'a value came back');
  assert.equal(world.questions.filter(({ message }) => !message.startsWith('Read Secret')).length, 0);
  return impact;
}

function states({ consumers }: Pick<RotationImpact, 'consumers'>): readonly string[] {
  return consumers.map(({ workload, state, stalePods, pods }) => `${workload.name} ${state} ${stalePods}/${pods}`);
}

function withStatus(object: JsonObject, container: JsonObject): JsonObject {
  if (object['kind'] !== 'Pod') return object;
  return { ...object, status: { ...(object['status'] as JsonObject), containerStatuses: [{ name: 'main', ...container }] } };
}
