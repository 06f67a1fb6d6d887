import { externalSecretNameOf, judgedSpecPath, targetsSecret, targetText } from '../../model/externalSecret.ts';
import { writtenSecretOf } from '../../model/targetSecret.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';
import type { Path } from '../../syntax/path.ts';
import { plainText } from '../markdown.ts';
import { behindKey, behindValue, type HintSource } from './hint.ts';

/** Which Secret is written where `target` names none. Silent where Kustomize gives other names, or may name it. */
export const targetHints: HintSource = {
  setting: 'target',
  hints({ document, index, l10n, resource, uri }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || targetText(resource, spec, 'name', '') !== '') return [];
    if (index.isPatch(uri) || index.completes(uri, resource) || index.renamedBy(uri) !== undefined) return [];
    const name = secretOf(resource, spec);
    const offset = behindKey(document.parsed, resource, [...spec, 'target']) ?? behindValue(resource, ['metadata', 'name']);
    if (name === undefined || offset === undefined) return [];
    const written = plainText(name, 253);
    const isCluster = resource.kind === 'ClusterExternalSecret';
    const label = isCluster ? l10n.t('→ Secret {0} in each namespace', written) : l10n.t('→ Secret {0}', written);
    const why = isCluster
      ? l10n.t('target.name is absent, so the Secret has the name of the ExternalSecrets that this makes: {0}.', written)
      : l10n.t('target.name is absent, so the Secret has the name of this ExternalSecret: {0}.', written);
    return [{ offset, label, tooltip: `${why} ${l10n.t('Another is written as target.name.')}` }];
  },
};

/** Undefined where none is written, or templates leave its name open. */
function secretOf(resource: ResourceNode, spec: Path): string | undefined {
  if (resource.kind === 'ExternalSecret') return writtenSecretOf(resource);
  const policy = targetText(resource, spec, 'creationPolicy', 'Owner');
  if (!targetsSecret(resource, spec) || policy === undefined || policy === 'None') return undefined;
  return externalSecretNameOf(resource);
}
