// Run by aws.heap.test.ts in a process of its own that never sees the needles: reads property names through the product's code,
// then writes a heap snapshot. Arguments: endpoint, file to write, "keep" to hold on to a piece of a value on purpose.
import { writeHeapSnapshot } from 'node:v8';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createCachedCatalog } from '../../server/src/providers/cachedCatalog.ts';
import { catalogAt, plainLogin } from './awsSetup.ts';

const [endpoint = '', file = '', keep] = process.argv.slice(2);
plainLogin();
const catalog = createCachedCatalog(catalogAt(endpoint), { clock: nodeClock });
const held: unknown[] = [];
for (const { key } of (await catalog.keys('', neverCancelled)).items) {
  if (!/^(odd|prod\/myapp)\//.test(key)) continue;
  held.push(await catalog.properties(key, undefined, neverCancelled), await catalog.describe(key, neverCancelled));
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
writeHeapSnapshot(file);
// What was read is still in use here, so the snapshot had to have it.
console.log(held.length);
