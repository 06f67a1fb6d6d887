import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verifySecret } from '../../../server/src/cluster/rotation/verify.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { refused } from '../../support/memoryCluster.ts';
import { canary, createWorld, db, externalSecret, secret } from './world.ts';

const [whole, metadata] = ['Read Key Names and Sizes', 'Metadata Only'];
const asPromised = { 'db-password': canary, 'db-host': canary };

describe('verifySecret', () => {
  it('finds a Secret that is as promised, and says sizes and never values', async () => {
    const { world, result, check } = await verify({ objects: [externalSecret(), secret(asPromised)] });
    assert.equal(result.message, 'Secret default/db-credentials is as promised.');
    assert.deepEqual([...new Set(result.checks.map(({ state }) => state))], ['ok']);
    assert.equal(check('Keys'), `ok: It has db-host (${canary.length} bytes), db-password (${canary.length} bytes).`);
    assert.equal(check('Owner'), 'ok: ExternalSecret db.');
    assert.equal(world.questions[0]?.message, 'Read Secret default/db-credentials in context memory?');
  });

  it('asks once for the life of the server', async () => {
    const { world } = await verify({ objects: [externalSecret(), secret(asPromised)] });
    await verifySecret(world.connection, db, world.user(undefined), world.reading);
    assert.equal(world.questions.length, 1);
  });

  it('without consent compares the names of keys, reads nothing whole and says what was not read', async () => {
    const { world, result, check } = await verify({ objects: [externalSecret(), secret(asPromised)], answer: metadata });
    assert.equal(result.message, 'Secret default/db-credentials is as promised. Type and sizes were not read.');
    assert.equal(check('Keys'), 'ok: It has db-host, db-password.');
    assert.match(check('Type'), /^unknown: Not read/);
    assert.ok(world.calls.every(({ method }) => method !== 'digestSecret'));
  });

  it('is over where the question is cancelled', async () => {
    const { result } = await verify({ objects: [externalSecret(), secret(asPromised)], answer: undefined });
    assert.equal(result.outcome, 'cancelled');
  });

  it('names keys that are missing, and keys that nobody promised', async () => {
    const { result, check } = await verify({ objects: [externalSecret(), secret({ 'db-password': canary, old: canary })] });
    assert.match(check('Keys'), /^problem: Missing: db-host\. It has db-password/);
    assert.match(result.message, /^Secret default\/db-credentials: 1 problem\. Keys: Missing: db-host/);
    const more = await verify({ objects: [externalSecret(), secret({ ...asPromised, old: canary })] });
    assert.match(more.check('Keys'), /^problem: Not promised: old\..* They go at the next refresh\.$/);
  });

  it('lets keys of others be where the policy keeps them', async () => {
    const merge = externalSecret({ target: { name: 'db-credentials', creationPolicy: 'CreateOrMerge' } });
    const own = secret({ ...asPromised, other: canary }, 0, { metadata: { ownerReferences: [] } });
    const { check } = await verify({ objects: [merge, own] });
    assert.match(check('Keys'), /^ok: .*Of others, and kept: other\.$/);
    assert.match(check('Owner'), /^ok: Not owned, as creationPolicy CreateOrMerge has it/);
  });

  it('takes the keys of a template for the promise, with those fetched only where they are merged', async () => {
    const template = { data: { url: '{{ . }}' } };
    const of = (mergePolicy?: string) =>
      externalSecret({ target: { name: 'db-credentials', template: { ...template, ...(mergePolicy ? { mergePolicy } : {}) } } });
    const replaced = await verify({ objects: [of(), secret({ url: canary })] });
    assert.match(replaced.check('Keys'), /^ok/);
    const merged = await verify({ objects: [of('Merge'), secret({ url: canary })] });
    assert.match(merged.check('Keys'), /^problem: Missing: db-host, db-password/);
  });

  it('says which keys cannot be predicted instead of calling them unexpected', async () => {
    const dataFrom = [{ extract: { key: 'prod/db' } }, { find: { name: { regexp: '.*' } } }];
    const { check } = await verify({ objects: [externalSecret({ dataFrom }), secret({ ...asPromised, more: canary })] });
    assert.match(
      check('Keys'),
      /^ok: .*Not predictable: dataFrom\[0\], the properties of "prod\/db"; dataFrom\[1\], what find matches\.$/,
    );
  });

  it('knows the keys of templateFrom items, and not those of KeysAndValues', async () => {
    const items = [{ key: 'app.ini' }, { key: 'more', templateAs: 'KeysAndValues' }];
    const templateFrom = [{ configMap: { name: 'tpl', items } }, { target: 'Annotations', literal: 'a: b' }];
    const target = { name: 'db-credentials', template: { templateFrom } };
    const { check } = await verify({ objects: [externalSecret({ target }), secret({ x: canary })] });
    assert.match(check('Keys'), /Missing: app\.ini/);
    const there = await verify({ objects: [externalSecret({ target }), secret({ 'app.ini': canary, x: canary })] });
    assert.match(there.check('Keys'), /Not predictable: template\.templateFrom\[0\], what more of configMap tpl makes\.$/);
  });

  it('says who else owns it, and what that means', async () => {
    const others = secret(asPromised, 0, {
      metadata: { ownerReferences: [{ kind: 'ExternalSecret', name: 'other', uid: 'u' }] },
    });
    const { check } = await verify({ objects: [externalSecret(), others] });
    assert.equal(check('Owner'), 'problem: Not this ExternalSecret but ExternalSecret other. Give it another target.name.');
    const nobody = await verify({ objects: [externalSecret(), secret(asPromised, 0, { metadata: { ownerReferences: [] } })] });
    assert.match(nobody.check('Owner'), /^problem: Nobody, so it stays when ExternalSecret db is deleted/);
  });

  it('compares type and immutability with the manifest', async () => {
    const target = { name: 'db-credentials', immutable: true, template: { type: 'kubernetes.io/tls' } };
    const wrong = await verify({ objects: [externalSecret({ target }), secret(asPromised)] });
    assert.match(wrong.check('Type'), /^problem: Opaque, promised is kubernetes\.io\/tls/);
    assert.match(wrong.check('Immutable'), /^problem: No, though target\.immutable is set/);
    const frozen = await verify({ objects: [externalSecret(), secret(asPromised, 0, { immutable: true })] });
    assert.match(frozen.check('Immutable'), /^problem: Yes, though the manifest does not say so/);
  });

  it('notices labels that ESO would have set', async () => {
    const bare = await verify({ objects: [externalSecret(), secret(asPromised, 0, { metadata: { labels: {} } })] });
    assert.match(bare.check('Managed by ESO'), /^problem/);
    assert.match(bare.check('Created by'), /^warning: It lacks the label/);
    const labels = { 'reconcile.external-secrets.io/created-by': 'x', 'reconcile.external-secrets.io/managed': 'true' };
    const other = await verify({ objects: [externalSecret(), secret(asPromised, 0, { metadata: { labels } })] });
    assert.match(other.check('Created by'), /^warning: The label is of another ExternalSecret/);
  });

  it('tells the absence that is intended from the one that is not', async () => {
    const absent = await verify({ objects: [externalSecret()] });
    assert.match(absent.check('Secret'), /^problem: Secret default\/db-credentials does not exist/);
    const merge = await verify({ objects: [externalSecret({ target: { name: 'db-credentials', creationPolicy: 'Merge' } })] });
    assert.match(merge.check('Secret'), /^warning: .*creationPolicy Merge makes none/);
    const none = await verify({ objects: [externalSecret({ target: { name: 'db-credentials', creationPolicy: 'None' } })] });
    assert.match(none.check('Secret'), /^ok/);
    assert.equal(none.world.questions.length, 0, 'nobody is asked about a Secret that is not there');
  });

  it('says that the ExternalSecret itself is not ready, or has changed since', async () => {
    const message = 'could not get secret data from provider';
    const conditions = [{ type: 'Ready', status: 'False', reason: 'SecretSyncedError', message }];
    const failing = await verify({ objects: [externalSecret({}, { conditions }), secret(asPromised)] });
    assert.match(failing.check('ExternalSecret'), new RegExp(`^problem: Not ready: ${message}`));
    const ready = [{ type: 'Ready', status: 'True', reason: 'SecretSynced', message: 'secret synced' }];
    const status = { conditions: ready, syncedResourceVersion: '0-abc' };
    const older = await verify({ objects: [externalSecret({}, status), secret(asPromised)] });
    assert.match(older.check('ExternalSecret'), /^warning: Its manifest has changed since the last sync/);
  });

  it('refuses what has no Secret', async () => {
    const target = { manifest: { apiVersion: 'v1', kind: 'ConfigMap' } };
    const { result } = await verify({ objects: [externalSecret({ target })] });
    assert.equal(result.message, 'ExternalSecret default/db writes a ConfigMap (target.manifest) and no Secret.');
    assert.equal(
      (await verify({ objects: [] })).result.message,
      'ExternalSecret default/db is not in context memory. Apply it first.',
    );
  });

  it('names the missing right before anybody is asked', async () => {
    const { world, result } = await verify({ objects: [externalSecret(), secret(asPromised)], denied: ['get secrets'] });
    const right = 'get secrets in namespace default';
    assert.equal(result.message, `Your login of context memory lacks the right to ${right}, which it takes to verify a Secret.`);
    assert.equal(world.questions.length, 0);
  });

  it('says the missing right also where only the request tells it', async () => {
    const world = createWorld([externalSecret(), secret(asPromised)]);
    const words =
      'secrets "db-credentials" is forbidden: User "eve" cannot get resource "secrets" in API group "" in the namespace "default"';
    world.fail({ method: 'get', kind: 'Secret' }, refused(403, 'Forbidden', words));
    const result = await verifySecret(world.connection, db, world.user(whole), world.reading);
    assert.equal(result.message, 'User "eve" lacks the right to get secrets in namespace default.');
  });
});

async function verify(given: { objects: readonly JsonObject[]; answer?: string | undefined; denied?: readonly string[] }) {
  const world = createWorld(given.objects, given.denied === undefined ? {} : { denied: given.denied });
  const user = world.user('answer' in given ? given.answer : whole);
  const result = await verifySecret(world.connection, db, user, world.reading);
  const seen = JSON.stringify([result, world.questions, world.said]);
  assert.ok(!seen.includes(canary) && !seen.includes(Buffer.from(canary).toString('base64')), 'a value came back');
  const check = (title: string) => {
    const found = result.checks.find((one) => one.title === title);
    return found === undefined ? 'absent' : `${found.state}: ${found.detail}`;
  };
  return { world, result, check };
}
