/** Every place for a text, a number or JSON in what catalogs tell, by what it is instead of a value. A new one has to be thought about. */
export const places: Readonly<Record<string, readonly string[]>> = {
  'a name that goes into a manifest': [
    'PropertyEntry.path: string',
    'PropertyEntry.property: string',
    'SecretEntry.key: string',
    'SecretMetadata.fetchable: string',
    'SecretMetadata.key: string',
    'VersionEntry.labels: string',
    'VersionEntry.version: string',
    // Of a cluster's Secrets; what is kept of metadata decides `secretMetadata` in node/cluster/secrets.ts.
    'ObjectMetadata.*: JsonValue',
    'ObjectMetadata.name: string',
    'SecretKeyDigest.name: string',
    'SecretOutline.keys: string',
  ],
  'what the vendor tells beside the value': [
    'EntryFacts.description: string',
    'EntryFacts.tags.name: string',
    'EntryFacts.tags.value: string',
    'SecretDigest.type: string',
    'SecretEntry.description: string',
    'SecretEntry.tags.name: string',
    'SecretEntry.tags.value: string',
    'SecretMetadata.console: string',
    'SecretMetadata.description: string',
    'SecretMetadata.details.name: string',
    'SecretMetadata.details.value: string',
    'SecretMetadata.id: string',
    'SecretMetadata.tags.name: string',
    'SecretMetadata.tags.value: string',
    'SecretOutline.type: string',
  ],
  'words of ours': [
    'CatalogProblem.message: string',
    'CatalogProblem.permission: string',
    'CatalogProblem.remedy: string',
    'EntryFacts.unavailable: string',
    // As `message`, to be told in another language; the values are the names in it.
    'Phrase.text: string',
    'Phrase.values: number',
    'Phrase.values: string',
    'SecretCatalog.account: string',
    'SecretCatalog.apart.holds: string',
    'SecretCatalog.apart.prefix: string',
    'SecretEntry.unavailable: string',
    'SecretMetadata.unavailable: string',
    'VersionEntry.note: string',
    'VersionEntry.unavailable: string',
  ],
  'a time, a number of things, or a digest that only this process can compare': [
    'KeyIndex.size: number',
    'KeyMatches.looked: number',
    'KeyNames.asOf: number',
    'Listing.asOf: number',
    'SecretCatalog.describe.asOf: number',
    'SecretCatalog.lookup.asOf: number',
    'SecretEntry.changed: number',
    'SecretKeyDigest.bytes: number',
    'SecretKeyDigest.digest: string',
    'SecretMetadata.accessed: number',
    'SecretMetadata.changed: number',
    'SecretMetadata.created: number',
    'SecretMetadata.deletion: number',
    'SecretMetadata.rotation.everyDays: number',
    'SecretMetadata.rotation.next: number',
    'SecretOutline.count: number',
    'SegmentMatches.byRank: number',
    'SegmentMatches.looked: number',
    'VersionEntry.created: number',
  ],
  'names of keys, packed to be searched': [
    'KeyIndex.folders: number',
    'KeyIndex.folders: string',
    'KeyIndex.near: string',
    'Segment.branchEnds: Uint32Array<ArrayBufferLike>',
    'Segment.branchLetters: Int32Array<ArrayBufferLike>',
    'Segment.changed: Float64Array<ArrayBufferLike>',
    'Segment.letters: Int32Array<ArrayBufferLike>',
    'Segment.longest: number',
    'Segment.more: number',
    'Segment.shared: Uint16Array<ArrayBufferLike>',
    'Segment.size: number',
    'Segment.starts: Uint32Array<ArrayBufferLike>',
    'Segment.units: Uint16Array<ArrayBufferLike>',
    'Segment.units: Uint8Array<ArrayBufferLike>',
  ],
};

/** How a back end comes to the names in values. */
export interface BackEnd {
  /** Operations whose answers have no value in them, as the vendor documents them; those that sign in among them. */
  readonly without: readonly string[];
  /** Operations whose answers have values: by the function that asks, what it gives back. */
  readonly with: Readonly<Record<string, readonly [operations: string, ...gives: string[]]>>;
  /** The functions that look into a value. */
  readonly readers: readonly string[];
  /** Functions that send a request by other means than the shared client: to sign in. */
  readonly sends?: readonly string[];
  /** Where the function that asks is told how to read by its callers: the files of these, and all that they make of an answer. */
  readonly made?: readonly [files: readonly string[], ...gives: string[]];
}

const names = ['PropertyEntry.path: string', 'PropertyEntry.property: string'];
/** What GitLab says of a variable. */
const variable = [
  'Variable.description: string',
  'Variable.key: string',
  'Variable.scope: string',
  'Variable.type: string',
  'Variable.unavailable: string',
];
/** What Infisical says of a secret. */
const secret = [
  'Secret.changed: number',
  'Secret.comment: string',
  'Secret.created: number',
  'Secret.folder: string',
  'Secret.id: string',
  'Secret.name: string',
  'Secret.tags: string',
  'Secret.version: number',
];

/** By the folder below server/src/providers. */
export const reads: Readonly<Record<string, BackEnd>> = {
  akeyless: {
    without: ['auth', 'describe-item', 'list-items'],
    with: { propertyNames: ['get-secret-value, get-rotated-secret-value', ...names] },
    readers: ['namesInRotated', 'namesInStatic'],
  },
  aws: {
    without: ['DescribeParameters', 'DescribeSecret', 'ListSecretVersionIds', 'ListSecrets', 'ListTagsForResource'],
    with: {
      readPropertyNames: ['GetParameter, GetSecretValue', ...names],
      readVersions: [
        'GetParameterHistory',
        'result.items.created: number',
        'result.items.labels: string',
        'result.items.version: string',
        'result.next: string',
      ],
    },
    // One for each of the two services.
    readers: ['readPropertyNames'],
  },
  azure: {
    without: [
      ...['GetCertificateVersions', 'GetCertificates', 'GetKeyVersions', 'GetKeys', 'GetSecretVersions', 'GetSecrets'],
      ...['GetDeletedCertificate', 'GetDeletedKey', 'GetDeletedSecret'],
    ],
    with: { readPropertyNames: ['GetKey, GetSecret', ...names] },
    readers: ['namesInKey', 'namesInSecret'],
    sends: ['sendRequest'],
  },
  bitwardensecretsmanager: { without: ['ListSecrets'], with: {}, readers: [] },
  conjur: {
    without: ['Authenticate', 'ListResources', 'ShowResource'],
    with: { propertyNames: ['RetrieveSecret', ...names] },
    readers: ['propertyNames'],
  },
  delinea: {
    without: ['GetSecretDescription', 'SearchSecrets', 'token'],
    with: { propertyNames: ['GetSecret', ...names] },
    readers: ['namesIn'],
  },
  doppler: { without: ['ListSecretNames'], with: {}, readers: [] },
  // The manifest is the vault.
  fake: { without: [], with: {}, readers: ['properties'] },
  gitlab: {
    without: ['ListProjectGroups'],
    with: {
      askVariables: ['ListGroupVariables, ListProjectVariables', ...variable, 'result.next: string'],
      askVariable: ['GetGroupVariable, GetProjectVariable', 'result.found: T'],
    },
    readers: ['properties'],
    made: [['catalog.ts', 'variable.ts'], ...names, ...variable],
  },
  google: {
    without: ['GetSecret', 'ListSecretVersions', 'ListSecrets'],
    with: { access: ['AccessSecretVersion', ...names] },
    readers: ['namesIn'],
    sends: ['getToken'],
  },
  hashicorp: {
    without: ['GET metadata', 'GET mount', 'GET mounts', 'GET resultant-acl', 'LIST', 'LIST metadata'],
    with: { namesCall: ['GET, GET data, GET subkeys', ...names] },
    readers: ['namesIn'],
  },
  ibm: {
    without: ['GetSecretMetadata', 'GetToken', 'ListSecretGroups', 'ListSecrets'],
    with: { propertyNames: ['GetSecret', ...names] },
    readers: ['propertyNames'],
  },
  infisical: {
    without: ['GetProjectBySlug', 'UniversalAuthLogin'],
    with: {
      // Older servers send values with a list, and are asked only if values may be read.
      askSecrets: ['ListSecrets', ...secret, 'result.imported: string'],
      askSecret: ['GetSecret', 'result: T'],
    },
    readers: ['properties'],
    made: [['catalog.ts'], ...names, ...secret],
  },
  // A whole Secret is reduced by the cluster's transport, `digestOf` in node/cluster/secrets.ts.
  kubernetes: { without: [], with: {}, readers: ['properties'] },
  onepassword: {
    without: ['ListItems', 'ListVaults'],
    with: { askItemNames: ['GetItem', 'ItemNames.fields: string', 'ItemNames.files: string'] },
    readers: [],
  },
  oracle: {
    without: ['ListSecretVersions', 'ListSecrets'],
    with: { propertyNames: ['GetSecretBundle', ...names] },
    readers: ['propertyNames'],
  },
  scaleway: {
    without: ['GetSecret', 'GetSecretVersion', 'ListSecretVersions', 'ListSecrets'],
    with: { propertyNames: ['AccessSecretVersion', ...names] },
    readers: ['propertyNames'],
  },
  yandexlockbox: {
    without: ['IamToken.Create', 'Secret.Get', 'Secret.List', 'Secret.ListVersions'],
    with: {},
    readers: [],
  },
};
