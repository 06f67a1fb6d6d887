import type { CancellationToken } from '../../cancellation.ts';
import type { ResourceAddress } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
import { isObject } from '../../model/references.ts';
import type { JsonObject } from '../../syntax/node.ts';
import { commandAccess, describeMissing, explainFailure, type GuardedCommand } from '../access.ts';
import type { ClusterConnection, KubeObject } from '../clusterClient.ts';
import { esoGroup } from '../eso.ts';
import { isNotFound } from '../outcome.ts';
import { member, names, objects, text } from './json.ts';

/** What an ExternalSecret promises of its Secret (ESO 2.9.0: externalsecret_controller_secret.go, …_template.go). */
export interface SecretPromise {
  readonly namespace: string;
  readonly name: string;
  /** `Owner` unless the manifest says otherwise. */
  readonly creationPolicy: string;
  /** `Retain` unless the manifest says otherwise. */
  readonly deletionPolicy: string;
  readonly immutable: boolean;
  /** Undefined where the manifest names none: `Opaque` for a Secret that ESO makes, else as it was. */
  readonly type: string | undefined;
  /** The keys that must be there, sorted. */
  readonly keys: readonly string[];
  /** What adds further keys that cannot be predicted: `dataFrom[0], the properties of "prod/db"`. */
  readonly open: readonly string[];
}

/** An ExternalSecret with what it promises, or in one sentence why there is none to speak of. */
export type Target =
  | { readonly found: true; readonly externalSecret: KubeObject; readonly promise: SecretPromise }
  | { readonly found: false; readonly cancelled: boolean; readonly message: string };

/** Reads the ExternalSecret, and looks whether the login has the rights of the command; `doing` completes "it takes to". */
export async function readTarget(
  connection: ClusterConnection,
  address: ResourceAddress,
  command: GuardedCommand,
  doing: string,
  token: CancellationToken,
  l10n: Localisation,
): Promise<Target> {
  const no = (message: string): Target => ({ found: false, cancelled: token.isCancellationRequested, message });
  const { name, namespace } = address;
  if (address.kind !== 'ExternalSecret' || namespace === undefined)
    return no(l10n.t('{0} {1} is no ExternalSecret.', address.kind, name));
  const served = await connection.resourceType(esoGroup, 'ExternalSecret', undefined, token);
  if (served.outcome !== 'done') return no(explainFailure(served, l10n));
  const context = connection.context.name;
  if (served.value === undefined)
    return no(l10n.t('Context {0} does not serve ExternalSecrets: ESO is not installed there.', context));
  const read = await connection.get({ type: served.value, namespace, name }, token);
  if (isNotFound(read))
    return no(l10n.t('ExternalSecret {0}/{1} is not in context {2}. Apply it first.', namespace, name, context));
  if (read.outcome !== 'done') return no(explainFailure(read, l10n));
  const manifest = member(read.value, 'spec', 'target', 'manifest');
  if (isObject(manifest))
    return no(
      l10n.t(
        'ExternalSecret {0}/{1} writes a {2} (target.manifest) and no Secret.',
        namespace,
        name,
        text(manifest, 'kind') ?? 'resource',
      ),
    );
  const promise = promiseOf(read.value, namespace, l10n);
  const access = await commandAccess(
    connection,
    command,
    served.value,
    { namespace, name, secretName: promise.name },
    token,
    l10n,
  );
  if (!access.allowed) return no(describeMissing(access, context, doing, l10n));
  return { found: true, externalSecret: read.value, promise };
}

/** What the ExternalSecret promises, as far as its own text tells. */
export function promiseOf(externalSecret: KubeObject, namespace: string, l10n: Localisation): SecretPromise {
  const spec = member(externalSecret, 'spec');
  const target = member(spec, 'target');
  const { keys, open } = promisedKeys(isObject(spec) ? spec : {}, l10n);
  return {
    namespace,
    name: text(target, 'name') ?? externalSecret.metadata.name,
    creationPolicy: text(target, 'creationPolicy') ?? 'Owner',
    deletionPolicy: text(target, 'deletionPolicy') ?? 'Retain',
    immutable: member(target, 'immutable') === true,
    type: text(target, 'template', 'type'),
    keys: [...new Set(keys)].sort(),
    open,
  };
}

interface Keys {
  readonly keys: readonly string[];
  readonly open: readonly string[];
}

/** Keys that the template makes; what is fetched counts only with `mergePolicy: Merge`, or where the template makes no data. */
function promisedKeys(spec: JsonObject, l10n: Localisation): Keys {
  const template = member(spec, 'target', 'template');
  const fetched: Keys = {
    keys: objects(spec, 'data').flatMap((entry) => text(entry, 'secretKey') ?? []),
    open: objects(spec, 'dataFrom').map((entry, i) => `dataFrom[${i}], ${describeSource(entry, l10n)}`),
  };
  const written = member(template, 'data') ?? undefined;
  const sources = objects(template, 'templateFrom');
  if (written === undefined && sources.length === 0) return fetched;
  const made = sources.map((source) => templateSource(source, l10n));
  const own: Keys = {
    keys: [...names(written), ...made.flatMap(({ keys }) => keys)],
    open: made.flatMap(({ open }, i) => open.map((source) => `template.templateFrom[${i}], ${source}`)),
  };
  if (text(template, 'mergePolicy') !== 'Merge') return own;
  return { keys: [...fetched.keys, ...own.keys], open: [...fetched.open, ...own.open] };
}

function describeSource(entry: JsonObject, l10n: Localisation): string {
  const key = text(entry, 'extract', 'key');
  if (key !== undefined) return l10n.t('the properties of "{0}"', key.slice(0, 200));
  if (member(entry, 'find') !== undefined) return l10n.t('what find matches');
  const generator = member(entry, 'sourceRef', 'generatorRef');
  return l10n.t('what generator {0} {1} makes', text(generator, 'kind') ?? '', text(generator, 'name') ?? '');
}

/** One entry of `templateFrom`: `templateAs: Values` (the default) names its keys; `KeysAndValues` and `literal` make them up. */
function templateSource(entry: JsonObject, l10n: Localisation): Keys {
  if ((text(entry, 'target') ?? 'Data').toLowerCase() !== 'data') return { keys: [], open: [] };
  const keys: string[] = [];
  const open: string[] = [];
  for (const source of ['configMap', 'secret']) {
    for (const item of objects(entry, source, 'items')) {
      const key = text(item, 'key') ?? '';
      if (text(item, 'templateAs') !== 'KeysAndValues') keys.push(key);
      else open.push(l10n.t('what {0} of {1} {2} makes', key, source, text(entry, source, 'name') ?? ''));
    }
  }
  if (text(entry, 'literal') !== undefined) open.push(l10n.t('what its literal makes'));
  return { keys, open };
}
