import { incomplete, type ProviderCases, reference } from './cases.ts';

const gitlabAuth = `auth:
  SecretRef:
    accessToken:
${reference(6)}
`;
const kubernetes = `remoteNamespace: a
server:
  caProvider:
    type: ConfigMap
    name: kube-root-ca.crt
    key: ca.crt
`;
const nebiusAuth = 'auth: {tokenSecretRef: {name: a, key: b}}\n';
const connectToken = 'auth: {secretRef: {connectTokenSecretRef: {name: a, key: b}}}\n';
const oracle = 'vault: example\nregion: eu-frankfurt-1\n';
const ovh = 'okmsid: 734b9b45-8b1a-469c-b140-b10bd6540017\n';
const ovhServer = 'server: https://eu-west-rbx.okms.ovh.net\n';
const passbolt = `auth:
  passwordSecretRef: {name: a, key: b}
  privateKeySecretRef: {name: a, key: c}
`;
const pulumi = 'organization: a\nproject: b\nenvironment: c\n';
const scaleway = 'region: fr-par\nprojectId: 105bdce1-64c0-48ab-899d-868455867ecf\n';
const scalewayKeys = 'accessKey: {value: a}\nsecretKey: {value: made-up}\n';
const senhasegura = 'auth: {clientId: a, clientSecretSecretRef: {name: a, key: b}}\n';
const vault = 'server: https://vault.example.com\n';

/** Cases of the providers from gitlab to yandexlockbox, by provider. */
export const casesGToZ: Readonly<Record<string, ProviderCases>> = {
  gitlab: [
    ['projectID and groupIDs must not both be empty', `${gitlabAuth}projectID: «[[""=>"123"]]»`],
    [
      'defining groupIDs and inheritFromGroups = true is not allowed',
      `${gitlabAuth}groupIDs: ["1"]\ninheritFromGroups: «[[true=>false]]»`,
    ],
    ['accessToken.key cannot be empty', 'projectID: "1"\nauth:\n  «SecretRef»: [[{}=>{accessToken: {name: a, key: b}}]]'],
    ...incomplete(
      'projectID: "1"\nauth:\n  SecretRef:\n    «accessToken»:\n      HERE',
      'accessToken.name cannot be empty',
      'accessToken.key cannot be empty',
    ),
  ],
  ibm: [
    ['serviceURL is required', 'serviceUrl: «[[""=>https://ibm.example]]»\nauth: {containerAuth: {profile: a}}'],
    ['container auth profile cannot be empty', 'serviceUrl: https://ibm.example\nauth: {containerAuth: {profile: «[[""=>a]]»}}'],
    [
      'secretAPIKey.name cannot be empty',
      'serviceUrl: https://ibm.example\nauth:\n  «secretRef»: [[{}=>{secretApiKeySecretRef: {name: a, key: b}}]]',
    ],
    ...incomplete(
      'serviceUrl: https://ibm.example\nauth:\n  secretRef:\n    «secretApiKeySecretRef»:\n      HERE',
      'secretAPIKey.name cannot be empty',
      'secretAPIKey.key cannot be empty',
    ),
  ],
  infisical: [
    ...['projectSlug', 'environmentSlug'].map(
      (field) =>
        [
          'secretsScope.projectSlug and secretsScope.environmentSlug cannot be empty',
          `auth: {}\nsecretsScope:\n  ${field === 'projectSlug' ? 'environmentSlug' : 'projectSlug'}: a\n  ${field}: «[[""=>b]]»`,
        ] as const,
    ),
    ...['clientId', 'clientSecret'].map(
      (field) =>
        [
          'universalAuthCredentials.clientId and universalAuthCredentials.clientSecret cannot be empty',
          `secretsScope: {projectSlug: a, environmentSlug: b}
auth:
  universalAuthCredentials:
    ${field === 'clientId' ? 'clientSecret' : 'clientId'}: {name: a, key: b}
    «${field}»: {name: a[[=>, key: c]]}`,
        ] as const,
    ),
  ],
  keepersecurity: [['missing: spec.provider.keepersecurity.folderID', 'authRef: {name: a, key: b}\nfolderID: «[[""=>example]]»']],
  kubernetes: [
    ...incomplete(
      `${kubernetes}auth:\n  cert:\n    clientKey: {name: a, key: b}\n    «clientCert»:\n      HERE`,
      'ClientCert.Name cannot be empty',
      'ClientCert.Key cannot be empty',
    ),
    ...incomplete(
      `${kubernetes}auth:\n  token:\n    «bearerToken»:\n      HERE`,
      'BearerToken.Name cannot be empty',
      'BearerToken.Key cannot be empty',
    ),
  ],
  nebiusmysterybox: [
    ...(
      [
        ['API domain must be set', '" "'],
        ['API domain is not valid: scheme is not allowed', 'https://api.nebius.cloud'],
        ['API domain is not valid: address', 'api.nebius.cloud:443:1'],
        ['API domain is not valid: domain must not end with a dot', 'api.nebius.cloud.'],
        ['API domain is not valid: domain must contain at least one dot', 'localhost'],
        ['API domain is not valid: label length out of range', 'api..cloud'],
        ['API domain is not valid: invalid label: my_api', 'my_api.nebius.cloud'],
        ['API domain is not valid: numeric TLD is not allowed', '10.0.0.1'],
      ] as const
    ).map(([answer, domain]) => [answer, `${nebiusAuth}apiDomain: «[[${domain}=>API.eu.nebius.cloud:443]]»`] as const),
    [
      'invalid auth configuration: none provided',
      'apiDomain: api.nebius.cloud\nauth: «{tokenSecretRef: {key: b[[=>, name: a]]}}»',
    ],
    [
      'invalid auth configuration: exactly one must be specified',
      'apiDomain: api.nebius.cloud\nauth: «{tokenSecretRef: {name: a, key: b}[[, serviceAccountCredsSecretRef: {name: a, key: c}=>]]}»',
    ],
    [
      'invalid token auth configuration: no secret key specified',
      'apiDomain: api.nebius.cloud\nauth: {«tokenSecretRef»: {name: a[[=>, key: b]]}}',
    ],
    [
      'invalid ServiceAccount creds auth configuration: no secret key specified',
      'apiDomain: api.nebius.cloud\nauth: {«serviceAccountCredsSecretRef»: {name: a[[=>, key: b]]}}',
    ],
    [
      'invalid certificate configuration: no name specified',
      `apiDomain: api.nebius.cloud\n${nebiusAuth}«caProvider»: [[{}=>{certSecretRef: {name: a, key: b}}]]`,
    ],
    ...incomplete(
      `apiDomain: api.nebius.cloud\n${nebiusAuth}caProvider:\n  «certSecretRef»:\n    HERE`,
      'invalid certificate configuration: no name specified',
      'invalid certificate configuration: no key specified',
    ),
  ],
  ngrok: [
    [
      '"https://api ngrok.example": invalid API URL',
      'apiUrl: «[["https://api ngrok.example"=>https://api.ngrok.example]]»\nvault: {name: a}\nauth: {apiKey: {secretRef: {name: a, key: b}}}',
    ],
    ['ngrok provider vault name is required', 'vault: {name: «[[""=>a]]»}\nauth: {apiKey: {secretRef: {name: a, key: b}}}'],
  ],
  onboardbase: [
    [
      'invalid store: onboardbaseAPIKey.name cannot be empty',
      'auth: {«apiKeyRef»: {key: a[[=>, name: a]]}, passcodeRef: {name: a, key: b}}',
    ],
    [
      'invalid store: onboardbasePasscode.name cannot be empty',
      'auth: {apiKeyRef: {name: a, key: a}, «passcodeRef»: {key: b[[=>, name: a]]}}',
    ],
  ],
  onepassword: (
    [
      ...incomplete(
        'connectHost: http://connect:8080\nvaults: {a: 1}\nauth:\n  secretRef:\n    «connectTokenSecretRef»:\n      HERE',
        'missing: spec.provider.onepassword.auth.secretRef.connectTokenSecretRef.name',
        'missing: spec.provider.onepassword.auth.secretRef.connectTokenSecretRef.key',
      ),
      [
        'must be at least one vault: spec.provider.onepassword.vaults',
        `${connectToken}connectHost: http://connect:8080\nvaults: «[[{}=>{a: 1}]]»`,
      ],
      ['vault order numbers must be unique', `${connectToken}connectHost: http://connect:8080\nvaults: «{a: 1, b: [[1=>2]]}»`],
      [
        'unable to parse URL: spec.provider.onepassword.connectHost:',
        `${connectToken}connectHost: «[["http://connect:port"=>http://connect:8080]]»\nvaults: {a: 1}`,
      ],
    ] satisfies ProviderCases
  ).map(([answer, body]) => [`received invalid 1Password SecretStore resource: ${answer}`, body] as const),
  onepasswordSDK: (
    [
      ...incomplete(
        'vault: a\nauth:\n  «serviceAccountSecretRef»:\n    HERE',
        'missing: spec.provider.onepasswordsdk.auth.secretRef.serviceAccountTokenSecretRef.name',
        'missing: spec.provider.onepasswordsdk.auth.secretRef.serviceAccountTokenSecretRef.key',
      ),
      [
        'missing: exactly one of spec.provider.onepasswordsdk.vault or spec.provider.onepasswordsdk.environment must be set',
        'vault: «[[""=>a]]»\nauth: {serviceAccountSecretRef: {name: a, key: b}}',
      ],
    ] satisfies ProviderCases
  ).map(([answer, body]) => [`received invalid 1PasswordSdk SecretStore resource: ${answer}`, body] as const),
  oracle: [
    ['vault cannot be empty', 'vault: «[[""=>a]]»\nregion: eu-frankfurt-1'],
    ['region cannot be empty', 'vault: a\nregion: «[[""=>eu-frankfurt-1]]»'],
    ...(
      [
        ['user cannot be empty', 'user: «[[""=>a]]»\n  tenancy: b'],
        ['tenant cannot be empty', 'user: a\n  tenancy: «[[""=>b]]»'],
      ] as const
    ).map(
      ([answer, names]) =>
        [
          answer,
          `${oracle}auth:\n  ${names}\n  secretRef: {privatekey: {name: a, key: b}, fingerprint: {name: a, key: c}}`,
        ] as const,
    ),
    ...(
      [
        ['privatekey', 'fingerprint', 'privateKey'],
        ['fingerprint', 'privatekey', 'fingerprint'],
      ] as const
    ).flatMap(([field, other, name]) =>
      incomplete(
        `${oracle}auth:\n  user: a\n  tenancy: b\n  secretRef:\n    ${other}: {name: a, key: b}\n    «${field}»:\n      HERE`,
        `${name}.name cannot be empty`,
        `${name}.key cannot be empty`,
      ),
    ),
  ],
  ovh: [
    [
      'ovh store server is required',
      `${ovh}server: «[[""=>https://a.example]]»\nauth: {token: {tokenSecretRef: {name: a, key: b}}}`,
    ],
    [
      'ovh store server must contain a valid url:',
      `${ovh}server: «[["https://a b.example"=>https://a.example]]»\nauth: {token: {tokenSecretRef: {name: a, key: b}}}`,
    ],
    [
      'ovh store okmsID is required',
      `${ovhServer}okmsid: «[[""=>734b9b45-8b1a-469c-b140-b10bd6540017]]»\nauth: {token: {tokenSecretRef: {name: a, key: b}}}`,
    ],
    ['missing authentication method', `${ovh}${ovhServer}auth: «[[{}=>{token: {tokenSecretRef: {name: a, key: b}}}]]»`],
    [
      'only one authentication method allowed (mtls | token)',
      `${ovh}${ovhServer}auth: «{token: {tokenSecretRef: {name: a, key: b}}[[, mtls: {certSecretRef: {name: a, key: b}, keySecretRef: {name: a, key: c}}=>]]}»`,
    ],
    [
      'failed to create new ovh provider client: invalid UUID',
      `${ovhServer}okmsid: «[[my-okms=>734b9b45-8b1a-469c-b140-b10bd6540017]]»\nauth: {token: {tokenSecretRef: {name: a, key: b}}}`,
      { when: 'later' },
    ],
  ],
  passbolt: [
    ...['passwordSecretRef', 'privateKeySecretRef'].flatMap((field) =>
      incomplete(
        `host: https://a.example\nauth:\n  ${field === 'passwordSecretRef' ? 'privateKeySecretRef' : 'passwordSecretRef'}: {name: a, key: b}\n  «${field}»:\n    HERE`,
        `missing: spec.provider.passbolt.auth.${field}`,
        `missing: spec.provider.passbolt.auth.${field}`,
      ),
    ),
    ['missing: spec.provider.passbolt.host', `${passbolt}host: «[[""=>https://a.example]]»`],
    ['parse …', `${passbolt}host: «[["http://a b/"=>https://a.example]]»`],
    ['host Url has to be https scheme', `${passbolt}host: «[[passbolt.example.com=>https://passbolt.example.com]]»`],
  ],
  previder: [
    ['missing Previder Auth SecretRef', '«auth»: [[{}=>{secretRef: {accessToken: {name: a, key: b}}}]]'],
    ...incomplete(
      'auth:\n  secretRef:\n    «accessToken»:\n      HERE',
      'missing Previder accessToken name',
      'missing Previder accessToken key',
    ),
  ],
  pulumi: [
    ...['organization', 'environment', 'project'].map(
      (field) =>
        [
          `${field} is required`,
          `${pulumi.replace(new RegExp(`${field}: .`), `${field}: «[[""=>a]]»`)}accessToken: {secretRef: {name: a, key: b}}`,
        ] as const,
    ),
    [
      'panic: runtime error: invalid memory address or nil pointer dereference [recovered]',
      `${pulumi}accessToken: «[[{}=>{secretRef: {name: a, key: b}}]]»`,
    ],
    [
      'panic: runtime error: invalid memory address or nil pointer dereference [recovered]',
      `${pulumi}auth: {accessToken: «[[{}=>{secretRef: {name: a, key: b}}]]»}`,
    ],
    ...incomplete(
      `${pulumi}auth:\n  accessToken:\n    «secretRef»:\n      HERE`,
      'secretRef.name is required',
      'secretRef.key is required',
    ),
    ...incomplete(`${pulumi}accessToken:\n  «secretRef»:\n    HERE`, 'secretRef.name is required', 'secretRef.key is required'),
    [
      'oidcConfig.organization is required',
      `${pulumi}auth: {oidcConfig: {organization: «[[""=>a]]», serviceAccountRef: {name: a}}}`,
    ],
  ],
  scaleway: [
    ['invalid api url: "http://a b.example"', `${scaleway}${scalewayKeys}apiUrl: «[["http://a b.example"=>https://a.example]]»`],
    [
      'invalid region: "fr-par-1"',
      `${scalewayKeys}projectId: 105bdce1-64c0-48ab-899d-868455867ecf\nregion: «[[fr-par-1=>fr-par]]»`,
    ],
    [
      'invalid project id: "my-project"',
      `${scalewayKeys}region: fr-par\nprojectId: «[[my-project=>105bdce1-64c0-48ab-899d-868455867ecf]]»`,
    ],
    ...['accessKey', 'secretKey'].flatMap((field): ProviderCases => {
      const rest = `${scaleway}${field === 'accessKey' ? 'secretKey' : 'accessKey'}: {value: a}\n`;
      return [
        ['must specify either secret reference or direct value', `${rest}${field}: «[[{}=>{secretRef: {name: a}}]]»`],
        ['cannot specify both secret reference and value', `${rest}${field}: «{value: a[[, secretRef: {name: a, key: b}=>]]}»`],
      ];
    }),
  ],
  secretserver: [
    ['serverURL must be set', 'serverURL: «[[""=>https://a.example]]»\ntoken: {value: made-up}'],
    ...incomplete(
      'serverURL: https://a.example\ntoken:\n  «secretRef»:\n    HERE',
      'must specify a secret name',
      'must specify a secret key',
    ),
    ...['username', 'password'].flatMap((field) =>
      incomplete(
        `serverURL: https://a.example\n${field === 'username' ? 'password' : 'username'}: {value: a}\n${field}:\n  «secretRef»:\n    HERE`,
        'must specify a secret name',
        'must specify a secret key',
      ),
    ),
  ],
  senhasegura: [
    ['invalid senhasegura URL', `${senhasegura}module: DSM\nurl: «[["https://a b.example"=>https://a.example]]»`],
    ['invalid senhasegura URL', `${senhasegura}module: DSM\nurl: «[[https:///dsm=>https://a.example]]»`],
    [
      'invalid senhasegura URL, must be HTTPS for security reasons',
      `${senhasegura}module: DSM\nurl: «[[a.example=>https://a.example]]»`,
    ],
    [
      'missing senhasegura authentication Client ID',
      'module: DSM\nurl: https://a.example\nauth: {clientId: «[[""=>a]]», clientSecretSecretRef: {name: a, key: b}}',
    ],
    [
      'unknown senhasegura Provider Service: dsm',
      `${senhasegura}module: «[[dsm=>DSM]]»\nurl: https://a.example`,
      { when: 'later' },
    ],
  ],
  vault: [
    ['unsupported protocol scheme "vault.svc"', 'server: «[["vault.svc:8200"=>https://vault.svc:8200]]»', { when: 'later' }],
    ['unsupported protocol scheme ""', 'server: «[[10.0.0.1:8200=>http://10.0.0.1:8200]]»', { when: 'later' }],
    [
      'invalid Auth.AppRole: neither `roleId` nor `roleRef` was supplied',
      `${vault}auth: {appRole: «{path: approle, secretRef: {name: a, key: b}[[=>, roleRef: {name: a, key: c}]]}»}`,
    ],
    [
      'neither `secretRef` nor `kubernetesServiceAccountToken` was supplied as token source for jwt authentication',
      `${vault}auth: {jwt: «{path: jwt, role: a[[=>, secretRef: {name: a, key: c}]]}»}`,
    ],
    ...(
      [
        ['certSecretRef', 'keySecretRef'],
        ['keySecretRef', 'certSecretRef'],
      ] as const
    ).map(
      ([field, other]) =>
        [
          'when provided, both ClientTLS.ClientCert and ClientTLS.SecretRef should be provided',
          `${vault}tls:\n  ${field}: «{name: a, key: b}»\n[[=>  ${other}: {name: a, key: c}]]`,
        ] as const,
    ),
    ['checkAndSet is not supported with Vault KV version v1', `${vault}checkAndSet: {required: true}\nversion: «[[v1=>v2]]»`],
  ],
  volcengine: [
    ['region is required', 'region: «[[""=>cn-beijing]]»'],
    [
      'SecretRef is required when using static credentials',
      'region: cn-beijing\n«auth»: [[{}=>{secretRef: {accessKeyID: {name: a, key: b}, secretAccessKey: {name: a, key: c}}}]]',
    ],
  ],
  yandexcertificatemanager: [
    ["folderID is required when fetching policy is 'byName'", 'auth: {}\nfetching: {byName: {folderID: «[[""=>a]]»}}'],
  ],
  yandexlockbox: [
    ["folderID is required when fetching policy is 'byName'", 'auth: {}\nfetching: {byName: {folderID: «[[""=>a]]»}}'],
  ],
};
