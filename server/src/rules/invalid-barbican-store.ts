import { refuse, required, storeRule } from './storeChecks.ts';

const missing = 'barbican provider missing required field:';

/** ESO: providers/v1/barbican `ValidateStore`. */
export const invalidBarbicanStore = storeRule({
  id: 'invalid-barbican-store',
  provider: 'barbican',
  summary: 'A Barbican store without the address or the user of its Keystone.',
  bad: `auth:
  username:
    value: eso
  password:
    secretRef:
      name: barbican
      key: password`,
  good: `authURL: https://keystone.example.com/v3
auth:
  username:
    value: eso
  password:
    secretRef:
      name: barbican
      key: password`,
  checks: [
    required('authURL', `${missing} authURL is required`),
    refuse(
      `${missing} auth.username requires either value or secretRef`,
      'auth.username.value',
      'auth.username.value must not be empty',
      (store) =>
        store.has('auth.username.value') &&
        store.text('auth.username.value') === '' &&
        store.has('auth.username.secretRef') === false,
    ),
  ],
});
