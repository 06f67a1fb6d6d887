import { type Localisation, type Phrase, phrase, recognising } from '../localisation.ts';
import { placeWords } from '../providers/placeWords.ts';

/** What back ends say of secrets and versions in words of ours; the names of details among them. */
const known = recognising([
  phrase('certificates'),
  phrase('public keys'),
  phrase('secrets'),
  phrase('allowed pattern'),
  phrase('annotations'),
  phrase('announces to'),
  phrase('attributes'),
  phrase('being deleted'),
  phrase('category'),
  phrase('changed by'),
  phrase('content type'),
  phrase('created by'),
  phrase('creating'),
  phrase('current'),
  phrase('current, expired'),
  phrase('data type'),
  phrase('deleted'),
  phrase('deletion'),
  phrase('destroyed'),
  phrase('disabled'),
  phrase('empty: ESO refuses it'),
  phrase('encrypted with'),
  phrase('environment'),
  phrase('ESO reads'),
  phrase('expired'),
  phrase('expires'),
  phrase('expires once it is read'),
  phrase('failed'),
  phrase('folder'),
  phrase('hidden: GitLab gives its value to nobody'),
  phrase('immutable'),
  phrase('inactive'),
  phrase('in'),
  phrase('it has no value yet'),
  phrase('it has no version yet'),
  phrase('its newest version is disabled'),
  phrase('keeps'),
  phrase('kept after deletion'),
  phrase('keys'),
  phrase('labels'),
  phrase('listing is denied'),
  phrase('locked by Scaleway'),
  phrase('locks'),
  phrase('managed by'),
  phrase('name'),
  phrase('no version of it is enabled'),
  phrase('none of its versions is enabled'),
  phrase('owner'),
  phrase('path'),
  phrase('policies'),
  phrase('policy'),
  phrase('project'),
  phrase('region'),
  phrase('replica of'),
  phrase('replication'),
  phrase('rotated'),
  phrase('scheduled for deletion'),
  phrase('scheduled for destruction'),
  phrase('set to be'),
  phrase('several secrets of the project have this name'),
  phrase('state'),
  phrase('tagged'),
  phrase('tags'),
  phrase('tier'),
  phrase('type'),
  phrase('validity'),
  phrase('vault'),
  phrase('version'),
  phrase('versions'),
  phrase('what a find takes'),
  phrase('what ESO reads'),
  phrase('writes'),
  phrase('{0}, soon to be destroyed'),
  phrase('its newest version is {0}'),
  phrase('it was deleted on {0} and can be recovered until {1}'),
  phrase('it was deleted and can be recovered until {0}'),
  phrase('it was deleted on {0} and can be recovered'),
  phrase('it was deleted and can be recovered'),
  phrase('{0} items of vault {1} have this title'),
  phrase('ESO does not read items of type {0}'),
  phrase('it is of type {0}, which the key has to say: {1}'),
  phrase('in several folders ({0}): ESO reads whichever comes first'),
  phrase('set for {0} only'),
  phrase('set for several environments in {0}, and the store names none'),
  phrase('version {0}'),
]);

/** The values of details that are words of ours: any other may be a name that somebody has given. */
const knownValues = recognising([
  phrase('by Infisical'),
  phrase('expired {0}'),
  phrase('expires {0}'),
  phrase('not valid before {0}'),
  phrase('is inhibited'),
  phrase('is set'),
  phrase('need check-and-set'),
  phrase('not told without the value'),
  phrase('the certificate of this name'),
  phrase('{0} versions'),
  phrase('version {0}, as its newest version is disabled (LatestOrFetch)'),
  phrase('version {0}, as its newest version is destroyed (LatestOrFetch)'),
]);

/** The values of single details that are words of ours there, and might be names elsewhere. */
const knownOf: Readonly<Record<string, (value: string) => Phrase | undefined>> = {
  'announces to': recognising([phrase('1 Pub/Sub topic'), phrase('{0} Pub/Sub topics')]),
  environment: recognising([phrase('all of them')]),
  'kept after deletion': recognising([phrase('{0} days, {1}'), phrase('{0} days')]),
  replication: recognising([phrase('automatic')]),
  'set to be': recognising([phrase('{0}, {1}'), phrase('protected'), phrase('masked'), phrase('hidden'), phrase('expanded')]),
  state: recognising([phrase('suspended'), phrase('deactivated')]),
  type: recognising([
    phrase('static secret'),
    phrase('dynamic secret'),
    phrase('rotated secret'),
    phrase('certificate'),
    phrase('file'),
  ]),
};

/** What a back end says of a secret or a version, in the language of the reader where it is among our own words. */
export function vaultWords(text: string, l10n: Localisation): string {
  const said = known(text);
  return said === undefined ? text : l10n.of(said);
}

/** What a back end says a detail of that name is, in the language of the reader where that is among our own words. */
export function detailWords(name: string, value: string, l10n: Localisation): string {
  if (name === 'in') return placeWords(value, l10n);
  const said = (Object.hasOwn(knownOf, name) ? knownOf[name]?.(value) : undefined) ?? knownValues(value);
  return said === undefined ? value : l10n.of(said);
}
