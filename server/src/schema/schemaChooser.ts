import type { JsonObject, JsonValue } from '../syntax/node.ts';
import { type CrdBundle, esoDefinitions, readBundle } from './crdBundle.ts';
import { layeredSchemas, withVersion } from './crdBundleSource.ts';
import { isObject } from './parts.ts';
import type { DescriptionSource, SchemaSource } from './schemaSource.ts';

/** By what manifests are judged now. */
export interface Judging {
  readonly schemas: SchemaSource;
  /** A version that `schemas` understands. Differs from every former one where the CRDs behind it have changed. */
  readonly operatorVersion: string;
  /** Whether the user or a cluster named it; otherwise it is the newest known, and what follows from it alone is only a warning. */
  readonly known: boolean;
}

/** Chooses between our own schemas, the CRDs of the connected cluster, and CRDs that the user names. */
export interface SchemaChooser {
  /**
   * The connected cluster's CRDs (any others among them are passed over) and version, each as far as it can be known; nothing at all
   * without a cluster. They count where the setting is `auto`.
   */
  useCluster(cluster: { readonly crds?: readonly JsonValue[]; readonly version?: string } | undefined): void;
  /**
   * The CRDs of the user's files; undefined or none: he names none. They count before everything else, for he chose them for this.
   * Returns how many kinds of ESO they describe.
   */
  useFiles(crds: readonly JsonValue[] | undefined): number;
  /**
   * Released versions that the user has had downloaded, in place of those named before. They stand among our own. Those whose CRDs
   * cannot be read are passed over.
   */
  useVersions(versions: readonly DescribedVersion[]): void;
  /** The released versions that are described, ascending. */
  versions(): readonly string[];
  judging(): Judging;
}

/** A released version of ESO and its CRDs. */
export interface DescribedVersion {
  /** `2.10.0`. */
  readonly version: string;
  readonly crds: readonly JsonValue[];
}

/**
 * A chooser without a cluster and without files.
 *
 * @param base our own schemas
 * @param setting `externalSecrets.operatorVersion`: a version, `auto`, or empty for the newest known. Asked at each use
 * @param onProblem told of what cannot be compiled
 */
export function createSchemaChooser(
  base: SchemaSource,
  setting: () => string,
  onProblem: (message: string) => void = () => {},
): SchemaChooser {
  let known = base;
  let revision = 0;
  const cluster = createLayer(() => known, 'cluster', onProblem);
  const files = createLayer(() => known, 'files', onProblem);
  return {
    useVersions(versions) {
      revision++;
      known = versions.reduce((below, { crds, version }) => {
        const bundle = readBundle(crds, `downloaded/${version}.${revision}`);
        return bundle === undefined ? below : withVersion(below, bundle, version, onProblem);
      }, base);
    },
    versions: () => known.versions,
    useCluster: (given) => cluster.use(given?.crds ?? [], given?.version),
    useFiles(crds) {
      files.use(crds ?? [], undefined);
      return files.kinds;
    },
    judging() {
      const wanted = setting().trim();
      const named = wanted === '' || wanted === 'auto' ? undefined : wanted;
      const brought = files.under(named) ?? (wanted === 'auto' ? cluster.under(cluster.version) : undefined);
      if (brought !== undefined) return { ...brought, known: true };
      const version = named ?? (wanted === 'auto' ? cluster.version : undefined);
      return { schemas: known, operatorVersion: version ?? known.versions.at(-1) ?? '', known: version !== undefined };
    },
  };
}

/** CRDs from one place, and the schemas made of them. */
interface Layer {
  readonly version: string | undefined;
  readonly kinds: number;
  use(crds: readonly JsonValue[], version: string | undefined): void;
  /** The schemas with the CRDs under a version; undefined where there are no CRDs. */
  under(version: string | undefined): Omit<Judging, 'known'> | undefined;
}

function createLayer(below: () => SchemaSource, from: DescriptionSource, onProblem: (message: string) => void): Layer {
  let version: string | undefined;
  let seen = '';
  let revision = 0;
  let bundle: CrdBundle | undefined;
  let made: Omit<Judging, 'known'> | undefined;
  let madeOver: SchemaSource | undefined;
  return {
    get version() {
      return version;
    },
    get kinds() {
      return bundle?.kinds.length ?? 0;
    },
    use(crds, ofVersion) {
      version = ofVersion;
      const definitions = esoDefinitions(crds);
      const print = definitions.map(fingerprint).sort().join('\n');
      if (print === seen) return;
      seen = print;
      revision++;
      bundle = readBundle(definitions, from);
      made = undefined;
    },
    under(ofVersion) {
      if (bundle === undefined) return undefined;
      const name = `${ofVersion ?? 'crds'}+${from}.${revision}`;
      const base = below();
      if (made?.operatorVersion !== name || madeOver !== base) {
        madeOver = base;
        const schemas = layeredSchemas(base, bundle, { name, version: ofVersion, from, onProblem });
        made = { schemas, operatorVersion: name };
      }
      return made;
    },
  };
}

/** Tells one state of a CRD from another: its generation where an API server keeps one, else all that it says. */
function fingerprint({ metadata, spec }: JsonObject): string {
  const { name, uid, generation } = isObject(metadata) ? metadata : {};
  return uid === undefined || generation === undefined ? JSON.stringify(spec) : `${name} ${uid} ${generation}`;
}
