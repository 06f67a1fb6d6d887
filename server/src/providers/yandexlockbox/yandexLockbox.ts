import { phrase } from '../../localisation.ts';
import { at, textOf } from '../rest/json.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { RestService } from '../rest/restService.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createLockboxCatalog } from './catalog.ts';
import { yandexProfile } from './profile.ts';
import { type LockboxTarget, lockboxTargetOf, readEndpoint, vendorAddress } from './target.ts';

/** Milliseconds: tokens last up to twelve hours, and the vendor asks to take a new one every hour. */
const lifetime = 60 * 60_000;

/** Yandex Lockbox, as providers/v1/yandex/lockbox reads it. */
export const yandexLockbox: RestService<LockboxTarget> = {
  id: 'yandexlockbox',
  title: 'Yandex Lockbox',
  capabilities: { listing: 'names', properties: 'names', versions: true, propertyDialect: 'exact' },
  permissions: '`lockbox.viewer` on the folder; on single secrets for stores that read by id',
  verifiedAgainst: 'a local server that answers as Yandex Cloud documents',
  credentials: {
    variables: [['YC_IAM_TOKEN'], ['YC_TOKEN']],
    addressVariables: ['YC_ENDPOINT'],
    vendorAddresses: [vendorAddress],
    readAddress: readEndpoint,
    file: yandexProfile,
    signIn: () => 'yc init',
  },
  exchangeAt: { address: 'https://iam.api.cloud.yandex.net' },
  target: lockboxTargetOf,
  scope: ({ keys }) => keys,
  async session({ YC_IAM_TOKEN, YC_TOKEN = '' }, _target, exchange, token) {
    const own = YC_IAM_TOKEN ?? (YC_TOKEN.startsWith('t1.') ? YC_TOKEN : undefined);
    if (own !== undefined) return { value: { headers: { authorization: `Bearer ${own}` } } };
    const made = await exchange.call(
      {
        operation: 'IamToken.Create',
        path: ['iam', 'v1', 'tokens'],
        body: { yandexPassportOauthToken: YC_TOKEN },
        repeatable: true,
        read: (json) => textOf(at(json, 'iamToken')),
      },
      token,
    );
    return 'problem' in made ? made : { value: { headers: { authorization: `Bearer ${made.value}` }, lifetime } };
  },
  explain,
  catalog: createLockboxCatalog,
};

function explain({ status, operation }: Refusal, { folder, keys, address }: LockboxTarget): CatalogProblem | undefined {
  const isExchange = operation === 'IamToken.Create';
  if (status === 401 || (isExchange && status === 400))
    return { code: 'expired-credentials', ...told('Yandex Cloud does not accept the token any more. Sign in again.') };
  if (status === 403 && !isExchange) {
    const where = keys === 'names' || operation === 'Secret.List' ? phrase('folder {0}', folder ?? '') : phrase('the secret');
    const said = told('Lockbox denies {0} to your login. It lacks the role lockbox.viewer on {1}.', operation, where);
    return { code: 'denied', ...said, permission: 'lockbox.viewer' };
  }
  if (status === 404 && !isExchange)
    return {
      code: 'failed',
      ...told('There is no such folder, or no Lockbox API, at {0}. Check folderID and apiEndpoint.', address.host),
    };
  return undefined;
}
