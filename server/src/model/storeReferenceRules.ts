/**
 * What ESO makes of the namespace of a reference (runtime/esutils/utils.go, `ValidateSecretSelector` and its siblings).
 * In a SecretStore: strict, referent and late ones must be in the store's own namespace, or the webhook refuses the store; `ca` ones
 * too, but that shows only when the store is opened; `sealed` ones must have none at all; the namespace of the others is ignored.
 * In a ClusterSecretStore: strict and sealed ones must have one, or the webhook refuses the store; without one the store is admitted
 * but cannot be opened if they are late, `lateIgnored` or `ca`, and otherwise they are looked up where the ExternalSecret is.
 */
export type NamespaceRule = 'strict' | 'referent' | 'late' | 'lateIgnored' | 'ca' | 'sealed' | 'required' | 'ignored';

/** How ESO judges one reference. */
export interface ReferenceRule {
  readonly rule: NamespaceRule;
  /** What ESO puts before its text. */
  readonly prefix?: string;
  /** ESO's text for a ClusterSecretStore without the namespace, if it is a special one. */
  readonly inCluster?: string;
  /** Fields below the provider with which ESO does not look at the reference; with `!`, without which. */
  readonly unless?: readonly string[];
}

const explicitly = 'when using a ClusterSecretStore, namespaces must be explicitly set';

const strict: ReferenceRule = { rule: 'strict' };
const referent: ReferenceRule = { rule: 'referent' };

function withPrefix(rule: NamespaceRule, prefix: string, ...unless: readonly string[]): ReferenceRule {
  return { rule, prefix, unless };
}

function late(...unless: readonly string[]): ReferenceRule {
  return { rule: 'late', inCluster: explicitly, unless };
}

const connection: Readonly<Record<string, ReferenceRule>> = {
  'server.caProvider': { rule: 'sealed', inCluster: 'CAProvider.namespace must not be empty with ClusterSecretStore' },
  'auth.cert.clientCert': strict,
  'auth.token.bearerToken': strict,
  'auth.serviceAccount': referent,
};

const chef = 'received invalid Chef SecretStore resource: ';
const onepassword = 'received invalid 1Password SecretStore resource: ';
const onepasswordSdk = 'received invalid 1PasswordSdk SecretStore resource: ';
const pulumiToken: ReferenceRule = { rule: 'late', inCluster: 'cluster store requires namespace' };

/**
 * The references that ESO 2.9.0 judges, by provider and by their place below it (`ValidateStore` of each provider). What is not here
 * is not judged.
 */
export const referenceRules: Readonly<Record<string, Readonly<Record<string, ReferenceRule>>>> = {
  akeyless: {
    'authSecretRef.kubernetesAuth.serviceAccountRef': withPrefix('referent', 'invalid Auth.Kubernetes.ServiceAccountRef: '),
    'authSecretRef.kubernetesAuth.secretRef': strict,
    'authSecretRef.secretRef.accessID': withPrefix('strict', '', 'authSecretRef.kubernetesAuth'),
    'authSecretRef.secretRef.accessType': withPrefix('strict', '', 'authSecretRef.kubernetesAuth'),
    'authSecretRef.secretRef.accessTypeParam': withPrefix(
      'strict',
      '',
      'authSecretRef.kubernetesAuth',
      '!authSecretRef.secretRef.accessTypeParam.name',
    ),
    'authSecretRef.serviceAccountRef': withPrefix('referent', 'invalid Auth.ServiceAccountRef: ', 'authSecretRef.kubernetesAuth'),
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
    'auth.workloadIdentity.serviceAccountRef': withPrefix('referent', 'invalid workload identity service account reference: '),
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
    'tls.certSecretRef': withPrefix('referent', 'invalid ClientTLS.ClientCert: ', '!tls.keySecretRef'),
    'tls.keySecretRef': withPrefix('referent', 'invalid ClientTLS.SecretRef: ', '!tls.certSecretRef'),
  },
  volcengine: {
    'auth.secretRef.accessKeyID': withPrefix('referent', 'invalid AccessKeyID: '),
    'auth.secretRef.secretAccessKey': withPrefix('referent', 'invalid SecretAccessKey: '),
    'auth.secretRef.token': withPrefix('referent', 'invalid Token: '),
  },
  yandexcertificatemanager: { caProvider: { rule: 'ignored' } },
  yandexlockbox: { caProvider: { rule: 'ignored' } },
};
