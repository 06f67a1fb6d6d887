import type { Rule } from './rule.ts';

/** Reported by the schema layer. */
export const outOfRange: Rule = {
  meta: {
    id: 'out-of-range',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'A number or the length of a text is outside what the field allows.',
    why: 'The API server refuses it: `should be greater than or equal to …` or `Too long: may not be more than 253 bytes`.',
    bad: `apiVersion: generators.external-secrets.io/v1alpha1
kind: SSHKey
metadata:
  name: deploy-key
spec:
  keyType: rsa
  keySize: 100
`,
    good: `apiVersion: generators.external-secrets.io/v1alpha1
kind: SSHKey
metadata:
  name: deploy-key
spec:
  keyType: rsa
  keySize: 4096
`,
    fixable: false,
    since: '0.1.0',
  },
};
