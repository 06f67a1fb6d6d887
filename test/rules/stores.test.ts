import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LintResult, lintText } from '../../server/src/cli/lint.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { StoreRule } from '../../server/src/rules/storeChecks.ts';
import { createLineIndex } from '../../server/src/syntax/lineIndex.ts';
import { tell } from '../support/applyFixes.ts';
import type { ProviderCases, StoreCase } from './stores/cases.ts';
import { casesAToF } from './stores/casesAToF.ts';
import { casesGToZ } from './stores/casesGToZ.ts';

const schemas = createNodeSchemaSource();
const newest = { operatorVersion: schemas.versions.at(-1) ?? '', known: false };
const cases: Readonly<Record<string, ProviderCases>> = { ...casesAToF, ...casesGToZ };

interface Manifest {
  readonly text: string;
  readonly marked: string;
  readonly start: number;
}

/** A store manifest around the lines of a case: with the mistake, or mended. */
function manifestOf(provider: string, body: string, mended: boolean, kind = 'SecretStore', version = 'v1'): Manifest {
  const lines = body.replace(/\[\[(.*?)=>(.*?)\]\](\s*$)?/gm, (_, bad: string, good: string) => (mended ? good : bad));
  const indented = lines.replace(/^(?=.)/gm, '      ').trimEnd();
  const namespace = kind === 'SecretStore' ? '\n  namespace: team-a' : '';
  const key = indented.includes('«') ? provider : `«${provider}»`;
  const text = `apiVersion: external-secrets.io/${version}\nkind: ${kind}\nmetadata:\n  name: store${namespace}\nspec:\n  provider:\n    ${key}:\n${indented}\n`;
  const [before = '', marked = '', after = ''] = text.split(/[«»]/);
  return { text: before + marked + after, marked, start: before.length };
}

async function lint(text: string): Promise<readonly LintResult[]> {
  const results = await lintText('store.yaml', text, schemas, newest);
  // Some are spoken of wherever they are used: the fake provider, IBM's login by container, credentials in clear, v1beta1.
  const others = ['unmaintained-provider', 'ibm-container-auth', 'unserved-version', 'secret-in-clear'];
  return results.filter(({ rule }) => !others.includes(rule));
}

describe('store rules', () => {
  for (const [provider, list] of Object.entries(cases)) {
    describe(provider, () => {
      for (const [answer, body, more = {}] of list) {
        it(`says: ${answer}`, () => check(provider, { answer, body, ...more }));
      }
    });
  }

  it('speak about v1beta1 as about v1', async () => {
    for (const [provider, list] of Object.entries(cases)) {
      for (const [answer, body, { kind } = {}] of list) {
        const found = await lint(manifestOf(provider, body, false, kind, 'v1beta1').text);
        // v1beta1 does not have all the fields; what is unknown is not judged any further.
        assert.ok(
          found.some(
            ({ rule, message }) => rule === 'unknown-field' || (rule.startsWith('invalid-') && message.includes(answer)),
          ),
          answer,
        );
      }
    }
  });

  it('say nothing of values that are template text, or stand for something else', async () => {
    for (const [provider, list] of Object.entries(cases)) {
      for (const [answer, body, { kind } = {}] of list) {
        const { text, marked, start } = manifestOf(provider, body, false, kind);
        const isKey = text.startsWith(':', start + marked.length);
        for (const value of isKey ? [] : ['{{ .Values.store }}', '"{{ .Values.store }}"', '${STORE}', '"<your value>"']) {
          const found = await lint(text.slice(0, start) + value + text.slice(start + marked.length));
          assert.deepEqual(
            found.filter(({ rule }) => rule.startsWith('invalid-')),
            [],
            `${answer} ${value}`,
          );
        }
      }
    }
  });

  it('claim nothing to be missing, nor two things to be there, where template lines choose', async () => {
    for (const [provider, body] of [
      [
        'gitlab',
        'auth: {SecretRef: {accessToken: {name: a, key: b}}}\n{{- with .Values.project }}\nprojectID: {{ . }}\n{{- end }}',
      ],
      ['fortanix', 'apiUrl: https://a.example\n{{- include "key" . | nindent 6 }}'],
      ['azurekv', 'vaultUrl: https://a.example\ncustomCloudConfig: {activeDirectoryEndpoint: a}\n{{- include "sdk" . }}'],
      [
        'ovh',
        `server: https://a.example
okmsid: 734b9b45-8b1a-469c-b140-b10bd6540017
auth:
  {{- if .Values.mtls }}
  mtls: {certSecretRef: {name: a, key: b}, keySecretRef: {name: a, key: c}}
  {{- else }}
  token: {tokenSecretRef: {name: a, key: b}}
  {{- end }}`,
      ],
      ['vault', 'server: https://a.example\nauth:\n  jwt:\n    path: jwt\n    {{- toYaml .Values.jwt | nindent 10 }}'],
    ] as const) {
      assert.deepEqual(await lint(manifestOf(provider, body, false).text), [], provider);
    }
  });

  it('leave a store with several providers, and what is no store, to the schema', async () => {
    const two = manifestOf('gitlab', 'auth: {SecretRef: {accessToken: {name: a, key: b}}}\n', false).text;
    assert.deepEqual(
      (await lint(`${two}    aws: {service: SecretsManager, region: eu-west-1}\n`)).map(({ rule }) => rule),
      ['wrong-count'],
    );
    const other = two.replace('external-secrets.io/v1', 'example.com/v1');
    assert.deepEqual(await lint(other), []);
  });

  it('report each field once, all of them, and what one mapping lacks together', async () => {
    const found = await lint(
      manifestOf(
        'oracle',
        'vault: ""\nregion: ""\nauth: {user: "", tenancy: b, secretRef: {privatekey: {}, fingerprint: {name: a, key: b}}}',
        false,
      ).text,
    );
    assert.deepEqual(
      found.map(({ message }) => message.split(' ')[0]),
      ['vault', 'region', 'auth.user', 'auth.secretRef.privatekey.name'],
    );
    assert.match(
      found.at(-1)?.message ?? '',
      /^auth\.secretRef\.privatekey\.name and auth\.secretRef\.privatekey\.key are missing\. /,
    );
  });

  it('mend what can be mended', async () => {
    const mended = async (provider: string, body: string) => {
      const { text } = manifestOf(provider, body, false);
      const [told] = (await tell(text)).filter(({ rule }) => rule.startsWith('invalid-'));
      const lines = text.split('\n');
      return told?.fixed.map((fixed) =>
        fixed
          .split('\n')
          .filter((line, i) => line !== lines[i])
          .slice(0, 1)
          .join('')
          .trim(),
      );
    };
    const chef = 'username: a\nauth: {secretRef: {privateKeySecretRef: {name: a, key: b}}}\nserverUrl: ';
    assert.deepEqual(await mended('chef', `${chef}https://a.example # ours`), ['serverUrl: https://a.example/ # ours']);
    assert.deepEqual(await mended('chef', `${chef}'https://a.example'`), ["serverUrl: 'https://a.example/'"]);
    const azure = 'vaultUrl: https://a.example\nauthType: ManagedIdentity\ncustomCloudConfig: {activeDirectoryEndpoint: a}\n';
    assert.deepEqual(await mended('azurekv', `${azure}useAzureSDK: false # why`), ['useAzureSDK: true # why']);
    assert.deepEqual(await mended('azurekv', azure), ['useAzureSDK: true']);
    assert.deepEqual(await mended('vault', 'server: https://a.example\nversion: v1\ncheckAndSet: {required: true}'), [
      'version: v2',
    ]);
    assert.deepEqual(
      await mended(
        'senhasegura',
        'module: dsm\nurl: https://a.example\nauth: {clientId: a, clientSecretSecretRef: {name: a, key: b}}',
      ),
      ['module: DSM'],
    );
    const gitlab = 'inheritFromGroups: true\ngroupIDs: ["1"]\nauth: {SecretRef: {accessToken: {name: a, key: b}}}';
    assert.deepEqual(await mended('gitlab', gitlab), ['groupIDs: ["1"]']);
    const aws =
      'service: SecretsManager\nregion: eu-west-1\nsecretsManager:\n  recoveryWindowInDays: 7\n  forceDeleteWithoutRecovery: true';
    assert.deepEqual(await mended('aws', aws), ['forceDeleteWithoutRecovery: true']);
  });

  it('have a case for each of their texts', () => {
    for (const { meta, answers } of rules.filter((rule): rule is StoreRule => 'answers' in rule)) {
      const provider = Object.keys(cases).find((name) => meta.bad.includes(`    ${name}:\n`)) ?? '';
      const said = (cases[provider] ?? []).map(([answer]) => answer);
      for (const text of answers) {
        const pattern = new RegExp(`^${text.split('…').map(escapePattern).join('.*')}$`);
        const shown = said.some((answer) => pattern.test(answer) || (text.endsWith('…') && text.startsWith(answer)));
        assert.ok(shown, `${meta.id}: no case for ${text}`);
      }
    }
  });
});

async function check(provider: string, { answer, body, kind, when }: StoreCase): Promise<void> {
  const { text, marked, start } = manifestOf(provider, body, false, kind);
  const lines = createLineIndex(text);
  const found = await lint(text);
  assert.deepEqual(
    found.map(({ range, severity }) => ({ severity, start: range.start, end: range.end })),
    [
      {
        severity: when === 'warned' ? 'warning' : 'error',
        start: lines.positionAt(start),
        end: lines.positionAt(start + marked.length),
      },
    ],
    JSON.stringify(
      found.map(({ rule, message }) => [rule, message]),
      null,
      2,
    ),
  );
  const [{ rule, message } = { rule: '', message: '' }] = found;
  assert.match(rule, /^invalid-.*-store$/);
  assert.ok(message.includes(answer), message);
  const said = { warned: 'ESO warns', later: 'never becomes ready', refused: 'ESO refuses this store' }[when ?? 'refused'];
  assert.ok(message.includes(said), message);
  assert.deepEqual(await lint(manifestOf(provider, body, true, kind).text), []);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

it('what is null counts as absent, as the API server drops it', async () => {
  const conjur = (more: string) =>
    `apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: a}\nspec: {provider: {conjur: {url: https://x, auth: {jwt: {account: a, serviceID: b${more}}}}}}\n`;
  const rulesIn = async (text: string) => (await tell(text)).map(({ rule }) => rule);
  assert.deepEqual(await rulesIn(conjur(', serviceAccountRef: null')), ['invalid-conjur-store']);
  assert.deepEqual(await rulesIn(conjur(', serviceAccountRef: {name: c}')), []);
});

it('store-without-provider speaks where there is certainly no spec', async () => {
  const rulesIn = async (rest: string) =>
    (await tell(`apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: a}\n${rest}`)).map(({ rule }) => rule);
  assert.deepEqual(await rulesIn(''), ['store-without-provider']);
  assert.deepEqual(await rulesIn('spec:\n'), ['store-without-provider']);
  assert.deepEqual(await rulesIn('spec: {{ .Values.spec }}\n'), []);
  assert.deepEqual(await rulesIn('{{- include "spec" . }}\n'), []);
  assert.deepEqual(await rulesIn('$patch: delete\n'), []);
});
