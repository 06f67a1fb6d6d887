import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CodeLens, CompletionItem, CompletionList, Diagnostic, Hover, InlayHint } from 'vscode-languageserver-types';
import { parse } from 'yaml';
import {
  clusterChangedNotification,
  clusterStatusRequest,
  contextsRequest,
  resourceRequest,
  serverCommands,
  syncablesRequest,
  type TreeNode,
  treeRequest,
  vaultStatusRequest,
} from '../../server/src/protocol.ts';
import { propertyNames } from '../../server/src/providers/propertyNames.ts';
import type { SecretProvider } from '../../server/src/providers/secretProvider.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { createMemoryCluster } from '../support/memoryCluster.ts';
import { assertInert, assertPlain, hostile, hostileShort, tricks } from './hostileTexts.ts';
import { type InProcess, startInProcess } from './inProcess.ts';

const uri = 'file:///w/app.yaml';

/** Names as a vault may have them, though hardly any does. */
const names = [
  ...tricks.map((trick) => `app/${trick}`),
  'app/# no comment',
  'app/: b',
  'app/\'q"',
  'app/{a}, [b]',
  '*app',
  '- app',
  '{{ .app }}',
  'app ',
  hostileShort,
  `long${'A'.repeat(1_000_000)}`,
  '~',
  'yes',
  '1e3',
  '<<',
];

const properties = Object.fromEntries(names.map((name) => [name, 1]));

/** A vault whose every text is somebody else's. */
const vault: SecretProvider = {
  id: 'aws',
  title: 'Memory',
  capabilities: { listing: 'names', properties: 'reads-values', versions: true, propertyDialect: 'exact' },
  supports: ({ provider }) => provider === 'aws',
  scope: () => '',
  destination: async () => ({
    id: 'memory',
    service: 'Memory',
    location: hostile,
    endpoint: `https://x.example/${hostile}`,
    customEndpoint: true,
    login: hostile,
    account: hostile,
  }),
  open: () => {
    const asOf = Date.now();
    const texts = { description: hostile, unavailable: hostile, tags: [{ name: hostile, value: hostile }] };
    return {
      keys: async () => ({ items: names.map((key) => ({ key, ...texts })), complete: true, asOf }),
      properties: async () => ({ ...propertyNames(JSON.stringify(properties), 'exact'), asOf, complete: true }),
      versions: async () => ({
        items: names.map((version) => ({ version, labels: [hostileShort], note: hostile, unavailable: hostile })),
        complete: true,
        asOf,
      }),
      describe: async (key) => ({
        state: 'found',
        asOf,
        item: {
          key,
          id: hostile,
          ...texts,
          console: `https://eu.console.aws.amazon.com/${hostile}`,
          details: [{ name: hostile, value: hostile }],
          versions: [{ version: hostile, labels: [hostile], note: hostile }],
          fetchable: names,
        },
      }),
      lookup: async (key) =>
        key.startsWith('app/') || key === hostileShort ? { state: 'found', item: { key }, asOf } : { state: 'missing', asOf },
      account: () => hostile,
    };
  },
};

const storeName = hostileShort;
const manifest = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: ${JSON.stringify(storeName)}
  namespace: default
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
  namespace: default
spec:
  secretStoreRef:
    name: ${JSON.stringify(storeName)}
  data:
    - secretKey: a
      remoteRef:
        key: app
        property: p
        version: v
    - secretKey: b
      remoteRef:
        key: "app/# no comment"
        property: q
`;
const lineOf = (text: string) =>
  manifest
    .split('\n')
    .map((line) => line.includes(text))
    .lastIndexOf(true);

/** Everything that the server has said without being asked, and every answer, as it would be shown. */
function assertCalm({ told }: InProcess): void {
  for (const { method, params } of told)
    assertPlain(method.includes('log') ? { message: (params as { message?: string }).message ?? '' } : params, method);
}

describe('hostile text of a vault', { timeout: 120_000 }, () => {
  it('is shown plain, bounded and dead, and inserted as one scalar', async () => {
    const session = await startInProcess({ providers: [vault] });
    await session.open(uri, manifest);
    await session.execute(serverCommands.connectStore, { kind: 'SecretStore', name: storeName, namespace: 'default' });
    await session.execute(serverCommands.allowReadingValues, { kind: 'SecretStore', name: storeName, namespace: 'default' });
    for (const [what, place] of [
      ['key: app', 16],
      ['property: p', 19],
      ['version: v', 18],
      ['name: "evil', 11],
    ] as const) {
      const line = lineOf(what);
      const list = (await session.at('textDocument/completion', uri, line, place)) as CompletionList;
      assert.ok(list.items.length > 0, what);
      for (const item of list.items) {
        const resolved: CompletionItem = await session.client.sendRequest('completionItem/resolve', item);
        assertPlain(resolved, what);
        assert.ok((item.filterText?.length ?? 0) <= 5_000 && (item.sortText?.length ?? 0) <= 5_000, what);
        const { documentation } = resolved;
        if (typeof documentation === 'object')
          assertInert(documentation.value, /^https:\/\/[a-z0-9.-]+\.console\.aws\.amazon\.com\//, what);
        insertedAsOne(item, line);
      }
      const hover = (await session.at('textDocument/hover', uri, line, place - 1)) as Hover | null;
      assertPlain(hover, `hover ${what}`);
      if (hover !== null)
        assertInert(
          (hover.contents as { value: string }).value,
          /^(https:\/\/[a-z0-9.-]+\.console\.aws\.amazon\.com\/|file:\/\/\/w\/)/,
          what,
        );
      assertPlain(await session.client.sendRequest(vaultStatusRequest, { uri, line, character: place }), 'status');
    }
    await published(session, 'vault-key-not-found');
    await published(session, 'vault-property-not-found');
    const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
    const hints: InlayHint[] = await session.client.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range });
    assert.ok(
      hints.some(({ label }) => String(label).startsWith('✗')),
      'what a vault has said is among them',
    );
    assertPlain(hints, 'hints');
    const lenses: CodeLens[] = await session.client.sendRequest('textDocument/codeLens', { textDocument: { uri } });
    for (const lens of lenses) assertPlain(await session.client.sendRequest('codeLens/resolve', lens), 'lens');
    assertCalm(session);
    session.dispose();
  });
});

/** The document with the item chosen: still one string at its place, and nothing that hides or turns in the text. */
function insertedAsOne({ textEdit, label }: CompletionItem, line: number): void {
  assert.ok(textEdit !== undefined && 'range' in textEdit, label);
  const lines = manifest.split('\n');
  const { start, end } = textEdit.range;
  const text = textEdit.newText.replace(/\$0|\\(?=[$}\\])/g, '');
  lines[line] = `${lines[line]?.slice(0, start.character)}${text}${lines[line]?.slice(end.character)}`;
  assert.doesNotMatch(text, /(?!\n)[\p{Cc}]|[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u, label);
  const document = parse(lines.slice(lines.indexOf('---') + 1).join('\n'));
  assert.deepEqual(Object.keys(document.spec).sort(), ['data', 'secretStoreRef'], label);
  assert.deepEqual(Object.keys(document.spec.data[0].remoteRef), ['key', 'property', 'version'], label);
  for (const value of Object.values(document.spec.data[0].remoteRef)) assert.equal(typeof value, 'string', label);
}

async function published({ told }: InProcess, code: string): Promise<readonly Diagnostic[]> {
  for (;;) {
    const found = told.flatMap(({ method, params }) =>
      method === 'textDocument/publishDiagnostics' ? (params as { diagnostics: Diagnostic[] }).diagnostics : [],
    );
    if (found.some((one) => one.code === code)) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('hostile text of a cluster', { timeout: 120_000 }, () => {
  it('is shown plain, bounded and dead', async () => {
    const conditions = (status: string) => [
      { type: 'Ready', status, reason: hostile, message: hostile, lastTransitionTime: hostile },
    ];
    const meta = (name: string, more: JsonObject = {}) => ({
      name,
      namespace: 'default',
      labels: { [hostileShort]: hostile },
      annotations: { [hostile]: hostile },
      ...more,
    });
    const objects: JsonObject[] = [
      {
        apiVersion: 'external-secrets.io/v1',
        kind: 'SecretStore',
        metadata: meta('vault'),
        spec: { provider: { [hostile]: {} } },
        status: { conditions: conditions('False'), capabilities: hostile },
      },
      ...['app', 'other'].map((name) => ({
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: meta(name),
        spec: {
          refreshInterval: hostile,
          secretStoreRef: { name: 'vault' },
          target: { name: 'app', template: { type: hostile } },
          data: [{ secretKey: hostile, remoteRef: { key: hostile } }],
        },
        status: {
          conditions: conditions('False'),
          refreshTime: hostile,
          syncedResourceVersion: hostile,
          binding: { name: hostile },
        },
      })),
      {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: meta('ready'),
        spec: { secretStoreRef: { name: 'vault' } },
        status: { conditions: conditions('True') },
      },
      {
        kind: 'Secret',
        metadata: meta('app', { ownerReferences: [{ kind: hostile, name: hostile, controller: true }] }),
        type: hostile,
        data: { [hostileShort]: 'eA==', good: 'eA==' },
      },
      {
        kind: 'Event',
        metadata: { name: 'e', namespace: 'default' },
        involvedObject: { kind: 'ExternalSecret', name: 'app', namespace: 'default' },
        type: 'Warning',
        reason: 'UpdateFailed',
        message: hostile,
        lastTimestamp: '2026-11-23T11:00:00Z',
      },
      {
        kind: 'Deployment',
        metadata: meta('web', { generation: 1 }),
        spec: {
          replicas: 1,
          template: {
            spec: {
              containers: [
                {
                  name: hostile,
                  image: hostile,
                  env: [{ name: hostile, valueFrom: { secretKeyRef: { name: 'app', key: hostile } } }],
                },
              ],
            },
          },
        },
        status: { conditions: [{ type: 'Progressing', status: 'False', reason: hostile, message: hostile }] },
      },
      {
        kind: 'Deployment',
        metadata: {
          name: 'external-secrets',
          namespace: `x; rm -rf ~`,
          labels: { 'app.kubernetes.io/name': 'external-secrets', 'app.kubernetes.io/version': hostile },
          annotations: { 'meta.helm.sh/release-name': '`id`' },
        },
        spec: { replicas: 1, template: { spec: { containers: [{ name: 'm', image: hostile, args: [] }] } } },
        status: { readyReplicas: 0, conditions: [{ type: 'Available', status: 'False', message: hostile }] },
      },
      ...['externalsecrets', 'secretstores', 'clustersecretstores'].map((plural) => ({
        kind: 'CustomResourceDefinition',
        metadata: { name: `${plural}.external-secrets.io`, labels: { 'external-secrets.io/component': 'controller' } },
        spec: {
          group: 'external-secrets.io',
          names: { kind: 'ExternalSecret', plural },
          versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: {} } }],
        },
        status: {
          storedVersions: ['v1', `'; $(id) #`],
          conditions: [{ type: 'Established', status: 'False', message: hostile }],
        },
      })),
    ];
    const cluster = createMemoryCluster({
      objects,
      context: { namespace: 'default' },
      paths: { '/version': { gitVersion: hostile } },
    });
    for (const own of [true, false]) {
      const session = await startInProcess({ clusters: cluster.client, own, settings: { cluster: { waitSeconds: 5 } } });
      const { client } = session;
      await session.open(uri, manifest.replaceAll(JSON.stringify(storeName), 'vault'));
      const answers: unknown[] = [await session.execute(serverCommands.connectCluster, {})];
      while (session.told.every(({ method }) => method !== clusterChangedNotification)) await cluster.settled();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const tree = async (node?: string): Promise<readonly TreeNode[]> => {
        const children: readonly TreeNode[] = await client.sendRequest(treeRequest, node === undefined ? {} : { node });
        const below = await Promise.all(children.map(({ id }) => tree(id)));
        return [...children, ...below.flat()];
      };
      const nodes = await tree();
      assert.ok(nodes.length > 4);
      const app = { kind: 'ExternalSecret', name: 'app', namespace: 'default' };
      answers.push(nodes, await client.sendRequest(clusterStatusRequest), await client.sendRequest(contextsRequest));
      answers.push(await client.sendRequest(syncablesRequest), await client.sendRequest(resourceRequest, app));
      answers.push(await client.sendRequest('textDocument/codeLens', { textDocument: { uri } }));
      for (const [command, argument] of [
        ['verifySecret', app],
        ['rotationImpact', app],
        ['checkOperator', undefined],
        ['diffWithCluster', { uris: [uri] }],
        ['waitUntilReady', app],
        ['forceSync', { failing: true }],
        ['apply', { uris: [uri] }],
        [
          'restartConsumers',
          {
            secret: { kind: 'Secret', name: 'app', namespace: 'default' },
            workloads: [{ kind: 'Deployment', name: 'web', namespace: 'default' }],
          },
        ],
      ] as const) {
        const answer = await session.execute(serverCommands[command], argument);
        assert.notEqual(answer, null, `${command} came to no end`);
        answers.push(answer);
        if (command === 'checkOperator')
          for (const { commandLine } of (answer as { remedies: { commandLine: string }[] }).remedies)
            assert.doesNotMatch(commandLine, /rm -rf|\$\(|`/, commandLine);
      }
      for (const answer of answers) assertPlain(answer, JSON.stringify(answer)?.slice(0, 80));
      assertCalm(session);
      session.dispose();
    }
  });
});

describe('hostile text of CRDs', { timeout: 120_000 }, () => {
  it('is shown plain, bounded and dead', async () => {
    const field = {
      type: 'string',
      description: hostile,
      format: hostileShort,
      pattern: `^(${hostileShort.replace(/[^\w ]/g, '')})$`,
      enum: [hostile, hostileShort],
      default: hostile,
    };
    const crd = {
      kind: 'CustomResourceDefinition',
      spec: {
        group: 'external-secrets.io',
        names: { kind: 'ExternalSecret', plural: 'externalsecrets' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                description: hostile,
                properties: {
                  spec: {
                    type: 'object',
                    description: hostile,
                    required: [hostileShort],
                    properties: { field, [hostileShort]: field, other: { ...field, type: hostileShort } },
                    'x-kubernetes-validations': [
                      { rule: 'self.field == "x"', message: hostile },
                      { rule: 'self.field == "y"', messageExpression: `'${'[x](command:y) '.repeat(500)}'` },
                    ],
                  },
                },
              },
            },
          },
        ],
      },
    };
    const session = await startInProcess({
      crds: async () => ({ crds: [crd as JsonObject], problems: [hostile] }),
      settings: { crds: hostile },
    });
    const text =
      'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec:\n  field: x\n  other: x\n  fiel: 1\n  \n';
    await session.open(uri, text);
    await published(session, 'unknown-field');
    for (const [line, character] of [
      [1, 8],
      [3, 2],
      [4, 4],
      [4, 10],
      [5, 4],
      [7, 2],
    ] as const) {
      const hover = (await session.at('textDocument/hover', uri, line, character)) as Hover | null;
      assertPlain(hover, `hover ${line}`);
      if (hover !== null)
        assertInert((hover.contents as { value: string }).value, /^https:\/\/external-secrets\.io\//, `hover ${line}`);
      const list = (await session.at('textDocument/completion', uri, line, character)) as CompletionList | null;
      for (const item of list?.items ?? []) {
        const resolved: CompletionItem = await session.client.sendRequest('completionItem/resolve', item);
        assertPlain(resolved, `completion ${line}`);
        if (typeof resolved.documentation === 'object')
          assertInert(resolved.documentation.value, /^https:\/\/external-secrets\.io\//, `completion ${line}`);
      }
    }
    assertCalm(session);
    session.dispose();
  });
});
