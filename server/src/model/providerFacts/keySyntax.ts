/** What of a store matters to the keys that are read from it. */
export interface KeyContext {
  /** The field below `spec.provider`. */
  readonly provider: string;
  /** For `aws` only. */
  readonly service: string | undefined;
  readonly storeKind: 'SecretStore' | 'ClusterSecretStore';
  /** What the store puts in front of every key; undefined where that is not certain. */
  readonly prefix: string | undefined;
  readonly use: 'data' | 'extract' | 'push';
}

/** Why a key can never be found. */
export interface KeyProblem {
  /** One or two sentences. */
  readonly says: string;
  /** Keys that were most likely meant, the likeliest first. */
  readonly instead: readonly string[];
  /** The version that belongs into a field of its own. */
  readonly version?: string;
}

/** What ESO certainly refuses, or the back end cannot have, of the form of a key; undefined for all others. */
export function keyProblem(key: string, context: KeyContext): KeyProblem | undefined {
  if (key === '') return undefined;
  switch (context.provider) {
    case 'aws':
      if (context.service === 'CertificateManager') return certificate(key, context);
      return context.service === 'ParameterStore' ? parameter(key, context) : undefined;
    case 'azurekv':
      return azure(key, context);
    case 'gcpsm':
      return google(key);
    case 'scaleway':
      return scaleway(key, context);
    case 'chef':
      return chef(key, context);
    case 'crd':
      return crd(key, context);
    case 'ibm':
      return ibm(key);
    default:
      return undefined;
  }
}

/** AWS: a name with folders begins with a slash. An ARN is no name. */
function parameter(key: string, { prefix }: KeyContext): KeyProblem | undefined {
  if (prefix === undefined || key.startsWith('arn:')) return undefined;
  const name = prefix + key;
  if (!name.includes('/') || name.startsWith('/')) return undefined;
  const instead = prefix === '' ? [`/${key}`] : [];
  return { says: `There is no parameter "${name}" in AWS: names with folders begin with a slash.`, instead };
}

/** AWS Certificate Manager knows no names to read by; what is pushed is found by a tag. */
function certificate(key: string, { use }: KeyContext): KeyProblem | undefined {
  if (use !== 'data' || key.startsWith('arn:')) return undefined;
  const says = `"${key}" is no ARN, and AWS Certificate Manager gives certificates by their ARN only: every sync fails.`;
  return { says, instead: [] };
}

const azureTypes: ReadonlyMap<string, string> = new Map([
  ['secrets', 'secret'],
  ['certs', 'cert'],
  ['certificate', 'cert'],
  ['certificates', 'cert'],
  ['keys', 'key'],
]);

/** `name`, `secret/name`, `cert/name` or `key/name`; what follows is passed over. Only secrets can be extracted. */
function azure(key: string, { use }: KeyContext): KeyProblem | undefined {
  const [type = '', name = '', ...rest] = key.split('/');
  if (!key.includes('/')) return undefined;
  if (!['secret', 'cert', 'key'].includes(type)) {
    const meant = azureTypes.get(type.toLowerCase());
    const says = `"${type}" is no type of object in Azure Key Vault: before the slash stands secret, cert or key. Every sync fails.`;
    return { says, instead: meant === undefined ? [] : [[meant, name, ...rest].join('/')] };
  }
  if (use === 'extract' && type !== 'secret') {
    return {
      says: `Only secrets of Azure Key Vault can be extracted, no ${type}: every sync fails. Read it in data.`,
      instead: [],
    };
  }
  if (rest.length > 0) {
    return {
      says: `Names in Azure Key Vault hold no slash: ESO reads ${type} "${name}" and passes over the rest.`,
      instead: [`${type}/${name}`],
    };
  }
  return undefined;
}

/** The name alone: ESO puts the project in front of it and the version behind. */
function google(key: string): KeyProblem | undefined {
  const parts = /^projects\/[^/]+(?:\/locations\/[^/]+)?\/secrets\/([^/]+)(?:\/versions\/([^/]+))?$/.exec(key);
  const [, name, version] = parts ?? [];
  if (name === undefined) return undefined;
  return {
    says: 'ESO puts the project of the store in front of the key, so that this path comes twice and every sync fails. Write the name of the secret alone.',
    instead: [name],
    ...(version === undefined ? {} : { version }),
  };
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** `id:`, `name:` or `path:`; a path begins with a slash, and nothing can be pushed by its id. */
function scaleway(key: string, { use }: KeyContext): KeyProblem | undefined {
  const colon = key.indexOf(':');
  const [type, value] = [key.slice(0, Math.max(0, colon)), key.slice(colon + 1)];
  if (colon < 0) {
    const meant = uuid.test(key) ? 'id' : key.startsWith('/') ? 'path' : 'name';
    return {
      says: 'A key of Scaleway begins with name:, id: or path:. Without it every sync fails.',
      instead: [`${meant}:${key}`],
    };
  }
  if (!['id', 'name', 'path'].includes(type)) {
    return { says: `A key of Scaleway begins with name:, id: or path:, not with "${type}:". Every sync fails.`, instead: [] };
  }
  if (type === 'path' && !value.startsWith('/')) {
    return { says: 'A path of Scaleway begins with a slash; without it every sync fails.', instead: [`path:/${value}`] };
  }
  return use === 'push' && type === 'id'
    ? { says: 'In Scaleway a secret can be pushed by name: or path: only.', instead: [] }
    : undefined;
}

/** `databag/item` for one item, `databag` to extract all of its items. */
function chef(key: string, { use }: KeyContext): KeyProblem | undefined {
  const [bag = '', item = ''] = key.split('/');
  if (use === 'data' && (bag === '' || item === '')) {
    return { says: 'A key of Chef is the data bag and its item, databag/item. Every other form fails.', instead: [] };
  }
  return use === 'extract' && key.includes('/')
    ? {
        says: 'To extract from Chef the key is a data bag alone; with an item every sync fails.',
        instead: bag === '' ? [] : [bag],
      }
    : undefined;
}

/** A SecretStore stays in its namespace; a ClusterSecretStore takes one namespace and one name. */
function crd(key: string, { storeKind }: KeyContext): KeyProblem | undefined {
  const slashes = key.split('/').length - 1;
  if (storeKind === 'SecretStore' && slashes > 0) {
    const says = 'With a SecretStore the key is the name of an object in its own namespace and holds no slash. Every sync fails.';
    return { says, instead: [key.slice(key.lastIndexOf('/') + 1)].filter((name) => name !== '') };
  }
  return slashes > 1 || key.startsWith('/') || (slashes === 1 && key.endsWith('/'))
    ? { says: 'With a ClusterSecretStore the key is namespace/name, or a name alone. Every sync fails.', instead: [] }
    : undefined;
}

/** The types of secrets that ESO reads of IBM Cloud. */
export const ibmTypes: readonly string[] = [
  'arbitrary',
  'username_password',
  'iam_credentials',
  'service_credentials',
  'imported_cert',
  'public_cert',
  'private_cert',
  'kv',
  'custom_credentials',
];

/** `id`, `type/id` or `group/type/name`; an id may be written in all the ways in which Go reads one. */
function ibm(key: string): KeyProblem | undefined {
  const [name = '', type, group, ...more] = key.split('/').reverse();
  if (more.length === 0 && type !== undefined && !ibmTypes.includes(type)) {
    const types = ibmTypes.join(', ');
    return { says: `"${type}" is no type of secret in IBM Cloud: every sync fails. The types are ${types}.`, instead: [] };
  }
  const isId = /^(urn:uuid:)?\{?[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\}?$/i.test(name);
  if (more.length === 0 && (group || isId)) return undefined;
  const says =
    'Secrets of IBM Cloud are found by name with the name of their group only, group/type/name, else by id. Every sync fails.';
  return { says, instead: [] };
}
