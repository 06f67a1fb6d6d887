import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createLab } from '../lab.ts';

const lab = createLab();

test('a store is written for a provider and a login', async () => {
  const offered = await lab.complete('ss-aws│');
  assert.equal(
    offered.chosen('ss-aws-keys'),
    `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: ‹1:aws›
spec:
  provider:
    aws:
      service: ‹2:SecretsManager,ParameterStore›
      region: ‹3:us-east-1›
      auth:
        secretRef:
          accessKeyIDSecretRef:
            name: ‹4:aws-login›
            key: ‹5:access-key-id›
          secretAccessKeySecretRef:
            name: ‹4:aws-login›
            key: ‹6:secret-access-key›`,
  );
  assert.equal(offered.item('css-aws-irsa').detail, 'ClusterSecretStore: IAM role of a ServiceAccount (IRSA)');
  assert.match(offered.chosen('css-aws-irsa'), /\n {12}name: ‹4:external-secrets›\n {12}namespace: ‹5:external-secrets›$/);
});

test('what is typed is found by prefix and by kind', async () => {
  assert.equal((await lab.complete('es│')).item('ExternalSecret').filterText, 'es ExternalSecret');
  assert.equal((await lab.complete('ss-vault-a│')).item('ss-vault-approle').filterText, 'ss-vault-approle');
});

test('a new document is written as the rest of the file is', async () => {
  const neighbour = `apiVersion: apps/v1
kind: Deployment
metadata:
    name: "web"
spec:
    containers:
    - name: "web"
      args:
      - "--port"
---
`;
  const text = (await lab.complete(`${neighbour}│`)).chosen('es-basic-auth');
  assert.match(text, /\nspec:\n {4}refreshInterval: "‹2:1h0m0s›"\n {4}secretStoreRef:\n {8}name: "‹3:my-store›"/);
  assert.match(text, /\n {4}data:\n {4}- secretKey: "username"\n {6}remoteRef:\n {10}key: "/);
});

test('templates keep their braces, and what looks like a tab stop to editors', async () => {
  const text = (await lab.complete('es-docker│')).chosen('es-dockerconfigjson');
  assert.match(text, /\.dockerconfigjson: \|\n {10}\{\n {12}"auths": \{\n {14}"‹6:registry\.example\.com›": \{/);
  assert.match(text, /\{\{ printf "%s:%s" \.username \.password \| b64enc \| toJson \}\}/);
});

test('editors without snippets get the same text with the defaults in it', async () => {
  const plain = createLab({ client: { snippets: false } });
  const text = (await plain.complete('│')).chosen('ss-aws-keys');
  assert.match(text, /service: SecretsManager\n {6}region: us-east-1\n/);
  assert.equal(text.match(/name: aws-login\n/g)?.length, 2);
});

test('documentation shows the whole manifest, when it is looked at', async () => {
  const offered = await lab.complete('│');
  assert.equal(offered.item('es-env').documentation, undefined);
  assert.match(await offered.documentation('es-env'), /```yaml\napiVersion: [\s\S]*DB_USER=\{\{ \.username \}\}/);
});

test('nothing is offered in what other tools have written', async () => {
  for (const fixture of ['apiVersion: v1\nkind: ConfigMap\ndata:\n  a: b\nes│', 'services:\n  es│', '- es│\n- b\n- c\n']) {
    assert.ok(!(await lab.complete(fixture)).labels.includes('es-env'), fixture);
  }
});

test('VS Code has the snippets from the server only, so none is there twice and none in the files of others', () => {
  const { contributes } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
  assert.equal(contributes.snippets, undefined);
});
