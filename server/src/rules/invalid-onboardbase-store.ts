import { present, storeRule } from './storeChecks.ts';

/** ESO: providers/v1/onboardbase `ValidateStore`. */
export const invalidOnboardbaseStore = storeRule({
  id: 'invalid-onboardbase-store',
  provider: 'onboardbase',
  summary: 'An Onboardbase store whose API key or passcode is not named.',
  bad: `project: example
auth:
  apiKeyRef:
    key: api-key
  passcodeRef:
    name: onboardbase
    key: passcode`,
  good: `project: example
auth:
  apiKeyRef:
    name: onboardbase
    key: api-key
  passcodeRef:
    name: onboardbase
    key: passcode`,
  checks: [
    present('auth.apiKeyRef.name', 'invalid store: onboardbaseAPIKey.name cannot be empty'),
    present('auth.passcodeRef.name', 'invalid store: onboardbasePasscode.name cannot be empty'),
  ],
});
