// What package.json promises to VS Code, held against the client's sources: VS Code tells of none of these slips.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { serverCommands } from '../../server/src/protocol.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { contributes, capabilities } = JSON.parse(read('package.json'));
const texts: Readonly<Record<string, string>> = JSON.parse(read('package.nls.json'));
const contributed: readonly string[] = contributes.commands.map(({ command }: { command: string }) => command);
const menus: Readonly<Record<string, readonly { command?: string; submenu?: string; when?: string }[]>> = contributes.menus;

test('every command of the palette is registered, and every registered one is in the palette', () => {
  const registered = [...read('client/src/commands/index.ts').matchAll(/'(externalSecrets\.\w+)':/g)].map(([, id]) => id);
  assert.deepEqual([...contributed].sort(), registered.sort());
});

test('no command of the palette has the id of a command of the server', () => {
  const ids = new Set<string>(Object.values(serverCommands));
  assert.deepEqual(
    contributed.filter((id) => ids.has(id)),
    [],
  );
});

test('menus show commands and submenus that there are', () => {
  const known = new Set([...contributed, ...contributes.submenus.map(({ id }: { id: string }) => id)]);
  for (const [menu, entries] of Object.entries(menus)) {
    for (const entry of entries) assert.ok(known.has(entry.command ?? entry.submenu ?? ''), `${menu}: ${JSON.stringify(entry)}`);
  }
});

test('a command that changes a cluster is offered only where there is one', () => {
  const changing = [
    'apply',
    'applyFolder',
    'forceSync',
    'forceSyncFile',
    'forceSyncStore',
    'forceSyncFailing',
    'restartConsumers',
  ];
  for (const name of changing) {
    const entry = menus['commandPalette']?.find(({ command }) => command === `externalSecrets.${name}`);
    assert.match(entry?.when ?? '', /externalSecrets\.(hasCluster|clusterState)/, name);
    const { enablement } = contributes.commands.find(({ command }: { command: string }) => command === `externalSecrets.${name}`);
    assert.equal(enablement, 'isWorkspaceTrusted', name);
  }
});

test('every text that package.json names exists, and none is left over', () => {
  const named = new Set([...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));
  assert.deepEqual(Object.keys(texts).sort(), [...named].sort());
});

test('the buttons of welcome texts run commands that there are', () => {
  for (const [key, text] of Object.entries(texts)) {
    for (const [, id = ''] of text.matchAll(/\(command:([\w.]+)/g)) {
      assert.ok(id.startsWith('workbench.') || contributed.includes(id), `${key}: ${id}`);
    }
  }
});

test('what is done in a vault is offered in manifests and trusted workspaces only', () => {
  for (const name of ['createInVault', 'rotateInVault']) {
    const { enablement } = contributes.commands.find(({ command }: { command: string }) => command === `externalSecrets.${name}`);
    assert.equal(enablement, 'isWorkspaceTrusted', name);
    const entry = menus['commandPalette']?.find(({ command }) => command === `externalSecrets.${name}`);
    assert.equal(entry?.when, 'externalSecrets.isManifest', name);
  }
});

test('links of hovers run nothing but what is listed', () => {
  const [, listed = ''] = /enabledCommands: \[(.*?)\]/.exec(read('client/src/clientOptions.ts')) ?? [];
  assert.deepEqual(listed, "'externalSecrets.signIn'");
});

test('a workspace can neither weaken the protection of contexts nor choose a login or the kubeconfig', () => {
  const { properties } = contributes.configuration;
  assert.equal(properties['externalSecrets.stores'].scope, 'machine');
  assert.equal(properties['externalSecrets.aws.endpointUrl'].scope, 'machine');
  assert.equal(properties['externalSecrets.cluster.protectedContexts'].scope, 'application');
  assert.equal(properties['externalSecrets.cluster.kubeconfig'].scope, 'machine');
  assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes('externalSecrets.crds'));
});
