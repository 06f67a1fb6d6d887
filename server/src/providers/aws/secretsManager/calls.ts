import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The client of Secrets Manager and the commands it takes. */
export interface SecretsManagerCalls {
  readonly sdk: typeof import('./sdk.ts');
  readonly client: SecretsManagerClient;
}
