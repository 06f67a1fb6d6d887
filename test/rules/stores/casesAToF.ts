import { incomplete, type ProviderCases, reference } from './cases.ts';

const akeyless = 'akeylessGWApiURL: https://api.akeyless.io\n';
const azureVault = 'vaultUrl: https://example.vault.azure.net\n';
const azure = `${azureVault}authType: ManagedIdentity\n`;
const azureId = 'clientId: {name: a, key: b}';
const barbicanAuth = `  password:
    secretRef:
${reference(6)}`;
const beyondtrust = `server:
  apiUrl: https://example.beyondtrustcloud.com/api/public/v3/
  verifyCA: true
`;
const key = (field: string) => `  ${field}:\n    secretRef:\n${reference(6)}\n`;
const workload = `auth:
  apikey:
    token:
${reference(6)}
`;
const chefKey = `auth:
  secretRef:
    privateKeySecretRef:
${reference(6)}`;
const cloudru = `auth:
  secretRef:
    accessKeyIDSecretRef:
${reference(6)}
    accessKeySecretSecretRef:
${reference(6)}
`;
const conjur = 'url: https://conjur.example.com\n';
const crd = `resource:
  group: example.com
  version: v1
  kind: Database
server:
  caProvider:
    type: ConfigMap
    name: kube-root-ca.crt
    key: ca.crt
`;
const dvlsAuth = `auth:
  secretRef:
    appId:
${reference(6)}
    appSecret:
${reference(6)}
`;

/** Cases of the providers from akeyless to fortanix, by provider. */
export const casesAToF: Readonly<Record<string, ProviderCases>> = {
  akeyless: [
    [
      'invalid akeyless GW API URL',
      `akeylessGWApiURL: «[[api.akeyless.io=>https://api.akeyless.io]]»
authSecretRef:
  secretRef:
    accessID:
${reference(6)}`,
    ],
    [
      'missing kubernetes auth-method access-id',
      `${akeyless}authSecretRef:\n  kubernetesAuth:\n    accessID: «[[""=>p-123]]»\n    k8sConfName: conf`,
    ],
    [
      'missing kubernetes config name',
      `${akeyless}authSecretRef:\n  kubernetesAuth:\n    accessID: p-123\n    k8sConfName: «[[""=>conf]]»`,
    ],
    ['missing akeyless accessID name', `${akeyless}«authSecretRef»: [[{}=>{secretRef: {accessID: {name: a, key: b}}}]]`],
    ...incomplete(
      `${akeyless}authSecretRef:\n  secretRef:\n    «accessID»:\n      HERE`,
      'missing akeyless accessID name',
      'missing akeyless accessID key',
    ),
    [
      'cluster scope requires namespace',
      `${akeyless}authSecretRef:
  «secretRef»:
    accessID:
${reference(6)}
      namespace: eso
[[=>    accessType: {name: a, key: b, namespace: eso}]]`,
      { kind: 'ClusterSecretStore' },
    ],
  ],
  aws: [
    ['region not found: eu west 1', 'service: SecretsManager\nregion: «[[eu west 1=>eu-west-1]]»'],
    [
      'invalid DeleteSecretInput: RecoveryWindowInDays must be between 7 and 30 days',
      'service: ParameterStore\nregion: eu-west-1\nsecretsManager:\n  recoveryWindowInDays: «[[31=>30]]»',
    ],
    [
      'invalid DeleteSecretInput: ForceDeleteWithoutRecovery conflicts with RecoveryWindowInDays',
      'service: SecretsManager\nregion: eu-west-1\nsecretsManager:\n  forceDeleteWithoutRecovery: true\n  recoveryWindowInDays: «[[7=>0]]»',
    ],
  ],
  azurekv: [
    [
      'CustomCloudConfig requires UseAzureSDK to be set to true - the legacy SDK does not support custom clouds',
      `${azure}useAzureSDK: «[[false=>true]]»\ncustomCloudConfig:\n  activeDirectoryEndpoint: https://login.example.com`,
    ],
    [
      'activeDirectoryEndpoint is required in CustomCloudConfig',
      `${azure}useAzureSDK: true\ncustomCloudConfig:\n  activeDirectoryEndpoint: «[[""=>https://login.example.com]]»`,
    ],
    [
      'CustomCloudConfig is required when EnvironmentType is AzureStackCloud',
      `${azure}useAzureSDK: true\nenvironmentType: «[[AzureStackCloud=>PublicCloud]]»`,
    ],
    [
      'missing tenantID in store config',
      `${azureVault}authSecretRef: {${azureId}, clientSecret: {name: a, key: c}}\n[[=>tenantId: t]]`,
      { when: 'later' },
    ],
    ['missing secretRef in provider config', `${azureVault}tenantId: t\n[[=>authType: WorkloadIdentity]]`, { when: 'later' }],
    [
      'missing accessKeyID/secretAccessKey in store config',
      `${azureVault}tenantId: t\n«authSecretRef»:\n  clientSecret: {name: a, key: c}\n[[=>  ${azureId}]]`,
      { when: 'later' },
    ],
    [
      'missing accessKeyID/secretAccessKey in store config',
      `${azureVault}tenantId: t\n«authSecretRef»:\n  ${azureId}\n[[=>  clientCertificate: {name: a, key: c}]]`,
      { when: 'later' },
    ],
    [
      'both clientSecret and clientCredentials set',
      `${azureVault}tenantId: t\nauthSecretRef:\n  ${azureId}\n  clientSecret: {name: a, key: c}\n  clientCertificate: «[[{name: a, key: d}=>null]]»`,
      { when: 'later' },
    ],
  ],
  barbican: [
    [
      'barbican provider missing required field: authURL is required',
      `authURL: «[[""=>https://keystone.example.com/v3]]»\nauth:\n  username:\n    value: eso\n${barbicanAuth}`,
    ],
    [
      'barbican provider missing required field: auth.username requires either value or secretRef',
      `authURL: https://keystone.example.com/v3\nauth:\n  username:\n    value: «[[""=>eso]]»\n${barbicanAuth}`,
    ],
  ],
  beyondtrust: [
    [
      'invalid host URL',
      `server:\n  apiUrl: «[[example.com/api=>https://example.com/api]]»\n  verifyCA: true\nauth:\n${key('apiKey')}`,
    ],
    [
      'no authentication method configured: set auth.apiKey, or auth.clientId and auth.clientSecret',
      `${beyondtrust}auth: «[[{}=>{apiKey: {value: made-up}}]]»`,
    ],
    [
      'both clientId and clientSecret must be set for OAuth authentication',
      `${beyondtrust}auth:\n  clientSecret: «{value: made-up}»\n[[=>  clientId: {value: made-up}]]`,
    ],
    ['apiKey: either secretRef or value must be set', `${beyondtrust}auth:\n  apiKey: «[[{}=>{value: made-up}]]»`],
    [
      'apiKey: cannot specify both secret reference and value',
      `${beyondtrust}auth:\n  apiKey: «{secretRef: {name: a, key: b}[[, value: made-up=>]]}»`,
    ],
    ...incomplete(
      `${beyondtrust}auth:\n  apiKey:\n    «secretRef»:\n      HERE`,
      'apiKey: must specify a secret name',
      'apiKey: must specify a secret key',
    ),
    ...['clientId', 'clientSecret'].flatMap((field): ProviderCases => {
      const other = key(field === 'clientId' ? 'clientSecret' : 'clientId');
      return [
        [
          `${field}: either secretRef or value must be set`,
          `${beyondtrust}auth:\n${other}  ${field}: «[[{}=>{value: made-up}]]»`,
        ],
        [
          `${field}: cannot specify both secret reference and value`,
          `${beyondtrust}auth:\n${other}  ${field}: «{secretRef: {name: a, key: b}[[, value: made-up=>]]}»`,
        ],
        ...incomplete(
          `${beyondtrust}auth:\n${other}  ${field}:\n    «secretRef»:\n      HERE`,
          `${field}: must specify a secret name`,
          `${field}: must specify a secret key`,
        ),
      ];
    }),
    ...['certificate', 'certificateKey'].flatMap((field): ProviderCases => {
      const other = key('apiKey') + key(field === 'certificate' ? 'certificateKey' : 'certificate');
      return [
        [
          `${field}: either secretRef or value must be set`,
          `${beyondtrust}auth:\n${other}  ${field}: «[[{}=>{value: made-up}]]»`,
        ],
        [
          `${field}: cannot specify both secret reference and value`,
          `${beyondtrust}auth:\n${other}  ${field}: «{secretRef: {name: a, key: b}[[, value: made-up=>]]}»`,
        ],
        ...incomplete(
          `${beyondtrust}auth:\n${other}  ${field}:\n    «secretRef»:\n      HERE`,
          `${field}: must specify a secret name`,
          `${field}: must specify a secret key`,
        ),
        [
          'certificate and certificateKey must both be set for client-certificate authentication; the incomplete pair is ignored',
          `${beyondtrust}auth:\n${key('apiKey')}  ${field}: «{value: made-up}»\n[[=>  ${field === 'certificate' ? 'certificateKey' : 'certificate'}: {value: made-up}]]`,
          { when: 'warned' },
        ],
      ];
    }),
  ],
  beyondtrustworkloadcredentials: [
    [
      'missing or invalid BeyondtrustWorkloadCredentials API Token name in BeyondtrustWorkloadCredentials SecretStore',
      `auth:
  apikey:
    «token»:
      key: token
[[=>      name: beyondtrust]]
server:
  apiUrl: https://api.example.com
  siteId: 7e3a1c52-9f0b-4d6e-8a41-2b5c6d7e8f90`,
    ],
    ...(
      [
        ['missing or invalid BeyondtrustWorkloadCredentials Server API URL in BeyondtrustWorkloadCredentials SecretStore', '""'],
        ['invalid apiUrl: apiUrl must include a scheme (https)', 'api.example.com'],
        ['invalid apiUrl: apiUrl must use https scheme, got "http"', 'http://api.example.com'],
        ['invalid apiUrl: apiUrl must include a host', 'https:///site'],
      ] as const
    ).map(
      ([answer, url]) =>
        [
          answer,
          `${workload}server:\n  apiUrl: «[[${url}=>https://api.example.com]]»\n  siteId: 7e3a1c52-9f0b-4d6e-8a41-2b5c6d7e8f90`,
        ] as const,
    ),
    [
      'missing or invalid BeyondtrustWorkloadCredentials Server site ID in BeyondtrustWorkloadCredentials SecretStore',
      `${workload}server:\n  apiUrl: https://api.example.com\n  siteId: «[[""=>7e3a1c52-9f0b-4d6e-8a41-2b5c6d7e8f90]]»`,
    ],
    [
      'invalid siteId: siteId must be a valid UUID format, got "7e3a1c52-9f0b-1d6e-8a41-2b5c6d7e8f90"',
      `${workload}server:\n  apiUrl: https://api.example.com\n  siteId: «[[7e3a1c52-9f0b-1d6e-8a41-2b5c6d7e8f90=>7e3a1c52-9f0b-4d6e-8a41-2b5c6d7e8f90]]»`,
    ],
  ],
  bitwardensecretsmanager: [
    [
      'bitwardenServerSDKURL not configured',
      `bitwardenServerSDKURL: «[[""=>https://sdk.example.com:9998]]»
organizationID: example
projectID: example
caBundle: example
auth:
  secretRef:
    credentials:
${reference(6)}`,
    ],
  ],
  chef: [
    ['missing username', `username: «[[""=>eso]]»\nserverUrl: https://chef.example.com/\n${chefKey}`],
    ['missing serverurl', `username: eso\nserverUrl: «[[""=>https://chef.example.com/]]»\n${chefKey}`],
    [
      'serverurl does not end with slash(/)',
      `username: eso\nserverUrl: «[[https://chef.example.com=>https://chef.example.com/]]»\n${chefKey}`,
    ],
    ['invalid serverurl:', `username: eso\nserverUrl: «[[chef.example.com/=>https://chef.example.com/]]»\n${chefKey}`],
    [
      'missing Secret Key',
      `username: eso
serverUrl: https://chef.example.com/
auth:
  secretRef:
    «privateKeySecretRef»:
      name: chef
[[=>      key: user-key]]`,
    ],
  ].map(([answer = '', body = '']) => [`received invalid Chef SecretStore resource: ${answer}`, body] as const),
  cloudrusm: [
    [
      'invalid spec: auth.secretRef is required',
      'projectID: 50a3c1de-5c2f-4d0b-9b1e-7f6a5b4c3d2e\n«auth»: [[{}=>{secretRef: {accessKeyIDSecretRef: {name: a, key: b}, accessKeySecretSecretRef: {name: a, key: c}}}]]',
    ],
    ['invalid spec: projectID is required', `${cloudru}projectID: «[[""=>50a3c1de5c2f4d0b9b1e7f6a5b4c3d2e]]»`],
    ['invalid spec: projectID is invalid UUID:', `${cloudru}projectID: «[[my-project=>50a3c1de-5c2f-4d0b-9b1e-7f6a5b4c3d2e]]»`],
  ],
  conjur: [
    [
      'conjur URL cannot be empty',
      'url: «[[""=>https://conjur.example.com]]»\nauth: {jwt: {account: a, serviceID: b, secretRef: {name: a, key: b}}}',
    ],
    [
      'missing Auth.ApiKey.Account',
      `${conjur}auth: {apikey: {account: «[[""=>example]]», userRef: {name: a, key: b}, apiKeyRef: {name: a, key: c}}}`,
    ],
    ['missing Auth.Jwt.Account', `${conjur}auth: {jwt: {account: «[[""=>a]]», serviceID: b, secretRef: {name: a, key: b}}}`],
    ['missing Auth.Jwt.ServiceID', `${conjur}auth: {jwt: {account: a, serviceID: «[[""=>b]]», secretRef: {name: a, key: b}}}`],
    [
      'must specify Auth.Jwt.SecretRef or Auth.Jwt.ServiceAccountRef',
      `${conjur}auth: {jwt: «{account: a, serviceID: b[[=>, serviceAccountRef: {name: a}]]}»}`,
    ],
    ...(
      [
        ['missing Auth.Cert.Account', 'account: «[[""=>a]]», serviceID: b', ''],
        ['missing Auth.Cert.ServiceID', 'account: a, serviceID: «[[""=>b]]»', ''],
      ] as const
    ).map(
      ([answer, names]) =>
        [answer, `${conjur}auth: {cert: {${names}, clientCertRef: {name: a, key: b}, clientKeyRef: {name: a, key: c}}}`] as const,
    ),
    [
      'missing Auth.Cert.ClientCertRef.Name',
      `${conjur}auth: {cert: {account: a, serviceID: b, «clientCertRef»: {key: b[[=>, name: a]]}, clientKeyRef: {name: a, key: c}}}`,
    ],
    [
      'missing Auth.Cert.ClientKeyRef.Name',
      `${conjur}auth: {cert: {account: a, serviceID: b, clientCertRef: {name: a, key: b}, «clientKeyRef»: {key: c[[=>, name: a]]}}}`,
    ],
  ],
  crd: [
    ...incomplete(
      `${crd}auth:\n  cert:\n    clientKey: {name: a, key: b}\n    «clientCert»:\n      HERE`,
      'ClientCert.Name cannot be empty',
      'ClientCert.Key cannot be empty',
    ),
    ...incomplete(
      `${crd}auth:\n  token:\n    «bearerToken»:\n      HERE`,
      'BearerToken.Name cannot be empty',
      'BearerToken.Key cannot be empty',
    ),
    [
      'kind "Secret" is not allowed: use the Kubernetes provider to read Kubernetes Secrets',
      `${crd.replace('example.com', '""').replace('kind: Database', 'kind: «[[Secret=>ConfigMap]]»')}auth: {serviceAccount: {name: a}}`,
    ],
    [
      'crd: whitelist.rules[1]: whitelist rule must define name, namespace, or properties',
      `${crd}auth: {serviceAccount: {name: a}}\nwhitelist:\n  rules:\n    - name: ^db-\n    - «[[{}=>{properties: [spec.host]}]]»`,
    ],
    [
      'crd: whitelist.rules[0].namespace is not supported for a SecretStore (it only reads its own namespace); remove it or use a ClusterSecretStore',
      `${crd}auth: {serviceAccount: {name: a}}\nwhitelist:\n  rules:\n    - name: ^db-\n      namespace: «[[^prod$=>""]]»`,
    ],
  ],
  delinea: [
    ['tenant must not be empty', 'tenant: «[[""=>example]]»\nclientId: {value: a}\nclientSecret: {value: made-up}'],
    ...['clientId', 'clientSecret'].flatMap((field): ProviderCases => {
      const rest = `tenant: example\n${field === 'clientId' ? 'clientSecret' : 'clientId'}: {value: made-up}\n`;
      return [
        ['must specify either secret reference or direct value', `${rest}${field}: «[[{}=>{value: made-up}]]»`],
        [
          'cannot specify both secret reference and value',
          `${rest}${field}: «{value: made-up[[, secretRef: {name: a, key: b}=>]]}»`,
        ],
        ...incomplete(`${rest}${field}:\n  «secretRef»:\n    HERE`, 'must specify a secret name', 'must specify a secret key'),
      ];
    }),
  ],
  doppler: [
    [
      'invalid store: dopplerToken.name cannot be empty',
      'auth: {secretRef: {«dopplerToken»: {key: token[[=>, name: doppler]]}}}',
    ],
    [
      'invalid store: oidcConfig.identity cannot be empty',
      'auth: {oidcConfig: {identity: «[[""=>example]]», serviceAccountRef: {name: a}}}',
    ],
  ],
  dvls: [
    ['serverUrl is required', `${dvlsAuth}serverUrl: «[[""=>https://dvls.example.com]]»`],
    [
      'vault must not contain leading or trailing whitespace',
      `${dvlsAuth}serverUrl: https://a.example\nvault: «[[" team"=>team]]»`,
    ],
    ['serverUrl must be a valid URL:', `${dvlsAuth}serverUrl: «[["https://a b.example"=>https://a.example]]»`],
    [
      'serverUrl must be a valid URL with scheme and host',
      `${dvlsAuth}serverUrl: «[[dvls.example.com=>https://dvls.example.com]]»`,
    ],
    ['serverUrl scheme must be http or https, got "ftp"', `${dvlsAuth}serverUrl: «[[ftp://a.example=>https://a.example]]»`],
    ["http URLs require 'insecure: true' to be set explicitly", `${dvlsAuth}serverUrl: «http://a.example»\n[[=>insecure: true]]`],
    ...['appId', 'appSecret'].flatMap((field) =>
      incomplete(
        `serverUrl: https://a.example\nauth:\n  secretRef:\n    ${field === 'appId' ? 'appSecret' : 'appId'}: {name: a, key: b}\n    «${field}»:\n      HERE`,
        `${field} secret name is required`,
        `${field} secret key is required`,
      ),
    ),
  ],
  fake: [
    ['key must be set in data 1', 'data:\n  - {key: a, value: made-up}\n  - {key: «[[""=>b]]», value: made-up}'],
    ['at least one value must be set in data 0', 'data:\n  - {key: a, value: «[[""=>made-up]]»}'],
  ],
  fortanix: [
    ['apiKey is required', 'apiUrl: https://a.example\n[[=>apiKey: {secretRef: {name: a, key: b}}]]'],
    ['apiKey.secretRef is required', '«apiKey»: [[{}=>{secretRef: {name: a, key: b}}]]'],
    ...incomplete('apiKey:\n  «secretRef»:\n    HERE', 'apiKey.secretRef.name is required', 'apiKey.secretRef.key is required'),
  ],
};
