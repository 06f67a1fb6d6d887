import { filed, type Localisation, type Phrase, phrase } from '../localisation.ts';

/** What back ends say of secrets and versions in words of ours that are always the same; the names of details among them. */
const known: ReadonlySet<string> = new Set(
  [
    phrase('being deleted'),
    phrase('content type'),
    phrase('created by'),
    phrase('current'),
    phrase('disabled'),
    phrase('empty: ESO refuses it'),
    phrase('environment'),
    phrase('expired'),
    phrase('expires once it is read'),
    phrase('folder'),
    phrase('hidden: GitLab gives its value to nobody'),
    phrase('immutable'),
    phrase('it has no value yet'),
    phrase('it has no version yet'),
    phrase('its newest version is disabled'),
    phrase('keys'),
    phrase('listing is denied'),
    phrase('no version of it is enabled'),
    phrase('none of its versions is enabled'),
    phrase('owner'),
    phrase('scheduled for deletion'),
    phrase('several secrets of the project have this name'),
    phrase('type'),
    phrase('validity'),
    phrase('version'),
    phrase('what ESO reads'),
    phrase('what a find takes'),
  ].map(({ text }: Phrase) => text),
);

/** What a back end says of a secret or a version, in the language of the reader where it is among our own words. */
export function vaultWords(text: string, l10n: Localisation): string {
  return known.has(text) ? l10n.of(filed(text)) : text;
}
