import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import type { SchemaSource } from '../../server/src/schema/schemaSource.ts';
import { fileOfRef, type Structure } from '../../server/src/schema/structure.ts';
import type { JsonValue } from '../../server/src/syntax/node.ts';

/** A store as a hostile repository would write it. */
export interface HostileStore {
  /** The key under `spec.provider`. */
  readonly provider: string;
  readonly name: string;
  readonly manifest: string;
}

/** What has to be right for a back end to go on to where its address is used. */
const plausible: Readonly<Record<string, string>> = {
  region: 'us-east-1',
  version: 'v2',
  path: 'secret',
  account: 'shop',
  tenant: 'shop',
  folderID: 'b1gshop',
  organizationID: '66666666-6666-4666-8666-666666666666',
};

/** Fields that most providers do not have: a manifest can say them all the same. */
function stray(attacker: string): Readonly<Record<string, string>> {
  return Object.fromEntries(['url', 'host', 'address', 'endpoint', 'server', 'apiUrl', 'proxy'].map((name) => [name, attacker]));
}

/**
 * A store of every provider of the newest ESO. Each of its fields that could be an address, by its name, is the attacker's, and so is
 * every field that it has to have and for which nothing else is known. AWS comes once for each service that is listed.
 */
export async function hostileStores(attacker: string, suffix = ''): Promise<readonly HostileStore[]> {
  const schemas = createNodeSchemaSource();
  const version = await schemas.load(schemas.versions.at(-1) ?? '');
  const kind = version?.kinds.find((one) => one.kind === 'SecretStore' && one.apiVersion === 'external-secrets.io/v1');
  const whole = await resolved(schemas, (await schemas.structure(kind?.schema ?? '')) as Structure);
  const spec = await resolved(schemas, whole.properties?.['spec'] ?? {});
  const provider = await resolved(schemas, spec.properties?.['provider'] ?? {});
  const stores: HostileStore[] = [];
  for (const [id, structure] of Object.entries(provider.properties ?? {})) {
    const services = id === 'aws' ? ['SecretsManager', 'ParameterStore'] : [undefined];
    for (const service of services) {
      const made = await hostileValue(schemas, structure, id, attacker);
      const config = { ...stray(attacker), ...(made.value as object), ...(service === undefined ? {} : { service }) };
      const name = `${id.toLowerCase()}${service?.toLowerCase() ?? ''}${suffix}`;
      stores.push({ provider: id, name, manifest: manifestOf(name, id, config) });
    }
  }
  return stores;
}

function manifestOf(name: string, provider: string, config: object): string {
  const metadata = { name, namespace: 'default' };
  const store = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata,
    spec: { provider: { [provider]: config } },
  };
  const reader = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: reads-${name}
  namespace: default
spec:
  secretStoreRef:
    name: ${name}
  data:
    - secretKey: a
      remoteRef:
        key: app
        property: p
`;
  return `${JSON.stringify(store)}\n---\n${reader}`;
}

async function hostileValue(
  schemas: SchemaSource,
  unresolved: Structure,
  name: string,
  attacker: string,
): Promise<{ readonly value: JsonValue; readonly isHostile: boolean }> {
  const structure = await resolved(schemas, unresolved);
  const isAddress = /url|host|addr|server|endpoint|domain|proxy|vault|audience/i.test(name);
  if (structure.properties !== undefined) {
    const value: Record<string, JsonValue> = {};
    let isHostile = false;
    for (const [field, child] of Object.entries(structure.properties)) {
      const made = await hostileValue(schemas, child, field, attacker);
      if (made.isHostile || structure.required?.includes(field) || Object.hasOwn(plausible, field)) value[field] = made.value;
      isHostile ||= made.isHostile;
    }
    return { value, isHostile };
  }
  if (structure.type === 'array') return { value: [], isHostile: false };
  if (structure.type === 'boolean') return { value: true, isHostile: false };
  if (structure.type === 'integer' || structure.type === 'number') return { value: 1, isHostile: false };
  if (structure.type !== 'string') return { value: {}, isHostile: false };
  const known = structure.enum?.[0] ?? (isAddress ? undefined : plausible[name]);
  return { value: known ?? attacker, isHostile: known === undefined && isAddress };
}

async function resolved(schemas: SchemaSource, structure: Structure): Promise<Structure> {
  return structure.$ref === undefined ? structure : ((await schemas.structure(fileOfRef(structure.$ref))) ?? {});
}
