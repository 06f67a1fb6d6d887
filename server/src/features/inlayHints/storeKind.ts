import { isAbsent } from '../../model/known.ts';
import { storeRefPlaces } from '../../model/storeRefs.ts';
import { behindValue, type HintSource } from './hint.ts';

/** Behind the name of a store without a kind: which kind ESO takes it for. */
export const storeKindHints: HintSource = {
  setting: 'storeKind',
  hints: ({ index, resource, uri }) =>
    index.isPatch(uri) || index.completes(uri, resource)
      ? []
      : storeRefPlaces(resource).flatMap(({ path }) => {
          const offset = behindValue(resource, [...path, 'name']);
          if (offset === undefined || !isAbsent(resource, path, ['kind'])) return [];
          return [{ offset, label: 'SecretStore', tooltip: tooltipFor(resource.kind ?? '') }];
        }),
};

function tooltipFor(kind: string): string {
  const where = kind.startsWith('Cluster') ? 'each namespace that the object is made in' : `the namespace of this ${kind}`;
  return `kind is absent, so ESO looks for a SecretStore in ${where}. For a ClusterSecretStore write kind: ClusterSecretStore.`;
}
