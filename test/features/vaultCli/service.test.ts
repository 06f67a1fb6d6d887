// What a person is offered at a key, and what comes of it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CodeAction, Position } from 'vscode-languageserver-types';
import { neverCancelled } from '../../../server/src/cancellation.ts';
import { extensionCommands } from '../../../server/src/features/context.ts';
import { createLanguageService } from '../../../server/src/languageService.ts';
import type { KeyTarget } from '../../../server/src/protocol.ts';
import { createMemoryHost, fullConsent, type MemoryHostOptions } from '../../support/memoryHost.ts';
import { serviceOptions } from '../../support/service.ts';
import { awsStore, externalSecret } from '../lab.ts';

const uri = 'file:///w/app.yaml';
const entry = (key: string, property?: string) =>
  `    - secretKey: a\n      remoteRef:\n        key: ${key}\n${property === undefined ? '' : `        property: ${property}\n`}`;
const aws = { kind: 'SecretStore', name: 'aws-secretsmanager', namespace: 'default', uri: 'file:///w/store.yaml' } as const;
const manifest = (...entries: readonly string[]) => externalSecret(`  data:\n${entries.join('')}`);

interface Setting extends MemoryHostOptions {
  readonly trusted?: boolean;
  readonly profile?: string;
}

/** An open manifest, the tutorial's store and whatever else is in the workspace. */
async function workspace(text: string, { trusted = true, profile, ...options }: Setting = {}) {
  const files = { 'file:///w/store.yaml': awsStore, ...options.files };
  const consent = { ...fullConsent, confirmedStores: ['SecretStore default/aws-secretsmanager in file:///w'] };
  const host = createMemoryHost({ consent, ...options, files });
  const languages = createLanguageService(
    host,
    serviceOptions({
      trusted: () => trusted,
      identityFor: () => (profile === undefined ? {} : { profile }),
      client: { commands: extensionCommands },
    }),
  );
  languages.open(uri, 'yaml', 1, text);
  await languages.indexWorkspace();
  const at = (word: string): Position => {
    const lines = text.split('\n');
    const line = lines.findIndex((each) => each.includes(word));
    return { line, character: (lines[line] ?? '').indexOf(word) };
  };
  return {
    host,
    languages,
    at,
    async actions(word: string, only?: readonly string[]): Promise<readonly CodeAction[]> {
      await languages.diagnoseVault(uri);
      return languages.codeActions(uri, { start: at(word), end: at(word) }, only);
    },
    prepare: (deed: 'create' | 'rotate', place: Position) =>
      languages.vaultCli.prepare(deed, { uri, ...place }, 'posix', neverCancelled),
    lines: async (deed: 'create' | 'rotate', place: Position) => {
      const made = await languages.vaultCli.prepare(deed, { uri, ...place }, 'posix', neverCancelled);
      return made.forms.map(({ commandLine }) => commandLine);
    },
  };
}

const others = { 'file:///w/other.yaml': manifest(entry('new/one', 'host'), entry('new/one', 'tls\\.crt'), entry('new/two')) };

describe('a key that is not in the vault', () => {
  it('can be created from the warning, with what all manifests ask of it', async () => {
    const app = await workspace(manifest(entry('new/one', 'password')), { files: others, profile: 'dev' });
    const create = (await app.actions('new/one')).find(({ title }) => title === 'Create "new/one" in AWS Secrets Manager…');
    assert.deepEqual([create?.kind, create?.diagnostics?.[0]?.code], ['quickfix', 'vault-key-not-found']);
    assert.equal(create?.command?.command, 'externalSecrets.createInVault');
    const [target] = (create?.command?.arguments ?? []) as readonly KeyTarget[];
    assert.ok(target);
    const made = await app.prepare('create', target);
    assert.equal(made.message, 'Creates "new/one" in AWS Secrets Manager, us-east-1, with profile dev.');
    assert.equal(
      made.forms[0]?.commandLine,
      `jq -nR '{"password":input,"host":input,"tls.crt":input}' | aws secretsmanager create-secret --name new/one --region us-east-1 --profile dev --secret-string file:///dev/stdin`,
    );
    assert.deepEqual(made.store, aws);
  });

  it('that is read whole is one text; what is extracted is an object', async () => {
    const extract = externalSecret('  dataFrom:\n    - extract:\n        key: new/three\n');
    const app = await workspace(`${manifest(entry('new/two'))}---\n${extract}`, { files: others });
    assert.match((await app.lines('create', app.at('new/two')))[0] ?? '', /^head -n 1/);
    assert.deepEqual(await app.lines('create', app.at('new/three')), [
      'aws secretsmanager create-secret --name new/three --region us-east-1 --secret-string file://VALUE-FILE',
    ]);
  });
});

describe('a key that is there', () => {
  it('gets a new value of the property at the caret', async () => {
    const app = await workspace(manifest(entry('prod/myapp/database', 'password'), entry('prod/myapp/database', 'host')));
    const actions = await app.actions('property: password');
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Rotate "password" of "prod/myapp/database" in AWS Secrets Manager…'],
    );
    assert.equal(actions[0]?.command?.command, 'externalSecrets.rotateInVault');
    assert.deepEqual(await app.actions('property: password', ['quickfix']), [], 'it mends nothing');
    const [first = ''] = await app.lines('rotate', app.at('property: password'));
    // The tutorial's secret rotates by itself.
    assert.match(first, /^aws secretsmanager rotate-secret --secret-id prod\/myapp\/database --region us-east-1$/);
    assert.match((await app.lines('rotate', app.at('property: host')))[1] ?? '', /'\."host"=\(\$new/);
  });

  it('is not created again', async () => {
    const app = await workspace(manifest(entry('prod/myapp/database', 'password')));
    const { outcome, message, forms } = await app.prepare('create', app.at('prod/myapp'));
    assert.deepEqual([outcome, forms.length], ['refused', 0]);
    assert.match(message, /"prod\/myapp\/database" is in the vault already/);
  });

  it('gets a property that it lacks', async () => {
    const app = await workspace(manifest(entry('prod/myapp/database', 'tokken')));
    const add = (await app.actions('tokken')).find(({ command }) => command?.command === 'externalSecrets.rotateInVault');
    assert.equal(add?.title, 'Add "tokken" to "prod/myapp/database" in AWS Secrets Manager…');
    assert.equal(add?.diagnostics?.[0]?.code, 'vault-property-not-found');
  });
});

describe('a login that has ended', () => {
  const problem = { code: 'expired-credentials', message: 'The login has expired.' } as const;

  it('is mended from a quick fix at the key', async () => {
    const app = await workspace(manifest(entry('prod/myapp/database')));
    app.host.vault.problem = { ...problem, remedy: 'aws sso login --profile dev' };
    const [action] = await app.actions('prod/myapp');
    assert.equal(action?.title, 'Sign in again: aws sso login --profile dev');
    const store = aws;
    assert.deepEqual([action?.kind, action?.command?.arguments], ['quickfix', [store]]);
    const made = await app.languages.stores.signIn(store);
    assert.deepEqual(
      made?.forms.map(({ commandLine }) => commandLine),
      ['aws sso login --profile dev'],
    );
    assert.deepEqual(made?.store, store);
  });

  it('is mended by names that stand in quotes, too', async () => {
    const app = await workspace(manifest(entry('prod/myapp/database')));
    for (const remedy of ["aws sso login --profile 'my (old) profile'", 'az login --scope https://vault.azure.net/.default']) {
      app.host.vault.problem = { ...problem, remedy };
      await app.languages.stores.refresh(undefined);
      assert.equal((await app.actions('prod/myapp'))[0]?.title, `Sign in again: ${remedy}`);
    }
  });

  it('is told from what else a command line mends', async () => {
    const app = await workspace(manifest(entry('prod/myapp/database')));
    const remedy = 'gcloud services enable secretmanager.googleapis.com --project=shop';
    app.host.vault.problem = { code: 'failed', message: 'The service is off.', remedy };
    assert.equal((await app.actions('prod/myapp'))[0]?.title, `Mend it: ${remedy}`);
    assert.equal((await app.languages.stores.signIn(aws))?.message, 'Mend it for SecretStore default/aws-secretsmanager.');
  });

  it('is mended by nothing that a shell would interpret, wherever the text came from', async () => {
    for (const remedy of [
      'aws sso login --profile $(id)',
      'az login; id',
      'vault login "x"',
      'a\nb',
      'x --y=$HOME',
      '~/x',
      '',
      "x 'a'b",
      "x 'a;b'",
      "x 'a",
      'a  b',
    ]) {
      const app = await workspace(manifest(entry('prod/myapp/database')));
      app.host.vault.problem = { ...problem, remedy };
      assert.deepEqual(
        (await app.actions('prod/myapp')).filter(({ title }) => title.startsWith('Sign in')),
        [],
        remedy,
      );
      const status = await app.languages.stores.statusAt(uri, app.at('prod/myapp'));
      assert.equal(status?.remedy, undefined);
      assert.equal(status?.tooltip.includes('Mend it with'), false);
      const store = aws;
      assert.deepEqual((await app.languages.stores.signIn(store))?.forms, []);
    }
  });
});

describe('nothing is typed', () => {
  const refusal = async (text: string, setting: Setting = {}, word = 'new/one') => {
    const app = await workspace(text, setting);
    const { outcome, message, forms } = await app.prepare('create', app.at(word));
    assert.deepEqual([outcome, forms.length], ['refused', 0]);
    return message;
  };

  it('in a workspace that is not trusted', async () => {
    assert.match(await refusal(manifest(entry('new/one')), { trusted: false }), /not trusted/);
  });

  it('where no key is, or templates decide on it', async () => {
    assert.match(await refusal(manifest(entry('new/one')), {}, 'metadata'), /Put the caret into an entry/);
    assert.match(await refusal(manifest(entry('"{{ .Values.key }}"')), {}, 'Values'), /Put the caret into an entry/);
  });

  it('for stores that are not here, that templates place, or whose vault has no tool', async () => {
    const store = (text: string) => ({ files: { 'file:///w/store.yaml': text } });
    assert.match(await refusal(manifest(entry('new/one')), store('a: b\n')), /not among the files of this workspace/);
    const templated = awsStore.replace('us-east-1', '"{{ .Values.region }}"');
    assert.match(await refusal(manifest(entry('new/one')), store(templated)), /Templates decide where the vault/);
    const fake = awsStore.replace(/aws:[\s\S]*/, 'fake: {data: []}\n');
    const app = await workspace(manifest(entry('new/one')), store(fake));
    assert.match((await app.prepare('create', app.at('new/one'))).message, /No command line is known here/);
    assert.deepEqual(await app.actions('new/one'), []);
  });
});

it('tells the keys of a file with the places of their entries', async () => {
  const { languages } = await workspace(manifest(entry('prod/a', 'x'), entry('prod/b'), entry('"{{ .Values.x }}"')));
  assert.deepEqual(
    languages.vaultCli.keys(uri).map(({ key, property, store, range }) => [key, property, store, range.start.line]),
    [
      ['prod/a', 'x', 'aws-secretsmanager', 9],
      ['prod/b', undefined, 'aws-secretsmanager', 13],
    ],
  );
});
