import { markdownLink } from '../markdown.ts';

/** The hosts of vendors' consoles, and what people call each. */
const consoles: readonly (readonly [host: RegExp, name: string])[] = [
  [/\.console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/, 'AWS console'],
  [/^portal\.azure\.(com|us|cn)$/, 'Azure portal'],
  [/^console\.cloud\.google\.com$/, 'Google Cloud console'],
  [/^portal\.(azure\.(com|us|cn)|microsoftazure\.de)$/, 'Azure portal'],
];

/** Characters; a name in it has some hundred. */
const longest = 4_000;

/** A link to a secret's page in its vendor's console; undefined for any address that is not certainly one. */
export function consoleLink(address: string | undefined): string | undefined {
  const host = address === undefined || address.length > longest ? undefined : /^https:\/\/([a-z0-9.-]+)\//.exec(address)?.[1];
  const name = host === undefined ? undefined : consoles.find(([pattern]) => pattern.test(host))?.[1];
  return address === undefined || name === undefined ? undefined : markdownLink(`Open in the ${name}`, address);
}
