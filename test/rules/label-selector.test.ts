import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tell } from '../support/applyFixes.ts';

const fanOut = (expression: string) => `apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata: {name: a}
spec:
  namespaceSelectors: [{matchExpressions: [{key: team, ${expression}}]}]
  externalSecretSpec:
    secretStoreRef: {name: s, kind: ClusterSecretStore}
    dataFrom: [{extract: {key: k}}]
`;

async function marked(text: string): Promise<readonly string[]> {
  return (await tell(text)).map(({ rule, marked: token }) => `${rule}: ${token}`);
}

describe('label-selector', () => {
  it('takes the operators of Kubernetes with as many values as they need', async () => {
    for (const good of [
      'operator: In, values: [a]',
      'operator: NotIn, values: [a, b]',
      'operator: Exists',
      'operator: DoesNotExist, values: []',
      'operator: "{{ .Values.operator }}", values: [a]',
      'operator: In, values: ["{{ .Values.team }}"]',
    ])
      assert.deepEqual(await marked(fanOut(good)), [], good);
  });

  it('says of other operators which there are, and mends their case', async () => {
    const [told] = await tell(fanOut('operator: notin, values: [a]'));
    assert.match(told?.message ?? '', /Case matters: write "NotIn"/);
    assert.equal(told?.preferred, fanOut('operator: NotIn, values: [a]'));
    const [other] = await tell(fanOut('operator: Equals, values: [a]'));
    assert.match(other?.message ?? '', /In, NotIn, Exists, DoesNotExist/);
    assert.deepEqual(other?.fixed, []);
  });

  it('says where values are missing or too many', async () => {
    assert.deepEqual(await marked(fanOut('operator: In')), ['label-selector: In']);
    assert.deepEqual(await marked(fanOut('operator: In, values: []')), ['label-selector: In']);
    const [told] = await tell(fanOut('operator: Exists, values: [a]'));
    assert.deepEqual(told?.fixed, [fanOut('operator: In, values: [a]')]);
    assert.equal(told?.preferred, undefined);
  });

  it('looks into stores and pushes as well', async () => {
    const expressions = '{matchExpressions: [{key: a, operator: in, values: [b]}]}';
    const store = `apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {name: a}\nspec:\n  conditions: [{namespaceSelector: ${expressions}}]\n  provider: {vault: {server: https://v, path: p}}\n`;
    assert.deepEqual(await marked(store), ['label-selector: in']);
    const push = `apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata: {name: a}\nspec:\n  secretStoreRefs: [{kind: ClusterSecretStore, labelSelector: ${expressions}}]\n  selector: {secret: {selector: ${expressions}}}\n  data: [{match: {remoteRef: {remoteKey: k}}}]\n`;
    assert.deepEqual(await marked(push), ['label-selector: in', 'label-selector: in']);
  });
});
