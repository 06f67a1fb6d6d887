import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pushExample } from '../../server/src/rules/pushView.ts';
import { storeExample } from '../../server/src/rules/storeChecks.ts';
import { tell } from '../support/applyFixes.ts';

const store = 'secretStoreRef: {name: s, kind: ClusterSecretStore}';
const es = (spec: string) =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec: {${store}, ${spec}}\n`;
const ces = (spec: string, nested: string) =>
  `apiVersion: external-secrets.io/v1\nkind: ClusterExternalSecret\nmetadata: {name: a}\nspec: {${spec}, externalSecretSpec: {${store}, ${nested}}}\n`;
const extract = 'dataFrom: [{extract: {key: k}}]';
const rewrite = (operation: string) => es(`dataFrom: [{extract: {key: k}, rewrite: [${operation}]}]`);
const target = (fields: string, more = extract) => es(`target: {${fields}}, ${more}`);
const windows = (list: string) => es(`syncWindows: {kind: allow, windows: [${list}]}, ${extract}`);
const clusterStore = (body: string, more = '') =>
  `apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {name: a}\nspec: {${more}provider: {${body}}}\n`;
const awsStore = 'aws: {service: SecretsManager, region: eu-west-1}';
const reference = '{name: a, key: b}';
const generator = (kind: string, spec: string) =>
  `apiVersion: generators.external-secrets.io/v1alpha1\nkind: ${kind}\nmetadata: {name: a}\nspec: ${spec}\n`;
const push = '  data: [{match: {secretKey: a, remoteRef: {remoteKey: b}}}]\n';
const secretserver = (url: string) => `serverURL: ${url}\nusername: {value: eso}\npassword: {secretRef: ${reference}}`;

/** Typical mistakes, each with the rules that it meets: structure, CEL, webhook and controller together leave none to ESO. */
const MISTAKES: Readonly<Record<string, readonly [text: string, ...rules: string[]]>> = {
  'regular expression that is a file name pattern': [es('dataFrom: [{find: {name: {regexp: "*"}}}]'), 'bad-regexp'],
  'two operations in one rewrite': [
    rewrite('{regexp: {source: a, target: b}, transform: {template: "{{ .value }}"}}'),
    'wrong-count',
  ],
  'merge into nothing': [rewrite('{merge: {strategy: JSON}}'), 'merge-into'],
  'conversionStrategy in data': [
    es('data: [{secretKey: a, remoteRef: {key: k, conversionStrategy: Unicode}}]'),
    'conversion-without-effect',
  ],
  'Auto decoding': [es('data: [{secretKey: a, remoteRef: {key: k, decodingStrategy: Auto}}]'), 'guessed-decoding'],
  'Delete without owning': [target('creationPolicy: Merge, deletionPolicy: Delete'), 'delete-without-ownership'],
  'Delete of an orphan': [target('creationPolicy: Orphan, deletionPolicy: Delete'), 'delete-without-ownership'],
  'Merge into no Secret': [target('creationPolicy: None, deletionPolicy: Merge'), 'merge-without-secret'],
  'interval as a number': [es(`refreshInterval: 30, ${extract}`), 'wrong-type'],
  'interval in days': [es(`refreshInterval: 1d, ${extract}`), 'bad-duration'],
  'time of a ClusterExternalSecret in days': [ces('namespaceSelectors: [{}], refreshTime: 1d', extract), 'bad-duration'],
  'time of a PushSecret in days': [pushExample(`  refreshInterval: 1d\n${push}`), 'bad-duration'],
  'timeout of a generator without a unit': [
    generator('Webhook', '{url: https://a.example, result: {jsonPath: $}, timeout: "60"}'),
    'bad-duration',
  ],
  'interval of zero': [es(`refreshInterval: "0", ${extract}`), 'refresh-disabled'],
  'template of a Secret that is never written': [target('creationPolicy: None, template: {type: Opaque}'), 'nothing-written'],
  'immutable and refreshed': [es(`refreshInterval: 5m, target: {immutable: true}, ${extract}`), 'immutable-with-refresh'],
  'no sync window': [windows(''), 'wrong-count'],
  'schedule of six fields': [windows('{schedule: "0 9 * * MON-FRI *", duration: 1h}'), 'bad-format'],
  'schedule with a time zone': [windows('{schedule: "CRON_TZ=UTC 9 * * *", duration: 1h}'), 'sync-window-schedule'],
  'generator every hour': [es('dataFrom: [{sourceRef: {generatorRef: {kind: Password, name: a}}}]'), 'regenerated-secret'],
  'generic target': [target('manifest: {apiVersion: v1, kind: ConfigMap}'), 'generic-target'],
  'Secret as generic target': [target('manifest: {apiVersion: v1, kind: Secret}'), 'generic-target'],
  'namespace that nobody looks at': [
    storeExample(
      'passbolt',
      `host: https://a.example\nauth: {passwordSecretRef: {name: a, key: b, namespace: c}, privateKeySecretRef: ${reference}}`,
    ),
    'store-namespace',
  ],
  'reference without the namespace that is found missing later': [
    clusterStore(`secretserver: {${secretserver('https://a.example').replaceAll('\n', ', ')}}`),
    'cluster-store-namespace',
  ],
  'namespaceRegexes that do not compile': [
    clusterStore(awsStore, 'conditions: [{namespaceRegexes: ["*-prod"]}], '),
    'bad-regexp',
  ],
  "store's interval without a unit": [clusterStore(awsStore, 'refreshInterval: "300", '), 'bad-duration'],
  'certificate that is not base64': [
    storeExample(
      'vault',
      `server: https://a.example\nauth: {tokenSecretRef: ${reference}}\ncaBundle: "-----BEGIN CERTIFICATE-----"`,
    ),
    'bad-format',
  ],
  'two ways to log in to Kubernetes': [
    storeExample(
      'kubernetes',
      `remoteNamespace: a\nserver: {caBundle: YQ==}\nauth: {token: {bearerToken: ${reference}}, serviceAccount: {name: a}}`,
    ),
    'wrong-count',
  ],
  'check-and-set on version 1': [
    storeExample(
      'vault',
      `server: https://a.example\nversion: v1\ncheckAndSet: {required: true}\nauth: {tokenSecretRef: ${reference}}`,
    ),
    'invalid-vault-store',
  ],
  'names of the TLS references': [
    storeExample('vault', `server: https://a.example\nauth: {tokenSecretRef: ${reference}}\ntls: {clientCert: {name: a}}`),
    'unknown-field',
  ],
  'deletion window of AWS': [
    storeExample('aws', 'service: SecretsManager\nregion: eu-west-1\nsecretsManager: {recoveryWindowInDays: 5}'),
    'invalid-aws-store',
  ],
  'reserved session tags': [
    storeExample('aws', 'service: SecretsManager\nregion: eu-west-1\ncustomSessionTags: {esoNamespace: a}'),
    'cel-rule',
  ],
  'project as a list': [storeExample('gcpsm', 'projectID: [a]'), 'wrong-type'],
  'capital of GitLab': [
    storeExample('gitlab', `projectID: "1"\nauth: {secretRef: {accessToken: ${reference}}}`),
    'unknown-field',
  ],
  'GitLab without a project': [storeExample('gitlab', `auth: {SecretRef: {accessToken: ${reference}}}`), 'invalid-gitlab-store'],
  'foreign ServiceAccount of Doppler': [
    storeExample('doppler', 'auth: {oidcConfig: {identity: a, serviceAccountRef: {name: a, namespace: b}}}'),
    'store-namespace',
  ],
  'Infisical without a project': [
    storeExample(
      'infisical',
      `auth: {universalAuthCredentials: {clientId: ${reference}, clientSecret: ${reference}}}\nsecretsScope: {}`,
    ),
    'missing-field',
  ],
  'vaults of 1Password as a list': [
    storeExample(
      'onepassword',
      `connectHost: https://a.example\nvaults: [a, b]\nauth: {secretRef: {connectTokenSecretRef: ${reference}}}`,
    ),
    'wrong-type',
  ],
  'neither vault nor environment': [
    storeExample('onepasswordSDK', `auth: {serviceAccountSecretRef: ${reference}}`),
    'invalid-onepassword-sdk-store',
  ],
  'names of the Onboardbase references': [
    storeExample(
      'onboardbase',
      `apiHost: https://a.example\nproject: a\nenvironment: b\nauth: {apiKeyRef: ${reference}, passcodeRef: ${reference}, apiKey: {}}`,
    ),
    'unknown-field',
  ],
  'module in lower case': [
    storeExample('senhasegura', `url: https://a.example\nmodule: dsm\nauth: {clientId: a, clientSecretSecretRef: ${reference}}`),
    'invalid-senhasegura-store',
  ],
  'refreshInterval of a ClusterExternalSecret': [ces('namespaceSelectors: [{}], refreshInterval: 1h', extract), 'unknown-field'],
  'no namespace selected': [ces('externalSecretName: a', extract), 'no-namespace-selected'],
  'deprecated selector': [ces('namespaces: [a]', extract), 'deprecated-selector'],
  'child that its webhook refuses': [
    ces('namespaceSelectors: [{}]', `target: {creationPolicy: None, deletionPolicy: Delete}, ${extract}`),
    'delete-without-ownership',
  ],
  'child without data': [ces('namespaceSelectors: [{}]', 'target: {name: a}'), 'no-data'],
  'deletionPolicy of an ExternalSecret in a PushSecret': [pushExample(`  deletionPolicy: Retain\n${push}`), 'not-allowed-value'],
  'single store of a PushSecret': [
    pushExample(push).replace(
      '  secretStoreRefs:\n    - name: vault\n      kind: ClusterSecretStore\n',
      '  secretStoreRef: {name: a}\n',
    ),
    'unknown-field',
  ],
  'data of a PushSecret without match': [pushExample('  data: [{remoteRef: {remoteKey: a}}]\n'), 'unknown-field'],
  'bundle with rewrite': [
    pushExample(
      '  dataTo: [{storeRef: {name: vault, kind: ClusterSecretStore}, remoteKey: a, rewrite: [{regexp: {source: a, target: b}}]}]\n',
    ),
    'cel-rule',
  ],
  'group of a generator': [
    es(
      'refreshPolicy: CreatedOnce, dataFrom: [{sourceRef: {generatorRef: {apiVersion: external-secrets.io/v1, kind: UUID, name: a}}}]',
    ),
    'generator-api-version',
  ],
  'kind of a generator': [
    es('refreshPolicy: CreatedOnce, dataFrom: [{sourceRef: {generatorRef: {kind: ECRToken, name: a}}}]'),
    'not-allowed-value',
  ],
  'project and group of a deploy token': [
    generator(
      'GitlabDeployToken',
      `{projectID: "1", groupID: "2", name: a, scopes: [read_repository], auth: {token: {secretRef: ${reference}}}}`,
    ),
    'cel-rule',
  ],
  'host of Cloudsmith': [
    generator('CloudsmithAccessToken', '{apiHost: a, orgSlug: a, serviceSlug: b, serviceAccountRef: {name: a}}'),
    'unknown-field',
  ],
};

describe('typical mistakes', () => {
  for (const [what, [text, ...rules]] of Object.entries(MISTAKES)) {
    it(`are found: ${what}`, async () => {
      assert.deepEqual((await tell(text)).map(({ rule }) => rule).sort(), rules, text);
    });
  }
});
