import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { resolveKind } from '../../server/src/schema/kindSchema.ts';
import { closestVersion, compareVersions } from '../../server/src/schema/operatorVersion.ts';

const schemas = createNodeSchemaSource();
const ESO = 'external-secrets.io';

describe('an apiVersion and kind', () => {
  it('is served, with all that is known of it', async () => {
    const resolution = await resolveKind(schemas, '2.9.0', `${ESO}/v1`, 'ClusterSecretStore');
    assert.ok(resolution?.state === 'served');
    const { plural, shortNames, scope, storage, deprecated } = resolution.entry;
    assert.deepEqual(
      { plural, shortNames, scope, storage, deprecated },
      { plural: 'clustersecretstores', shortNames: ['css'], scope: 'Cluster', storage: true, deprecated: false },
    );
  });

  it('is described but not served, and it is said where it is', async () => {
    const resolution = await resolveKind(schemas, '2.9.0', `${ESO}/v1beta1`, 'ExternalSecret');
    assert.ok(resolution?.state === 'not-served');
    assert.deepEqual(resolution.elsewhere, { servedAs: [`${ESO}/v1`], servedIn: ['0.10.7', '0.16.2'] });
  });

  it('is unknown to this version, though not to another', async () => {
    const gone = await resolveKind(schemas, '2.9.0', `${ESO}/v1alpha1`, 'ExternalSecret');
    assert.ok(gone?.state === 'unknown');
    assert.deepEqual(gone.near, [{ apiVersion: `${ESO}/v1`, kind: 'ExternalSecret' }]);
    assert.deepEqual(gone.elsewhere.servedIn, ['0.10.7']);
    const early = await resolveKind(schemas, '0.10.7', `${ESO}/v1`, 'ExternalSecret');
    assert.ok(early?.state === 'unknown');
    assert.equal(early.near[0]?.apiVersion, `${ESO}/v1beta1`);
    assert.deepEqual(early.elsewhere.servedIn, ['0.16.2', '1.3.2', '2.9.0']);
  });

  it('is misspelt, and what is meant is named', async () => {
    const cases = [
      [`${ESO}/v1`, 'ExternalSecrets', `${ESO}/v1`, 'ExternalSecret'],
      [`${ESO}/v1`, 'externalsecret', `${ESO}/v1`, 'ExternalSecret'],
      ['external-secret.io/v1', 'SecretStore', `${ESO}/v1`, 'SecretStore'],
      [`${ESO}/v1`, 'PushSecret', `${ESO}/v1alpha1`, 'PushSecret'],
      [`${ESO}/v1alpha1`, 'Password', `generators.${ESO}/v1alpha1`, 'Password'],
    ] as const;
    for (const [apiVersion, kind, rightVersion, rightKind] of cases) {
      const resolution = await resolveKind(schemas, undefined, apiVersion, kind);
      assert.ok(resolution?.state === 'unknown', kind);
      assert.deepEqual(resolution.near[0], { apiVersion: rightVersion, kind: rightKind });
    }
  });

  it('is like nothing', async () => {
    const resolution = await resolveKind(schemas, undefined, `${ESO}/v1`, 'Deployment');
    assert.ok(resolution?.state === 'unknown');
    assert.deepEqual(resolution.near, []);
  });
});

describe('ESO versions', () => {
  it('are ordered by their numbers', () => {
    assert.deepEqual(['2.9.0', '0.16.2', '0.9.1', 'v1.3'].sort(compareVersions), ['0.9.1', '0.16.2', 'v1.3', '2.9.0']);
  });
  it('without a description are taken for the newest described one before them', () => {
    const { versions } = schemas;
    const cases = {
      '2.9.0': '2.9.0',
      '2.10.1': '2.9.0',
      'v1.4.0': '1.3.2',
      '0.17': '0.16.2',
      '0.5.0': '0.10.7',
      latest: '2.9.0',
      '': '2.9.0',
    };
    for (const [wanted, closest] of Object.entries(cases)) assert.equal(closestVersion(versions, wanted), closest, wanted);
    assert.equal(closestVersion(versions, undefined), '2.9.0');
  });
});
