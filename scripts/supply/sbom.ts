import { projectRoot } from '../setup/cache.ts';
import { execute } from '../setup/execute.ts';
import type { ThirdParty } from './thirdParty.ts';

interface Bom {
  readonly [member: string]: unknown;
  readonly metadata: { readonly component: object; readonly [member: string]: unknown };
  readonly components: readonly { readonly 'bom-ref': string; readonly name: string; readonly version: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/**
 * The software bill of materials of what is bundled, as CycloneDX: npm's own of the lockfile, with its digests, narrowed to those
 * packages. The same bytes for the same bundles; the time in it is `SOURCE_DATE_EPOCH` where that is set.
 */
export async function billOfMaterials(name: string, version: string, bundled: readonly ThirdParty[]): Promise<string> {
  const args = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--loglevel=error'];
  const { code, output } = await execute('npm', args, { cwd: projectRoot });
  if (code !== 0) throw new Error(`npm sbom ended with ${code}\n${output}`);
  const { serialNumber: _, ...bom } = JSON.parse(output) as Bom;
  const wanted = new Set(bundled.map((one) => `${one.name}@${one.version}`));
  const components = bom.components.filter((one) => wanted.has(`${one.name}@${one.version}`));
  const found = new Set(components.map((one) => `${one.name}@${one.version}`));
  const unknown = [...wanted].filter((one) => !found.has(one));
  if (unknown.length > 0) throw new Error(`Bundled, but no dependency of package.json: ${unknown.join(', ')}`);
  const refs = new Set(components.map((one) => one['bom-ref']));
  const root = `${name}@${version}`;
  const dependencies = bom.dependencies
    .filter(({ ref }) => ref === root || refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  const { timestamp, ...metadata } = bom.metadata;
  const time = epoch === undefined ? timestamp : new Date(Number(epoch) * 1000).toISOString();
  // npm calls the project by the folder in which it lies.
  const component = { ...bom.metadata.component, name };
  return `${JSON.stringify({ ...bom, metadata: { timestamp: time, ...metadata, component }, components, dependencies }, null, 2)}\n`;
}
