import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tell } from '../support/applyFixes.ts';

const es = (item: string): string =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: a\nspec:\n  secretStoreRef: {name: s}\n  dataFrom:\n    - ${item}\n`;
const find = (regexp: string): string => es(`find: {name: {regexp: ${regexp}}}`);
const store = (...regexps: readonly string[]): string =>
  `apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata:\n  name: a\nspec:\n  conditions:\n    - namespaces: [a]\n    - namespaceRegexes: [${regexps.join(', ')}]\n  provider: {aws: {service: SecretsManager, region: eu-central-1}}\n`;
const push = (item: string): string =>
  `apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata:\n  name: a\nspec:\n  secretStoreRefs: [{name: a}]\n  selector: {secret: {name: a}}\n  dataTo:\n    - storeRef: {name: a}\n      ${item}\n`;

async function regexps(text: string) {
  return (await tell(text)).filter(({ rule }) => rule === 'bad-regexp');
}

describe('bad-regexp', () => {
  for (const [name, text, marked, says] of [
    [
      'find',
      find('"^a(?!b)"'),
      '(?!',
      'every sync fails with "could not compile find.name.regexp [^a(?!b)]: error parsing regexp: invalid or unsupported Perl syntax: `(?!`". Go has no look-ahead or look-behind.',
    ],
    [
      'rewrite',
      es('{extract: {key: a}, rewrite: [{regexp: {source: "(a)[", target: b}}]}'),
      '[',
      'error parsing regexp: missing closing ]: `[`',
    ],
    [
      'store',
      store('"^ok$"', '"*bad"'),
      '*',
      'the webhook refuses the store with "failed to compile 1th namespace regex in 1th condition: error parsing regexp: missing argument to repetition operator: `*`"',
    ],
    ['PushSecret match', push("match: {regexp: 'a{1001}'}"), '{1001}', 'error parsing regexp: invalid repeat count: `{1001}`'],
    ['PushSecret rewrite', push("rewrite: [{regexp: {source: '(x)\\1', target: b}}]"), '\\1', 'Go has no back references.'],
  ] as const) {
    it(`marks what Go cannot read: ${name}`, async () => {
      const found = await regexps(text);
      assert.deepEqual(
        found.map((finding) => finding.marked),
        [marked],
      );
      assert.ok(found[0]?.message.includes(says), found[0]?.message);
    });
  }

  it('is found in the specs of cluster kinds', async () => {
    const cluster = (text: string, spec: string): string =>
      text
        .replace(/kind: (\w+)/, 'kind: Cluster$1')
        .replace(/spec:\n([\s\S]*)/, (_, body: string) => `spec:\n  ${spec}:\n${body.replace(/^(?=.)/gm, '  ')}`);
    assert.equal((await regexps(cluster(find('"*"'), 'externalSecretSpec'))).length, 1);
    assert.equal((await regexps(cluster(push('match: {regexp: "*"}'), 'pushSecretSpec'))).length, 1);
  });

  it('marks the whole value where the part has no place of its own', async () => {
    assert.deepEqual(
      (await regexps(find('"\\x61(?=b)"'))).map(({ marked }) => marked),
      ['"\\x61(?=b)"'],
    );
    assert.deepEqual(
      (await regexps(find('a)'))).map(({ marked }) => marked),
      ['a)'],
    );
  });

  it('turns a file name pattern into a regular expression', async () => {
    for (const [wrong, right] of [
      ['"*"', '".*"'],
      ["'*-prod'", "'.*-prod'"],
    ] as const) {
      const [finding] = await regexps(find(wrong));
      assert.equal(finding?.preferred, find(right));
    }
    assert.deepEqual((await regexps(find('"*("')))[0]?.fixed, []);
  });

  it('accepts what Go reads, and says nothing of values that others put in', async () => {
    for (const pattern of ['^prod$', '"(?i)db"', "'(?P<n>x)'", '""', '"{{ .Values.x }}(?="', '"${PREFIX}(?="', '1']) {
      assert.deepEqual(await regexps(find(pattern)), [], pattern);
    }
    assert.deepEqual(await regexps(store('".*-prod"')), []);
  });
});
