import type { Localisation } from '../../localisation.ts';
import { isAbsent } from '../../model/known.ts';
import { storeRefPlaces } from '../../model/storeRefs.ts';
import { behindValue, type HintSource } from './hint.ts';

/** Behind the name of a store without a kind: which kind ESO takes it for. */
export const storeKindHints: HintSource = {
  setting: 'storeKind',
  hints: ({ index, l10n, resource, uri }) =>
    index.isPatch(uri) || index.completes(uri, resource)
      ? []
      : storeRefPlaces(resource).flatMap(({ path }) => {
          const offset = behindValue(resource, [...path, 'name']);
          if (offset === undefined || !isAbsent(resource, path, ['kind'])) return [];
          return [{ offset, label: 'SecretStore', tooltip: tooltipFor(resource.kind ?? '', l10n) }];
        }),
};

function tooltipFor(kind: string, l10n: Localisation): string {
  const meant = kind.startsWith('Cluster')
    ? l10n.t('kind is absent, so ESO looks for a SecretStore in each namespace that the object is made in.')
    : l10n.t('kind is absent, so ESO looks for a SecretStore in the namespace of this {0}.', kind);
  return `${meant} ${l10n.t('For a ClusterSecretStore write kind: ClusterSecretStore.')}`;
}
