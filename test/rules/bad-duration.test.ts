import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tell } from '../support/applyFixes.ts';

const manifest = (kind: string, spec: string, group = 'external-secrets.io/v1'): string =>
  `apiVersion: ${group}\nkind: ${kind}\nmetadata:\n  name: a\nspec:\n${spec.replace(/^(?=.)/gm, '  ')}\n`;
const alpha = 'external-secrets.io/v1alpha1';
const generators = 'generators.external-secrets.io/v1alpha1';

const data = 'secretStoreRef: {name: s}\ndataFrom: [{extract: {key: a}}]\n';
const windows = 'syncWindows: {kind: allow, windows: [{schedule: "@daily", duration: 2d}]}\n';
const provider = 'provider: {aws: {service: SecretsManager, region: eu-central-1}}\n';
const push = 'secretStoreRefs: [{name: a}]\nselector: {secret: {name: a}}\n';
const nested = (spec: string): string => spec.replace(/^(?=.)/gm, '  ');

const es = (interval: string): string => manifest('ExternalSecret', `refreshInterval: ${interval}\n${data}`);
const storeEvery = (interval: string, kind = 'SecretStore', version?: string): string =>
  manifest(kind, `refreshInterval: ${interval}\n${provider}`, version);

async function durations(text: string, version?: string) {
  return (await tell(text, version)).filter(({ rule }) => rule === 'bad-duration');
}

describe('bad-duration', () => {
  it('quotes Go about an ExternalSecret, and marks the value', async () => {
    const [finding] = await durations(es('1d'));
    assert.equal(finding?.marked, '1d');
    assert.equal(finding?.severity, 'error');
    assert.match(finding?.message ?? '', /the webhook refuses it with 'time: unknown unit "d" in duration "1d"'\. Write "24h"\./);
  });

  for (const [kind, text] of [
    ['ExternalSecret window', manifest('ExternalSecret', `${windows}${data}`)],
    ['SecretStore', manifest('SecretStore', 'provider: {webhook: {url: https://x, result: {}, timeout: 2d}}')],
    [
      'ClusterSecretStore',
      manifest(
        'ClusterSecretStore',
        'provider: {onepasswordSDK: {vault: v, auth: {serviceAccountSecretRef: {name: a, key: b, namespace: c}}, cache: {ttl: 2d}}}',
      ),
    ],
  ] as const) {
    it(`says that the webhook refuses it: ${kind}`, async () => {
      const found = await durations(text);
      assert.deepEqual(
        found.map(({ marked }) => marked),
        ['2d'],
      );
      assert.match(found[0]?.message ?? '', /the webhook refuses it/);
    });
  }

  for (const [kind, text] of [
    ['ClusterExternalSecret', manifest('ClusterExternalSecret', `refreshTime: 2d\nexternalSecretSpec:\n${nested(data)}`)],
    [
      'ClusterExternalSecret',
      manifest('ClusterExternalSecret', `externalSecretSpec:\n${nested(`refreshInterval: 2d\n${data}`)}`),
    ],
    ['ClusterExternalSecret', manifest('ClusterExternalSecret', `externalSecretSpec:\n${nested(`${windows}${data}`)}`)],
    ['PushSecret', manifest('PushSecret', `refreshInterval: 2d\n${push}`, alpha)],
    ['ClusterPushSecret', manifest('ClusterPushSecret', `refreshTime: 2d\npushSecretSpec:\n${nested(push)}`, alpha)],
    ['ClusterPushSecret', manifest('ClusterPushSecret', `pushSecretSpec:\n${nested(`refreshInterval: 2d\n${push}`)}`, alpha)],
    ['Webhook', manifest('Webhook', 'url: https://x\nresult: {}\ntimeout: 2d', generators)],
    [
      'ClusterGenerator',
      manifest(
        'ClusterGenerator',
        'kind: Webhook\ngenerator: {webhookSpec: {url: https://x, result: {}, timeout: 2d}}',
        generators,
      ),
    ],
  ] as const) {
    it(`warns that it breaks every ${kind} of the cluster`, async () => {
      const found = await durations(text);
      assert.deepEqual(
        found.map(({ marked }) => marked),
        ['2d'],
        text,
      );
      assert.match(found[0]?.message ?? '', new RegExp(`cannot read any ${kind} of the cluster`));
    });
  }

  it('accepts what Go reads, and leaves other types to wrong-type', async () => {
    for (const value of ['1h', '1h0m0s', '"0"', '-1m', '1.5h', '500ms', '3µs'])
      assert.deepEqual(await durations(es(value)), [], value);
    assert.deepEqual(
      (await tell(es('60'))).map(({ rule }) => rule),
      ['wrong-type'],
    );
    assert.deepEqual(await durations(es('')), []);
  });

  it('says nothing of values that others put in', async () => {
    for (const value of ['{{ .Values.interval }}', '"{{ .Values.interval }}d"', '${INTERVAL}', '${INTERVAL:=1d}']) {
      assert.deepEqual(await durations(es(value)), [], value);
    }
  });

  it('mends what is certain at once, and only offers a guess', async () => {
    for (const [wrong, right] of [
      ['1d', '24h'],
      ['"1 h"', '"1h"'],
      ["'1w'", "'168h'"],
    ] as const) {
      const [finding] = await durations(es(wrong));
      assert.equal(finding?.preferred, es(right));
    }
    const [guess] = await durations(es('"60"'));
    assert.equal(guess?.preferred, undefined);
    assert.deepEqual(guess?.fixed, [es('"60s"')]);
    assert.deepEqual((await durations(es('often')))[0]?.fixed, []);
  });

  it('reads the interval of a store as whole seconds or a duration, not negative', async () => {
    for (const kind of ['SecretStore', 'ClusterSecretStore']) {
      for (const value of ['0', '300', '5m', '"0"']) assert.deepEqual(await durations(storeEvery(value, kind)), [], value);
      for (const [value, answer] of [
        ['-5', 'invalid refreshInterval -5: must not be negative'],
        ['"-1m"', 'invalid refreshInterval "-1m": must not be negative'],
        ['5 minutes', 'invalid refreshInterval "5 minutes": time: unknown unit " minutes" in duration "5 minutes"'],
        ['"300"', 'invalid refreshInterval "300": time: missing unit in duration "300"'],
        ['""', 'invalid refreshInterval "": time: invalid duration ""'],
      ] as const) {
        const found = await durations(storeEvery(value, kind));
        assert.equal(found.length, 1, value);
        assert.ok(found[0]?.message.includes(`'${answer}'`), found[0]?.message);
      }
    }
  });

  it('leaves the interval of a store to wrong-type where it was a number only', async () => {
    const rules = async (text: string, version?: string) => (await tell(text, version)).map(({ rule }) => rule);
    assert.deepEqual(await rules(storeEvery('5 minutes'), '1.3.2'), ['wrong-type']);
    assert.deepEqual(await durations(storeEvery('5 minutes', 'SecretStore', 'external-secrets.io/v1beta1')), []);
  });
});
