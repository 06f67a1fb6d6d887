import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome } from '../outcome.ts';
import { at, listOf, textOf } from '../rest/json.ts';
import type { RestClient } from '../rest/restClient.ts';
import type { DopplerTarget } from './target.ts';

/**
 * The names of the secrets in a config (`GET /v3/configs/config/secrets/names`), Doppler's own three among them. Dynamic secrets are
 * left out: ESO does not get them.
 */
export function askNames(
  client: RestClient,
  { project, config }: DopplerTarget,
  token: CancellationToken,
): Promise<Outcome<readonly string[]>> {
  return client.call(
    {
      operation: 'ListSecretNames',
      path: ['v3', 'configs', 'config', 'secrets', 'names'],
      query: { project: project || undefined, config: config || undefined, include_dynamic_secrets: 'false' },
      read: readNames,
      count: (names) => names.length,
    },
    token,
  );
}

function readNames(json: JsonValue | undefined): readonly string[] | undefined {
  const names = at(json, 'names');
  return Array.isArray(names) ? listOf(names).flatMap((name) => textOf(name) ?? []) : undefined;
}
