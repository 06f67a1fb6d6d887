import { english, type Phrase, phrase } from '../../localisation.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { DopplerTarget } from './target.ts';

/**
 * What a refusal means. Doppler says 400 or 404 for projects and configs that are not there or not for this token, in sentences that
 * are looked for here; none of them is about a single secret.
 */
export function explainRefusal({ status, has }: Refusal, target: DopplerTarget): CatalogProblem | undefined {
  const { project, config } = target;
  for (const [field, name] of Object.entries({ project, config })) {
    const named = ownWords(field, name);
    if (has(new RegExp(`does not have access to requested ${field}`, 'i')))
      return {
        code: 'denied',
        ...told(
          'Your Doppler login has no access to {0}. A service token reads its own config only: use one of this config, or a login with a role in the project.',
          named,
        ),
        permission: `read access to ${english.of(named)}`,
      };
    if (has(new RegExp(`could not find requested ${field}`, 'i')))
      return {
        code: 'failed',
        ...told('Doppler has no {0} that your login may see. Check spec.provider.doppler.{1} of the store.', named, field),
      };
  }
  if (status === 400 && (project === '' || config === ''))
    return {
      code: 'failed',
      ...told(
        'Doppler does not know which config is meant: the store names none, as a service token has its own, and your login has none. Set spec.provider.doppler.project and config, or use a service token.',
      ),
    };
  if (status === 403)
    return {
      code: 'denied',
      ...told('Doppler denies your login the names of the secrets in {0}.', target.location),
      permission: 'a role in the project that may read its secrets',
    };
  return undefined;
}

/** `project shop`, or what the token says by itself. */
function ownWords(field: string, name: string): Phrase {
  if (field === 'project') return name === '' ? phrase('the project of the token') : phrase('project {0}', name);
  return name === '' ? phrase('the config of the token') : phrase('config {0}', name);
}
