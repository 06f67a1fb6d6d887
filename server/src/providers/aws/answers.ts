import type { SecretMetadata } from '../secretEntries.ts';

/**
 * The part of an answer without which it says nothing. The SDK takes any JSON for an answer: one that lacks it must not count as an
 * empty vault. Throws where it is not there, as the SDK does of what is no JSON; the caller of the call makes a problem of that.
 */
export function understood<T>(part: T | undefined): T {
  if (part === undefined) throw new SyntaxError();
  return part;
}

/** The member of a secret's metadata that leads to the vendor's own page. */
export function withConsole(console: string | undefined): Pick<SecretMetadata, 'console'> {
  return console === undefined || console === '' ? {} : { console };
}

/** Tags as AWS has them in ours. */
export function tagsOf(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): SecretMetadata['tags'] {
  return tags.map(({ Key = '', Value = '' }) => ({ name: Key, value: Value }));
}

/** What a page has below the store's prefix, told by the names that its manifests write. */
export function ownOf<T extends { readonly Name?: string | undefined }, Told>(
  page: readonly T[],
  prefix: string,
  tell: (item: T, key: string) => Told,
): readonly Told[] {
  return page.flatMap((item) => (item.Name?.startsWith(prefix) ? [tell(item, item.Name.slice(prefix.length))] : []));
}
