import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  allowCompletionOnly,
  allowStore,
  allowValues,
  type ConsentRecord,
  neverAllow,
  withAccount,
} from '../../server/src/protocol.ts';

const store = 'SecretStore default/aws in file:///home/me/repo';
const same = 'SecretStore default/aws in file:///home/me/other';
const before: ConsentRecord = { access: 'allow', confirmedStores: [same], readValues: true, account: '123456789012' };

test('an answer about access forgets the account, which is to be verified anew', () => {
  assert.deepEqual(allowStore(before, store), { access: 'allow', confirmedStores: [same, store], readValues: true });
  assert.deepEqual(allowCompletionOnly(before, same), { access: 'allow', confirmedStores: [], readValues: true });
  assert.deepEqual(neverAllow(before, store), { access: 'never', confirmedStores: [], readValues: false });
});

test('a first answer allows access to names only', () => {
  assert.deepEqual(allowStore(undefined, store), { access: 'allow', confirmedStores: [store], readValues: false });
});

test('an answer about values keeps the account and what was confirmed', () => {
  assert.deepEqual(allowValues({ ...before, readValues: false }, store), before);
});

test('the account is added to a record that allows access and has none; it makes no record and changes no other', () => {
  const { account, ...without } = before;
  assert.deepEqual(withAccount(without, '123456789012'), before);
  assert.equal(withAccount(before, '999999999999'), before);
  assert.equal(withAccount(undefined, '123456789012'), undefined);
  const refused = neverAllow(undefined, store);
  assert.equal(withAccount(refused, '123456789012'), refused);
});
