import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver-types';
import { neverCancelled } from '../server/src/cancellation.ts';
import type { Clock } from '../server/src/host.ts';
import { createLanguageService, type LanguageService } from '../server/src/languageService.ts';
import { bareHost, serviceOptions } from './support/service.ts';

/** Time goes on by a millisecond whenever somebody looks, so that every turn is over sooner or later. */
function busyClock(): Clock {
  let now = 0;
  return {
    now: () => now++,
    delay(_, callback) {
      const waiting = setImmediate(callback);
      return { dispose: () => clearImmediate(waiting) };
    },
  };
}

function service(files: Readonly<Record<string, string>> = {}): LanguageService {
  return createLanguageService(
    bareHost({
      clock: busyClock(),
      files: { list: async () => ({ uris: Object.keys(files), complete: true }), read: async (uri) => files[uri] },
    }),
    serviceOptions({ workspace: () => '' }),
  );
}

const store =
  'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: vault}\nspec: {provider: {aws: {service: SecretsManager, region: eu-west-1}}}\n';

function externalSecret(n: number, field = 'refreshInterval'): string {
  return `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app-${n}
  annotations:
    note: ${'long '.repeat(20)}
spec:
  ${field}: 1h
  secretStoreRef:
    name: vault
  data:
    - secretKey: password
      remoteRef:
        key: app/${n}
`;
}

const uri = 'file:///many.yaml';
const count = 400;
const text = [
  store,
  ...Array.from({ length: count }, (_, i) => externalSecret(i, i === count - 1 ? 'refreshIntervall' : undefined)),
].join('---\n');
const lineOf = (wanted: string) => text.slice(0, text.indexOf(wanted)).split('\n').length - 1;
const rulesOf = (found: readonly Diagnostic[] | undefined) => found?.map(({ code }) => code);

describe('a long file', () => {
  it('lets a hover be answered while it is read and judged', async () => {
    const languages = service();
    // So that nothing but the turns lets anybody in between.
    languages.open('file:///short.yaml', 'yaml', 1, `${store}---\n${externalSecret(0, 'refreshIntervall')}`);
    await languages.diagnose('file:///short.yaml');
    languages.open(uri, 'yaml', 1, text);
    const order: string[] = [];
    const diagnosed = languages.diagnose(uri).then((found) => {
      order.push('diagnostics');
      return found;
    });
    await new Promise((resolve) => setImmediate(resolve));
    const hover = await languages.hover(uri, { line: lineOf('refreshInterval: 1h'), character: 4 }, neverCancelled);
    order.push('hover');
    assert.deepEqual(rulesOf(await diagnosed), ['unknown-field']);
    assert.notEqual(hover, null);
    assert.deepEqual(order, ['hover', 'diagnostics']);
  });

  it('lets a hover be answered between two rules where it is a single manifest', async () => {
    const languages = service();
    const entries = Array.from({ length: 300 }, (_, i) => `    - {secretKey: k${i}, remoteRef: {key: app/key-${i}}}\n`);
    languages.open(uri, 'yaml', 1, `${store}---\n${externalSecret(0)}${entries.join('')}`);
    await languages.diagnose(uri);
    const line = lineOf('refreshInterval: 1h');
    languages.change(uri, 2, [{ range: { start: { line, character: 17 }, end: { line, character: 17 } }, text: 'l' }]);
    const order: string[] = [];
    const diagnosed = languages.diagnose(uri).then((found) => {
      order.push('diagnostics');
      return found;
    });
    await new Promise((resolve) => setImmediate(resolve));
    await languages.hover(uri, { line, character: 4 }, neverCancelled);
    order.push('hover');
    assert.deepEqual(rulesOf(await diagnosed), ['unknown-field']);
    assert.deepEqual(order, ['hover', 'diagnostics']);
  });

  it('is judged as it is after an edit that comes meanwhile', async () => {
    const languages = service();
    languages.open(uri, 'yaml', 1, text);
    const first = languages.diagnose(uri);
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    const line = lineOf('refreshIntervall');
    languages.change(uri, 2, [{ range: { start: { line, character: 17 }, end: { line, character: 18 } }, text: '' }]);
    assert.deepEqual(rulesOf(await languages.diagnose(uri)), []);
    assert.deepEqual(rulesOf(await first), [], 'nobody is told of what has been mended');
    assert.equal(languages.counters.parsedDocuments, count + 1, 'none is read twice');
  });

  it('shows what its own text tells before the other files are asked about it', async () => {
    const languages = service();
    languages.open(uri, 'yaml', 1, `${text}---\n${externalSecret(0)}`);
    const early: unknown[] = [];
    const found = await languages.diagnose(uri, (own) => early.push(rulesOf(own), { ...languages.counters }));
    const [rules, counters] = early as [readonly string[], LanguageService['counters']];
    assert.deepEqual(rules, ['unknown-field']);
    assert.deepEqual([counters.diagnosedDocuments, counters.comparedDocuments], [count + 2, 0]);
    assert.deepEqual(rulesOf(found), ['duplicate-resource', 'unknown-field', 'duplicate-resource']);
    assert.equal(languages.counters.diagnosedDocuments, count + 2, 'none is judged twice');
    const at = { line: lineOf('refreshIntervall'), character: 17 };
    languages.change(uri, 2, [{ range: { start: at, end: at }, text: 's' }]);
    await languages.diagnose(uri, () => assert.fail('an edit is shown with all that it brings'));
  });

  it('has its names found as soon as it is open', () => {
    const languages = service();
    languages.open(uri, 'yaml', 1, text);
    const used = { line: lineOf('    name: vault'), character: 11 };
    assert.equal(languages.navigation.references(uri, used, true)?.length, count + 1);
  });

  it('that is known from the disk is not read again when it is opened or closed', async () => {
    const languages = service({ [uri]: text });
    await languages.indexWorkspace();
    assert.equal(languages.counters.parsedDocuments, count + 1);
    languages.open(uri, 'yaml', 1, text);
    assert.deepEqual(rulesOf(await languages.diagnose(uri)), ['unknown-field']);
    await languages.close(uri);
    assert.equal(languages.counters.parsedDocuments, count + 1);
  });
});
