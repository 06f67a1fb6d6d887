import type { Rule } from './rule.ts';

/** Reported by the schema layer. */
export const celRule: Rule = {
  meta: {
    id: 'cel-rule',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'Fields that cannot stand together, or of which one is needed, by a rule that the CRD itself carries.',
    why: "Such rules (`x-kubernetes-validations`, written in CEL) are part of the CRD of the ESO version judged by, and are evaluated as they stand there. The API server refuses what breaks one, with the rule's own message: `Invalid value: … at most one of the fields in [vault environment] may be set`. Like the API server, this linter leaves them out while a field is missing, of the wrong type or too long.",
    bad: `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: onepassword
spec:
  provider:
    onepasswordSDK:
      vault: production
      environment: k2mfcwmtpe4ojm7ocd5rbsxbnq
      auth:
        serviceAccountSecretRef:
          name: onepassword-token
          key: token
`,
    good: `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: onepassword
spec:
  provider:
    onepasswordSDK:
      vault: production
      auth:
        serviceAccountSecretRef:
          name: onepassword-token
          key: token
`,
    fixable: true,
    since: '0.1.0',
  },
};
