import { parseGoUrl } from '../model/goUrl.ts';
import { complete, type StoreCheck, storeRule, textOf } from './storeChecks.ts';

const prefix = 'received invalid 1Password SecretStore resource:';
const token = 'spec.provider.onepassword.auth.secretRef.connectTokenSecretRef';
const badHost = `${prefix} unable to parse URL: spec.provider.onepassword.connectHost: …`;

/** ESO: providers/v1/onepassword `ValidateStore`. */
export const invalidOnepasswordStore = storeRule({
  id: 'invalid-onepassword-store',
  provider: 'onepassword',
  summary: 'A 1Password Connect store without vaults, with two vaults of one rank, or without a complete token.',
  bad: `connectHost: http://onepassword-connect:8080
vaults:
  production: 1
  shared: 1
auth:
  secretRef:
    connectTokenSecretRef:
      name: onepassword
      key: token`,
  good: `connectHost: http://onepassword-connect:8080
vaults:
  production: 1
  shared: 2
auth:
  secretRef:
    connectTokenSecretRef:
      name: onepassword
      key: token`,
  checks: [
    complete('auth.secretRef.connectTokenSecretRef', [
      ['name', `${prefix} missing: ${token}.name`],
      ['key', `${prefix} missing: ${token}.key`],
    ]),
    ranked(
      `${prefix} must be at least one vault: spec.provider.onepassword.vaults`,
      `${prefix} vault order numbers must be unique`,
    ),
    textOf('connectHost', [badHost], (text) =>
      parseGoUrl(text) === undefined ? { says: 'connectHost is not a URL', answer: badHost } : undefined,
    ),
  ],
});

function ranked(none: string, twice: string): StoreCheck {
  return {
    answers: [none, twice],
    judge(store) {
      const names = store.has('vaults') === true ? store.keys('vaults') : undefined;
      if (names === undefined) return [];
      if (names.length === 0) return [{ field: 'vaults', says: 'vaults must name at least one vault', answer: none }];
      const ranks = names.map((name) => vaultRank(store.resource.nodeAt([...store.pathOf('vaults'), name])));
      const repeated = names.filter((_, i) => ranks[i] !== undefined && ranks.indexOf(ranks[i]) < i);
      if (repeated.length === 0) return [];
      return [{ field: 'vaults', says: `Another vault has the number of ${repeated.join(' and ')}`, answer: twice }];
    },
  };
}

function vaultRank(node: { readonly type: string; readonly value?: unknown } | undefined): number | undefined {
  return node?.type === 'scalar' && typeof node.value === 'number' ? node.value : undefined;
}
