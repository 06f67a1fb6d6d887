import { phrase } from '../../../localisation.ts';
import type { AwsService } from '../awsService.ts';
import type { ParameterStoreCalls } from './calls.ts';
import { createParameterStoreCatalog, isName, parameterPage } from './catalog.ts';

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
