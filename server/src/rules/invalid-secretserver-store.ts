import { complete, notEmpty, type StoreCheck, storeRule } from './storeChecks.ts';
import type { StoreView } from './storeView.ts';

/**
 * ESO: providers/v1/secretserver `getConfig`, in the webhook and again whenever the store is opened. Which credentials must be there,
 * and that each has either a value or a reference, are rules of the CRD.
 */
export const invalidSecretserverStore = storeRule({
  id: 'invalid-secretserver-store',
  provider: 'secretserver',
  summary: 'A Delinea Secret Server store without an address or with credentials that are not fully named.',
  bad: `serverURL: https://secretserver.example.com
token:
  secretRef:
    name: secretserver`,
  good: `serverURL: https://secretserver.example.com
token:
  secretRef:
    name: secretserver
    key: token`,
  checks: [
    notEmpty('serverURL', 'serverURL must be set'),
    named('token'),
    named('username', withoutToken),
    named('password', withoutToken),
  ],
});

function named(field: string, when?: (store: StoreView) => boolean): StoreCheck {
  return complete(
    `${field}.secretRef`,
    [
      ['name', 'must specify a secret name'],
      ['key', 'must specify a secret key'],
    ],
    when === undefined ? {} : { when },
  );
}

/** With a token ESO does not look at user name and password. */
function withoutToken(store: StoreView): boolean {
  return store.has('token') === false;
}
