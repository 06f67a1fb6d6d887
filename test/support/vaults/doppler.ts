import type { Answer, HeardRequest } from '../scriptedHttp.ts';
import { needle, ok, type RestDouble } from './restDouble.ts';

/** Projects, their configs, and the secrets of these. */
const projects: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  shop: {
    dev: { DATABASE_URL: needle },
    prd: { DATABASE_URL: needle, STRIPE_KEY: needle, TLS: `{"crt":"${needle}"}`, DOPPLER_CONFIG: 'prd' },
  },
  other: { prd: {} },
};

/** Tokens, and what they reach: a service token has one config of its own. */
const tokens: Readonly<Record<string, { readonly projects: readonly string[]; readonly own?: readonly [string, string] }>> = {
  'dp.ct.personal': { projects: ['shop'] },
  'dp.st.prd.service': { projects: ['shop'], own: ['shop', 'prd'] },
};

/**
 * Doppler's API, as https://docs.doppler.com/reference/secrets-names and its command-line tool have it. Doppler's own client
 * (@dopplerhq/node-sdk 1.3.0) works with it.
 */
function answer({ url, headers }: HeardRequest): Answer {
  const { pathname, searchParams } = new URL(url, 'http://x');
  const token = tokens[headers.authorization?.replace('Bearer ', '') ?? ''];
  if (token === undefined) return refused(401, 'Invalid Auth token');
  if (pathname !== '/v3/configs/config/secrets/names') return refused(404, 'Could not find the requested URL');
  const project = searchParams.get('project') ?? token.own?.[0];
  const config = searchParams.get('config') ?? token.own?.[1];
  if (project === undefined || config === undefined) return refused(400, 'You must specify a project and a config');
  if (projects[project] === undefined) return refused(404, `Could not find requested project '${project}'`);
  if (!token.projects.includes(project)) return refused(400, `This token does not have access to requested project '${project}'`);
  const secrets = projects[project][config];
  if (secrets === undefined) return refused(404, `Could not find requested config '${config}'`);
  if (token.own !== undefined && token.own[1] !== config)
    return refused(400, `This token does not have access to requested config '${config}'`);
  return ok({ names: Object.keys(secrets), success: true });
}

function refused(status: number, message: string): Answer {
  return { status, json: { messages: [message], success: false } };
}

/** Doppler, with one project of which the login may see two configs. */
export const dopplerDouble: RestDouble = {
  id: 'doppler',
  config: (url) => ({ host: url, project: 'shop', config: 'prd' }),
  env: (url) => ({ DOPPLER_TOKEN: 'dp.ct.personal', DOPPLER_API_HOST: url }),
  answer,
  keys: ['DATABASE_URL', 'STRIPE_KEY', 'TLS', 'DOPPLER_CONFIG'],
  hover: /Doppler · project shop, config prd/,
};
