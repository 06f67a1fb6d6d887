import { type Localisation, type Phrase, phrase } from '../../localisation.ts';
import { markdownLink } from '../markdown.ts';

/** The hosts of vendors' consoles, and links to each. */
const consoles: readonly (readonly [host: RegExp, link: Phrase])[] = [
  [/\.console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/, phrase('Open in the AWS console')],
  [/^portal\.azure\.(com|us|cn)$/, phrase('Open in the Azure portal')],
  [/^console\.cloud\.google\.com$/, phrase('Open in the Google Cloud console')],
  [/^portal\.(azure\.(com|us|cn)|microsoftazure\.de)$/, phrase('Open in the Azure portal')],
];

/** Characters; a name in it has some hundred. */
const longest = 4_000;

/** A link to a secret's page in its vendor's console; undefined for any address that is not certainly one. */
export function consoleLink(address: string | undefined, l10n: Localisation): string | undefined {
  const host = address === undefined || address.length > longest ? undefined : /^https:\/\/([a-z0-9.-]+)\//.exec(address)?.[1];
  const link = host === undefined ? undefined : consoles.find(([pattern]) => pattern.test(host))?.[1];
  return address === undefined || link === undefined ? undefined : markdownLink(l10n.of(link), address);
}
