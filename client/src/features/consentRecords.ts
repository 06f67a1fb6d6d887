import type { ConsentRecord } from '../../../server/src/protocol.ts';

/** The record that an answer makes of the one before. `store` as the question names it. */
export type Answer = (before: ConsentRecord | undefined, store: string) => ConsentRecord;

/** Access, and the login looks at the vault of this store. The account is verified anew; so below. */
export const allowStore: Answer = (before, store) => ({
  access: 'allow',
  confirmedStores: [...new Set([...(before?.confirmedStores ?? []), store])],
  readValues: before?.readValues ?? false,
});

/** Access, but the login may look at another vault than this store. */
export const allowCompletionOnly: Answer = (before, store) => ({
  access: 'allow',
  confirmedStores: (before?.confirmedStores ?? []).filter((name) => name !== store),
  readValues: before?.readValues ?? false,
});

/** No access, and no further question. */
export const never: Answer = () => ({ access: 'never', confirmedStores: [], readValues: false });

/** Reading values, beside the access there is. Keeps the account. */
export const allowValues: Answer = (before) => ({
  ...before,
  access: 'allow',
  confirmedStores: before?.confirmedStores ?? [],
  readValues: true,
});

/** The record with the account that has answered; as it was where there is none that allows access, or an account is remembered. */
export function withAccount(before: ConsentRecord | undefined, account: string): ConsentRecord | undefined {
  return before?.access === 'allow' && before.account === undefined ? { ...before, account } : before;
}
