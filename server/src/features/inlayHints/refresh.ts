import { isNoInterval, judgedSpecPath, refreshPolicyOf } from '../../model/externalSecret.ts';
import { isAbsent, isPresent } from '../../model/known.ts';
import { fieldAt } from '../../schema/fields.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';
import type { Path } from '../../syntax/path.ts';
import { behindKey, behindValue, type HintSource } from './hint.ts';

/**
 * How often ESO fetches or pushes where the manifest says nothing: what the CRD fills in, by the schemas that are judged by. Silent
 * where the interval has no effect, and where the rest of the manifest may stand elsewhere.
 */
export const refreshHints: HintSource = {
  setting: 'refresh',
  async hints({ document, index, isWanted, l10n, operatorVersion, resource, schemas, uri }) {
    const { apiVersion, kind } = resource;
    const { isPush, spec } = wholeSpec(resource) ?? {};
    if (apiVersion === undefined || kind === undefined || spec === undefined) return [];
    if (!isAbsent(resource, spec, ['refreshInterval']) || index.isPatch(uri) || index.completes(uri, resource)) return [];
    if (isPush !== true && refreshPolicyOf(resource, spec) !== 'Periodic') return [];
    const offset = behindValue(resource, [...spec, 'refreshPolicy']) ?? behindKey(document.parsed, resource, spec);
    if (offset === undefined || !isWanted({ start: offset, end: offset })) return [];
    const field = await fieldAt(schemas, operatorVersion, apiVersion, kind, [...spec, 'refreshInterval']);
    const byDefault = field?.default;
    if (typeof byDefault !== 'string' || isNoInterval(byDefault)) return [];
    const every = byDefault.replace(/(\d[hm])(?:0m)?0s$/, '$1');
    const does = isPush
      ? l10n.t('refreshInterval is absent, so ESO pushes again every {0}: the default of {1}.', every, kind)
      : l10n.t('refreshInterval is absent, so ESO fetches the values again every {0}: the default of {1}.', every, kind);
    const late = isPush
      ? l10n.t('A change of the source Secret waits for it; another interval is written as refreshInterval: 15m.')
      : l10n.t('A change in the vault waits for it; another interval is written as refreshInterval: 15m.');
    const label = isPush ? l10n.t('→ push every {0} (default)', every) : l10n.t('→ refresh every {0} (default)', every);
    return [{ offset, label, tooltip: `${does} ${late}` }];
  },
};

/** The spec of an ExternalSecret or PushSecret that says what it is about: one that does not may be a part of a manifest. */
function wholeSpec(resource: ResourceNode): { readonly spec: Path; readonly isPush: boolean } | undefined {
  const judged = judgedSpecPath(resource);
  if (judged !== undefined) {
    const says = isPresent(resource, judged, ['data']) || isPresent(resource, judged, ['dataFrom']);
    return says ? { spec: judged, isPush: false } : undefined;
  }
  const isPush = resource.kind === 'PushSecret' || resource.kind === 'ClusterPushSecret';
  const spec = resource.kind === 'ClusterPushSecret' ? ['spec', 'pushSecretSpec'] : ['spec'];
  return isPush && isPresent(resource, spec, ['selector']) ? { spec, isPush } : undefined;
}
