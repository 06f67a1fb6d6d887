import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neverCancelled } from '../../../server/src/cancellation.ts';
import { completeAt } from '../../../server/src/features/completion/index.ts';
import { plainCommands } from '../../../server/src/features/context.ts';
import type { CatalogProblem } from '../../../server/src/providers/secretProvider.ts';
import { fullConsent, type MemorySecret, tutorialSecret } from '../../support/memoryHost.ts';
import { createLab, externalSecret, type LabOptions } from '../lab.ts';

const storeAddress = { kind: 'SecretStore', name: 'aws-secretsmanager', namespace: 'default', uri: 'file:///w/store.yaml' };
const vault: readonly MemorySecret[] = [
  tutorialSecret,
  { key: 'prod/myapp/queue' },
  { key: 'prod/other/token', description: 'A token of the **other** team' },
  { key: 'staging/app' },
  { key: "it's # odd: yes" },
  { key: '0123' },
  { key: 'gone', unavailable: 'scheduled for deletion' },
];

function keyAt(written: string, rest = ''): string {
  return externalSecret(`  data:\n    - secretKey: a\n      remoteRef:\n        key: ${written}\n${rest}`);
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

test('keys: names from the vault, folder by folder and whole', async () => {
  const lab = createLab({ secrets: vault });
  const all = await lab.complete(keyAt('│'));
  assert.deepEqual(all.labels, [
    '0123',
    "it's # odd: yes",
    'prod/',
    'prod/myapp/database',
    'prod/myapp/queue',
    'prod/other/token',
    'staging/app',
    'gone',
  ]);
  assert.equal(lastLines(all.chosen('prod/myapp/database'), 1), '        key: prod/myapp/database');
  assert.equal(all.item('prod/myapp/database').labelDetails?.description, 'Database credentials for myapp');
  assert.equal(all.item('staging/app').labelDetails?.description, 'AWS Secrets Manager · just now');
  assert.deepEqual(all.item('gone').tags, [1]);
  const below = await lab.complete(keyAt('prod/│'));
  assert.deepEqual(below.labels, ['prod/myapp/', 'prod/myapp/database', 'prod/myapp/queue', 'prod/other/token']);
  assert.equal(below.isIncomplete, true);
});

test('a folder goes on inside the quotes and opens the list again', async () => {
  const lab = createLab({ secrets: vault });
  const quoted = await lab.complete(keyAt('"pr│"'));
  assert.equal(lastLines(quoted.chosen('prod/'), 1), '        key: "prod/‹0›"');
  assert.equal(quoted.item('prod/').filterText, '"prod/');
  assert.equal(quoted.item('prod/').command?.command, 'editor.action.triggerSuggest');
  assert.equal(lastLines((await lab.complete(keyAt('pr│'))).chosen('prod/'), 1), '        key: prod/');
});

test('whatever is written there is replaced whole, in its own quotes; what needs quotes gets them', async () => {
  const lab = createLab({ secrets: vault });
  const chosen = async (written: string, label: string) =>
    lastLines((await lab.complete(keyAt(written))).chosen(label), 1).trim();
  assert.equal(await chosen('prod/my│app/wrong', 'prod/myapp/database'), 'key: prod/myapp/database');
  assert.equal(await chosen('"prod/│"', 'prod/myapp/database'), 'key: "prod/myapp/database"');
  assert.equal(await chosen("'prod/│'", 'prod/myapp/database'), "key: 'prod/myapp/database'");
  assert.equal(await chosen('"prod/│', 'prod/myapp/database'), 'key: "prod/myapp/database"');
  assert.equal(await chosen('│', '0123'), 'key: "0123"');
  assert.equal(await chosen('│', "it's # odd: yes"), `key: "it's # odd: yes"`);
  assert.equal(await chosen("'│'", "it's # odd: yes"), "key: 'it''s # odd: yes'");
});

test('dataFrom, ClusterExternalSecret and an own storeRef are served too', async () => {
  const lab = createLab({ secrets: vault });
  assert.ok(
    (await lab.complete(externalSecret('  dataFrom:\n    - extract:\n        key: st│\n'))).labels.includes('staging/app'),
  );
  const cluster = createLab({
    secrets: vault,
    consent: { access: 'allow', confirmedStores: [], readValues: false },
    files: {
      'file:///w/store.yaml': `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: shared}
spec: {provider: {aws: {service: SecretsManager, region: us-east-1}}}
`,
    },
  });
  const spec =
    '    data:\n      - secretKey: a\n        remoteRef: {key: sta│}\n        sourceRef: {storeRef: {name: shared, kind: ClusterSecretStore}}\n';
  const text = `apiVersion: external-secrets.io/v1\nkind: ClusterExternalSecret\nmetadata: {name: x}\nspec:\n  externalSecretSpec:\n${spec}`;
  assert.match((await cluster.complete(text)).chosen('staging/app'), /remoteRef: \{key: staging\/app\}/);
});

test('a large vault: some hundred entries at a time, narrowed as one types', async () => {
  const secrets = Array.from({ length: 3000 }, (_, i) => ({ key: `team-${i % 7}-secret-${i}` }));
  const lab = createLab({ secrets });
  const all = await lab.complete(keyAt('│'));
  assert.ok(all.items.length <= 201);
  assert.equal(all.isIncomplete, true);
  assert.ok((await lab.complete(keyAt('secret-2999│'))).labels.includes('team-3-secret-2999'));
  assert.ok((await lab.complete(keyAt('t3s2999│'))).labels.includes('team-3-secret-2999'));
});

test('a listing that is not all there is asks again at the next key stroke', async () => {
  const lab = createLab({ secrets: vault });
  lab.host.vault.complete = false;
  assert.equal((await lab.complete(keyAt('staging/app│'))).isIncomplete, true);
});

test('while names are still coming in, the list says so at its end', async () => {
  const secrets = Array.from({ length: 1234 }, (_, i) => ({ key: `secret-${String(i).padStart(4, '0')}` }));
  const lab = createLab({ secrets });
  let finish = () => {};
  lab.host.vault.slow = new Promise((resolve) => {
    finish = resolve;
  });
  const waiting = lab.complete(keyAt('│'));
  while (lab.host.clock.waiting === 0 || lab.host.vault.calls.length === 0) await new Promise(setImmediate);
  lab.host.clock.advance(1_000);
  const early = await waiting;
  assert.equal(early.labels.at(-1), 'listing… 1,234 of ?');
  assert.equal(early.chosen('listing… 1,234 of ?'), keyAt(''));
  assert.equal(early.labels[0], 'secret-0000');
  finish();
  await new Promise(setImmediate);
  assert.doesNotMatch((await lab.complete(keyAt('│'))).labels.join(), /listing/);
});

test('names that are older than they should be: how old, and what keeps them from being renewed', async () => {
  const lab = createLab({ secrets: vault });
  await lab.complete(keyAt('│'));
  lab.host.clock.advance(42 * 60_000);
  const stale = await lab.complete(keyAt('│'));
  assert.equal(stale.labels.at(-1), 'Listed 42 min ago; the vault is being asked again');
  assert.doesNotMatch((await lab.complete(keyAt('│'))).labels.join(), /Listed/, 'it has been by now');
  lab.host.vault.problem = { code: 'expired-credentials', message: 'The login has expired.', remedy: 'aws sso login' };
  lab.host.clock.advance(42 * 60_000);
  await lab.complete(keyAt('│'));
  await new Promise(setImmediate);
  const signedOut = await lab.complete(keyAt('│'));
  const label = 'Listed 42 min ago. Sign in again: aws sso login';
  assert.ok(signedOut.labels.includes('prod/myapp/database'));
  assert.equal(signedOut.labels.at(-1), label);
  assert.equal(signedOut.item(label).command?.command, 'externalSecrets.signIn');
});

test('a listing that its budget ended: how far it got, and the way to list more', async () => {
  const lab = createLab({ secrets: vault });
  const message = 'The listing was cut off after 7 calls, with 3200 names. Type the beginning of the name.';
  lab.host.vault.problem = { code: 'call-budget', message };
  const label = 'Cut off at 3,200 names: type on, or list more…';
  assert.equal((await lab.complete(keyAt('│'))).item(label).command?.command, 'externalSecrets.listMore');
  const plain = createLab({ secrets: vault, client: { commands: plainCommands } });
  plain.host.vault.problem = { code: 'call-budget', message };
  const last = (await plain.complete(keyAt('│'))).items.at(-1);
  assert.deepEqual([last?.label, last?.command], ['Cut off at 3,200 names: type on', undefined]);
});

test('the card of a key is got when it is looked at, without network before that', async () => {
  const lab = createLab({ secrets: vault });
  const offered = await lab.complete(keyAt('│'));
  assert.deepEqual(lab.host.vault.calls, ['keys']);
  assert.match(
    await offered.documentation('prod/myapp/database'),
    /^\*\*prod\/myapp\/database\*\* · AWS Secrets Manager · us-east-1\n?/,
  );
  assert.match(await offered.documentation('prod/myapp/database'), /Tags: team=payments, env=prod/);
  assert.deepEqual(lab.host.vault.calls, ['keys', 'describe prod/myapp/database']);
});

const waysOut: readonly (readonly [string, LabOptions, CatalogProblem | undefined, string, string | undefined])[] = [
  ['never asked', { consent: undefined as never }, undefined, 'Connect to aws-secretsmanager…', 'externalSecrets.connectStore'],
  [
    'refused',
    { consent: { access: 'never', confirmedStores: [], readValues: false } },
    undefined,
    'aws-secretsmanager is not connected, as you chose. Connect…',
    'externalSecrets.connectStore',
  ],
  [
    'not trusted',
    { trusted: false },
    undefined,
    'Trust this workspace to look into aws-secretsmanager…',
    'workbench.trust.manage',
  ],
  [
    'signed out',
    {},
    { code: 'expired-credentials', message: 'The login has expired.', remedy: 'aws sso login --profile dev' },
    'Sign in again: aws sso login --profile dev',
    'externalSecrets.signIn',
  ],
  [
    'signed out, with a command line that a shell would take apart',
    {},
    { code: 'expired-credentials', message: 'The login has expired.', remedy: 'aws sso login --profile $(id)' },
    'Sign in for aws-secretsmanager',
    'externalSecrets.showStatus',
  ],
  [
    'denied',
    {},
    { code: 'denied', message: 'Access denied.', permission: 'secretsmanager:ListSecrets' },
    'aws-secretsmanager: your login lacks secretsmanager:ListSecrets',
    'externalSecrets.refreshVaultListing',
  ],
  [
    'throttled',
    {},
    { code: 'throttled', message: 'AWS asks to slow down. Try again soon.' },
    'AWS asks to slow down',
    'externalSecrets.refreshVaultListing',
  ],
];

for (const [name, options, problem, label, command] of waysOut) {
  test(`one entry says what is in the way, and leaves the text alone: ${name}`, async () => {
    const lab = createLab({ secrets: vault, ...options });
    if (problem !== undefined) lab.host.vault.problem = problem;
    for (const written of ['│', 'prod│', '"prod/│"', '"pr│']) {
      const offered = await lab.complete(keyAt(written));
      assert.deepEqual(offered.labels, [label]);
      assert.equal(offered.chosen(label), keyAt(written.replace('│', '')));
      const { filterText = '', command: run } = offered.item(label);
      assert.equal(run?.command, command);
      assert.deepEqual(run?.arguments, [storeAddress]);
      if (written !== '│') assert.ok(filterText.startsWith(written.slice(0, written.indexOf('│'))));
    }
    assert.deepEqual(lab.host.questions, [], 'nobody was asked');
  });
}

test('other editors get the commands of the server', async () => {
  const lab = createLab({ consent: undefined as never, client: { commands: plainCommands } });
  const { command } = (await lab.complete(keyAt('│'))).item('Connect to aws-secretsmanager…');
  assert.equal(command?.command, 'externalSecrets.server.connectStore');
});

test('a store that nobody knows, or that has no provider yet, offers nothing', async () => {
  assert.deepEqual((await createLab({ files: {} }).complete(keyAt('│'))).labels, []);
});

test('properties: names in the order of the secret, used ones marked', async () => {
  const lab = createLab({ secrets: [{ key: 'k', value: '{"user":"n","pass.word":"n","tls":{"crt":"n"}}' }] });
  const fixture = externalSecret(
    '  data:\n    - secretKey: u\n      remoteRef:\n        key: k\n        property: user\n    - secretKey: p\n      remoteRef:\n        key: k\n        property: │\n',
  );
  const offered = await lab.complete(fixture);
  assert.deepEqual(offered.labels.slice(0, 4), ['pass.word', 'tls', 'tls.crt', 'user']);
  assert.equal(offered.item('user').labelDetails?.description, 'already used');
  assert.equal(lastLines(offered.chosen('tls.crt'), 1), '        property: tls.crt');
});

test('properties before values may be read: one entry that asks', async () => {
  const lab = createLab({ consent: { ...fullConsent, readValues: false } });
  const label = 'Allow reading values to list properties of aws-secretsmanager…';
  const offered = await lab.complete(keyAt('prod/myapp/database', '        property: pa│\n'));
  assert.deepEqual(offered.labels, [label]);
  assert.equal(offered.item(label).command?.command, 'externalSecrets.allowReadingValues');
});

test('with metadataPolicy Fetch the properties are the tags', async () => {
  const offered = await createLab().complete(
    keyAt('prod/myapp/database', '        metadataPolicy: Fetch\n        property: │\n'),
  );
  assert.deepEqual(offered.labels, ['env', 'team']);
});

test('versions: stages, then ids', async () => {
  const offered = await createLab().complete(keyAt('prod/myapp/database', '        version: │\n'));
  assert.deepEqual(offered.labels, [
    'AWSCURRENT',
    'AWSPREVIOUS',
    'uuid/0a1b2c3d-0000-4000-8000-000000000002',
    'uuid/9f8e7d6c-0000-4000-8000-000000000001',
  ]);
  assert.equal(offered.item('AWSCURRENT').detail, 'created 3 days ago');
});

test('secretKey: the property and its UPPER_SNAKE form, names in use left out', async () => {
  const entry = (rest: string) => externalSecret(`  data:\n${rest}`);
  const after = (property: string) =>
    entry(`    - secretKey: │\n      remoteRef:\n        key: prod/myapp/database\n        property: ${property}\n`);
  const lab = createLab();
  assert.deepEqual((await lab.complete(after('dbPassword'))).labels, ['dbPassword', 'DB_PASSWORD']);
  assert.deepEqual((await lab.complete(after("'tls\\.crt'"))).labels, ['tls.crt', 'TLS_CRT']);
  const whole = entry(
    '    - secretKey: database\n      remoteRef: {key: x}\n    - secretKey: │\n      remoteRef:\n        key: prod/myapp/database\n',
  );
  assert.deepEqual((await lab.complete(whole)).labels, ['DATABASE']);
});

test('a cancelled request gives an empty list, to be asked again', async () => {
  const lab = createLab({ secrets: vault });
  const token = { isCancellationRequested: true, onCancellationRequested: () => ({ dispose() {} }) };
  const { items, isIncomplete } = await completeAt(lab.place(keyAt('│')), token);
  assert.deepEqual([items.length, isIncomplete], [0, true]);
  assert.ok((await completeAt(lab.place(keyAt('│')), neverCancelled)).items.length > 0);
});

test('no item carries a value, also not of the fake provider', async () => {
  const files = {
    'file:///w/fake.yaml':
      'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: aws-secretsmanager, namespace: default}\nspec: {provider: {fake: {data: [{key: a, value: \'{"x":"needle-9471"}\'}]}}}\n',
  };
  const lab = createLab({ files });
  const offered = await lab.complete(keyAt('│'));
  assert.deepEqual(offered.labels, ['a']);
  assert.equal(offered.item('a').labelDetails?.description, 'Fake (in the manifest) · manifest');
  const shown = JSON.stringify([
    offered.items,
    await offered.documentation('a'),
    (await lab.complete(keyAt('a', '        property: │\n'))).items,
  ]);
  assert.match(shown, /"label":"x"/);
  assert.doesNotMatch(shown, /needle/);
});
