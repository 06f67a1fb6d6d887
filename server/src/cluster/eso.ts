/** Names that ESO gives to things in a cluster (2.9.0: externalsecret_types.go, externalsecret_controller.go). */

/** The API groups of ESO's own kinds. */
export const esoGroup = 'external-secrets.io';
export const generatorGroup = 'generators.external-secrets.io';

/** Set on target Secrets: the SHA3-224 of their data. Tells from metadata alone whether the data have changed. */
export const dataHashAnnotation = 'reconcile.external-secrets.io/data-hash';

/** Set on target Secrets that ESO manages, to `true`. */
export const managedLabel = 'reconcile.external-secrets.io/managed';

/** Set on target Secrets with creationPolicy Owner: a hash of the ExternalSecret's namespace and name. */
export const createdByLabel = 'reconcile.external-secrets.io/created-by';

/** The annotation that people use to make the controller look again; ESO gives the key no meaning of its own. */
export const forceSyncAnnotation = 'force-sync';

/** The one annotation that a ClusterExternalSecret passes on to its ExternalSecrets. */
export const clusterForceSyncAnnotation = 'external-secrets.io/force-sync';

/** The kinds whose objects a person applies and syncs. */
export const syncedKinds = ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret'] as const;

/** A kind of `syncedKinds`. */
export type SyncedKind = (typeof syncedKinds)[number];

/** Whether a group is one of ESO's. */
export function isEsoGroup(group: string): boolean {
  return group === esoGroup || group === generatorGroup;
}
