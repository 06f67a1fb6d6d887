import type { CancellationToken } from '../../../cancellation.ts';
import type { Outcome, PropertyNames } from '../../outcome.ts';
import type { Page } from '../../pages.ts';
import { propertyNames } from '../../propertyNames.ts';
import type { VersionEntry } from '../../secretEntries.ts';
import { understood } from '../answers.ts';
import type { Caller } from '../caller.ts';
import type { ParameterStoreCalls } from './calls.ts';

/*
 * The only place in which values of parameters are ever held: each is dropped when `send` returns, and nothing that shares memory
 * with it gets out.
 */

/**
 * Reads a parameter's value and gives back the names of its properties.
 *
 * @param name name with the store's prefix, or ARN; ESO puts the version behind it, after a colon
 */
export function readPropertyNames(
  caller: Caller<ParameterStoreCalls>,
  name: string,
  token: CancellationToken,
): Promise<Outcome<PropertyNames>> {
  return caller(
    {
      operation: 'GetParameter',
      count: ({ items }) => items.length,
      async send({ sdk, client }, abortSignal) {
        const command = new sdk.GetParameterCommand({ Name: name, WithDecryption: true });
        const { Parameter } = await client.send(command, { abortSignal });
        return propertyNames(understood(Parameter?.Value), 'escaped-then-gjson');
      },
    },
    token,
  );
}

/**
 * Reads one page of a parameter's history and gives back its versions with their labels. The history holds the value of each
 * version, those of type String in the clear though nothing is asked to be decrypted.
 *
 * @param name name with the store's prefix, or ARN
 */
export function readVersions(
  caller: Caller<ParameterStoreCalls>,
  name: string,
  next: string | undefined,
  token: CancellationToken,
): Promise<Outcome<Page<VersionEntry>>> {
  const input = { Name: name, WithDecryption: false, MaxResults: 50, ...(next === undefined ? {} : { NextToken: next }) };
  return caller(
    {
      operation: 'GetParameterHistory',
      count: ({ items }) => items.length,
      async send({ sdk, client }, abortSignal) {
        const { Parameters, NextToken } = await client.send(new sdk.GetParameterHistoryCommand(input), { abortSignal });
        const items = understood(Parameters).map(({ Version, Labels, LastModifiedDate }) => ({
          version: String(Version),
          labels: (Labels ?? []).map(copyOf),
          ...(LastModifiedDate === undefined ? {} : { created: LastModifiedDate.getTime() }),
        }));
        // An empty token is the end, as it says in the description of the call.
        return { items, next: NextToken ? copyOf(NextToken) : undefined };
      },
    },
    token,
  );
}

/** A string of its own: engines may keep a substring as a window into the answer it came from, which has the values in it. */
function copyOf(text: string): string {
  return Array.from(text).join('');
}
