import type { Refused, Unreachable, UnreachableWhy } from '../../cluster/outcome.ts';
import { english, phrase } from '../../localisation.ts';
import type { CatalogProblem, CatalogProblemCode } from '../secretProvider.ts';
import { told } from '../told.ts';

const codes: Readonly<Record<UnreachableWhy, CatalogProblemCode>> = {
  configuration: 'no-credentials',
  login: 'expired-credentials',
  network: 'unreachable',
  certificate: 'certificate',
  timeout: 'timeout',
  cancelled: 'cancelled',
  untrusted: 'untrusted-workspace',
  'not-allowed': 'not-connected',
};

/**
 * Why a cluster did not answer, as back ends say it. Of what an API server says no word is passed on.
 *
 * @param verb the right that the request needs on Secrets of the namespace: `list`, `get`
 */
export function problemOf(
  failure: Refused | Unreachable,
  { context, namespace, verb }: { readonly context: string; readonly namespace: string; readonly verb: 'get' | 'list' },
): CatalogProblem {
  if (failure.outcome === 'unreachable') {
    const { why, message, phrase, remedy } = failure;
    return {
      code: codes[why],
      message,
      ...(phrase === undefined ? {} : { phrase }),
      ...(remedy === undefined ? {} : { remedy }),
    };
  }
  const { status } = failure;
  if (status === 403) {
    const right = phrase('{0} in namespace {1}', `${verb} secrets`, namespace);
    const said = told('The login of context {0} lacks the right to {1}.', context, right);
    return { code: 'denied', ...said, permission: english.of(right) };
  }
  const answer = told(
    'The API server of context {0} answered HTTP {1} to a request about Secrets of namespace {2}.',
    context,
    status,
    namespace,
  );
  if (status === 429) return { code: 'throttled', ...told('{0} Try again in a moment.', answer.phrase) };
  return { code: status === 404 ? 'not-found' : 'failed', ...answer };
}
