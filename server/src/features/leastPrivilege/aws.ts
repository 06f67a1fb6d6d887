import { phrase } from '../../localisation.ts';
import { storeLabel } from '../../model/storeConfig.ts';
import { placeOf } from './awsPlace.ts';
import { iamPolicy, parameterStoreStatements, secretsManagerStatements } from './awsStatements.ts';
import { type Identity, identityOf, trustPieces } from './awsTrust.ts';
import { distinct, grouped, type PolicyPiece, type StoreNeeds } from './policy.ts';

/** Whether a policy can be written for the service that a store of AWS names. */
export function isWritableService(service: unknown): boolean {
  return service === 'SecretsManager' || service === 'ParameterStore';
}

/**
 * For each identity that ESO takes in AWS: the IAM policy with exactly what it calls, the trust policy that lets ESO take the
 * identity, and the statement that keys of one's own need.
 */
export function awsPolicies(stores: readonly StoreNeeds[]): readonly PolicyPiece[] {
  const identities = grouped(stores, (store) => identityOf(store).id);
  return [...identities.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const identity = identityOf(first);
    return [policyPiece(identity, group), ...trustPieces(identity, group), keyPiece(identity, group)];
  });
}

function policyPiece(identity: Identity, stores: readonly StoreNeeds[]): PolicyPiece {
  const statements = stores.flatMap((store) => {
    const write = store.config.config['service'] === 'ParameterStore' ? parameterStoreStatements : secretsManagerStatements;
    return write(store.uses, placeOf(store, identity));
  });
  const text = json(iamPolicy(statements));
  const whole = statements.some(({ sid, resources }) => sid.startsWith('Read') && resources.some((arn) => /[:/]\*$/.test(arn)));
  return {
    title: phrase('IAM policy for {0}', identity.name),
    language: 'json',
    text,
    notes: [
      phrase('For {0}.', distinct(stores.map(({ config }) => storeLabel(config))).join(', ')),
      ...(text.includes('-??????')
        ? [phrase('The six question marks stand for the characters that AWS adds to the name of a secret.')]
        : []),
      ...(whole ? [phrase('A find without a path may read everything: a path narrows it.')] : []),
    ],
  };
}

/** Keys that AWS manages need no permission; those of one's own do, for use through the service only. */
function keyPiece(identity: Identity, stores: readonly StoreNeeds[]): PolicyPiece {
  const statements = [
    ...grouped(stores, (store) => JSON.stringify([placeOf(store, identity), serviceHost(store)])).values(),
  ].flatMap(([store]) => {
    if (store === undefined) return [];
    const { partition, region, account } = placeOf(store, identity);
    const writes = store.uses.some(({ kind }) => kind === 'push');
    return {
      Effect: 'Allow',
      Action: writes ? ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
      Resource: `arn:${partition}:kms:${region}:${account}:key/<key-id>`,
      Condition: {
        StringEquals: { 'kms:ViaService': `${serviceHost(store)}.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}` },
      },
    };
  });
  return {
    title: phrase('KMS statement for {0}', identity.name),
    language: 'json',
    text: json(statements.length === 1 ? statements[0] : statements),
    notes: [phrase('Only where secrets are encrypted with a KMS key of your own: add it to the policy with the id of that key.')],
  };
}

function serviceHost({ config }: StoreNeeds): string {
  return config.config['service'] === 'ParameterStore' ? 'ssm' : 'secretsmanager';
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
