import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forceSync } from '../../../server/src/cluster/sync/forceSync.ts';
import type { ForceSyncOptions } from '../../../server/src/cluster/sync/forceSyncOptions.ts';
import { refused } from '../../support/memoryCluster.ts';
import {
  createScene,
  event,
  externalSecret,
  failedStatus,
  missingKey,
  ref,
  type Scene,
  syncedStatus,
  target,
} from './support.ts';

/** Starts a force-sync of ExternalSecrets. */
function start({ cluster, interaction, clock }: Scene, names: readonly string[], more: Partial<ForceSyncOptions> = {}) {
  const refs = names.map((name) => ref('ExternalSecret', name));
  return forceSync(cluster.connection, refs, interaction, { clock, waitMs: 60_000, isProtected: false, ...more });
}

/** A controller that syncs whatever is annotated; each target Secret then has this hash. */
function syncing({ cluster }: Scene, hash: string) {
  cluster.onWrite(({ metadata, kind }) => {
    const namespace = String(metadata['namespace']);
    if (kind !== 'ExternalSecret') return;
    cluster.put(target(metadata.name, hash, namespace));
    cluster.setStatus('ExternalSecret', metadata.name, namespace, syncedStatus('1-b'));
  });
}

describe('force-sync', () => {
  it('asks with context and namespace, annotates, and tells new data', async () => {
    const scene = createScene([externalSecret('db'), target('db', 'old')]);
    syncing(scene, 'new');
    const result = await start(scene, ['db']);
    assert.equal(scene.questions[0]?.message, 'Force-sync ExternalSecret default/db in context dev?');
    assert.equal(scene.questions[0]?.typed, undefined);
    assert.deepEqual(scene.annotated(), ['default/db']);
    assert.equal(result.message, 'ExternalSecret default/db: Synced: the data of Secret db have changed.');
    assert.deepEqual(
      result.items[0]?.next?.map(({ step }) => step),
      ['rotation-impact', 'verify'],
    );
    assert.equal(scene.cluster.watches, 0);
  });

  it('changes nothing where the answer is no', async () => {
    const scene = createScene([externalSecret('db'), target('db', 'old')]);
    scene.answer = undefined;
    assert.equal((await start(scene, ['db'])).outcome, 'cancelled');
    assert.deepEqual(scene.annotated(), []);
  });

  it('has the name of a protected context typed', async () => {
    const scene = createScene([externalSecret('db'), target('db', 'old')]);
    syncing(scene, 'old');
    await start(scene, ['db'], { isProtected: true });
    assert.equal(scene.questions[0]?.typed, 'dev');
  });

  it('uses another value each time, also within a second', async () => {
    const scene = createScene([externalSecret('db'), target('db', 'old')]);
    let version = 0;
    scene.cluster.onWrite(() => scene.cluster.setStatus('ExternalSecret', 'db', 'default', syncedStatus(`1-${++version}`)));
    const seen = new Set<unknown>();
    for (let i = 0; i < 3; i++) {
      assert.equal((await start(scene, ['db'])).items[0]?.state, 'unchanged');
      seen.add((scene.cluster.object('ExternalSecret', 'db').metadata['annotations'] as Record<string, string>)['force-sync']);
    }
    assert.equal(seen.size, 3);
  });

  for (const [what, spec, expected] of [
    ['the vault has nothing new', {}, /unchanged, the vault has the same values/],
    ['the target is immutable', { target: { immutable: true } }, /target\.immutable is set, so ESO never updates Secret db/],
    ['nothing is written', { target: { creationPolicy: 'None' } }, /creationPolicy: None nothing is written/],
  ] as const)
    it(`says that ${what}`, async () => {
      const scene = createScene([externalSecret('db', spec), target('db', 'old')]);
      syncing(scene, 'old');
      const { outcome, items } = await start(scene, ['db']);
      assert.deepEqual([outcome, items[0]?.state], ['done', 'unchanged']);
      assert.match(items[0]?.message ?? '', expected);
    });

  it('says that a change cannot be seen where Secrets may not be', async () => {
    const scene = createScene([externalSecret('db')], ['get secrets']);
    syncing(scene, 'new');
    assert.match((await start(scene, ['db'])).message, /whether the data of Secret db have changed could not be seen/);
  });

  it('takes the same failure again for an answer, by the event that was repeated', async () => {
    const scene = createScene([externalSecret('db', {}, { status: failedStatus() }), event('db', 'UpdateFailed', missingKey, 3)]);
    scene.cluster.onWrite(() => scene.cluster.put(event('db', 'UpdateFailed', missingKey, 4, '2026-11-23T12:00:00Z')));
    const marks: unknown[] = [];
    const running = start(scene, ['db'], {
      onFailure: (resource, { path }) => marks.push([resource.name, path]),
      locate: (_, path) => (path.includes('remoteRef') ? { uri: 'file:///db.yaml', line: 9 } : undefined),
    });
    await scene.pass(2);
    const { items, outcome } = await running;
    assert.deepEqual([outcome, items[0]?.state], ['failed', 'failed']);
    assert.match(items[0]?.message ?? '', /^spec\.data\[0\] \(key app\): The vault has no secret "app"\. Check the name/);
    assert.deepEqual(items[0]?.place, { uri: 'file:///db.yaml', line: 9 });
    assert.deepEqual(marks, [['db', ['spec', 'data', 0, 'remoteRef', 'key']]]);
  });

  it('is not misled by the last attempt before the annotation', async () => {
    const scene = createScene([externalSecret('db', {}, { status: failedStatus() }), event('db', 'UpdateFailed', missingKey, 3)]);
    scene.cluster.onWrite(() => {
      scene.cluster.put(event('db', 'UpdateFailed', missingKey, 4));
      scene.clock.delay(1_000, () => {
        scene.cluster.put(target('db', 'new'));
        scene.cluster.setStatus('ExternalSecret', 'db', 'default', syncedStatus('1-b'));
      });
    });
    const running = start(scene, ['db']);
    await scene.pass(3);
    assert.equal((await running).items[0]?.state, 'synced');
  });

  it('takes a condition that turns for an answer where events may not be seen', async () => {
    const scene = createScene([externalSecret('db'), target('db', 'old')], ['watch events', 'list events']);
    scene.cluster.onWrite(() =>
      scene.cluster.setStatus('ExternalSecret', 'db', 'default', failedStatus('1-a', '2026-11-23T12:00:00Z')),
    );
    const running = start(scene, ['db']);
    await scene.pass(3);
    assert.match((await running).message, /could not get secret data from provider/);
  });

  it('waits no longer than it may, and tells the last event and its age', async () => {
    const scene = createScene([externalSecret('db'), target('db', 'old'), event('db', 'Updated', 'secret updated', 7)]);
    const running = start(scene, ['db'], { waitMs: 20_000 });
    await scene.pass(20);
    const { outcome, message } = await running;
    assert.equal(outcome, 'failed');
    assert.equal(
      message,
      'ExternalSecret default/db: No new answer within 20 s. Last event: Updated, 4 min ago, seen 7 times: secret updated. Check that ESO is running (Check ESO Installation).',
    );
    assert.equal(scene.cluster.watches + scene.clock.waiting, 0);
  });

  it("does not take an edit of somebody else's, or old events listed anew, for an answer", async () => {
    const scene = createScene([externalSecret('db', {}, { status: failedStatus() }), event('db', 'UpdateFailed', missingKey, 3)]);
    const running = start(scene, ['db'], { waitMs: 5_000 });
    await scene.cluster.settled();
    scene.cluster.interrupt(refused(500, '', 'the server is gone'));
    await scene.pass(1);
    scene.cluster.recover();
    await scene.pass(5);
    assert.equal((await running).items[0]?.state, 'no-answer');
  });

  it('misses nothing that happens while the watch is interrupted', async () => {
    const scene = createScene([externalSecret('db'), target('db', 'old')]);
    const running = start(scene, ['db']);
    await scene.cluster.settled();
    scene.cluster.interrupt(refused(500, '', 'the server is gone'));
    scene.cluster.setStatus('ExternalSecret', 'db', 'default', syncedStatus('1-b'));
    await scene.pass(2);
    scene.cluster.recover();
    await scene.cluster.settled();
    assert.equal((await running).outcome, 'done');
  });

  it('can be cancelled, and says what was done', async () => {
    const scene = createScene([externalSecret('db'), target('db', 'old')]);
    const running = start(scene, ['db']);
    await scene.pass(1);
    scene.cancel();
    const { outcome, items } = await running;
    assert.deepEqual([outcome, items[0]?.message], ['cancelled', 'Annotated, but not waited for.']);
    assert.equal(scene.cluster.watches + scene.clock.waiting, 0);
  });

  it('leaves out what would be ignored, what may not be patched, and what is not there', async () => {
    const once = externalSecret('once', { refreshPolicy: 'CreatedOnce' });
    const scene = createScene([once, target('once', 'old'), externalSecret('db'), target('db', 'old')]);
    syncing(scene, 'new');
    const result = await start(scene, ['once', 'db', 'nowhere']);
    assert.deepEqual(scene.annotated(), ['default/db']);
    assert.match(scene.questions[0]?.detail ?? '', /Left out: 2\nExternalSecret default\/once: With refreshPolicy: CreatedOnce/);
    assert.equal(result.message, 'Force-sync of 3: 1 synced, 2 left out.');
    const denied = createScene([externalSecret('db')], ['patch externalsecrets']);
    const refusal = await start(denied, ['db']);
    assert.equal(refusal.outcome, 'refused');
    assert.match(refusal.message, /Your login may not patch externalsecrets in namespace default\. Ask for the verb patch/);
    assert.equal(denied.questions.length, 0);
  });

  it('tells what the API server says to the annotation', async () => {
    const scene = createScene([externalSecret('db'), target('db', 'old')]);
    scene.cluster.fail(
      { method: 'mergePatch' },
      refused(500, 'InternalError', 'failed calling webhook "validate.externalsecret.external-secrets.io"'),
    );
    assert.match((await start(scene, ['db'])).message, /could not be annotated: failed calling webhook/);
  });

  it('asks one question for many and follows them with one watch each for objects and events', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `db${i}`);
    const scene = createScene(names.flatMap((name) => [externalSecret(name), target(name, 'old')]));
    syncing(scene, 'new');
    const result = await start(scene, names);
    assert.equal(scene.questions.length, 1);
    assert.equal(scene.questions[0]?.message, 'Force-sync 40 objects in namespace default in context dev?');
    assert.match(scene.questions[0]?.detail ?? '', /… and 30 more/);
    assert.equal(result.message, 'Force-sync of 40: 40 synced.');
    assert.equal(scene.cluster.calls.filter(({ method }) => method === 'watch').length, 2);
    assert.ok(scene.progress.includes('40 of 40 answered'));
  });

  it('names a generator before it makes new credentials', async () => {
    const scene = createScene([
      externalSecret('made', { dataFrom: [{ sourceRef: { generatorRef: { kind: 'Password', name: 'pw' } } }] }),
    ]);
    scene.answer = undefined;
    await start(scene, ['made']);
    assert.match(scene.questions[0]?.message ?? '', /This makes new credentials\.$/);
    assert.match(scene.questions[0]?.detail ?? '', /ExternalSecret default\/made uses Password pw/);
  });

  it('warns where another operator is in charge of the store', async () => {
    const scene = createScene([
      externalSecret('db'),
      target('db', 'old'),
      { kind: 'SecretStore', metadata: { name: 'vault' }, spec: { controller: 'other' } },
    ]);
    scene.answer = undefined;
    await start(scene, ['db']);
    assert.match(
      scene.questions[0]?.detail ?? '',
      /SecretStore vault \(spec\.controller: other\) is left to an operator of another/,
    );
  });

  it('annotates a ClusterExternalSecret with the key that it passes on, and follows its children', async () => {
    const scene = createScene([
      {
        kind: 'ClusterExternalSecret',
        metadata: { name: 'shared' },
        spec: { externalSecretSpec: { secretStoreRef: { name: 'vault' } } },
        status: { provisionedNamespaces: ['a', 'b'], externalSecretName: 'child' },
      },
      ...['a', 'b'].flatMap((namespace) => [externalSecret('child', {}, { namespace }), target('child', 'old', namespace)]),
    ]);
    scene.cluster.onWrite(({ kind, metadata }) => {
      if (kind !== 'ClusterExternalSecret') return;
      const annotations = metadata['annotations'] as Record<string, string>;
      assert.deepEqual(Object.keys(annotations), ['external-secrets.io/force-sync']);
      const child = scene.cluster.object('ExternalSecret', 'child', 'a');
      scene.cluster.put({ ...child, metadata: { ...child.metadata, annotations }, status: syncedStatus('1-b') });
      // Something else makes this one sync meanwhile.
      scene.cluster.setStatus('ExternalSecret', 'child', 'b', syncedStatus('1-b'));
    });
    const { cluster, interaction, clock } = scene;
    const running = forceSync(cluster.connection, [ref('ClusterExternalSecret', 'shared')], interaction, {
      clock,
      waitMs: 5_000,
      isProtected: false,
    });
    await scene.pass(6);
    const { items } = await running;
    assert.match(scene.questions[0]?.detail ?? '', /syncs its ExternalSecret in namespaces a, b\./);
    assert.deepEqual(
      items.map(({ resource, state }) => [resource.namespace, state]),
      [
        ['a', 'unchanged'],
        ['b', 'no-answer'],
      ],
    );
    assert.match(items[1]?.message ?? '', /ClusterExternalSecret shared has not passed the annotation on to it/);
  });
});
