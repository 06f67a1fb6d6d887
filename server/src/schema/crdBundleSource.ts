import { compiledCelRules, compiledValidators, keep } from './compiled.ts';
import type { CrdBundle } from './crdBundle.ts';
import { closestVersion, compareMinors, compareVersions } from './operatorVersion.ts';
import type { DescriptionSource, SchemaSource } from './schemaSource.ts';
import type { KindEntry, SchemaIndex } from './structure.ts';

/** How CRDs that somebody brought take their place among the described versions. */
export interface BundleOptions {
  /** The version under which the CRDs are asked for: `2.9.0+cluster.1`. */
  readonly name: string;
  /** The ESO version that they belong to; undefined where nobody knows. */
  readonly version: string | undefined;
  readonly from: DescriptionSource;
  readonly onProblem: (message: string) => void;
}

/**
 * The schemas with one version more, the newest: the one that the CRDs describe. Versions that are not older than it are left out, so
 * that nothing is judged by two neighbours. CRDs of a cluster are all it has; those of files may be some, and the kinds
 * that they leave out are described as before. Validators are made when they are first needed.
 */
export function layeredSchemas(base: SchemaSource, bundle: CrdBundle, options: BundleOptions): SchemaSource {
  const { name, version, from, onProblem } = options;
  const older = base.versions.filter((known) => version === undefined || compareMinors(known, version) < 0);
  const load = keep(async (): Promise<SchemaIndex> => {
    const kinds = from === 'files' ? await kindsOver(base, bundle, version) : bundle.kinds;
    return { version: version ?? nameless[from], kinds };
  });
  return {
    ...overBase(base, bundle, onProblem),
    versions: [...older, name],
    load: (wanted) => (wanted === name ? load(name) : base.load(wanted)),
    description: (kind, pattern) => {
      const text = bundle.description(kind, pattern);
      return text === undefined ? undefined : { text, from };
    },
  };
}

/**
 * The schemas with one released version more, among the others or in place of our own of the same name. Validators are made when they
 * are first needed.
 */
export function withVersion(
  base: SchemaSource,
  bundle: CrdBundle,
  version: string,
  onProblem: (message: string) => void,
): SchemaSource {
  const load = keep(async (): Promise<SchemaIndex> => ({ version, kinds: await kindsOver(base, bundle, version) }));
  return {
    ...overBase(base, bundle, onProblem),
    versions: [...base.versions.filter((known) => known !== version), version].sort(compareVersions),
    load: (wanted) => (wanted === version ? load(version) : base.load(wanted)),
  };
}

/** The kinds of a bundle, and those that it leaves out as the closest version describes them. */
async function kindsOver(base: SchemaSource, bundle: CrdBundle, version: string | undefined): Promise<readonly KindEntry[]> {
  const others = await base.load(closestVersion(base.versions, version));
  return [...bundle.kinds, ...(others?.kinds ?? []).filter((entry) => !describes(bundle, entry))];
}

/** What a bundle brings by the names of its structures, and everything else from below. */
function overBase(base: SchemaSource, { structures }: CrdBundle, onProblem: (message: string) => void): SchemaSource {
  const ofBundle = async (file: string) => structures.get(file);
  const validator = keep(compiledValidators(ofBundle, base.compile, onProblem));
  const celRules = keep(compiledCelRules(ofBundle, onProblem));
  const { compile, description } = base;
  return {
    versions: base.versions,
    load: (version) => base.load(version),
    structure: (file) => (structures.has(file) ? Promise.resolve(structures.get(file)) : base.structure(file)),
    validator: (file) => (structures.has(file) ? validator(file) : base.validator(file)),
    celRules: (file) => (structures.has(file) ? celRules(file) : base.celRules(file)),
    docs: (file) => base.docs(file),
    ...(compile === undefined ? {} : { compile }),
    ...(description === undefined ? {} : { description }),
  };
}

/** What stands behind the word ESO where no version is known. */
const nameless: Readonly<Record<DescriptionSource, string>> = { cluster: 'in this cluster', files: 'of your CRDs' };

function describes({ kinds }: CrdBundle, { apiVersion, kind }: KindEntry): boolean {
  const group = apiVersion.slice(0, apiVersion.indexOf('/') + 1);
  return kinds.some((entry) => entry.kind === kind && entry.apiVersion.startsWith(group));
}
