// What package.json promises to VS Code, held against the client's sources: VS Code tells of none of these slips.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { serverCommands } from '../../server/src/protocol.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const { contributes, capabilities } = manifest;
const settings: Readonly<Record<string, { readonly scope?: string }>> = Object.assign(
  {},
  ...contributes.configuration.map((group: { readonly properties: object }) => group.properties),
);
const texts: Readonly<Record<string, string>> = JSON.parse(read('package.nls.json'));
const contributed: readonly string[] = contributes.commands.map(({ command }: { command: string }) => command);
const menus: Readonly<Record<string, readonly { command?: string; submenu?: string; when?: string }[]>> = contributes.menus;

/** True of everything but a browser alone: `isWeb` before the extension has started, `inBrowser` from then on. */
const hasMachine = '!externalSecrets.inBrowser && (!isWeb || remoteName)';
const registeredIn = (file: string): readonly string[] =>
  [...read(`client/src/commands/${file}.ts`).matchAll(/'(externalSecrets\.\w+)':/g)].map(([, id = '']) => id);

test('every command of the palette is registered, and every registered one is in the palette', () => {
  assert.deepEqual([...contributed].sort(), [...registeredIn('index'), ...registeredIn('machine')].sort());
});

test('what needs a machine is hidden in a browser that has none behind it, before and after the start, and nothing else is', () => {
  const needing = registeredIn('machine');
  const hidden = contributes.commands.filter(({ enablement = '' }) => enablement.endsWith(hasMachine));
  assert.deepEqual(hidden.map(({ command }: { command: string }) => command).sort(), [...needing].sort());
  const { views, walkthroughs } = contributes;
  for (const { when } of [...views.externalSecrets, ...walkthroughs]) assert.equal(when, hasMachine);
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
    assert.equal(enablement, `isWorkspaceTrusted && ${hasMachine}`, name);
  }
});

test('every text that package.json names exists, and none is left over', () => {
  const named = new Set([...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));
  assert.deepEqual(Object.keys(texts).sort(), [...named].sort());
});

test('every text that VS Code shows of package.json is one of those, and its names are proper names', () => {
  const shown = /^(title|label|name|contents|markdownDescription|description|patternErrorMessage|shortTitle|contextualTitle)$/;
  const literal: string[] = [];
  const walk = (value: unknown, key = '') => {
    if (typeof value === 'string' && shown.test(key) && !/^%[\w.]+%$/.test(value)) literal.push(value);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [name, inner] of Object.entries(value)) walk(inner, name);
    if (Array.isArray(value)) for (const inner of value) walk(inner, key);
  };
  walk(contributes);
  walk(capabilities);
  assert.deepEqual([...new Set(literal)], ['External Secrets']);
});

test('every command is found in the palette under the name of the extension', () => {
  for (const { command, category, title } of contributes.commands) {
    assert.equal(category, 'External Secrets', command);
    assert.match(title, /^%command\.\w+\.title%$/, command);
  }
});

test('the settings stand in groups, each with a title and an order of its own, and say what they are and who may make them', () => {
  const orders = contributes.configuration.map(({ order }: { order: number }) => order);
  assert.deepEqual(
    orders,
    orders.map((_: number, index: number) => index + 1),
  );
  for (const { title, properties } of contributes.configuration) {
    assert.match(title, /^%configuration\.\w+\.title%$/);
    const inside = Object.entries<Record<string, unknown>>(properties);
    assert.deepEqual(
      inside.map(([, { order }]) => order),
      inside.map((_, index) => index + 1),
      title,
    );
    for (const [name, { type, scope, markdownDescription, ...rest }] of inside) {
      assert.ok(typeof type === 'string' && typeof scope === 'string' && 'default' in rest, name);
      assert.match(String(markdownDescription), /^%configuration\.[\w.]+%$/, name);
    }
  }
});

test('the Marketplace is told what it shows, and the icon is one that it takes', () => {
  const at = manifest.repository.url.replace(/\.git$/, '');
  for (const address of [manifest.homepage, manifest.bugs.url, manifest.qna]) assert.ok(address.startsWith(at), address);
  assert.equal(manifest.pricing, 'Free');
  const { description = '' } = texts;
  assert.ok(manifest.displayName && description && description.length <= 200 && manifest.keywords.length <= 30);
  const icon = readFileSync(join(root, manifest.icon));
  assert.deepEqual([...icon.subarray(1, 4)], [...Buffer.from('PNG')]);
  const [width, height] = [icon.readUInt32BE(16), icon.readUInt32BE(20)];
  assert.ok(width === height && width >= 128, `${width} × ${height}`);
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
    assert.equal(enablement, `isWorkspaceTrusted && ${hasMachine}`, name);
    const entry = menus['commandPalette']?.find(({ command }) => command === `externalSecrets.${name}`);
    assert.equal(entry?.when, 'externalSecrets.isManifest', name);
  }
});

test('links of hovers run nothing but what is listed', () => {
  const [, listed = ''] = /enabledCommands: \[(.*?)\]/.exec(read('client/src/clientOptions.ts')) ?? [];
  assert.deepEqual(listed, "'externalSecrets.signIn'");
});

test('a workspace can neither weaken the protection of contexts nor choose a login or the kubeconfig', () => {
  assert.equal(settings['externalSecrets.stores']?.scope, 'machine');
  assert.equal(settings['externalSecrets.aws.endpointUrl']?.scope, 'machine');
  assert.equal(settings['externalSecrets.cluster.protectedContexts']?.scope, 'application');
  assert.equal(settings['externalSecrets.cluster.kubeconfig']?.scope, 'machine');
  assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes('externalSecrets.crds'));
});

test('what a button of a view, an editor or a row of the tree does can be done by the keyboard', () => {
  // Enter on the row, as its command.
  const byEnter = ['externalSecrets.openManifest'];
  assert.match(read('client/src/features/clusterTreeLook.ts'), /item\.command =/);
  for (const menu of ['view/title', 'view/item/context', 'editor/title']) {
    for (const { command = '', group } of (menus[menu] ?? []) as readonly { command?: string; group?: string }[]) {
      if (menu === 'view/item/context' && group?.startsWith('inline') !== true) continue;
      const hidden = menus['commandPalette']?.some((entry) => entry.command === command && entry.when === 'false');
      assert.ok(!hidden || byEnter.includes(command), `${menu}: ${command}`);
    }
  }
});

test('every row of the tree and every status item has a name for screen readers', () => {
  const sources = globSync('client/src/**/*.ts', { cwd: root }).map((path) => ({ path, text: read(path) }));
  const made = sources.filter(({ text }) => /createStatusBarItem\(|new TreeItem\(|extends TreeItem\b/.test(text));
  assert.ok(made.length >= 4, 'they are found');
  for (const { path, text } of made) {
    // The look of the vault's item is a file of its own.
    const named = path.endsWith('vaultStatus.ts') ? read('client/src/features/vaultStatusLook.ts') : text;
    assert.match(named, /accessibilityInformation\b.*[=:]/, path);
  }
});

test('no message of the server is listened to twice: the client keeps the last listener of each', () => {
  const sources = globSync('client/src/**/*.ts', { cwd: root }).map(read);
  const heard = sources.flatMap((text) =>
    [...text.matchAll(/\.on(?:Notification|Request)\((\w+)/g)].map(([, message]) => message),
  );
  assert.ok(heard.length >= 7, 'they are found');
  assert.deepEqual([...new Set(heard)].sort(), heard.sort());
});
