import { type Localisation, phrase, recognising } from '../localisation.ts';

/** How back ends call the parts of a place: `Destination.location`, which is kept with what was agreed to, and so is a text. */
const knownParts = recognising([
  phrase('the manifest itself'),
  phrase('by ids'),
  phrase('the config of the token'),
  phrase('the project of the token'),
  phrase('its config'),
  phrase('{0} and group {1}'),
  phrase('{0} and groups {1}'),
  phrase('{0} with its groups'),
  phrase('{0} in namespace {1}'),
  phrase('namespace {0} of {1}'),
  phrase('organization {0} of {1}'),
  phrase('organization {0}'),
  phrase('project {0}'),
  phrase('config {0}'),
  phrase('environment {0}'),
  phrase('folder {0}'),
  phrase('group {0}'),
  phrase('groups {0}'),
  phrase('vault {0}'),
  phrase('vaults {0}'),
  phrase('account {0}'),
  phrase('tenant {0}'),
]);

/** The rights that a login may lack, where they are words of ours and no names of the vendor. */
const knownRights = recognising([
  phrase('read access to the vault'),
  phrase('read access to {0}'),
  phrase('a role in the project that may read its secrets'),
  phrase('Owner of the group'),
  phrase('Maintainer of the project'),
  phrase('the project of the token'),
  phrase('the config of the token'),
  phrase('project {0}'),
  phrase('config {0}'),
  phrase('{0} in namespace {1}'),
  phrase('{0} on the variable'),
  phrase('{0} on variables'),
]);

/** Where a vault is, in the language of the reader as far as that is said in our own words. */
export function placeWords(location: string, l10n: Localisation): string {
  const parts = location.split(', ').map((part) => {
    const said = knownParts(part);
    return said === undefined ? part : l10n.of(said);
  });
  return parts.join(', ');
}

/** The right that a login lacks, in the language of the reader where it is among our own words. */
export function rightWords(permission: string, l10n: Localisation): string {
  const said = knownRights(permission);
  return said === undefined ? permission : l10n.of(said);
}
