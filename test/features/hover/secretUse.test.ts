import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { awsStore, createLab } from '../lab.ts';
import { deploymentOf } from '../navigation/atlas.ts';

const es = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
  namespace: default
spec:
  secretStoreRef:
    name: aws-secretsmanager
  target:
    name: db-credentials
    template:
      mergePolicy: Merge
      data:
        url: "{{ .password }}"
  data:
    - secretKey: password
      remoteRef:
        key: prod/_db_
        property: password
`;
const files = { 'file:///w/store.yaml': awsStore, 'file:///w/app/es.yaml': es };
const hover = (fixture: string, more: Readonly<Record<string, string>> = {}) =>
  createLab({ files: { ...files, ...more } }).hover(fixture);

describe('the hover of a Secret that is used', () => {
  it('says who writes it, from which store, and its keys', async () => {
    assert.deepEqual((await hover(deploymentOf('db-│credentials', 'password'))).split('  \n'), [
      '**db-credentials** · Secret · namespace default',
      'Written by ExternalSecret db in [es.yaml](file:///w/app/es.yaml)',
      'From SecretStore aws-secretsmanager',
      'Keys: password, url',
    ]);
  });

  it('says of a key where its value comes from', async () => {
    assert.deepEqual((await hover(deploymentOf('db-credentials', 'pass│word'))).split('  \n'), [
      '**password** · key of Secret db-credentials',
      'From prod/\\_db\\_ · property password · SecretStore aws-secretsmanager',
      'Written by ExternalSecret db in [es.yaml](file:///w/app/es.yaml)',
    ]);
    assert.match(await hover(deploymentOf('db-credentials', 'u│rl')), /\nFrom the template {2}\n/);
    assert.match(await hover(deploymentOf('db-credentials', 'n│ope')), /\nNot among the keys that it writes {2}\n/);
    const found = es.replace(/ {2}data:\n {4}- secretKey[\s\S]*/, '  dataFrom: [{extract: {key: x}}]\n');
    assert.match(
      await hover(deploymentOf('db-credentials', 'n│ope'), { 'file:///w/app/es.yaml': found }),
      /\nFrom dataFrom or templateFrom, if the vault has it {2}\n/,
    );
  });

  it('is also that of a Secret which a push or a login names', async () => {
    const push =
      'apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata: {namespace: default}\nspec:\n  selector: {secret: {name: db-│credentials}}\n';
    assert.match(await hover(push), /^\*\*db-credentials\*\* · Secret/);
    assert.match(await hover(push.replace('db-', 'other-')), /^\*\*`name`\*\*/, 'else the field is explained');
  });

  it('is left to others where no ExternalSecret writes it, and everywhere else in their documents', async () => {
    assert.equal(await hover(deploymentOf('oth│er', 'password')), '');
    assert.equal(await hover(deploymentOf('db-│credentials', 'password', 'prod')), '');
    assert.equal(
      await hover(deploymentOf('db-credentials', 'password').replace('image', 'im│age').replace('kind: Dep', 'kind: D│ep')),
      '',
    );
  });
});
