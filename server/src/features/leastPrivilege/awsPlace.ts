import { knownAt, writtenText } from '../../model/known.ts';
import type { Place } from './awsStatements.ts';
import type { StoreNeeds } from './policy.ts';

/**
 * Where the secrets of a store are. What is written by templates, or not known here, is left to be filled in.
 *
 * @param ofRole the account of the role that reads them, where the store names one
 */
export function placeOf({ entry }: StoreNeeds, { account: ofRole }: { readonly account?: string }): Place {
  const at = ['spec', 'provider', 'aws'];
  const region = writtenText(entry.resource, [...at, 'region']) ?? '';
  const prefix = knownAt(entry.resource, at, ['prefix']);
  return {
    partition: partitionOf(region),
    region: /^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region) ? region : '<region>',
    account: ofRole ?? '<account-id>',
    prefix: prefix.state === 'value' ? String(prefix.value) : prefix.state === 'absent' ? '' : '<prefix>',
  };
}

function partitionOf(region: string): string {
  const partitions: readonly (readonly [start: string, partition: string])[] = [
    ['cn-', 'aws-cn'],
    ['us-gov-', 'aws-us-gov'],
    ['us-isob-', 'aws-iso-b'],
    ['us-isof-', 'aws-iso-f'],
    ['us-iso-', 'aws-iso'],
    ['eu-isoe-', 'aws-iso-e'],
    ['eusc-', 'aws-eusc'],
  ];
  return partitions.find(([start]) => region.startsWith(start))?.[1] ?? 'aws';
}
