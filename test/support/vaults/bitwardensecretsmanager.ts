import type { Answer, HeardRequest } from '../scriptedHttp.ts';
import { needle, ok, type RestDouble } from './restDouble.ts';

/** Whose secrets these are. */
export const organization = '66666666-6666-4666-8666-666666666666';
export const project = '77777777-7777-4777-8777-777777777777';
const accessToken = '0.0f0a8a7e-d737-498d-be6a-b1930064c31c.Rjqj7Vt7ZcDADtpbuzgx0hqbNJFPho:RZbls0Ka2gwIVKaLvSG3eA==';
const base = '/rest/api/1';

/** Their names, and in which project they are; several are called the same. */
const secrets: readonly (readonly [name: string, project: string])[] = [
  ['database', project],
  ['web', project],
  ['web', project],
  ['8888888888884888888888888888888A', project],
  ['elsewhere', '77777777-7777-4777-8777-777777777778'],
  ['database', '77777777-7777-4777-8777-777777777778'],
];

/** The id of one of them. */
export function idOf(i: number): string {
  return `99999999-9999-4999-8999-99999999990${i}`;
}

/** The bitwarden-sdk-server of ESO, as pkg/server/server.go and pkg/bitwarden/bitwarden.go have it: it reads what comes with a GET. */
function answer({ url, method, headers, body }: HeardRequest): Answer {
  const token = headers['warden-access-token'];
  if (!url.startsWith(`${base}/`)) return told(404, '404 page not found');
  if (token === undefined) return told(401, 'Missing Warden access token');
  if (token !== accessToken) return told(400, 'failed to login to bitwarden using access token: bitwarden login: API error');
  if (method !== 'GET') return told(405, '');
  const asked = JSON.parse(body);
  if (url === `${base}/secrets`) {
    if (asked.organizationId !== organization) return told(400, 'failed to get secret: API error: [404 Not Found]');
    return ok({ data: secrets.map(([key, of], i) => ({ id: idOf(i), key, organizationId: organization, projectIds: [of] })) });
  }
  const i = secrets.findIndex((_, at) => idOf(at) === asked.id);
  if (url !== `${base}/secret` || i < 0) return told(400, 'failed to get secret: API error: [404 Not Found]');
  const [key, projectId] = secrets[i] ?? [];
  return ok({ id: idOf(i), key, note: needle, organizationId: organization, projectId, value: needle });
}

function told(status: number, text: string): Answer {
  return { status, json: `${text}\n`, headers: { 'content-type': 'text/plain; charset=utf-8' } };
}

/** Bitwarden Secrets Manager, with a machine account that sees the project of the store. */
export const bitwardenDouble: RestDouble = {
  id: 'bitwardensecretsmanager',
  config: (url) => ({ bitwardenServerSDKURL: url, organizationID: organization, projectID: project }),
  env: () => ({ BWS_ACCESS_TOKEN: accessToken }),
  byFile: true,
  answer,
  keys: ['database', 'web', ...secrets.map((_, i) => idOf(i))],
  hover: /Bitwarden Secrets Manager · organization 6666[\s\S]*Project: 7777/,
};
