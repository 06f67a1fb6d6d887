// What a report of an issue says of a workspace in which everything that can be named has a name of its own.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type IssueEnvironment, issueText } from '../../client/src/issueText.ts';
import { type ReportFacts, reportFactsRequest } from '../../server/src/protocol.ts';
import { type LspClient, startClient } from '../support/lspClient.ts';

const canaries = [
  'wren-store',
  'wren-host',
  'wren-user',
  'wren-key',
  'wren-namespace',
  'wren-account',
  'wren-context',
  'wren-provider',
];
const [store, host, user, key, namespace, account, context, provider] = canaries;

const manifests = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: ${store}, namespace: ${namespace}}
spec: {provider: {vault: {server: "https://${host}.example.com", path: secret, auth: {}}}}
---
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: ${store}-2}
spec: {provider: {aws: {service: SecretsManager, region: us-east-1, role: "arn:aws:iam::123:role/${account}"}}}
---
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: ${store}-3}
spec: {provider: {${provider}: {}}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: ${key}, namespace: ${namespace}}
spec:
  secretStoreRef: {name: ${store}}
  data: [{secretKey: ${key}, remoteRef: {key: ${key}}}]
---
apiVersion: generators.external-secrets.io/v1alpha1
kind: ${user}
metadata: {name: ${key}}
`;
const kubeconfig = `apiVersion: v1
kind: Config
current-context: ${context}
contexts: [{name: ${context}, context: {cluster: c, user: ${user}}}]
clusters: [{name: c, cluster: {server: "https://${host}.example.com"}}]
users: [{name: ${user}, user: {token: ${user}}}]
`;

const environment: IssueEnvironment = {
  extension: '0.1.0',
  vscode: '1.139.1',
  appHost: 'desktop',
  remote: undefined,
  platform: 'linux x64',
  language: 'de',
  trusted: true,
  folders: 1,
  server: 'running',
  operatorVersion: '2.9.0',
  changedSettings: ['externalSecrets.stores'],
};

describe('the report of an issue', () => {
  const root = mkdtempSync(join(tmpdir(), 'issue-'));
  const home = join(root, `${user}-home`);
  let client: LspClient;
  let facts: ReportFacts;

  before(async () => {
    const folder = join(home, `${namespace}-folder`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${key}.yaml`), manifests);
    writeFileSync(join(home, 'config'), kubeconfig);
    client = await startClient({
      command: [process.execPath, join(import.meta.dirname, '../../server/src/node/main.ts'), '--stdio'],
      env: { PATH: process.env['PATH'], HOME: home, KUBECONFIG: join(home, 'config'), USER: user, VAULT_TOKEN: account },
      workspaceFolder: pathToFileURL(folder).href,
    });
    client.open(pathToFileURL(join(folder, `${key}.yaml`)).href, manifests);
    facts = await client.connection.sendRequest(reportFactsRequest);
  });
  after(async () => {
    await client.stop();
    rmSync(root, { recursive: true });
  });

  it('has counts, ids and codes', () => {
    assert.equal(
      issueText(environment, facts),
      [
        '- Extension: 0.1.0',
        '- VS Code: 1.139.1 (desktop)',
        '- Platform: linux x64, de',
        '- Workspace: trusted, folders: 1',
        '- Language server: running',
        '- ESO version set: 2.9.0',
        '- Settings changed: externalSecrets.stores',
        '- Manifests: SecretStore 1, ClusterSecretStore 2, ExternalSecret 1, other kinds 1; files: 1',
        '- Back ends: vault 1: problem (no-credentials); aws 1: not-connected (not-connected); unknown 1: unsupported (unsupported)',
        '- Cluster: not-connected, 0 not ready',
      ].join('\n'),
    );
  });

  it('has nothing that somebody has named', () => {
    const texts = [
      issueText(environment, facts),
      issueText({ ...environment, remote: `ssh-remote+${host}`, operatorVersion: key ?? '', appHost: `${user}/x` }, undefined),
      JSON.stringify(facts),
    ];
    for (const text of texts) {
      for (const canary of [...canaries, root, 'us-east-1', 'example.com', 'wren'])
        assert.ok(!text.includes(canary), `${canary} in ${text}`);
    }
  });

  it('says what kind of remote there is, and no more', () => {
    const remote = (name: string) => /remote: ([\w-]+)/.exec(issueText({ ...environment, remote: name }, undefined))?.[1];
    assert.deepEqual(
      [remote('ssh-remote'), remote('wsl'), remote('dev-container'), remote('ssh-remote+h.example')],
      ['ssh-remote', 'wsl', 'dev-container', 'yes'],
    );
  });
});
