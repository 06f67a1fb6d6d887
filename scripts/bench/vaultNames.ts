import type { SecretEntry } from '../../server/src/providers/secretEntries.ts';

const stages = ['prod', 'production', 'staging', 'dev', 'test', 'shared', 'sandbox', 'dr'];
const regions = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-southeast-2'];
const teams =
  'payments billing checkout identity search catalog shipping ledger fraud risk mobile web data platform observability crm'.split(
    ' ',
  );
const services =
  'api worker gateway scheduler ingest export frontend backend cron webhook auth session report mailer cache stream'.split(' ');
const things =
  'db-credentials db-password api-key oauth-client tls-cert signing-key smtp redis-auth kafka-user webhook-token'.split(' ');

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * Names such as vaults have, in the mixture of a large company: paths of several shapes, ARNs, camel case, ids. No two are equal.
 *
 * @param count how many
 */
export function vaultNames(count: number): SecretEntry[] {
  const below = numbers(7);
  const one = (from: readonly string[]) => from[below(from.length)] ?? '';
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const hex = (digits: number) => Array.from({ length: digits }, () => below(16).toString(16)).join('');
  const path = (n: number) => `${one(stages)}/${one(regions)}/${one(teams)}/${one(services)}-${n % 97}/${one(things)}-${n}`;
  const teamFirst = (n: number) => `${one(teams)}/${one(services)}/${one(stages)}/${one(things)}-${n}`;
  const camelCase = (n: number) =>
    `${one(teams)}${capital(one(services))}${capital(one(stages))}${capital(one(things).replace(/-./, ''))}${n}`;
  const arn = () => `arn:aws:secretsmanager:${one(regions)}:${111_111_111_111 + below(40)}:secret:${one(teams)}/${hex(8)}`;
  const id = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${hex(4)}-${hex(12)}`;
  const flat = (n: number) => `${one(teams)}-${one(services)}-${one(stages)}-${n}`;
  /** In twentieths. */
  const shapes = [path, path, path, path, path, path, teamFirst, teamFirst, teamFirst, teamFirst, teamFirst];
  shapes.push(camelCase, camelCase, camelCase, arn, arn, id, id, flat, flat);
  const names = new Set<string>();
  for (let n = 0; names.size < count; n++) names.add(shapes[below(shapes.length)]?.(n) ?? '');
  return [...names].map((key) => ({ key, changed: 1_700_000_000_000 }));
}

/** What people type, each a sequence of key strokes: paths, words out of the middle, beginnings of words, ids, nonsense, all along. */
export const typedTexts: readonly string[] = [
  'prod/eu-west-1/payments/api-12/db-credentials',
  'payments/gateway/prod/db-password',
  'db-credentials',
  'oauth-client-4711',
  'webhook-token',
  'prodpaydb',
  'pay/api/db',
  'billingWorkerStaging',
  'bwprod',
  'pedc',
  'redis',
  'arn:aws:secretsmanager:eu-west-1',
  'secret:fraud/9f',
  'a1b2c3d4',
  'kafka-user-12345',
  'ledger smtp',
  'password',
  'zzqx',
  'eu-central-1/identity',
  'PROD/US',
  'checkoutCron',
  'mlr',
  'tls',
  '99999',
];
