// Run by restServices.heap.test.ts in a process of its own that never sees the needle: lists, describes and reads property names
// through the product's code, then writes a heap snapshot. Arguments: provider, its store's block and its login as JSON, file to
// write, and what to hold on to on purpose: the address of a value.
import { writeHeapSnapshot } from 'node:v8';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createCachedCatalog } from '../../server/src/providers/cachedCatalog.ts';
import { openRest } from './restSetup.ts';

const [id = '', config = '{}', login = '{}', file = '', keep] = process.argv.slice(2);
// The timers of the product keep no process alive, and what is tried again waits in between.
const awake = setInterval(() => {}, 1_000);
const held: unknown[] = [];
const catalog = createCachedCatalog(openRest(id, JSON.parse(config), JSON.parse(login)).catalog, { clock: nodeClock });
for (const { key } of (await catalog.keys('', neverCancelled)).items)
  held.push(await catalog.properties(key, undefined, neverCancelled), await catalog.describe(key, neverCancelled));
if (keep !== undefined) held.push((await (await fetch(keep)).text()).slice(0, 20));
clearInterval(awake);
writeHeapSnapshot(file);
// What was read is still in use here, so the snapshot had to have it.
console.log(held.length);
