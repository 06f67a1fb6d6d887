import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCancellation, neverCancelled } from '../../server/src/cancellation.ts';
import { verbatim } from '../../server/src/localisation.ts';
import { readAddress } from '../../server/src/providers/rest/address.ts';
import { type CredentialContext, type CredentialSources, credentialFor } from '../../server/src/providers/rest/credentials.ts';
import { createSessions, type Session } from '../../server/src/providers/rest/sessions.ts';
import type { Identity } from '../../server/src/providers/secretProvider.ts';
import { createManualClock } from './manualClock.ts';

const token: CredentialSources = {
  variables: [['X_TOKEN'], ['X_ID', 'X_SECRET']],
  addressVariables: ['X_ADDR', 'X_URL'],
  vendorAddresses: ['https://x.example'],
  signIn: ({ text }) => `x login ${text}`,
  file: {
    paths: ['~/.config/x', '~/.x'],
    read: (text, address) =>
      text === ''
        ? undefined
        : text.includes(address.text)
          ? { credential: { X_TOKEN: text.split(' ')[0] ?? '' } }
          : { unusable: verbatim('It is for another.') },
  },
};

async function loginAt(
  text: string,
  env: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
  identity: Identity = {},
  sources = token,
) {
  const address = readAddress(text);
  assert.ok(address);
  const context: CredentialContext = {
    service: 'X',
    provider: 'x',
    sources,
    address,
    identity,
    env,
    readHomeFile: async (path) => files[path],
  };
  const login = await credentialFor(context);
  return 'value' in login ? { ...login.value.credential, from: login.value.choice.id } : login.problem;
}

describe('a login over plain HTTP', () => {
  const env = { X_TOKEN: 't', X_ADDR: 'https://mine.example' };

  it('of the environment goes to the address that it names, or to the vendor where it names none', async () => {
    assert.deepEqual(await loginAt('https://mine.example', env), { X_TOKEN: 't', from: 'X_TOKEN' });
    assert.deepEqual(await loginAt('https://x.example', { X_TOKEN: 't' }), { X_TOKEN: 't', from: 'X_TOKEN' });
    const others = ['https://x.example', 'http://mine.example', 'https://mine.example:444', 'https://mine.example/a'];
    for (const other of [...others, 'https://mine.example.evil.example', 'https://evil.example'])
      assert.equal(((await loginAt(other, env)) as { code?: string }).code, 'no-credentials', other);
    const second = await loginAt('https://mine.example', { X_TOKEN: 't', X_ADDR: '', X_URL: 'https://mine.example' });
    assert.deepEqual(second, { X_TOKEN: 't', from: 'X_TOKEN' }, 'the first address that is set counts');
  });

  it('is a whole set of variables, the preferred first', async () => {
    assert.deepEqual(await loginAt('https://x.example', { X_ID: 'i', X_SECRET: 's' }), {
      X_ID: 'i',
      X_SECRET: 's',
      from: 'X_ID+X_SECRET',
    });
    assert.deepEqual(await loginAt('https://x.example', { X_ID: 'i', X_SECRET: 's', X_TOKEN: 't' }), {
      X_TOKEN: 't',
      from: 'X_TOKEN',
    });
    assert.equal(((await loginAt('https://x.example', { X_ID: 'i' })) as { code?: string }).code, 'no-credentials');
  });

  it("is what the vendor's tool keeps for that address, and why that cannot be used is said", async () => {
    const files = { '~/.x': 'kept https://mine.example' };
    assert.deepEqual(await loginAt('https://mine.example', {}, files), { X_TOKEN: 'kept', from: '~/.x' });
    const other = await loginAt('https://evil.example', {}, files);
    assert.match(
      'message' in other ? other.message : '',
      /^It is for another\. Start the editor with X_TOKEN, and X_ADDR set to it/,
    );
    assert.deepEqual(
      await loginAt('https://mine.example', env, files),
      { X_TOKEN: 't', from: 'X_TOKEN' },
      'the environment first',
    );
  });

  it('is what a file of the settings holds, before all others and for that address only by their word', async () => {
    const identity = { tokenFile: '~/t' };
    const held = (text: string) => loginAt('https://mine.example', env, { '~/t': text }, identity);
    assert.deepEqual(await held('  secret\n'), { X_TOKEN: 'secret', from: '~/t' });
    assert.deepEqual(await held('# mine\nexport X_ID="i"\nX_SECRET=s=s\n'), { X_ID: 'i', X_SECRET: 's=s', from: '~/t' });
    for (const text of ['', 'two words', 'OTHER=1', '-----BEGIN PRIVATE KEY-----\nabc', 'X_ID=i'])
      assert.match(
        JSON.stringify(await held(text)),
        /No login for X can be read from ~\/t\. It has to hold X_TOKEN, or X_ID and X_SECRET/,
        text,
      );
  });

  it('that cannot be sent is not taken', async () => {
    for (const bad of ['a\nb', 'a b', 'ü', 'x'.repeat(9_000)])
      assert.equal(((await loginAt('https://x.example', { X_TOKEN: bad })) as { code?: string }).code, 'no-credentials');
  });

  it('that is not there is asked for by a command that can help, and by the setting that would count', async () => {
    const none = await loginAt('https://mine.example', {});
    assert.partialDeepStrictEqual(none, {
      code: 'no-credentials',
      message:
        'None of your logins is meant for X at https://mine.example. Start the editor with X_TOKEN, and X_ADDR set to it, or name a token file for x:https://mine.example in externalSecrets.stores.',
      remedy: 'x login https://mine.example',
    });
    const odd = await loginAt('https://mine.example/$(x)', {});
    assert.ok('code' in odd && !('remedy' in odd), 'an address that a shell would read');
    const redirected = await loginAt('https://mine.example', {}, {}, { address: 'https://mine.example' });
    assert.match(
      'message' in redirected ? redirected.message : '',
      /a token file beside that address in externalSecrets\.stores/,
    );
  });
});

describe('a session', () => {
  const setup = () => {
    const clock = createManualClock();
    let made = 0;
    let release: (() => void) | undefined;
    const sessions = createSessions(clock, async ({ X_TOKEN: by = '' }) => {
      made += 1;
      const mine = made;
      if (by === 'slow') await new Promise<void>((resolve) => (release = resolve));
      const problem = { code: 'not-found', message: 'No such login.' } as const;
      return by === 'bad'
        ? { problem }
        : { value: { headers: { authorization: `${by}${mine}` }, lifetime: 60_000 } satisfies Session };
    });
    const ask = async (by: string, renew = false, cancel = neverCancelled) => {
      const outcome = await sessions.loginFor({ X_TOKEN: by }, renew, cancel);
      return 'value' in outcome ? outcome.value.headers['authorization'] : outcome.problem.code;
    };
    return { clock, ask, made: () => made, release: () => release?.() };
  };

  it('is kept as long as it lasts, and for its login only', async () => {
    const { clock, ask } = setup();
    assert.deepEqual([await ask('a'), await ask('a'), await ask('b'), await ask('a')], ['a1', 'a1', 'b2', 'a3']);
    clock.advance(55_000);
    assert.equal(await ask('a'), 'a4', 'a little before its end');
    assert.equal(await ask('a', true), 'a5', 'when it was refused');
  });

  it('is asked for once by all who wait, and by those who stay where one goes', async () => {
    const { ask, made, release } = setup();
    const { token: gone, cancel } = createCancellation();
    const answers = [ask('slow', false, gone), ask('slow'), ask('slow')];
    cancel();
    assert.equal(await answers[0], 'cancelled');
    release();
    assert.deepEqual([await answers[1], await answers[2], made()], ['slow1', 'slow1', 1]);
  });

  it('that cannot be had never means that a secret is missing', async () => {
    assert.equal(await setup().ask('bad'), 'failed');
  });
});
