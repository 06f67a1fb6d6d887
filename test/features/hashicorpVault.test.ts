import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { vaultFindings } from '../../server/src/features/vaultDiagnostics.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { vaultWith } from '../providers/hashicorpSetup.ts';
import { fullConsent } from '../support/memoryHost.ts';
import { type Answer, type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { afterAnswers, createLab, externalSecret } from './lab.ts';

const canary = 'canary-value';
const notFound: Answer = { status: 404, json: { errors: [] } };
const metadata = {
  created_time: '2026-01-01T00:00:00Z',
  updated_time: '2026-10-01T00:00:00Z',
  current_version: 2,
  max_versions: 5,
  custom_metadata: { team: 'shop](command:x)' },
  versions: {
    1: { created_time: '2026-01-01T00:00:00Z', deletion_time: '2026-02-01T00:00:00Z', destroyed: false },
    2: { created_time: '2026-10-01T00:00:00Z', deletion_time: '', destroyed: false },
  },
};
const folders: Readonly<Record<string, readonly string[]>> = {
  '': ['apps/', 'db', 'other/'],
  apps: Array.from({ length: 9 }, (_, i) => `app-${i}/`),
  ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`apps/app-${i}`, ['a', 'b']])),
  other: ['x'],
};
let server: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(({ url }) => {
    const [, part, path = ''] = /^\/v1\/secret\/(\w+)\/?([^?]*)/.exec(url) ?? [];
    if (url.includes('list=true'))
      return folders[path] === undefined ? notFound : { status: 200, json: { data: { keys: folders[path] } } };
    if (path !== 'db') return notFound;
    if (part === 'metadata') return { status: 200, json: { data: metadata } };
    const subkeys = { user: null, nested: { inner: null }, 'tls.crt': null };
    return part === 'subkeys'
      ? { status: 200, json: { data: { subkeys, metadata: {} } } }
      : { status: 200, json: { data: { data: { user: canary } } } };
  });
});
beforeEach(() => server.heard.splice(0));
after(() => server.close());

function start(maxCalls = 100) {
  const { provider } = vaultWith({ env: { VAULT_ADDR: server.url, VAULT_TOKEN: 'hvs.x' }, maxCalls });
  const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: aws-secretsmanager, namespace: default}
spec:
  provider:
    vault: {server: "${server.url}", path: secret}
`;
  return createLab({
    providers: [provider],
    files: { 'file:///w/store.yaml': store },
    consent: fullConsent,
    now: afterAnswers(),
  });
}
const entry = (key: string, more = '') =>
  externalSecret(`  data:\n    - secretKey: a\n      remoteRef:\n        key: ${key}\n${more}`);

test('keys are offered folder by folder, properties and versions without a value being asked for', async () => {
  const lab = start();
  const { labels, isIncomplete } = await lab.complete(entry('│'));
  assert.ok(labels.includes('db') && labels.includes('apps/') && labels.includes('apps/app-0/a'), labels.join(' '));
  assert.equal(isIncomplete, true, 'there are folders');
  const properties = await lab.complete(entry('db', '        property: │\n'));
  assert.deepEqual(properties.labels, ['user', 'nested', 'tls.crt', 'nested.inner']);
  const versions = await lab.complete(entry('db', '        version: │\n'));
  assert.deepEqual(versions.labels, ['2', '1']);
  assert.match(versions.chosen('2'), /version: "2"\n/, 'a number would be refused');
  assert.equal(versions.item('2').labelDetails?.description, 'current');
  assert.deepEqual([versions.item('1').labelDetails?.description, versions.item('1').tags], ['deleted', [1]]);
  assert.ok(server.heard.every(({ url }) => !url.includes('/data/')));
});

test('a folder that was not entered is offered as one, and what is typed is looked for in it', async () => {
  const lab = start(3);
  const first = await lab.complete(entry('│'));
  const folder = first.item('apps/app-8/');
  assert.equal(folder.kind, 19);
  assert.match(first.chosen('apps/app-8/'), /key: apps\/app-8\/\n/);
  assert.ok(first.isIncomplete);
  const inside = await lab.complete(entry('apps/app-8/│'));
  assert.ok(inside.labels.includes('apps/app-8/a') && inside.labels.includes('apps/app-8/b'), inside.labels.join(' '));
  assert.ok(!inside.labels.includes('apps/app-8/'));
});

test('hover says what the metadata say, and lets no text of theirs live', async () => {
  const text = await start().hover(entry('d│b'));
  assert.match(text, /^\*\*db\*\* · HashiCorp Vault · http/);
  assert.match(text, /`secret\/data\/db`/);
  assert.match(text, /Keeps: 5 versions/);
  assert.match(text, /2 \(current, .*1 \(deleted, /);
  assert.match(text, /Properties: user, nested, tls\.crt, nested\.inner \(names only\)/);
  assert.ok(!text.includes('](command:x)') && !text.includes(canary), text);
});

test('what is certainly missing is reported, and what may be inside a value is not', async () => {
  const judge = async (text: string, maxCalls?: number) => {
    const lab = start(maxCalls);
    const [resource] = parseManifestFile(text).documents.flatMap(({ parsed }) => parsed.resources);
    assert.ok(resource);
    return (await vaultFindings(lab.context, lab.uri, resource, neverCancelled)).map(({ message }) => message);
  };
  const place = `HashiCorp Vault, ${server.url}, the token in your environment (VAULT_TOKEN)`;
  assert.deepEqual(await judge(entry('dbb')), [`Key "dbb" is not in store aws-secretsmanager (${place}). Did you mean "db"?`]);
  assert.deepEqual(await judge(entry('apps/app-7/aa'), 1), [
    `Key "apps/app-7/aa" is not in store aws-secretsmanager (${place}). Did you mean "apps/app-7/a"?`,
  ]);
  for (const maxCalls of [1, 100])
    assert.deepEqual(await judge(entry('apps/'), maxCalls), [
      `Key "apps/" is not in store aws-secretsmanager (${place}). ESO cannot sync this entry until it is there.`,
    ]);
  assert.deepEqual(await judge(entry('secret/data/db')), []);
  assert.deepEqual(await judge(entry('db', '        property: usr\n')), [
    'Secret "db" has no property "usr". Did you mean "user"? It has: nested, tls.crt, user.',
  ]);
  for (const property of ['user', 'tls.crt', 'nested.inner', 'user.0.name', 'nested.inner.#'])
    assert.deepEqual(await judge(entry('db', `        property: ${property}\n`)), [], property);
});
