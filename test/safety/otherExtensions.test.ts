import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { serverCommands } from '../../server/src/protocol.ts';
import type { SecretProvider } from '../../server/src/providers/secretProvider.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { createMemoryCluster } from '../support/memoryCluster.ts';
import { type InProcess, startInProcess } from './inProcess.ts';
import { root } from './world.ts';

type Name = keyof typeof serverCommands;

/**
 * What each command may do without the user's word, for every one that there is. `nothing`: it asks before anything goes out or is
 * changed. `tells`: it works out or reads, and changes nothing. `less`: it only takes away what was allowed, or forgets.
 */
const commands: Readonly<Record<Name, 'nothing' | 'tells' | 'less'>> = {
  connectStore: 'nothing',
  allowReadingValues: 'nothing',
  disconnectStore: 'less',
  refreshVaultListing: 'less',
  signIn: 'tells',
  createInVault: 'tells',
  rotateInVault: 'tells',
  fixWorkspace: 'nothing',
  migrateWorkspace: 'nothing',
  minimalPolicy: 'tells',
  // In other editors it asks before the file changes.
  convertToExternalSecret: 'tells',
  previewSecret: 'tells',
  newManifestChoices: 'tells',
  newManifest: 'tells',
  downloadCrds: 'nothing',
  removeCrds: 'less',
  connectCluster: 'nothing',
  disconnectCluster: 'less',
  apply: 'nothing',
  diffWithCluster: 'tells',
  forceSync: 'nothing',
  waitUntilReady: 'tells',
  verifySecret: 'nothing',
  rotationImpact: 'tells',
  restartConsumers: 'nothing',
  checkOperator: 'tells',
  explainAction: 'tells',
};

const uri = 'file:///w/app.yaml';
const manifest = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: vault, namespace: default}
spec: {provider: {aws: {service: SecretsManager, region: us-east-1}}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: app, namespace: default}
spec:
  refreshInterval: 2h
  secretStoreRef: {name: vault}
  target: {name: app}
  data:
    - secretKey: a
      remoteRef: {key: of-the-manifest, property: p}
`;

/** Everything that a caller may try to say yes with. */
const persuasive = {
  confirmed: true,
  confirm: true,
  force: true,
  yes: true,
  action: 'Apply',
  actions: ['Apply'],
  typed: 'memory',
  answer: 'Apply',
  consent: { access: 'allow', readValues: true },
  readValues: true,
  trusted: true,
  dryRun: false,
};

const app = { kind: 'ExternalSecret', name: 'app', namespace: 'default' };
const store = { kind: 'SecretStore', name: 'vault', namespace: 'default' };
const place = { uri, line: 13, character: 25 };
const secret = { kind: 'Secret', name: 'app', namespace: 'default' };
const web = { kind: 'Deployment', name: 'web', namespace: 'default' };

const argumentsOf: Readonly<Record<Name, object>> = {
  connectStore: store,
  allowReadingValues: store,
  disconnectStore: store,
  refreshVaultListing: store,
  signIn: store,
  createInVault: place,
  rotateInVault: place,
  fixWorkspace: {},
  migrateWorkspace: {},
  minimalPolicy: { uris: [uri] },
  convertToExternalSecret: { uri },
  previewSecret: place,
  newManifestChoices: {},
  newManifest: { externalSecret: { store, name: 'app' } },
  downloadCrds: { url: 'https://127.0.0.1:1/crds-2.9.0.yaml' },
  removeCrds: { version: '9.9.9' },
  connectCluster: {},
  disconnectCluster: {},
  apply: { uris: [uri] },
  diffWithCluster: { uris: [uri] },
  forceSync: { resources: [app] },
  waitUntilReady: app,
  verifySecret: app,
  rotationImpact: app,
  restartConsumers: { secret, workloads: [web] },
  checkOperator: {},
  explainAction: {},
};

const objects: readonly JsonObject[] = [
  {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'app', namespace: 'default' },
    spec: { refreshInterval: '1h', secretStoreRef: { name: 'vault' }, target: { name: 'app' } },
    status: { conditions: [{ type: 'Ready', status: 'True', reason: 'SecretSynced' }], syncedResourceVersion: '1' },
  },
  {
    ...secret,
    metadata: { name: 'app', namespace: 'default' },
    data: { a: Buffer.from('value-in-the-cluster').toString('base64') },
  },
  {
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', generation: 1 },
    spec: {
      replicas: 1,
      template: { metadata: {}, spec: { containers: [{ name: 'c', envFrom: [{ secretRef: { name: 'app' } }] }] } },
    },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
  },
];

/** A vault that notes whether it is used, and whose names and values are told from everybody else's. */
function watchedVault() {
  const used: string[] = [];
  const asOf = Date.now();
  const note = <T>(what: string, answer: T): T => {
    used.push(what);
    return answer;
  };
  const provider: SecretProvider = {
    id: 'aws',
    title: 'Memory',
    capabilities: { listing: 'names', properties: 'reads-values', versions: true, propertyDialect: 'exact' },
    supports: ({ provider: id }) => id === 'aws',
    scope: () => '',
    destination: async () => ({
      id: 'm',
      service: 'Memory',
      location: 'here',
      endpoint: 'https://m.example',
      customEndpoint: false,
      login: 'profile dev',
    }),
    open: () => ({
      keys: async () =>
        note('keys', { items: [{ key: 'name-in-the-vault', description: 'text-in-the-vault' }], complete: true, asOf }),
      properties: async () =>
        note('properties', {
          items: [{ property: 'property-in-the-vault', path: ['property-in-the-vault'], type: 'string' }],
          complete: true,
          asOf,
        }),
      versions: async () => note('versions', { items: [{ version: 'version-in-the-vault', labels: [] }], complete: true, asOf }),
      describe: async (key) =>
        note('describe', { state: 'found', asOf, item: { key, description: 'text-in-the-vault', tags: [], versions: [] } }),
      lookup: async (key) => note('lookup', { state: 'found', asOf, item: { key } }),
    }),
  };
  return { provider, used };
}

/** A session in which the user answers every question so; with a vault, a cluster and an open manifest. */
async function session(answer: 'yes' | 'no', own: boolean) {
  const vault = watchedVault();
  const cluster = createMemoryCluster({
    objects,
    paths: { '/version': { gitVersion: 'v1.34.0' } },
    context: { namespace: 'default' },
  });
  const started = await startInProcess({
    providers: [vault.provider],
    clusters: cluster.client,
    own,
    settings: { cluster: { protectedContexts: [], waitSeconds: 5 } },
    ...(answer === 'no' ? { answer: () => undefined, consent: false } : {}),
  });
  await started.open(uri, manifest);
  const written = () =>
    cluster.calls.filter(
      (call) =>
        (call.method === 'apply' && call.dryRun !== true) || call.method === 'mergePatch' || call.method === 'digestSecret',
    );
  return { ...started, vault, cluster, written };
}

const run = ({ execute }: Pick<InProcess, 'execute'>, name: Name, argument: object = argumentsOf[name]) =>
  execute(serverCommands[name], argument).catch((error: Error) => ({ refused: error.message }));

describe('other extensions', { timeout: 180_000 }, () => {
  it('find no command that this test has not thought about', () => {
    assert.deepEqual(Object.keys(commands).sort(), Object.keys(serverCommands).sort());
  });

  it('cannot say yes by an argument, whatever command they call: nothing is sent, read or changed', async () => {
    for (const own of [true, false]) {
      const calm = await session('no', own);
      for (const name of Object.keys(serverCommands) as Name[]) {
        await run(calm, name, { ...persuasive, ...argumentsOf[name] });
        await calm.execute(serverCommands[name], [argumentsOf[name], persuasive]).catch(() => undefined);
      }
      assert.deepEqual([calm.vault.used, calm.cluster.calls], [[], []], 'neither vault nor cluster was reached');
      assert.ok(
        calm.told.some(({ method }) => /confirm|consent|showMessageRequest/.test(method)),
        'they only make questions appear',
      );
      calm.dispose();
    }
  });

  it('of a cluster that is connected change nothing either, and of a vault that is connected learn nothing', async () => {
    for (const own of [true, false]) {
      let say: 'yes' | 'no' = 'yes';
      const vault = watchedVault();
      const cluster = createMemoryCluster({
        objects,
        paths: { '/version': { gitVersion: 'v1.34.0' } },
        context: { namespace: 'default' },
      });
      const running = await startInProcess({
        providers: [vault.provider],
        clusters: cluster.client,
        own,
        settings: { cluster: { protectedContexts: [], waitSeconds: 5 } },
        answer: (_, buttons) => (say === 'yes' ? buttons.find((button) => !/^(cancel|not now|show)/i.test(button)) : undefined),
      });
      await running.open(uri, manifest);
      const told: unknown[] = [
        await run(running, 'connectCluster'),
        await run(running, 'connectStore'),
        await run(running, 'allowReadingValues'),
      ];
      while (!vault.used.includes('keys')) await new Promise((resolve) => setTimeout(resolve, 20));
      say = 'no';
      const changes = () =>
        cluster.calls.filter(
          (call) =>
            (call.method === 'apply' && call.dryRun !== true) || call.method === 'mergePatch' || call.method === 'digestSecret',
        );
      for (const name of Object.keys(serverCommands) as Name[]) {
        if (commands[name] === 'less') continue;
        told.push(await run(running, name, { ...persuasive, ...argumentsOf[name] }));
      }
      assert.deepEqual(changes(), []);
      const texts = JSON.stringify(told);
      for (const [what] of texts.matchAll(/(name|text|property|version|value)-in-the-(vault|cluster)/g))
        assert.fail(`${what} was told to a caller`);
      say = 'yes';
      for (const name of ['apply', 'forceSync', 'restartConsumers', 'verifySecret'] as const) {
        const before = changes().length;
        const answer = await run(running, name);
        assert.ok(changes().length > before, `${name} does something once the user has said so: ${JSON.stringify(answer)}`);
      }
      assert.ok(!JSON.stringify(await run(running, 'diffWithCluster')).includes('value-in-the-cluster'));
      running.dispose();
    }
  });
});

describe('the extension', () => {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const sources = globSync('client/src/**/*.ts', { cwd: root }).map((path) => ({ path, text: read(path) }));
  const { activationEvents, contributes } = JSON.parse(read('package.json'));

  it('exports nothing, and answers no address', () => {
    const entries = sources.filter(({ text }) => /export (async )?function activate\(/.test(text));
    assert.deepEqual(
      entries.map(({ path }) => path),
      ['client/src/browser.ts', 'client/src/node.ts'],
    );
    for (const { text } of entries) assert.match(text, /export function activate\([^)]*\): void \{/);
    for (const { path, text } of sources) assert.doesNotMatch(text, /registerUriHandler|UriHandler/, path);
    assert.deepEqual(
      activationEvents.filter((event: string) => /^(onUri|onAuthentication|\*)/.test(event)),
      [],
    );
    assert.deepEqual(
      Object.keys(contributes).filter((point) => /auth|terminal|tool|participant|mcp/i.test(point)),
      [],
    );
  });

  it('returns nothing from its commands', () => {
    assert.match(read('client/src/commands/command.ts'), /=> Promise<void> \| void;/);
  });

  it('renders no text from outside as trusted Markdown, and opens nothing that it names', () => {
    for (const { path, text } of sources) {
      assert.doesNotMatch(text, /isTrusted\s*[:=]\s*true|supportHtml\s*[:=]\s*true/, path);
      assert.doesNotMatch(text, /openExternal|'vscode\.open'|createWebview|asWebviewUri/, path);
      if (path !== 'client/src/features/vaultStatusLook.ts') assert.doesNotMatch(text, /new MarkdownString/, path);
    }
    const trusted = sources.flatMap(({ text }) => [...text.matchAll(/enabledCommands: \[([^\]]*)\]/g)].map(([, ids]) => ids));
    assert.deepEqual(trusted, ["'externalSecrets.signIn'"], 'the one command of links, which types and does not run');
    assert.match(read('client/src/clientOptions.ts'), /supportHtml: false/);
  });

  it('types into terminals and runs nothing there', () => {
    const typing = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/\.sendText\(([^)]*)\)/g)].map(([, given]) => `${path}: ${given}`),
    );
    assert.deepEqual(typing, ['client/src/terminal.ts: commandLine, false']);
    for (const { path, text } of sources)
      assert.doesNotMatch(
        text,
        /import \{[^}]*\} from 'node:child_process'|sendSequence|new ShellExecution|executeCommand\(.*shell/i,
        path,
      );
  });

  it('makes notifications of plain text, so that none of it is a link', () => {
    for (const { path, text } of sources) {
      for (const [call, given = ''] of text.matchAll(/\bshow(?:Information|Warning|Error)Message(?:<\w+>)?\(\s*([^;]*?)\);/gs)) {
        const name = /^(\w+)[,)]?/.exec(given)?.[1] ?? '';
        const isPlain = /^(plainMessage|oneLine|l10n\.t)\(/.test(given);
        const isOurs = isPlain || new RegExp(`const ${name} = (plainMessage|l10n\\.t)\\(`).test(text);
        assert.ok(isOurs, `${path}: ${call}`);
      }
    }
  });
});
