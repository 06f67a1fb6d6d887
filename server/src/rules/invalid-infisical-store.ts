import { notEmpty, present, storeRule } from './storeChecks.ts';

const noScope = 'secretsScope.projectSlug and secretsScope.environmentSlug cannot be empty';
const noKey = 'universalAuthCredentials.clientId and universalAuthCredentials.clientSecret cannot be empty';

/** ESO: providers/v1/infisical `ValidateStore`; of the ways to log in it only looks at universal auth. */
export const invalidInfisicalStore = storeRule({
  id: 'invalid-infisical-store',
  provider: 'infisical',
  summary: 'An Infisical store without a project and environment, or with incomplete credentials.',
  bad: `secretsScope:
  projectSlug: example
  environmentSlug: ""
auth:
  universalAuthCredentials:
    clientId:
      name: infisical
      key: id
    clientSecret:
      name: infisical
      key: secret`,
  good: `secretsScope:
  projectSlug: example
  environmentSlug: prod
auth:
  universalAuthCredentials:
    clientId:
      name: infisical
      key: id
    clientSecret:
      name: infisical
      key: secret`,
  checks: [
    notEmpty('secretsScope.environmentSlug', noScope),
    notEmpty('secretsScope.projectSlug', noScope),
    present('auth.universalAuthCredentials.clientId.key', noKey),
    present('auth.universalAuthCredentials.clientSecret.key', noKey),
  ],
});
