import { isAbsent, isExpectation } from '../model/known.ts';
import type { Rule } from './rule.ts';

const answer = 'secret stores must only have exactly one backend specified, found 0';

/** The webhook's `GetProvider` (apis/externalsecrets/v1/provider_schema.go). The CRD itself does not require `spec`. */
export const storeWithoutProvider: Rule = {
  meta: {
    id: 'store-without-provider',
    severity: 'error',
    kinds: ['SecretStore', 'ClusterSecretStore'],
    needs: 'document',
    summary: 'A store has no `spec`.',
    why: `The schema lets it pass, the webhook does not: \`${answer}\`.`,
    bad: `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: aws-secretsmanager
`,
    good: `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: aws-secretsmanager
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
`,
    fixable: false,
    since: '0.1.0',
  },
  check: ({ resource }) =>
    isAbsent(resource, [], ['spec']) && !isExpectation(resource)
      ? [
          {
            rule: 'store-without-provider',
            severity: 'error',
            at: { path: ['kind'], part: 'value' },
            message: `This ${resource.kind} has no spec. ESO refuses it: "${answer}". Add spec.provider with the vault.`,
          },
        ]
      : [],
};
