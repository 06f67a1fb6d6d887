import type { CancellationToken } from '../../../cancellation.ts';
import type { Outcome, PropertyNames } from '../../outcome.ts';
import { propertyNames } from '../../propertyNames.ts';
import { understood } from '../answers.ts';
import type { Caller } from '../caller.ts';
import type { SecretsManagerCalls } from './calls.ts';

/**
 * Reads a secret's value and gives back the names of its properties. The only place in which a value is ever held: it is dropped
 * when `send` returns, and nothing that shares memory with it gets out.
 *
 * @param secretId name with the store's prefix, or ARN
 * @param version `remoteRef.version` as ESO reads it: a stage, or `uuid/` and a version id; undefined: AWSCURRENT
 */
export function readPropertyNames(
  caller: Caller<SecretsManagerCalls>,
  secretId: string,
  version: string | undefined,
  token: CancellationToken,
): Promise<Outcome<PropertyNames>> {
  return caller(
    {
      operation: 'GetSecretValue',
      count: ({ items }) => items.length,
      async send({ sdk, client }, abortSignal) {
        const command = new sdk.GetSecretValueCommand({ SecretId: secretId, ...versionOf(version) });
        const { SecretString, SecretBinary } = await client.send(command, { abortSignal });
        // ESO reads bytes as it reads text; bytes that are no UTF-8 hold no names.
        return propertyNames(SecretString ?? new TextDecoder().decode(understood(SecretBinary)), 'escaped-then-gjson');
      },
    },
    token,
  );
}

function versionOf(version: string | undefined): { VersionId?: string; VersionStage?: string } {
  if (version === undefined || version === '') return {};
  return version.startsWith('uuid/') ? { VersionId: version.slice('uuid/'.length) } : { VersionStage: version };
}
