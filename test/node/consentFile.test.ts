import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ErrorCodes, ResponseError, type ShowMessageRequestParams } from 'vscode-languageserver';
import { consentFilePath, fileConsents } from '../../server/src/node/consentFile.ts';
import type { ConsentQuestion } from '../../server/src/providers/consent.ts';
import type { Destination } from '../../server/src/providers/secretProvider.ts';

const thisVault = "Allow, This Is the Store's Vault";
const anotherAccount = 'Allow, Another Account: Complete Only';
const never = 'Never for This Destination';
const readValues = 'Allow Reading Values';

const posix = { skip: process.platform === 'win32' ? 'Windows has no mode bits' : false };

test('an answer is written to a file that only the user can read and write, and holds for the next server', async (t) => {
  const { path, server } = setUp(t);
  const answered = await server(thisVault).ask(question());
  assert.deepEqual(answered, { access: 'allow', confirmedStores: ['SecretStore default/aws'], readValues: false });
  assert.deepEqual(server().get(destination()), answered);
  if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(dirname(path)), ['consents.json']);
});

test('the editor is shown the whole question with its answers', async (t) => {
  const { server, shown } = setUp(t);
  await server().ask(question());
  await server(thisVault).ask(question());
  await server().ask(question({ kind: 'read-values' }));
  assert.equal(shown[0]?.message, 'Allow listing?\n\nNames only.');
  assert.deepEqual(titles(shown[0]), [thisVault, anotherAccount, never, 'Not Now']);
  assert.deepEqual(titles(shown[2]), [readValues, 'Not Now']);
});

test('each answer makes its record', async (t) => {
  const { server } = setUp(t);
  const store = 'SecretStore default/aws';
  const allow = { access: 'allow', confirmedStores: [] as string[], readValues: false };
  assert.deepEqual(await server(anotherAccount).ask(question()), allow);
  assert.deepEqual(await server(thisVault).ask(question()), { ...allow, confirmedStores: [store] });
  assert.deepEqual(await server(thisVault).ask(question({ store: 'SecretStore default/b' })), {
    ...allow,
    confirmedStores: [store, 'SecretStore default/b'],
  });
  assert.deepEqual(await server(readValues).ask(question({ kind: 'read-values' })), {
    ...allow,
    confirmedStores: [store, 'SecretStore default/b'],
    readValues: true,
  });
  assert.deepEqual(await server(anotherAccount).ask(question()), {
    ...allow,
    confirmedStores: ['SecretStore default/b'],
    readValues: true,
  });
  assert.deepEqual(await server(never).ask(question()), { access: 'never', confirmedStores: [], readValues: false });
});

test('the account that has answered is written to the record there is, and makes none', async (t) => {
  const { path, server } = setUp(t);
  await server().noteAccount(destination(), '123456789012');
  assert.equal(existsSync(path), false);
  const allow = { access: 'allow', confirmedStores: ['SecretStore default/aws'], readValues: false };
  await server(thisVault).ask(question());
  await server().noteAccount(destination(), '123456789012');
  await server().noteAccount(destination(), '999999999999');
  assert.deepEqual(server().get(destination()), { ...allow, account: '123456789012' }, 'the first counts');
  await server(readValues).ask(question({ kind: 'read-values' }));
  assert.deepEqual(server().get(destination()), { ...allow, readValues: true, account: '123456789012' });
  await server(thisVault).ask(question());
  assert.deepEqual(server().get(destination()), { ...allow, readValues: true }, 'to be verified anew');
  await server(never).ask(question());
  await server().noteAccount(destination(), '123456789012');
  assert.deepEqual(server().get(destination()), { access: 'never', confirmedStores: [], readValues: false });
});

test('"not now", an unknown answer and an editor that cannot ask leave no record', async (t) => {
  const { path, server } = setUp(t);
  for (const answer of [undefined, 'Not Now', 'Yes', 'constructor', new ResponseError(ErrorCodes.MethodNotFound, 'unknown')]) {
    assert.equal(await server(answer).ask(question()), undefined);
  }
  assert.equal(existsSync(path), false);
});

test('reading values is not even asked without access', async (t) => {
  const { server, shown } = setUp(t);
  assert.equal(await server(readValues).ask(question({ kind: 'read-values' })), undefined);
  assert.deepEqual(shown, []);
});

test('consent taken back in one editor holds in another that is running', async (t) => {
  const { server } = setUp(t);
  const [one, other] = [server(thisVault), server()];
  await one.ask(question());
  assert.equal(other.get(destination())?.access, 'allow');
  await other.forget(destination());
  assert.equal(one.get(destination()), undefined);
});

test('answers given at the same time are all kept', async (t) => {
  const { server } = setUp(t);
  const one = server(thisVault);
  const ids = Array.from({ length: 200 }, (_, i) => `destination ${i}`);
  await Promise.all(ids.map((id) => one.ask(question({ destination: destination(id) }))));
  const other = server();
  assert.deepEqual(
    ids.filter((id) => other.get(destination(id)) === undefined),
    [],
  );
});

test('destinations may be called anything', async (t) => {
  const { server } = setUp(t);
  await server(thisVault).ask(question({ destination: destination('__proto__') }));
  assert.equal(server().get(destination('__proto__'))?.access, 'allow');
  assert.equal(server().get(destination('constructor')), undefined);
});

for (const mode of [0o620, 0o602, 0o666]) {
  test(`a file with mode ${mode.toString(8)} is not believed, which the log says once`, posix, async (t) => {
    const { path, server, log } = setUp(t);
    await server(thisVault).ask(question());
    chmodSync(path, mode);
    const next = server();
    assert.equal(next.get(destination()), undefined);
    assert.equal(next.get(destination()), undefined);
    assert.equal(log.length, 1);
    assert.match(log[0] ?? '', /is ignored: others may write to it/);
  });
}

test('a file that becomes writable for others while the server runs is believed no more', posix, async (t) => {
  const { path, server } = setUp(t);
  const running = server(thisVault);
  await running.ask(question());
  chmodSync(path, 0o666);
  assert.equal(running.get(destination()), undefined);
});

test('broken JSON allows nothing, and is not quoted in the log', async (t) => {
  const { path, server, log } = setUp(t);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '{"destinations": quoted-text', { mode: 0o600 });
  assert.equal(server().get(destination()), undefined);
  assert.match(log.join('\n'), /cannot be read/);
  assert.doesNotMatch(log.join('\n'), /quoted-text/);
  await server(thisVault).ask(question());
  assert.equal(server().get(destination())?.access, 'allow');
});

test('a folder that cannot be written keeps the answer for as long as the server runs, and the log says so', posix, async (t) => {
  const { path, server, log } = setUp(t);
  // A dangling link to nowhere: even the superuser cannot make a folder of that name.
  symlinkSync(join(dirname(dirname(path)), 'nowhere', 'at', 'all'), dirname(path));
  const running = server(thisVault);
  await running.ask(question());
  assert.equal(running.get(destination())?.access, 'allow');
  assert.equal(server().get(destination()), undefined);
  assert.match(log.join('\n'), /Cannot write .*the answer holds until this server ends/);
});

test('the file is kept where the user keeps settings, never at a place relative to the workspace', () => {
  const home = join(tmpdir(), 'home');
  const elsewhere = join(tmpdir(), 'elsewhere');
  const tail = ['external-secrets', 'consents.json'];
  assert.equal(consentFilePath({}, 'linux', home), join(home, '.config', ...tail));
  assert.equal(consentFilePath({ XDG_CONFIG_HOME: elsewhere }, 'linux', home), join(elsewhere, ...tail));
  assert.equal(consentFilePath({ XDG_CONFIG_HOME: '.' }, 'linux', home), join(home, '.config', ...tail));
  assert.equal(consentFilePath({ XDG_CONFIG_HOME: '' }, 'darwin', home), join(home, '.config', ...tail));
  assert.equal(consentFilePath({ APPDATA: elsewhere }, 'win32', home), join(elsewhere, ...tail));
  assert.equal(consentFilePath({}, 'win32', home), join(home, 'AppData', 'Roaming', ...tail));
});

function destination(id = 'aws|us-east-1|profile dev'): Destination {
  return {
    id,
    service: 'AWS Secrets Manager',
    location: 'us-east-1',
    endpoint: 'https://example.com',
    customEndpoint: false,
    login: 'profile dev',
  };
}

function question(changes: Partial<ConsentQuestion> = {}): ConsentQuestion {
  const message = 'Allow listing?';
  return {
    kind: 'access',
    destination: destination(),
    store: 'SecretStore default/aws',
    message,
    detail: 'Names only.',
    ...changes,
  };
}

function titles(request: ShowMessageRequestParams | undefined): readonly string[] | undefined {
  return request?.actions?.map(({ title }) => title);
}

/** A place for the file, and servers over it: each with an editor that always gives one answer. */
function setUp(t: { after(done: () => void): void }) {
  const folder = mkdtempSync(join(tmpdir(), 'consents-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'external-secrets', 'consents.json');
  const [log, shown]: [string[], ShowMessageRequestParams[]] = [[], []];
  const say = (message: string) => void log.push(message);
  const server = (answer?: string | Error) => {
    const sendRequest = async (_type: unknown, params: ShowMessageRequestParams) => {
      shown.push(params);
      if (answer instanceof Error) throw answer;
      return answer === undefined ? null : { title: answer };
    };
    return fileConsents({ sendRequest } as unknown as Parameters<typeof fileConsents>[0], { info: say, error: say }, path);
  };
  return { path, server, log, shown };
}

test('the file itself holds answers only', async (t) => {
  const { path, server } = setUp(t);
  await server(thisVault).ask(question());
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), {
    destinations: {
      'aws|us-east-1|profile dev': { access: 'allow', confirmedStores: ['SecretStore default/aws'], readValues: false },
    },
  });
});
