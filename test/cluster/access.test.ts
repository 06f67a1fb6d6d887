import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { commandAccess, describeMissing, explainFailure, type GuardedCommand } from '../../server/src/cluster/access.ts';
import { english } from '../../server/src/localisation.ts';
import { createMemoryCluster, memoryType, refused } from '../support/memoryCluster.ts';

describe('what the login may not do', () => {
  const missing: readonly (readonly [GuardedCommand, string, readonly string[]])[] = [
    ['force-sync', 'patch externalsecrets', ['patch externalsecrets.external-secrets.io in namespace prod']],
    ['force-sync', 'list externalsecrets', ['list externalsecrets.external-secrets.io in namespace prod']],
    ['verify', 'get secrets', ['get secrets in namespace prod']],
    ['rotation-impact', 'list pods', ['list pods in namespace prod']],
  ];
  for (const [command, denied, rights] of missing) {
    it(`keeps from ${command}: ${denied}`, async () => {
      assert.deepEqual(await accessTo(command, [denied]), { command, allowed: false, missing: rights });
      assert.deepEqual(await accessTo(command, [`${denied} other`]), { command, allowed: true, missing: [] });
    });
  }

  it('is asked about the very objects, for logins that may deal with these only', async () => {
    const { connection, calls } = createMemoryCluster();
    const scope = { namespace: 'prod', name: 'db', secretName: 'db-credentials' };
    await commandAccess(connection, 'rotation-impact', memoryType('ExternalSecret'), scope, neverCancelled, english);
    await commandAccess(connection, 'force-sync', memoryType('ExternalSecret'), scope, neverCancelled, english);
    const asked = calls.map(({ kind, name }) => `${kind} ${name ?? '*'}`);
    const own = ['externalsecrets db', 'externalsecrets db', 'externalsecrets *', 'externalsecrets db'];
    assert.deepEqual(asked, ['externalsecrets db', 'secrets db-credentials', 'pods *', ...own]);
  });

  it('is said in one sentence', async () => {
    const access = await accessTo('force-sync', ['watch externalsecrets', 'patch externalsecrets']);
    const [patch, watch] = ['patch', 'watch'].map((verb) => `${verb} externalsecrets.external-secrets.io in namespace prod`);
    const words = `Your login of context kind lacks the rights to ${patch}, and to ${watch}, which it takes to force-sync.`;
    assert.equal(describeMissing(access, 'kind', 'force-sync', english), words);
  });

  it('is nothing where the API server does not say: the request itself will tell', async () => {
    const cluster = createMemoryCluster();
    for (let i = 0; i < 4; i++) cluster.fail({ method: 'can' }, refused(500, '', 'away'));
    const access = await commandAccess(
      cluster.connection,
      'force-sync',
      memoryType('ExternalSecret'),
      { namespace: 'prod' },
      neverCancelled,
      english,
    );
    assert.equal(access.allowed, true);
  });
});

describe('explainFailure', () => {
  it('says the right that a 403 speaks of', () => {
    const where = 'is forbidden: User "system:serviceaccount:a:b" cannot';
    for (const [message, words] of [
      [`pods ${where} list resource "pods" in API group "" in the namespace "x"`, 'list pods in namespace x'],
      [`n ${where} list resource "namespaces" in API group "" at the cluster scope`, 'list namespaces in the whole cluster'],
    ] as const)
      assert.equal(
        explainFailure(refused(403, 'Forbidden', message), english),
        `User "system:serviceaccount:a:b" lacks the right to ${words}.`,
      );
  });

  it('leaves other words as they are, as one line of plain text', () => {
    assert.equal(explainFailure(refused(403, 'Forbidden', 'denied by policy\u202e\nx'), english), 'denied by policy x');
    assert.equal(explainFailure({ outcome: 'unreachable', why: 'network', message: 'No route.' }, english), 'No route.');
  });
});

function accessTo(command: GuardedCommand, denied: readonly string[]) {
  const { connection } = createMemoryCluster({ denied });
  return commandAccess(connection, command, memoryType('ExternalSecret'), { namespace: 'prod' }, neverCancelled, english);
}
