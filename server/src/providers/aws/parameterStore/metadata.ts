import type { ParameterInlinePolicy, ParameterMetadata, Tag } from '@aws-sdk/client-ssm';
import { detailsOf } from '../../outcome.ts';
import type { SecretEntry, SecretMetadata, VersionEntry } from '../../secretEntries.ts';
import { tagsOf } from '../answers.ts';

/** A parameter as a listing has it. `key`: what a manifest writes. */
export function entryOf({ Description, LastModifiedDate }: ParameterMetadata, key: string): SecretEntry {
  return {
    key,
    ...(Description ? { description: Description } : {}),
    ...(LastModifiedDate === undefined ? {} : { changed: LastModifiedDate.getTime() }),
  };
}

/** All that may be said of a parameter. */
export function metadataOf(parameter: ParameterMetadata, key: string, tags: readonly Tag[]): SecretMetadata {
  const expiry = expiryOf(parameter.Policies ?? []);
  return {
    ...entryOf(parameter, key),
    ...(parameter.ARN === undefined ? {} : { id: parameter.ARN }),
    ...(expiry === undefined ? {} : { deletion: expiry }),
    tags: tagsOf(tags),
    versions: currentVersion(parameter),
    ...detailsOf([
      ['type', parameter.Type],
      ['tier', parameter.Tier],
      ['encrypted with', parameter.KeyId],
      ['data type', parameter.DataType === 'text' ? undefined : parameter.DataType],
      ['allowed pattern', parameter.AllowedPattern],
      ['policies', parameter.Policies?.flatMap(({ PolicyType }) => PolicyType ?? []).join(', ')],
      ['changed by', parameter.LastModifiedUser],
    ]),
  };
}

/** The one version that is known without the history. */
export function currentVersion({ Version, LastModifiedDate }: ParameterMetadata): VersionEntry[] {
  if (Version === undefined) return [];
  const created = LastModifiedDate === undefined ? {} : { created: LastModifiedDate.getTime() };
  return [{ version: String(Version), labels: [], note: 'current', ...created }];
}

/** When a policy deletes the parameter, in epoch milliseconds. */
function expiryOf(policies: readonly ParameterInlinePolicy[]): number | undefined {
  const text = policies.find(({ PolicyType }) => PolicyType === 'Expiration')?.PolicyText ?? '';
  const time = Date.parse(/"Timestamp"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? '');
  return Number.isNaN(time) ? undefined : time;
}
