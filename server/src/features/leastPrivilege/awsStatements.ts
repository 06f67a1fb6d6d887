import type { Use } from './needs.ts';
import { distinct, findStart, grouped } from './policy.ts';

/** A statement of an IAM policy, before those of one purpose are put together. */
export interface Statement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Where the secrets of a store are, as ARNs have it. Parts that are not known are placeholders. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** What ESO puts before keys. */
  readonly prefix: string;
}

/** What ESO calls in Secrets Manager for these uses. */
export function secretsManagerStatements(uses: readonly Use[], place: Place): readonly Statement[] {
  return uses.flatMap((use): readonly Statement[] => {
    if (use.kind === 'find') {
      // Only by name alone does ESO list; everything else is asked for in batches. Neither call can be narrowed.
      const batch = use.path !== undefined || use.start === undefined;
      const listing = ['secretsmanager:ListSecrets', ...(batch ? ['secretsmanager:BatchGetSecretValue'] : [])];
      const found = `${use.path === undefined ? place.prefix : ''}${findStart(use.path ?? '', use.start)}*`;
      return [
        { sid: 'FindSecrets', actions: listing, resources: ['*'] },
        {
          sid: 'ReadFoundSecrets',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [secretArn(found, place)],
          // Where there is a name, ESO looks at no tag.
          ...(use.start === undefined ? tagged(use.tags) : {}),
        },
      ];
    }
    const resources = [secretOf(place.prefix + use.key, place)];
    if (use.kind === 'value') return [{ sid: 'ReadSecrets', actions: ['secretsmanager:GetSecretValue'], resources }];
    if (use.kind === 'metadata') return [{ sid: 'ReadSecretTags', actions: ['secretsmanager:DescribeSecret'], resources }];
    const policy = ['secretsmanager:GetResourcePolicy', 'secretsmanager:PutResourcePolicy'];
    const write = ['DeleteResourcePolicy', 'DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'TagResource', 'UntagResource'];
    // A secret that does not exist yet has no six characters behind its name.
    const created = [...resources, secretArn(place.prefix + use.key, place)];
    return [
      { sid: 'CreateSecrets', actions: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'], resources: created },
      { sid: 'WriteSecrets', actions: write.map((name) => `secretsmanager:${name}`), resources },
      ...(use.setsPolicy ? [{ sid: 'WriteResourcePolicies', actions: policy, resources }] : []),
      ...(use.deletes ? [{ sid: 'DeleteSecrets', actions: ['secretsmanager:DeleteSecret'], resources, ...managedTag }] : []),
    ];
  });
}

/** What ESO calls in Parameter Store for these uses. */
export function parameterStoreStatements(uses: readonly Use[], place: Place): readonly Statement[] {
  return uses.flatMap((use): readonly Statement[] => {
    if (use.kind === 'find') {
      const path = (use.path ?? '/').replace(/\/*$/, '');
      const below = [...(path === '' ? [] : [parameterArn(path, place)]), parameterArn(`${path}/*`, place)];
      // By name ESO reads all below the path, whatever the expression; the store's prefix does not count.
      if (use.start !== undefined)
        return [{ sid: 'ReadParametersByPath', actions: ['ssm:GetParametersByPath'], resources: below }];
      return [
        { sid: 'FindParameters', actions: ['ssm:DescribeParameters', 'tag:GetResources'], resources: ['*'] },
        {
          sid: 'ReadFoundParameters',
          actions: ['ssm:GetParameter'],
          resources: [parameterArn(use.path === undefined ? '*' : `${path}/*`, place)],
          ...tagged(use.tags),
        },
      ];
    }
    const name = place.prefix + use.key;
    const resources = [parameterArn(name, place)];
    const secret = /^\/aws\/reference\/secretsmanager\/([^:]+)/.exec(name)?.[1];
    const behind: Statement[] =
      secret === undefined
        ? []
        : [{ sid: 'ReadSecrets', actions: ['secretsmanager:GetSecretValue'], resources: [secretOf(secret, place)] }];
    if (use.kind === 'value') return [{ sid: 'ReadParameters', actions: ['ssm:GetParameter'], resources }, ...behind];
    if (use.kind === 'metadata') return [{ sid: 'ReadParameterTags', actions: ['ssm:ListTagsForResource'], resources }];
    const write = ['AddTagsToResource', 'GetParameter', 'ListTagsForResource', 'PutParameter', 'RemoveTagsFromResource'];
    return [
      { sid: 'WriteParameters', actions: write.map((action) => `ssm:${action}`), resources },
      ...(use.deletes ? [{ sid: 'DeleteParameters', actions: ['ssm:DeleteParameter'], resources, ...managedTag }] : []),
    ];
  });
}

/** A policy of these statements: one for each purpose and condition, with the actions and resources of all. */
export function iamPolicy(statements: readonly Statement[]): object {
  const seen = new Map<string, number>();
  const parts = [...grouped(statements, ({ sid, condition }) => JSON.stringify([sid, condition])).values()].map((group) => {
    const [{ sid = '', condition } = {}] = group;
    const count = (seen.get(sid) ?? 0) + 1;
    seen.set(sid, count);
    return {
      Sid: count === 1 ? sid : `${sid}${count}`,
      Effect: 'Allow',
      Action: distinct(group.flatMap(({ actions }) => actions)),
      Resource: distinct(group.flatMap(({ resources }) => resources)),
      ...(condition === undefined ? {} : { Condition: condition }),
    };
  });
  return { Version: '2012-10-17', Statement: parts };
}

/** ESO touches only what it has made, and marks that with this tag. */
const managedTag = { condition: { StringEquals: { 'aws:ResourceTag/managed-by': 'external-secrets' } } };

function tagged(tags: Readonly<Record<string, string>>): Pick<Statement, 'condition'> {
  const pairs = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  if (pairs.length === 0) return {};
  return { condition: { StringEquals: Object.fromEntries(pairs.map(([name, value]) => [`aws:ResourceTag/${name}`, value])) } };
}

/** AWS puts a hyphen and six characters of its own behind the name of every secret. */
function secretOf(key: string, place: Place): string {
  const complete = key.startsWith('arn:') && /-[A-Za-z0-9]{6}$/.test(key);
  return complete ? key : `${secretArn(key, place)}-??????`;
}

function secretArn(name: string, { partition, region, account }: Place): string {
  return name.startsWith('arn:') ? name : `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}`;
}

/** In an ARN no slash begins the name; a version or label behind a colon is no part of it. */
function parameterArn(name: string, { partition, region, account }: Place): string {
  if (name.startsWith('arn:')) return name;
  return `arn:${partition}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '').replace(/:.*$/, '')}`;
}
