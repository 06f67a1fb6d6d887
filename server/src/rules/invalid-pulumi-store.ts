import { complete, notEmpty, refuse, type StoreCheck, storeRule } from './storeChecks.ts';

/**
 * ESO: providers/v1/pulumi `ValidateStore`, in the webhook and again whenever the store is opened. Which ways to log in exclude each
 * other is a rule of the CRD.
 */
export const invalidPulumiStore = storeRule({
  id: 'invalid-pulumi-store',
  provider: 'pulumi',
  summary: 'A Pulumi ESC store without an environment or with an incomplete token.',
  bad: `organization: example
project: example
environment: production
auth:
  accessToken:
    secretRef:
      name: pulumi`,
  good: `organization: example
project: example
environment: production
auth:
  accessToken:
    secretRef:
      name: pulumi
      key: token`,
  checks: [
    notEmpty('organization', 'organization is required'),
    notEmpty('environment', 'environment is required'),
    notEmpty('project', 'project is required'),
    ...['auth.accessToken', 'accessToken'].flatMap(token),
    notEmpty('auth.oidcConfig.organization', 'oidcConfig.organization is required'),
  ],
});

function token(field: string): readonly StoreCheck[] {
  return [
    refuse(
      'panic: runtime error: invalid memory address or nil pointer dereference [recovered]',
      field,
      `${field} needs secretRef; without it ESO's webhook panics and the API server answers with an internal error`,
      (store) => store.has(field) && store.has(`${field}.secretRef`) === false,
    ),
    complete(`${field}.secretRef`, [
      ['name', 'secretRef.name is required'],
      ['key', 'secretRef.key is required'],
    ]),
  ];
}
