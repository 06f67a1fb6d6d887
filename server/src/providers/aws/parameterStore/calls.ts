import type { SSMClient } from '@aws-sdk/client-ssm';

/** The client of Systems Manager, to which Parameter Store belongs, and the commands it takes. */
export interface ParameterStoreCalls {
  readonly sdk: typeof import('./sdk.ts');
  readonly client: SSMClient;
}
