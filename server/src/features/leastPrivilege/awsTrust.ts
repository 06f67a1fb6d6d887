import { type Phrase, phrase, verbatim } from '../../localisation.ts';
import { knownAt } from '../../model/known.ts';
import { isObject, valueAt } from '../../model/references.ts';
import { placeOf } from './awsPlace.ts';
import { type PolicyPiece, type StoreNeeds, serviceAccountOf } from './policy.ts';

/** As whom ESO calls AWS for a store. */
export interface Identity {
  /** Equal for stores that need one policy together. */
  readonly id: string;
  /** `role arn:…`, `ServiceAccount external-secrets/external-secrets`. */
  readonly name: Phrase;
  /** The account of a role that the store names. */
  readonly account?: string;
  /** Who takes the identity: a ServiceAccount by its token, or another AWS login by AssumeRole. Absent for static keys. */
  readonly takenBy?: 'login' | { readonly namespace: string; readonly name: string };
}

const operator = { namespace: 'external-secrets', name: 'external-secrets' };

/** The identity of a store: its role, else its ServiceAccount, else the owner of its keys, else the operator itself. */
export function identityOf({ entry, config }: StoreNeeds): Identity {
  const role = knownAt(entry.resource, ['spec', 'provider', 'aws'], ['role']);
  if (role.state === 'value' && typeof role.value === 'string' && role.value !== '') {
    const account = /^arn:[^:]*:iam::(\d{12}):/.exec(role.value)?.[1];
    return {
      id: role.value,
      name: phrase('role {0}', role.value),
      takenBy: 'login',
      ...(account === undefined ? {} : { account }),
    };
  }
  if (role.state !== 'absent' && role.state !== 'value')
    return { id: '<role>', name: phrase('role {0}', '<role>'), takenBy: 'login' };
  const auth = config.config['auth'];
  const account = serviceAccountOf(config, isObject(auth) ? valueAt(auth, ['jwt', 'serviceAccountRef']) : undefined);
  if (account !== undefined) return ofServiceAccount(account);
  const secret = isObject(auth) ? valueAt(auth, ['secretRef', 'accessKeyIDSecretRef', 'name']) : undefined;
  if (typeof secret === 'string')
    return { id: `keys ${secret}`, name: phrase('the user whose access key is in Secret {0}', secret) };
  return ofServiceAccount(operator);
}

function ofServiceAccount(account: { readonly namespace: string; readonly name: string }): Identity {
  const name = `ServiceAccount ${account.namespace}/${account.name}`;
  return { id: name, name: verbatim(name), takenBy: account };
}

/** The trust policy of the role behind an identity; none for static keys, which belong to a user. */
export function trustPieces(identity: Identity, stores: readonly StoreNeeds[]): readonly PolicyPiece[] {
  const { takenBy } = identity;
  if (takenBy === undefined) return [];
  const account = identity.account ?? '<account-id>';
  const [first] = stores;
  const arn = `arn:${first === undefined ? 'aws' : placeOf(first, identity).partition}:iam::${account}`;
  return [takenBy === 'login' ? assumedBy(identity, arn, stores) : byToken(identity, arn, takenBy)];
}

function byToken({ name }: Identity, arn: string, serviceAccount: { readonly namespace: string; readonly name: string }) {
  const trust = {
    Effect: 'Allow',
    Principal: { Federated: `${arn}:oidc-provider/<oidc-provider>` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        '<oidc-provider>:aud': 'sts.amazonaws.com',
        '<oidc-provider>:sub': `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`,
      },
    },
  };
  return piece(name, trust, [
    phrase('For the IAM role that the annotation eks.amazonaws.com/role-arn of the ServiceAccount names (IRSA on EKS).'),
    phrase(
      '{0} is the issuer of the cluster without https://, from: {1}',
      '<oidc-provider>',
      'aws eks describe-cluster --name <cluster> --query cluster.identity.oidc.issuer --output text',
    ),
  ]);
}

function assumedBy({ name }: Identity, arn: string, stores: readonly StoreNeeds[]) {
  const settings = stores.map(({ config }) => config.config);
  const externalId = settings.map((config) => config['externalID']).find((id) => typeof id === 'string' && id !== '');
  const tags = settings.some((config) => config['sessionTags'] !== undefined || config['transitiveTagKeys'] !== undefined);
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: `${arn}:role/<role-of-external-secrets>` },
    Action: tags ? ['sts:AssumeRole', 'sts:TagSession'] : 'sts:AssumeRole',
    ...(externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
  };
  return piece(name, trust, [
    phrase(
      'The principal is the role that ESO has before it takes this one, which in turn must be allowed sts:AssumeRole on it.',
    ),
  ]);
}

function piece(name: Phrase, statement: object, notes: readonly Phrase[]): PolicyPiece {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2);
  return { title: phrase('Trust policy for {0}', name), language: 'json', text, notes };
}
