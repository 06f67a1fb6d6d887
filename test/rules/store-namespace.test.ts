import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LintResult, lintText } from '../../server/src/cli/lint.ts';
import { referenceRules } from '../../server/src/model/storeReferenceRules.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';

const schemas = createNodeSchemaSource();
const newest = { operatorVersion: schemas.versions.at(-1) ?? '', known: false };

/** What ESO does with a namespace that is not the SecretStore's own, and with none in a ClusterSecretStore. */
interface Expected {
  readonly foreign: 'error' | 'warning';
  readonly missing: 'refused' | 'later' | 'fine';
  readonly text?: string;
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

const strict: Expected = {
  foreign: 'error',
  missing: 'refused',
  text: 'cluster scope requires namespace',
  fields: {
    akeyless: [
      'authSecretRef.kubernetesAuth.secretRef',
      'authSecretRef.secretRef.accessID',
      'authSecretRef.secretRef.accessType',
      'authSecretRef.secretRef.accessTypeParam',
    ],
    barbican: ['auth.username.secretRef', 'auth.password.secretRef'],
    beyondtrustworkloadcredentials: ['auth.apikey.token'],
    chef: ['auth.secretRef.privateKeySecretRef'],
    crd: ['auth.cert.clientCert', 'auth.token.bearerToken'],
    doppler: ['auth.secretRef.dopplerToken', 'auth.oidcConfig.serviceAccountRef'],
    dvls: ['auth.secretRef.appId', 'auth.secretRef.appSecret'],
    gitlab: ['auth.SecretRef.accessToken'],
    ibm: ['auth.secretRef.secretApiKeySecretRef'],
    keepersecurity: ['authRef'],
    kubernetes: ['auth.cert.clientCert', 'auth.token.bearerToken'],
    nebiusmysterybox: ['auth.tokenSecretRef', 'auth.serviceAccountCredsSecretRef', 'caProvider.certSecretRef'],
    onboardbase: ['auth.apiKeyRef', 'auth.passcodeRef'],
    onepassword: ['auth.secretRef.connectTokenSecretRef'],
    onepasswordSDK: ['auth.serviceAccountSecretRef'],
    oracle: ['auth.secretRef.privatekey', 'auth.secretRef.fingerprint'],
  },
};

const referent: Expected = {
  foreign: 'error',
  missing: 'fine',
  fields: {
    akeyless: ['authSecretRef.kubernetesAuth.serviceAccountRef', 'authSecretRef.serviceAccountRef'],
    aws: [
      'auth.secretRef.accessKeyIDSecretRef',
      'auth.secretRef.secretAccessKeySecretRef',
      'auth.secretRef.sessionTokenSecretRef',
      'auth.jwt.serviceAccountRef',
    ],
    azurekv: ['authSecretRef.clientId', 'authSecretRef.clientSecret', 'serviceAccountRef'],
    beyondtrust: ['apiKey', 'clientId', 'clientSecret', 'certificate', 'certificateKey'].map((name) => `auth.${name}.secretRef`),
    cloudrusm: ['auth.secretRef.accessKeyIDSecretRef', 'auth.secretRef.accessKeySecretSecretRef'],
    conjur: [
      'auth.apikey.userRef',
      'auth.apikey.apiKeyRef',
      'auth.jwt.secretRef',
      'auth.jwt.serviceAccountRef',
      'auth.cert.clientCertRef',
      'auth.cert.clientKeyRef',
    ],
    crd: ['auth.serviceAccount'],
    fortanix: ['apiKey.secretRef'],
    gcpsm: ['auth.secretRef.secretAccessKeySecretRef', 'auth.workloadIdentity.serviceAccountRef'],
    infisical: ['auth.universalAuthCredentials.clientId', 'auth.universalAuthCredentials.clientSecret'],
    kubernetes: ['auth.serviceAccount'],
    openBao: ['auth.appRole.roleRef', 'auth.appRole.secretRef', 'auth.tokenSecretRef', 'auth.userPass.secretRef'],
    oracle: ['serviceAccountRef'],
    vault: [
      'auth.appRole.secretRef',
      'auth.appRole.roleRef',
      'auth.cert.clientCert',
      'auth.cert.secretRef',
      'auth.jwt.secretRef',
      'auth.jwt.kubernetesServiceAccountToken.serviceAccountRef',
      'auth.kubernetes.serviceAccountRef',
      'auth.kubernetes.secretRef',
      'auth.ldap.secretRef',
      'auth.userPass.secretRef',
      'auth.tokenSecretRef',
      'auth.iam.jwt.serviceAccountRef',
      'auth.iam.secretRef.accessKeyIDSecretRef',
      'auth.iam.secretRef.secretAccessKeySecretRef',
      'auth.iam.secretRef.sessionTokenSecretRef',
      'tls.certSecretRef',
      'tls.keySecretRef',
    ],
    volcengine: ['auth.secretRef.accessKeyID', 'auth.secretRef.secretAccessKey', 'auth.secretRef.token'],
  },
};

const late: Expected = {
  foreign: 'error',
  missing: 'later',
  text: 'when using a ClusterSecretStore, namespaces must be explicitly set',
  fields: {
    delinea: ['clientId.secretRef', 'clientSecret.secretRef'],
    scaleway: ['accessKey.secretRef', 'secretKey.secretRef'],
    secretserver: ['token.secretRef', 'username.secretRef', 'password.secretRef'],
  },
};

const special: readonly Expected[] = [
  {
    foreign: 'error',
    missing: 'later',
    text: 'cluster store requires namespace',
    fields: { pulumi: ['accessToken.secretRef', 'auth.accessToken.secretRef'] },
  },
  {
    foreign: 'warning',
    missing: 'later',
    text: 'cluster store requires namespace',
    fields: { ngrok: ['auth.apiKey.secretRef'] },
  },
  {
    foreign: 'warning',
    missing: 'refused',
    text: 'oidcConfig.serviceAccountRef.namespace is required for ClusterSecretStore',
    fields: { pulumi: ['auth.oidcConfig.serviceAccountRef'] },
  },
  {
    foreign: 'error',
    missing: 'refused',
    text: 'CAProvider.namespace must not be empty with ClusterSecretStore',
    fields: { kubernetes: ['server.caProvider'], crd: ['server.caProvider'] },
  },
  {
    foreign: 'error',
    missing: 'refused',
    text: 'caProvider.namespace is required for ClusterSecretStore',
    fields: { infisical: ['caProvider'] },
  },
  {
    foreign: 'error',
    missing: 'later',
    text: 'missing namespace on caProvider secret',
    fields: { vault: ['caProvider'], webhook: ['caProvider'], ovh: ['auth.mtls.caProvider'], akeyless: ['caProvider'] },
  },
  {
    foreign: 'warning',
    missing: 'fine',
    fields: {
      azurekv: ['authSecretRef.tenantId', 'authSecretRef.clientCertificate'],
      bitwardensecretsmanager: ['auth.secretRef.credentials'],
      gcpsm: ['auth.workloadIdentityFederation.serviceAccountRef'],
      github: ['auth.privateKey'],
      infisical: ['auth.azureAuthCredentials.identityId'],
      kubernetes: ['auth.cert.clientKey', 'authRef'],
      ovh: ['auth.token.tokenSecretRef'],
      passbolt: ['auth.passwordSecretRef'],
      passworddepot: ['auth.secretRef.credentials'],
      previder: ['auth.secretRef.accessToken'],
      senhasegura: ['auth.clientSecretSecretRef'],
      vault: ['auth.gcp.secretRef.secretAccessKeySecretRef'],
      webhook: ['auth.ntlm.usernameSecret'],
      yandexlockbox: ['auth.authorizedKeySecretRef', 'caProvider.certSecretRef'],
    },
  },
];

/** A store in flow style with one reference, and whatever must be there for ESO to look at it. */
function storeWith(kind: string, provider: string, field: string, namespace: string | undefined, own?: string): string {
  const spec: Record<string, unknown> = {};
  place(spec, field, { name: 'credentials', ...(namespace === undefined ? {} : { namespace }) });
  for (const other of referenceRules[provider]?.[field]?.unless ?? []) {
    const needed = other.slice(1);
    if (other.startsWith('!') && !field.startsWith(needed) && !needed.startsWith(field)) place(spec, needed, {});
  }
  const metadata = { name: 'store', ...(own === undefined ? {} : { namespace: own }) };
  return JSON.stringify({ apiVersion: 'external-secrets.io/v1', kind, metadata, spec: { provider: { [provider]: spec } } });
}

function place(into: Record<string, unknown>, field: string, value: unknown): void {
  const [first = '', ...rest] = field.split('.');
  if (rest.length === 0) into[first] = value;
  else {
    into[first] ??= {};
    place(into[first] as Record<string, unknown>, rest.join('.'), value);
  }
}

async function namespaceFindings(text: string): Promise<readonly LintResult[]> {
  const found = await lintText('store.yaml', text, schemas, newest);
  return found.filter(({ rule }) => rule === 'store-namespace' || rule === 'cluster-store-namespace');
}

describe('namespaces of the references of stores', () => {
  for (const { fields, foreign, missing, text = '' } of [strict, referent, late, ...special]) {
    for (const [provider, list] of Object.entries(fields)) {
      for (const field of list) it(`${provider}.${field}: ${foreign}, ${missing}`, () => judge(provider, field));

      async function judge(name: string, field: string): Promise<void> {
        const store = (kind: string, namespace?: string, own?: string) =>
          namespaceFindings(storeWith(kind, name, field, namespace, own));
        const sealed = text.startsWith('CAProvider') || text.startsWith('caProvider');
        const severities = async (namespace?: string, own?: string) =>
          (await store('SecretStore', namespace, own)).map(({ severity }) => severity);
        assert.deepEqual(await severities('other', 'own'), [foreign]);
        assert.deepEqual(await severities('other'), [sealed ? 'error' : 'information']);
        assert.deepEqual(await severities('own', 'own'), sealed ? ['error'] : []);
        assert.deepEqual(await severities(undefined, 'own'), []);
        const cluster = await store('ClusterSecretStore');
        assert.equal(cluster.length, missing === 'fine' ? 0 : 1);
        const said = missing === 'refused' ? 'ESO refuses this store: "' : 'ESO admits this store, but it never becomes ready: "';
        for (const { message } of cluster) assert.ok(message.includes(said) && message.endsWith(`${text}".`), message);
        assert.deepEqual(await store('ClusterSecretStore', 'other'), []);
      }
    }
  }

  it('are all here', () => {
    const shown = [strict, referent, late, ...special].flatMap(({ fields }) =>
      Object.entries(fields).flatMap(([provider, list]) => list.map((field) => `${provider}.${field}`)),
    );
    const described = Object.entries(referenceRules).flatMap(([provider, fields]) =>
      Object.entries(fields).flatMap(([field, { rule }]) => (rule === 'ignored' ? [] : [`${provider}.${field}`])),
    );
    assert.deepEqual(described.filter((field) => !shown.includes(field)).sort(), []);
  });

  it('are not judged where ESO does not look at the reference', async () => {
    const unused = [
      ['vault', '{"auth":{"appRole":{"roleId":"a","roleRef":{"name":"a"}}}}'],
      ['vault', '{"auth":{"jwt":{"secretRef":{},"kubernetesServiceAccountToken":{"serviceAccountRef":{"name":"a"}}}}}'],
      ['secretserver', '{"token":{"value":"a"},"password":{"secretRef":{"name":"a"}}}'],
      ['akeyless', '{"authSecretRef":{"kubernetesAuth":{},"secretRef":{"accessID":{"name":"a"}}}}'],
      ['webhook', '{"caBundle":"YQ==","caProvider":{"name":"a"}}'],
    ] as const;
    for (const [provider, spec] of unused) {
      const cluster = `{"apiVersion":"external-secrets.io/v1","kind":"ClusterSecretStore","metadata":{"name":"a"},"spec":{"provider":{"${provider}":${spec}}}}`;
      assert.deepEqual(await namespaceFindings(cluster), [], spec);
      const own = cluster.replace('Cluster', '').replace('{"name":"a"}', '{"name":"a","namespace":"own"}');
      assert.deepEqual(await namespaceFindings(own.replaceAll('"name":"a"}', '"name":"a","namespace":"other"}')), [], spec);
    }
  });

  it('are not judged in template text, nor are selectors of custom resources', async () => {
    const gitlab = (reference: string) => `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: gitlab
spec:
  provider:
    gitlab:
      projectID: "1"
      auth:
        SecretRef:
          accessToken:
${reference}`;
    assert.equal((await namespaceFindings(gitlab('            name: a\n            key: b\n'))).length, 1);
    assert.deepEqual(await namespaceFindings(gitlab('            {{- toYaml .Values.ref | nindent 12 }}\n')), []);
    assert.deepEqual(
      await namespaceFindings(
        gitlab('            name: a\n            {{- if .x }}\n            namespace: c\n            {{- end }}\n'),
      ),
      [],
    );
    assert.deepEqual(
      await namespaceFindings(gitlab('            name: a\n            namespace: {{ .Release.Namespace }}\n')),
      [],
    );
    const crd = storeWith('SecretStore', 'crd', 'resource', undefined, 'own').replace(
      '"resource":{"name":"credentials"}',
      '"whitelist":{"rules":[{"name":"^a","namespace":"other"}]}',
    );
    assert.deepEqual(await namespaceFindings(crd), []);
  });
});
