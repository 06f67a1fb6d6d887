// Run by aws.heap.test.ts in a process of its own that never sees the needles: reads property names through the product's code,
// then writes a heap snapshot. Arguments: endpoint, file to write, "keep" or "keep-parameter" to hold on to a piece of a value on
// purpose.
import { writeHeapSnapshot } from 'node:v8';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterHistoryCommand, SSMClient } from '@aws-sdk/client-ssm';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createCachedCatalog } from '../../server/src/providers/cachedCatalog.ts';
import { catalogAt, parametersAt, plainLogin } from './awsSetup.ts';

const [endpoint = '', file = '', keep] = process.argv.slice(2);
plainLogin();
// The timers of the product keep no process alive, and a listing waits between its pages.
const awake = setInterval(() => {}, 1_000);
const catalog = createCachedCatalog(catalogAt(endpoint), { clock: nodeClock });
const held: unknown[] = [];
for (const { key } of (await catalog.keys('', neverCancelled)).items) {
  if (!/^(odd|prod\/myapp)\//.test(key)) continue;
  held.push(await catalog.properties(key, undefined, neverCancelled), await catalog.describe(key, neverCancelled));
}
const parameters = createCachedCatalog(parametersAt(endpoint), { clock: nodeClock });
for (const { key } of (await parameters.keys('', neverCancelled)).items) {
  if (!key.startsWith('/prod/')) continue;
  held.push(await parameters.properties(key, undefined, neverCancelled), await parameters.describe(key, neverCancelled));
  held.push(await parameters.versions(key, neverCancelled));
}
if (keep === 'keep-parameter') {
  const client = new SSMClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  const { Parameters = [] } = await client.send(new GetParameterHistoryCommand({ Name: '/prod/myapp/api-key' }));
  held.push(Parameters[0]?.Value?.slice(0, 20));
}
if (keep === 'keep') {
  const client = new SecretsManagerClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: 'prod/myapp/api-key' }));
  held.push(SecretString.slice(0, 20));
}
clearInterval(awake);
writeHeapSnapshot(file);
// What was read is still in use here, so the snapshot had to have it.
console.log(held.length);
