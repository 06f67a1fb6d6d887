import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonValue } from '../syntax/node.ts';
import { type Path, patternOf } from '../syntax/path.ts';
import { isAbsent, isPresent, writtenText } from './known.ts';
import { isObject, valueAt } from './references.ts';

/**
 * What ESO makes of the namespace of a reference (runtime/esutils/utils.go, `ValidateSecretSelector` and its siblings).
 * In a SecretStore: strict, referent and late ones must be in the store's own namespace, or the webhook refuses the store; `ca` ones
 * too, but that shows only when the store is opened; `sealed` ones must have none at all; the namespace of the others is ignored.
 * In a ClusterSecretStore: strict and sealed ones must have one, or the webhook refuses the store; without one the store is admitted
 * but cannot be opened if they are late, `lateIgnored` or `ca`, and otherwise they are looked up where the ExternalSecret is.
 */
export type NamespaceRule = 'strict' | 'referent' | 'late' | 'lateIgnored' | 'ca' | 'sealed' | 'required' | 'ignored';

/** A place of a store that names a Secret, ConfigMap or ServiceAccount. */
export interface StoreReference {
  readonly path: Path;
  readonly rule: NamespaceRule;
  /** What ESO puts before its text. */
  readonly prefix: string;
  /** ESO's text for a ClusterSecretStore without the namespace. */
  readonly inCluster: string;
}

interface Described {
  readonly rule: NamespaceRule;
  readonly prefix?: string;
  readonly inCluster?: string;
  /** A field, below the provider, with which ESO does not look at the reference (or, if it begins with `!`, without which). */
  readonly unless?: string;
}

const explicitly = 'when using a ClusterSecretStore, namespaces must be explicitly set';

/** The references of a store, whatever its provider, in the order of the text. */
export function storeReferences(resource: ResourceNode): readonly StoreReference[] {
  const providers = valueAt(resource.json(), ['spec', 'provider']);
  if (!isObject(providers)) return [];
  return Object.keys(providers).flatMap((provider) => {
    const root: Path = ['spec', 'provider', provider];
    return objectsBelow(providers[provider], []).flatMap(({ below, isReference }) => {
      const described = describe(provider, patternOf(below)) ?? (isReference ? { rule: 'ignored' as const } : undefined);
      if (described === undefined || isLeftOut(resource, root, described.unless)) return [];
      const { rule, prefix = '', inCluster = 'cluster scope requires namespace' } = described;
      return [{ path: [...root, ...below], rule, prefix, inCluster }];
    });
  });
}

/** The references of a provider that ESO judges, by their place below it, and whether the rule is one of admission. */
export function describedReferences(provider: string): readonly (readonly [field: string, rule: NamespaceRule])[] {
  return Object.entries(references[provider] ?? {}).map(([field, { rule }]) => [field, rule]);
}

/** The providers whose references ESO judges. */
export function describedProviders(): readonly string[] {
  return Object.keys(references);
}

function describe(provider: string, pattern: string): Described | undefined {
  const own = references[provider];
  if (own !== undefined && Object.hasOwn(own, pattern)) return own[pattern];
  // esutils.FetchCACertFromSource, which all others use; caBundle comes first there.
  if (!/(^|\.)caProvider$/.test(pattern)) return undefined;
  const unless = pattern.replace(/caProvider$/, 'caBundle');
  return { rule: 'ca', inCluster: 'missing namespace on caProvider secret', unless };
}

function isLeftOut(resource: ResourceNode, root: Path, unless: string | undefined): boolean {
  if (unless === undefined) return false;
  if (unless.startsWith('!')) return !isPresent(resource, root, unless.slice(1).split('.'));
  // An empty text counts as absent, as in Go.
  return !isAbsent(resource, root, unless.split('.')) && writtenText(resource, [...root, ...unless.split('.')]) !== '';
}

/** Every object below a value, and whether it looks like a reference: a name and a namespace are written in it. */
function objectsBelow(value: JsonValue | undefined, below: Path): readonly { readonly below: Path; readonly isReference: boolean }[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => objectsBelow(item, [...below, i]));
  if (!isObject(value)) return [];
  const isReference = 'name' in value && 'namespace' in value && !/^whitelist\./.test(patternOf(below));
  return [{ below, isReference }, ...Object.keys(value).flatMap((key) => objectsBelow(value[key], [...below, key]))];
}

const strict: Described = { rule: 'strict' };
const referent: Described = { rule: 'referent' };

function withPrefix(rule: NamespaceRule, prefix: string, unless?: string): Described {
  return { rule, prefix, ...(unless === undefined ? {} : { unless }) };
}

function late(unless?: string): Described {
  return { rule: 'late', inCluster: explicitly, ...(unless === undefined ? {} : { unless }) };
}

const connection: Readonly<Record<string, Described>> = {
  'server.caProvider': { rule: 'sealed', inCluster: 'CAProvider.namespace must not be empty with ClusterSecretStore' },
  'auth.cert.clientCert': strict,
  'auth.token.bearerToken': strict,
  'auth.serviceAccount': referent,
};

const chef = 'received invalid Chef SecretStore resource: ';
const onepassword = 'received invalid 1Password SecretStore resource: ';
const onepasswordSdk = 'received invalid 1PasswordSdk SecretStore resource: ';
const pulumiToken: Described = { rule: 'late', inCluster: 'cluster store requires namespace' };

/** ESO 2.9.0, `ValidateStore` of each provider. References that are not here are not judged. */
const references: Readonly<Record<string, Readonly<Record<string, Described>>>> = {
  akeyless: {
    'authSecretRef.kubernetesAuth.serviceAccountRef': withPrefix('referent', 'invalid Auth.Kubernetes.ServiceAccountRef: '),
    'authSecretRef.kubernetesAuth.secretRef': strict,
    'authSecretRef.secretRef.accessID': withPrefix('strict', '', 'authSecretRef.kubernetesAuth'),
    'authSecretRef.secretRef.accessType': withPrefix('strict', '', 'authSecretRef.kubernetesAuth'),
    'authSecretRef.secretRef.accessTypeParam': withPrefix('strict', '', 'authSecretRef.kubernetesAuth'),
    'authSecretRef.serviceAccountRef': withPrefix(
      'referent',
      'invalid Auth.ServiceAccountRef: ',
      'authSecretRef.kubernetesAuth',
    ),
  },
  aws: {
    'auth.secretRef.accessKeyIDSecretRef': withPrefix('referent', 'invalid Auth.SecretRef.AccessKeyID: '),
    'auth.secretRef.secretAccessKeySecretRef': withPrefix('referent', 'invalid Auth.SecretRef.SecretAccessKey: '),
    'auth.secretRef.sessionTokenSecretRef': withPrefix('referent', 'invalid Auth.SecretRef.SessionToken: '),
    'auth.jwt.serviceAccountRef': withPrefix('referent', 'invalid Auth.JWT.ServiceAccountRef: '),
  },
  azurekv: {
    'authSecretRef.clientId': withPrefix('referent', 'invalid AuthSecretRef.ClientID: '),
    'authSecretRef.clientSecret': withPrefix('referent', 'invalid AuthSecretRef.ClientSecret: '),
    serviceAccountRef: withPrefix('referent', 'invalid ServiceAccountRef: '),
  },
  barbican: {
    'auth.username.secretRef': withPrefix('strict', 'barbican provider error: '),
    'auth.password.secretRef': withPrefix('strict', 'barbican provider error: '),
  },
  beyondtrust: Object.fromEntries(
    ['apiKey', 'clientId', 'clientSecret', 'certificate', 'certificateKey'].map((field) => [
      `auth.${field}.secretRef`,
      withPrefix('referent', `${field}: `),
    ]),
  ),
  beyondtrustworkloadcredentials: { 'auth.apikey.token': strict },
  chef: { 'auth.secretRef.privateKeySecretRef': withPrefix('strict', chef) },
  cloudrusm: {
    'auth.secretRef.accessKeyIDSecretRef': withPrefix('referent', 'invalid spec: auth.secretRef.accessKeyID: '),
    'auth.secretRef.accessKeySecretSecretRef': withPrefix('referent', 'invalid spec: auth.secretRef.accessKeySecret: '),
  },
  conjur: {
    'auth.apikey.userRef': withPrefix('referent', 'invalid Auth.Apikey.UserRef: '),
    'auth.apikey.apiKeyRef': withPrefix('referent', 'invalid Auth.Apikey.ApiKeyRef: '),
    'auth.jwt.secretRef': withPrefix('referent', 'invalid Auth.Jwt.SecretRef: '),
    'auth.jwt.serviceAccountRef': withPrefix('referent', 'invalid Auth.Jwt.ServiceAccountRef: '),
    'auth.cert.clientCertRef': withPrefix('referent', 'invalid Auth.Cert.ClientCertRef: '),
    'auth.cert.clientKeyRef': withPrefix('referent', 'invalid Auth.Cert.ClientKeyRef: '),
  },
  crd: connection,
  delinea: { 'clientId.secretRef': late(), 'clientSecret.secretRef': late() },
  doppler: {
    'auth.secretRef.dopplerToken': withPrefix('strict', 'invalid store: '),
    'auth.oidcConfig.serviceAccountRef': withPrefix('strict', 'invalid store: '),
  },
  dvls: {
    'auth.secretRef.appId': withPrefix('strict', 'invalid appId: '),
    'auth.secretRef.appSecret': withPrefix('strict', 'invalid appSecret: '),
  },
  fortanix: { 'apiKey.secretRef': referent },
  gcpsm: {
    'auth.secretRef.secretAccessKeySecretRef': withPrefix('referent', 'invalid auth secret data: '),
    'auth.workloadIdentity.serviceAccountRef': withPrefix(
      'referent',
      'invalid workload identity service account reference: ',
    ),
  },
  gitlab: { 'auth.SecretRef.accessToken': strict },
  ibm: { 'auth.secretRef.secretApiKeySecretRef': strict },
  infisical: {
    caProvider: { rule: 'sealed', inCluster: 'caProvider.namespace is required for ClusterSecretStore' },
    'auth.universalAuthCredentials.clientId': referent,
    'auth.universalAuthCredentials.clientSecret': referent,
  },
  keepersecurity: { authRef: withPrefix('strict', 'error validating secret selector: ') },
  kubernetes: connection,
  nebiusmysterybox: {
    'auth.tokenSecretRef': strict,
    'auth.serviceAccountCredsSecretRef': strict,
    'caProvider.certSecretRef': strict,
    // Not a reference itself.
    caProvider: { rule: 'ignored' },
  },
  ngrok: { 'auth.apiKey.secretRef': { rule: 'lateIgnored', inCluster: 'cluster store requires namespace' } },
  onboardbase: {
    'auth.apiKeyRef': withPrefix('strict', 'invalid store: '),
    'auth.passcodeRef': withPrefix('strict', 'invalid store: '),
  },
  onepassword: { 'auth.secretRef.connectTokenSecretRef': withPrefix('strict', onepassword) },
  onepasswordSDK: { 'auth.serviceAccountSecretRef': withPrefix('strict', onepasswordSdk) },
  openBao: {
    'auth.appRole.roleRef': withPrefix('referent', 'invalid Auth.AppRole.RoleRef: '),
    'auth.appRole.secretRef': withPrefix('referent', 'invalid Auth.AppRole.SecretRef: '),
    'auth.tokenSecretRef': withPrefix('referent', 'invalid Auth.TokenSecretRef: '),
    'auth.userPass.secretRef': withPrefix('referent', 'invalid Auth.UserPass.SecretRef: '),
  },
  oracle: {
    'auth.secretRef.privatekey': strict,
    'auth.secretRef.fingerprint': strict,
    serviceAccountRef: withPrefix('referent', 'invalid ServiceAccountRef: ', '!auth'),
  },
  pulumi: {
    'accessToken.secretRef': pulumiToken,
    'auth.accessToken.secretRef': pulumiToken,
    'auth.oidcConfig.serviceAccountRef': {
      rule: 'required',
      inCluster: 'oidcConfig.serviceAccountRef.namespace is required for ClusterSecretStore',
    },
  },
  scaleway: { 'accessKey.secretRef': late(), 'secretKey.secretRef': late() },
  secretserver: {
    'token.secretRef': late(),
    'username.secretRef': late('token'),
    'password.secretRef': late('token'),
  },
  vault: {
    'auth.appRole.secretRef': withPrefix('referent', 'invalid Auth.AppRole.SecretRef: '),
    'auth.appRole.roleRef': withPrefix('referent', 'invalid Auth.AppRole.RoleRef: ', 'auth.appRole.roleId'),
    'auth.cert.clientCert': withPrefix('referent', 'invalid Auth.Cert.ClientCert: '),
    'auth.cert.secretRef': withPrefix('referent', 'invalid Auth.Cert.SecretRef: '),
    'auth.jwt.secretRef': withPrefix('referent', 'invalid Auth.Jwt.SecretRef: '),
    'auth.jwt.kubernetesServiceAccountToken.serviceAccountRef': withPrefix(
      'referent',
      'invalid Auth.Jwt.KubernetesServiceAccountToken.ServiceAccountRef: ',
      'auth.jwt.secretRef',
    ),
    'auth.kubernetes.serviceAccountRef': withPrefix('referent', 'invalid Auth.Kubernetes.ServiceAccountRef: '),
    'auth.kubernetes.secretRef': withPrefix('referent', 'invalid Auth.Kubernetes.SecretRef: '),
    'auth.ldap.secretRef': withPrefix('referent', 'invalid Auth.Ldap.SecretRef: '),
    'auth.userPass.secretRef': withPrefix('referent', 'invalid Auth.UserPass.SecretRef: '),
    'auth.tokenSecretRef': withPrefix('referent', 'invalid Auth.TokenSecretRef: '),
    'auth.iam.jwt.serviceAccountRef': withPrefix('referent', 'invalid Auth.TokenSecretRef: '),
    'auth.iam.secretRef.accessKeyIDSecretRef': withPrefix('referent', 'invalid Auth.TokenSecretRef: '),
    'auth.iam.secretRef.secretAccessKeySecretRef': withPrefix('referent', 'invalid Auth.TokenSecretRef: '),
    'auth.iam.secretRef.sessionTokenSecretRef': withPrefix('referent', 'invalid Auth.TokenSecretRef: '),
    'tls.certSecretRef': withPrefix('referent', 'invalid ClientTLS.ClientCert: ', undefined),
    'tls.keySecretRef': withPrefix('referent', 'invalid ClientTLS.SecretRef: ', undefined),
  },
  volcengine: {
    'auth.secretRef.accessKeyID': withPrefix('referent', 'invalid AccessKeyID: '),
    'auth.secretRef.secretAccessKey': withPrefix('referent', 'invalid SecretAccessKey: '),
    'auth.secretRef.token': withPrefix('referent', 'invalid Token: '),
  },
  yandexcertificatemanager: { caProvider: { rule: 'ignored' } },
  yandexlockbox: { caProvider: { rule: 'ignored' } },
};
