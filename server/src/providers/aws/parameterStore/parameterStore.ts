import type { SSMClient } from '@aws-sdk/client-ssm';
import { phrase } from '../../../localisation.ts';
import type { AwsService } from '../awsService.ts';
import { createParameterStoreCatalog, isName, parameterPage } from './catalog.ts';

/** The client of Systems Manager, to which Parameter Store belongs, and the commands it takes. */
export interface ParameterStoreCalls {
  readonly sdk: typeof import('./sdk.ts');
  readonly client: SSMClient;
}

/** AWS Parameter Store. */
export const parameterStore: AwsService<ParameterStoreCalls> = {
  service: 'ParameterStore',
  title: 'AWS Parameter Store',
  prefix: 'ssm',
  setting: 'ssm',
  item: 'parameter',
  capabilities: {
    listing: 'names',
    properties: 'reads-values',
    versions: true,
    valuesTell: phrase('property names and versions'),
    propertyDialect: 'escaped-then-gjson',
  },
  verifiedAgainst: 'moto',
  consolePath: (key, { prefix }) => (isName(prefix + key) ? parameterPage(prefix + key) : undefined),
  async connect(config) {
    const sdk = await import('./sdk.ts');
    return { sdk, client: new sdk.SSMClient(config) };
  },
  catalog: createParameterStoreCatalog,
};
