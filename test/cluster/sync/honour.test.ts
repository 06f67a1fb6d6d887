import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '../../../server/src/cluster/clusterClient.ts';
import { isHonoured, type Situation } from '../../../server/src/cluster/sync/honour.ts';
import { english } from '../../../server/src/localisation.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { externalSecret, failedStatus, target } from './support.ts';

const valid = target('db', 'hash') as KubeObject;
const unmanaged: KubeObject = { metadata: { name: 'db' } };
const once = { refreshPolicy: 'CreatedOnce' };
const zero = { refreshInterval: '0s' };

describe('whether the controller would honour an annotation', () => {
  const cases: readonly (readonly [what: string, spec: JsonObject, target: Situation['target'], honoured: boolean])[] = [
    ['Periodic', {}, valid, true],
    ['Periodic with an interval of zero', zero, valid, false],
    ['a negative interval', { refreshInterval: '-1h' }, valid, false],
    ['no interval, which is 1h', { refreshInterval: null }, valid, true],
    ['an interval of zero while the Secret is missing', zero, 'absent', true],
    ['an interval of zero while the Secret is not managed', zero, unmanaged, true],
    ['an interval of zero while the Secret cannot be seen', zero, undefined, false],
    ['an interval of zero and Orphan, whatever the Secret', { ...zero, target: { creationPolicy: 'Orphan' } }, 'absent', false],
    ['CreatedOnce', once, valid, false],
    ['CreatedOnce while the Secret is missing', once, 'absent', true],
    ['OnChange, also with an interval of zero', { refreshPolicy: 'OnChange', ...zero }, valid, true],
    ['sync windows', { syncWindows: { kind: 'deny', windows: [{ schedule: '* * * * *', duration: '1h' }] } }, valid, true],
  ];
  for (const [what, spec, secret, honoured] of cases)
    it(`${honoured ? 'yes' : 'no'}: ${what}`, () => {
      assert.equal(isHonoured(externalSecret('db', spec) as KubeObject, { target: secret }).honoured, honoured);
    });

  it('yes before the first success, whatever the policy', () => {
    for (const spec of [once, zero])
      assert.ok(isHonoured(externalSecret('db', spec, { status: failedStatus() }) as KubeObject, { target: valid }).honoured);
  });

  it('says what to do instead, and never to delete what Orphan would not repair', () => {
    const fixOf = (spec: JsonObject) => {
      const verdict = isHonoured(externalSecret('db', spec) as KubeObject, { target: valid });
      return verdict.honoured ? '' : english.of(verdict.fix);
    };
    assert.match(fixOf(once), /Set refreshPolicy to OnChange or Periodic, or delete the target Secret/);
    assert.equal(fixOf({ ...zero, target: { creationPolicy: 'Orphan' } }).includes('delete'), false);
  });

  it('says that a child of a ClusterExternalSecret loses the annotation again', () => {
    const { metadata, ...rest } = externalSecret('db');
    const ownerReferences = [
      { apiVersion: 'external-secrets.io/v1', kind: 'ClusterExternalSecret', name: 'shared', controller: true },
    ];
    const verdict = isHonoured({ ...rest, metadata: { ...metadata, ownerReferences } }, { target: valid });
    assert.match(verdict.honoured ? verdict.notes.map(english.of).join() : '', /belongs to ClusterExternalSecret shared/);
  });

  it('yes for PushSecrets with an interval of zero, no for what is being deleted', () => {
    const push: KubeObject = {
      kind: 'PushSecret',
      metadata: { name: 'p' },
      spec: zero,
      status: { syncedResourceVersion: '1-a' },
    };
    assert.ok(isHonoured(push).honoured);
    assert.equal(isHonoured({ ...push, metadata: { name: 'p', deletionTimestamp: '2026-11-23T12:00:00Z' } }).honoured, false);
  });

  it('judges a ClusterExternalSecret by the spec of its children', () => {
    const ces = (spec: JsonObject): KubeObject => ({
      kind: 'ClusterExternalSecret',
      metadata: { name: 'c' },
      spec: { externalSecretSpec: spec },
    });
    assert.equal(isHonoured(ces(once)).honoured, false);
    assert.ok(isHonoured(ces({})).honoured);
  });
});
