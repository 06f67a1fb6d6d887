import type { Rule } from './rule.ts';

/** Reported by the schema layer. */
export const wrongCount: Rule = {
  meta: {
    id: 'wrong-count',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'A mapping or list has more or fewer entries than it may have.',
    why: 'The API server refuses it: `Too many: 2: must have at most 1 item`. A store has exactly one provider, a `sourceRef` exactly one of `storeRef` and `generatorRef`.',
    bad: `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: two-vaults
spec:
  provider:
    fake:
      data: []
    aws:
      service: SecretsManager
      region: us-east-1
`,
    good: `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: one-vault
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
`,
    fixable: false,
    since: '0.1.0',
  },
};
