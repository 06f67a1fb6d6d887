import { phrase } from '../../localisation.ts';
import { plainText } from '../../model/plainText.ts';
import { textForms, unwritable } from './textForms.ts';
import { given, option, type VaultCli } from './tool.ts';

/**
 * Variables of a GitLab project, by `glab variable`. It sends a token of the environment to whatever host it is told: so only to GitLab's
 * own, or to one for which the user's login is meant.
 */
export const gitlabCli: VaultCli = (request) => {
  const { projectID, environment, url } = request.store.config;
  if (typeof projectID !== 'string' || !/^[\w.-]+(\/[\w.-]+)+$/.test(projectID))
    return {
      reason: phrase(
        'Store {0} names its project by a number, and glab takes GROUP/PROJECT only.',
        plainText(request.store.name, 80),
      ),
    };
  const isOwn = url === undefined || url === '' || url === 'https://gitlab.com' || url === 'https://gitlab.com/';
  const host = request.destination?.endpoint ?? (isOwn ? 'https://gitlab.com' : undefined);
  if (host === undefined)
    return {
      reason: phrase('No login of yours is known to be meant for the server of store {0}.', plainText(request.store.name, 80)),
    };
  const set = request.deed === 'create' ? 'set' : 'update';
  const place = ['--repo', { address: `${host}/${projectID}` }];
  const scope = option('--scope', typeof environment === 'string' && environment !== '*' ? environment : undefined);
  // As ESO asks for it.
  const name = request.key.replaceAll('-', '_');
  if (!/^\w+$/.test(name)) return unwritable(request.key);
  const command = (verb: string) => ['glab', 'variable', verb, given(name), ...place, ...scope];
  // Of a path with dots it is not said here which of them part it.
  const properties = request.properties.some((property) => property.includes('.')) ? [] : request.properties;
  return textForms({ ...request, properties }, { write: () => command(set), read: command('get'), readsInputOnly: true });
};
