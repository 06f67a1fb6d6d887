import { notEmpty, present, storeRule } from './storeChecks.ts';

/** ESO: providers/v1/doppler `ValidateStore`. That exactly one of `secretRef` and `oidcConfig` is there is a rule of the CRD. */
export const invalidDopplerStore = storeRule({
  id: 'invalid-doppler-store',
  provider: 'doppler',
  summary: 'A Doppler store whose token or identity is not named.',
  bad: `auth:
  secretRef:
    dopplerToken:
      key: token`,
  good: `auth:
  secretRef:
    dopplerToken:
      name: doppler
      key: token`,
  checks: [
    present('auth.secretRef.dopplerToken.name', 'invalid store: dopplerToken.name cannot be empty'),
    notEmpty('auth.oidcConfig.identity', 'invalid store: oidcConfig.identity cannot be empty'),
  ],
});
