import { type StoreCheck, storeRule } from './storeChecks.ts';

/** ESO: providers/v1/fake `ValidateStore`. */
export const invalidFakeStore = storeRule({
  id: 'invalid-fake-store',
  provider: 'fake',
  summary: 'A fake store with an entry that has no key or an empty value.',
  comment: 'external-secrets-disable unmaintained-provider',
  bad: `data:
  - key: app/login
    value: ""`,
  good: `data:
  - key: app/login
    value: made-up`,
  checks: [filled('key', 'key must be set in data …'), filled('value', 'at least one value must be set in data …')],
});

function filled(member: 'key' | 'value', answer: string): StoreCheck {
  return {
    answers: [answer],
    judge(store) {
      const entries = Array.from({ length: store.count('data') ?? 0 }, (_, i) => ({ i, field: `data.${i}.${member}` }));
      return entries
        .filter(({ field }) => store.written(field) === '')
        .map(({ i, field }) => ({
          field,
          says: `The ${member} of an entry must not be empty`,
          answer: answer.replace('…', String(i)),
        }));
    },
  };
}
