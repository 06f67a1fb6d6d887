import { readFileSync } from 'node:fs';
import type { ClusterPrograms } from '../../../scripts/setup/cluster.ts';
import { createNodeSchemaSource } from '../../../server/src/node/nodeSchemaSource.ts';
import { readBundle } from '../../../server/src/schema/crdBundle.ts';
import { layeredSchemas } from '../../../server/src/schema/crdBundleSource.ts';
import { yamlValues } from '../../../server/src/syntax/yamlValues.ts';
import { type ControlPlane, startControlPlane } from '../cluster/controlPlane.ts';
import { makeNamespaces, type Sides } from './compare.ts';
import { servedKinds } from './seeds.ts';

/** The two sides, and what to end when they are done. */
export interface Judges {
  readonly sides: Sides;
  readonly plane: ControlPlane;
}

/** An API server with the CRDs of ESO 2.9.0, from that file, and the webhook that could be built; and our own schemas of 2.9.0. */
export async function startWithNewest(programs: ClusterPrograms, crds: string): Promise<Judges> {
  const plane = await startControlPlane(programs, { crds: [crds] });
  await makeNamespaces(plane.api);
  const sides = { api: plane.api, kinds: servedKinds('2.9.0'), schemas: createNodeSchemaSource(), version: '2.9.0' };
  return { plane, sides };
}

/** The same with the CRDs of the webhook's own version, which are also those that we judge by, as if a user had brought them. */
export async function startWithOwn(programs: ClusterPrograms): Promise<Judges> {
  const bundle = readBundle(programs.crds.flatMap((file) => [...yamlValues(readFileSync(file, 'utf8'))]));
  if (bundle === undefined) throw new Error('the CRDs of the operator cannot be read');
  const version = '0.20.4+crds';
  const options = { name: version, version: '0.20.4', from: 'files', onProblem: () => {} } as const;
  const schemas = layeredSchemas(createNodeSchemaSource(), bundle, options);
  const plane = await startControlPlane(programs);
  await makeNamespaces(plane.api);
  const kinds = bundle.kinds.filter(({ served }) => served);
  return { plane, sides: { api: plane.api, kinds, schemas, version } };
}
