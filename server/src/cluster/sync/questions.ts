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
): Question {
  const [first] = ready;
  const what = ready.length === 1 && first ? nameOf(addressOf(first.ref)) : `${ready.length} objects ${namespaces(ready)}`;
  const children = ready.filter(({ ref }) => ref.type.kind === 'ClusterExternalSecret');
  const generating = ready.filter(({ object }) => generatorsOf(object).length > 0);
  const lines = [
    ...(ready.length > 1 ? listed(ready.map(({ ref }) => nameOf(addressOf(ref)))) : []),
    ...children.map(
      ({ ref, followed }) => `ClusterExternalSecret ${ref.name} syncs its ExternalSecret in ${namespaces(followed).slice(3)}.`,
    ),
    ...listed(
      generating.map(
        ({ ref, object }) => `This makes new credentials: ${nameOf(addressOf(ref))} uses ${generatorsOf(object).join(', ')}.`,
      ),
    ),
    ...listed(ready.flatMap(({ notes }) => notes)),
    ...(refused.length > 0
      ? [`Left out: ${refused.length}`, ...listed(refused.map(({ ref, reason }) => `${nameOf(addressOf(ref))}: ${reason}`))]
      : []),
    `Server: ${context.server}`,
  ];
  return {
    message: `Force-sync ${what} in context ${context.name}?${generating.length > 0 ? ' This makes new credentials.' : ''}`,
    detail: lines.join('\n'),
    actions: ['Force Sync'],
    ...(isProtected ? { typed: context.name } : {}),
  };
}

/** `in namespace a`, `in namespaces a, b and 4 more`. */
function namespaces(objects: readonly { readonly ref: Prepared['ref'] }[]): string {
  const all = [...new Set(objects.flatMap(({ ref }) => ref.namespace ?? []))].sort();
  if (all.length === 0) return 'of the whole cluster';
  const some = all.slice(0, 5).join(', ');
  return `in namespace${all.length === 1 ? '' : 's'} ${some}${all.length > 5 ? ` and ${all.length - 5} more` : ''}`;
}

function listed(lines: readonly string[]): readonly string[] {
  const unique = [...new Set(lines)];
  return unique.length <= shownNames ? unique : [...unique.slice(0, shownNames), `… and ${unique.length - shownNames} more`];
}
