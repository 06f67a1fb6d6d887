import type { CancellationToken } from '../../cancellation.ts';
import type { Check } from '../../clusterProtocol.ts';
import { type Localisation, type Phrase, phrase } from '../../localisation.ts';
import type { ClusterConnection, KubeObject } from '../clusterClient.ts';
import { esoGroup, isEsoGroup } from '../eso.ts';
import { type ClusterOutcome, done } from '../outcome.ts';
import { member, names, objects, text } from '../rotation/json.ts';
import { listKind } from './listKind.ts';

/** ESO's own mark on each of its CRDs, since 0.10 at least. */
const mark = 'external-secrets.io/component=controller';

const main = `externalsecrets.${esoGroup}`;

/**
 * ESO's CustomResourceDefinitions, by name. Asked for by the label that ESO gives them, so that a cluster with hundreds of others is
 * not read whole; only where the main one has lost it all are looked at.
 */
export async function listDefinitions(
  connection: ClusterConnection,
  token: CancellationToken,
): Promise<ClusterOutcome<readonly KubeObject[]>> {
  const ask = (scope: { readonly labelSelector?: string }) =>
    listKind(connection, 'apiextensions.k8s.io', 'CustomResourceDefinition', scope, token);
  const marked = await ask({ labelSelector: mark });
  const isWhole = marked.outcome !== 'done' || marked.value.some(({ metadata }) => metadata.name === main);
  const found = isWhole ? marked : await ask({});
  if (found.outcome !== 'done') return found;
  const ours = found.value.filter((definition) => isEsoGroup(text(definition, 'spec', 'group') ?? ''));
  return done([...ours].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)));
}

/** An ESO version as the form of its CRDs tells it. */
export interface VersionRange {
  /** The least version that it can be, and the first that it cannot be: `2.0`. */
  readonly least?: string;
  readonly below?: string;
  /** `ESO 2.0 or newer`. */
  readonly words: Phrase;
}

/**
 * Which ESO versions have CRDs of such a form: v1 is served since 0.16, v1beta1 no longer since 0.17, and the providers alibaba and
 * device42 are gone since 2.0. Undefined where the CRDs of ExternalSecret or SecretStore are not there.
 */
export function rangeOf(definitions: readonly KubeObject[]): VersionRange | undefined {
  const secrets = definitions.find(({ metadata }) => metadata.name === main);
  const stores = definitions.find(({ metadata }) => metadata.name === `secretstores.${esoGroup}`);
  if (secrets === undefined || stores === undefined) return undefined;
  const served = servedVersions(secrets);
  if (!served.includes('v1')) return { below: '0.16', words: phrase('ESO older than 0.16') };
  if (served.includes('v1beta1'))
    return { least: '0.16', words: phrase('ESO 0.16, or a newer one that was told to serve v1beta1') };
  const v1 = objects(stores, 'spec', 'versions').find(({ name }) => name === 'v1');
  const path = ['schema', 'openAPIV3Schema', 'properties', 'spec', 'properties', 'provider', 'properties'];
  const hasOld = names(v1, ...path).some((provider) => provider === 'alibaba' || provider === 'device42');
  return hasOld
    ? { least: '0.17', below: '2.0', words: phrase('ESO 0.17 to 1.x') }
    : { least: '2.0', words: phrase('ESO 2.0 or newer') };
}

/** What is to be said of the CRDs: which there are, what they serve, and what former versions have left behind. */
export function definitionChecks(definitions: readonly KubeObject[], l10n: Localisation): readonly Check[] {
  const missing = ['externalsecrets', 'secretstores', 'clustersecretstores'].filter((plural) =>
    definitions.every(({ metadata }) => metadata.name !== `${plural}.${esoGroup}`),
  );
  const pending = definitions.filter((definition) => !isEstablished(definition)).map(({ metadata }) => metadata.name);
  const secrets = definitions.find(({ metadata }) => metadata.name === main);
  const served = secrets === undefined ? [] : servedVersions(secrets);
  const kinds = l10n.t(
    '{0} CustomResourceDefinitions; ExternalSecret is served as {1}.',
    definitions.length,
    served.join(', ') || l10n.t('nothing'),
  );
  const check: Check =
    missing.length > 0
      ? {
          title: l10n.of(title),
          state: 'problem',
          detail: l10n.t('Not there: {0}. ESO is only half installed.', missing.map((one) => `${one}.${esoGroup}`).join(', ')),
        }
      : pending.length > 0
        ? {
            title: l10n.of(title),
            state: 'problem',
            detail: l10n.t('Not served by the API server yet: {0}.', pending.join(', ')),
          }
        : { title: l10n.of(title), state: 'ok', detail: kinds };
  const left = leftovers(definitions);
  if (left.length === 0) return [check];
  const detail = l10n.t(
    '{0}: objects may still be stored in a version that is no longer served. An ESO version whose CRDs drop it cannot be installed before they are stored anew.',
    left.map(({ name, versions }) => `${name} (${versions.join(', ')})`).join(', '),
  );
  return [check, { title: l10n.t('Stored versions'), state: 'warning', detail }];
}

const title = phrase('Kinds');

/** A CRD whose `status.storedVersions` names versions that it does not serve. */
export interface Leftover {
  /** `externalsecrets.external-secrets.io`. */
  readonly name: string;
  readonly versions: readonly string[];
  /** The one to store in. */
  readonly storage: string;
}

/** The CRDs with stored versions that are no longer served. */
export function leftovers(definitions: readonly KubeObject[]): readonly Leftover[] {
  return definitions.flatMap((definition) => {
    const stored = member(definition, 'status', 'storedVersions');
    const served = servedVersions(definition);
    const versions = (Array.isArray(stored) ? stored.map(String) : []).filter((version) => !served.includes(version));
    const storage = text(
      objects(definition, 'spec', 'versions').find((version) => version['storage'] === true),
      'name',
    );
    return versions.length === 0 || storage === undefined ? [] : [{ name: definition.metadata.name, versions, storage }];
  });
}

function servedVersions(definition: KubeObject): readonly string[] {
  return objects(definition, 'spec', 'versions').flatMap((version) =>
    version['served'] === true ? (text(version, 'name') ?? []) : [],
  );
}

function isEstablished(definition: KubeObject): boolean {
  return objects(definition, 'status', 'conditions').some(({ type, status }) => type === 'Established' && status === 'True');
}
