import type { Localisation } from '../../localisation.ts';
import type { KubeContext } from '../clusterClient.ts';
import type { Question } from '../interaction.ts';
import { addressOf, generatorsOf, nameOf } from './objects.ts';
import type { LeftOut, Prepared } from './prepare.ts';

const shownNames = 10;

/** The question before objects are annotated: names context, namespace and objects, generators behind them, and what is left out. */
export function forceSyncQuestion(
  context: KubeContext,
  { ready, refused }: { readonly ready: readonly Prepared[]; readonly refused: readonly LeftOut[] },
  isProtected: boolean,
  l10n: Localisation,
): Question {
  const [first] = ready;
  const what =
    ready.length === 1 && first
      ? nameOf(addressOf(first.ref))
      : `${l10n.t('{0} objects', ready.length)} ${namespaces(ready, l10n)}`;
  const children = ready.filter(({ ref }) => ref.type.kind === 'ClusterExternalSecret');
  const generating = ready.filter(({ object }) => generatorsOf(object).length > 0);
  const lines = [
    ...(ready.length > 1
      ? listed(
          ready.map(({ ref }) => nameOf(addressOf(ref))),
          l10n,
        )
      : []),
    ...children.map(({ ref, followed }) =>
      l10n.t('ClusterExternalSecret {0} syncs its ExternalSecret {1}.', ref.name, namespaces(followed, l10n)),
    ),
    ...listed(
      generating.map(({ ref, object }) =>
        l10n.t('This makes new credentials: {0} uses {1}.', nameOf(addressOf(ref)), generatorsOf(object).join(', ')),
      ),
      l10n,
    ),
    ...listed(
      ready.flatMap(({ notes }) => notes),
      l10n,
    ),
    ...(refused.length > 0
      ? [
          l10n.t('Left out: {0}', refused.length),
          ...listed(
            refused.map(({ ref, reason }) => `${nameOf(addressOf(ref))}: ${reason}`),
            l10n,
          ),
        ]
      : []),
    l10n.t('Server: {0}', context.server),
  ];
  return {
    message: `${l10n.t('Force-sync {0} in context {1}?', what, context.name)}${generating.length > 0 ? ` ${l10n.t('This makes new credentials.')}` : ''}`,
    detail: lines.join('\n'),
    actions: ['Force Sync'],
    ...(isProtected ? { typed: context.name } : {}),
  };
}

/** `in namespace a`, `in namespaces a, b and 4 more`. */
function namespaces(objects: readonly { readonly ref: Prepared['ref'] }[], l10n: Localisation): string {
  const all = [...new Set(objects.flatMap(({ ref }) => ref.namespace ?? []))].sort();
  if (all.length === 0) return l10n.t('of the whole cluster');
  const some = `${all.slice(0, 5).join(', ')}${all.length > 5 ? ` ${l10n.t('and {0} more', all.length - 5)}` : ''}`;
  return all.length === 1 ? l10n.t('in namespace {0}', some) : l10n.t('in namespaces {0}', some);
}

function listed(lines: readonly string[], l10n: Localisation): readonly string[] {
  const unique = [...new Set(lines)];
  return unique.length <= shownNames
    ? unique
    : [...unique.slice(0, shownNames), l10n.t('… and {0} more', unique.length - shownNames)];
}
