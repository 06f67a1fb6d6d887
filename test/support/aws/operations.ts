import { account, newSecret, nowSeconds, putVersion, type Region, type StoredSecret, type StoredVersion } from './vault.ts';

/** What an operation answers: the JSON body, or an AWS error. */
export type Answer = { readonly body: object } | { readonly error: string; readonly message: string };

/** The JSON body of a call. */
export type Input = Readonly<Record<string, unknown>>;

/** One call's surroundings. */
export interface Call {
  readonly region: Region;
  readonly regionName: string;
  /** Whether pages are cut before the filters are applied, as the real service may do. */
  readonly sparsePages: boolean;
}

/** The operations of Secrets Manager that the server knows, by their AWS names. */
export const operations: Readonly<Record<string, (input: Input, call: Call) => Answer>> = {
  ListSecrets: listSecrets,
  DescribeSecret: (input, call) => withSecret(input, call, (secret) => ({ body: described(secret) })),
  GetSecretValue: (input, call) => withSecret(input, call, (secret) => secretValue(secret, input)),
  ListSecretVersionIds: (input, call) => withSecret(input, call, (secret) => versionIds(secret, input, call)),
  CreateSecret: createSecret,
  PutSecretValue: (input, call) =>
    withSecret(input, call, (secret) => {
      const version = putVersion(secret, valueIn(input));
      return { body: { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages } };
    }),
  DeleteSecret: (input, call) => withSecret(input, call, (secret) => deleteSecret(secret, input, call)),
};

const notFound: Answer = { error: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." };
const markedForDeletion: Answer = {
  error: 'InvalidRequestException',
  message: "You can't perform this operation on the secret because it was marked for deletion.",
};

function listSecrets(input: Input, call: Call): Answer {
  const asked = pageAsked(input);
  if ('error' in asked) return asked;
  const filters = Array.isArray(input['Filters']) ? (input['Filters'] as { Key: string; Values: string[] }[]) : [];
  if (filters.some(({ Values }) => Values.some((value) => !/^!?[a-zA-Z0-9 :_@/+=.\-!]*$/.test(value)))) {
    return { error: 'ValidationException', message: 'Filter value does not satisfy the pattern' };
  }
  const passes = (secret: StoredSecret) => filters.every((filter) => filterPasses(secret, filter.Key, filter.Values));
  const secrets = [...call.region.values()].filter(
    (secret) => input['IncludePlannedDeletion'] === true || secret.deleted === undefined,
  );
  if (input['SortOrder'] === 'desc') secrets.reverse();
  const { items, next } = pageOf(secrets, asked, passes, call.sparsePages);
  return { body: { SecretList: items.map(listed), ...next } };
}

/** The part of a list that one call is to bring. */
interface PageAsked {
  readonly start: number;
  readonly size: number;
}

function pageAsked(input: Input): PageAsked | Extract<Answer, { readonly error: string }> {
  const size = input['MaxResults'] ?? 100;
  if (typeof size !== 'number' || size < 1 || size > 100)
    return { error: 'ValidationException', message: 'MaxResults is out of range' };
  const start = input['NextToken'] === undefined ? 0 : offsetOf(String(input['NextToken']));
  if (start === undefined) return { error: 'InvalidNextTokenException', message: 'The NextToken value is invalid.' };
  return { start, size };
}

/** One page of what passes, and the token of the next; sparse pages are cut first and filtered then. */
function pageOf<T>(
  all: readonly T[],
  { start, size }: PageAsked,
  passes: (item: T) => boolean,
  sparse: boolean,
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const list = sparse ? all : all.filter(passes);
  const end = start + size;
  const next = end < list.length ? { NextToken: Buffer.from(`at:${end}`).toString('base64') } : {};
  return { items: list.slice(start, end).filter(passes), next };
}

function offsetOf(token: string): number | undefined {
  const found = /^at:(\d+)$/.exec(Buffer.from(token, 'base64').toString('utf8'));
  return found ? Number(found[1]) : undefined;
}

/** Values are alternatives; those with `!` exclude. Names and tags: case-sensitive prefixes; descriptions: any case. */
function filterPasses(secret: StoredSecret, key: string, values: readonly string[]): boolean {
  const texts = filterTexts(secret, key);
  const starts = (value: string) =>
    key === 'description'
      ? texts.some((text) => text.toLowerCase().startsWith(value.toLowerCase()))
      : texts.some((text) => text.startsWith(value));
  const wanted = values.filter((value) => !value.startsWith('!'));
  const unwanted = values.filter((value) => value.startsWith('!')).map((value) => value.slice(1));
  return (wanted.length === 0 || wanted.some(starts)) && !unwanted.some(starts);
}

function filterTexts(secret: StoredSecret, key: string): string[] {
  if (key === 'name') return [secret.name];
  if (key === 'description') return [secret.description ?? ''];
  if (key === 'tag-key') return secret.tags.map((tag) => tag.Key);
  if (key === 'tag-value') return secret.tags.map((tag) => tag.Value);
  return [secret.name, secret.description ?? '', ...secret.tags.flatMap((tag) => [tag.Key, tag.Value])];
}

function common(secret: StoredSecret): object {
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    CreatedDate: secret.created,
    LastChangedDate: secret.changed,
    ...(secret.accessed === undefined ? {} : { LastAccessedDate: secret.accessed }),
    ...(secret.deleted === undefined ? {} : { DeletedDate: secret.deleted }),
    Tags: secret.tags,
    ...(secret.rotationDays === undefined
      ? {}
      : {
          RotationEnabled: true,
          RotationRules: { AutomaticallyAfterDays: secret.rotationDays },
          NextRotationDate: secret.changed + secret.rotationDays * 86_400,
        }),
  };
}

function stagesByVersion(secret: StoredSecret): Record<string, string[]> {
  return Object.fromEntries(secret.versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages]));
}

const listed = (secret: StoredSecret) => ({ ...common(secret), SecretVersionsToStages: stagesByVersion(secret) });
const described = (secret: StoredSecret) => ({ ...common(secret), VersionIdsToStages: stagesByVersion(secret) });

function withSecret(input: Input, { region }: Call, action: (secret: StoredSecret) => Answer): Answer {
  const id = String(input['SecretId'] ?? '');
  if (id === '') return { error: 'ValidationException', message: 'SecretId must not be empty' };
  const secret = region.get(id) ?? [...region.values()].find(({ arn }) => arn === id || arn.replace(/-[0-9a-f]{6}$/, '') === id);
  return secret ? action(secret) : notFound;
}

function secretValue(secret: StoredSecret, input: Input): Answer {
  if (secret.deleted !== undefined) return markedForDeletion;
  const stage = input['VersionStage'] ?? (input['VersionId'] === undefined ? 'AWSCURRENT' : undefined);
  const fits = (version: StoredVersion) =>
    (stage === undefined || version.stages.includes(String(stage))) &&
    (input['VersionId'] === undefined || version.id === input['VersionId']);
  const version = secret.versions.find(fits);
  if (!version) {
    const what = stage === undefined ? `VersionId: ${String(input['VersionId'])}` : `staging label: ${String(stage)}`;
    return { error: 'ResourceNotFoundException', message: `Secrets Manager can't find the specified secret value for ${what}` };
  }
  secret.accessed = Math.floor(nowSeconds() / 86_400) * 86_400;
  const value = version.text === undefined ? { SecretBinary: version.binary } : { SecretString: version.text };
  return {
    body: {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      VersionStages: version.stages,
      CreatedDate: version.created,
      ...value,
    },
  };
}

function versionIds(secret: StoredSecret, input: Input, call: Call): Answer {
  const asked = pageAsked(input);
  if ('error' in asked) return asked;
  const passes = ({ stages }: StoredVersion) => stages.length > 0 || input['IncludeDeprecated'] === true;
  const { items, next } = pageOf(secret.versions, asked, passes, call.sparsePages);
  const list = items.map(({ id, stages, created }) => ({ VersionId: id, VersionStages: stages, CreatedDate: created }));
  return { body: { ARN: secret.arn, Name: secret.name, Versions: list, ...next } };
}

function valueIn(input: Input): { id: string | undefined; text: string | undefined; binary: string | undefined } {
  const text = (key: string) => (typeof input[key] === 'string' ? input[key] : undefined);
  return { id: text('ClientRequestToken'), text: text('SecretString'), binary: text('SecretBinary') };
}

function createSecret(input: Input, call: Call): Answer {
  const name = String(input['Name'] ?? '');
  if (!/^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(name)) {
    const message = 'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!';
    return { error: 'ValidationException', message };
  }
  if (call.region.has(name))
    return { error: 'ResourceExistsException', message: 'The operation failed because the secret already exists.' };
  const tags = Array.isArray(input['Tags']) ? (input['Tags'] as { Key: string; Value: string }[]) : [];
  const description = typeof input['Description'] === 'string' ? input['Description'] : undefined;
  const secret = newSecret(call.regionName, name, description, tags);
  call.region.set(name, secret);
  const value = valueIn(input);
  const version = value.text === undefined && value.binary === undefined ? undefined : putVersion(secret, value);
  return { body: { ARN: secret.arn, Name: name, ...(version ? { VersionId: version.id } : {}) } };
}

function deleteSecret(secret: StoredSecret, input: Input, call: Call): Answer {
  const days = typeof input['RecoveryWindowInDays'] === 'number' ? input['RecoveryWindowInDays'] : 30;
  if (input['ForceDeleteWithoutRecovery'] === true) call.region.delete(secret.name);
  else if (days < 7 || days > 30)
    return { error: 'InvalidParameterException', message: 'RecoveryWindowInDays must be between 7 and 30' };
  secret.deleted = nowSeconds() + (input['ForceDeleteWithoutRecovery'] === true ? 0 : days * 86_400);
  return { body: { ARN: secret.arn, Name: secret.name, DeletionDate: secret.deleted } };
}

/** The answers of STS that matter here, as the XML of its query protocol; undefined for an action that is not known. */
export function stsAnswer(form: URLSearchParams): string | undefined {
  const action = form.get('Action');
  const wrap = (result: string) =>
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result>` +
    `<ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata></${action}Response>`;
  if (action === 'GetCallerIdentity')
    return wrap(`<Arn>arn:aws:iam::${account}:user/tester</Arn><UserId>TESTER</UserId><Account>${account}</Account>`);
  if (action !== 'AssumeRole') return undefined;
  const role = (form.get('RoleArn') ?? '').replaceAll(/[^\w:/.@+=-]/g, '');
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  return wrap(
    `<Credentials><AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>assumed</SecretAccessKey><SessionToken>assumed</SessionToken>` +
      `<Expiration>${expiration}</Expiration></Credentials>` +
      `<AssumedRoleUser><AssumedRoleId>ROLE:test</AssumedRoleId><Arn>${role}</Arn></AssumedRoleUser>`,
  );
}
