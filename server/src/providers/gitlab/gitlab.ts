import type { RestService } from '../rest/restService.ts';
import { createCatalog } from './catalog.ts';
import { glabFile } from './configFile.ts';
import { explainRefusal } from './problems.ts';
import { type GitlabTarget, readHost, targetOf, vendorAddress } from './target.ts';

/** `spec.provider.gitlab`: CI/CD variables of a project and of groups. GitLab has no call that tells their names without values. */
export const gitlab: RestService<GitlabTarget> = {
  id: 'gitlab',
  title: 'GitLab',
  capabilities: {
    listing: 'includes-values',
    properties: 'reads-values',
    versions: false,
    tagsInListing: true,
    propertyDialect: 'gjson',
  },
  permissions: 'a token with `read_api` of a Maintainer of the project, for groups of an Owner',
  verifiedAgainst: 'a local server that answers as GitLab documents',
  credentials: {
    variables: [['GITLAB_TOKEN'], ['GITLAB_ACCESS_TOKEN']],
    addressVariables: ['GITLAB_HOST', 'GITLAB_URI', 'GL_HOST'],
    vendorAddresses: [vendorAddress],
    readAddress: readHost,
    file: glabFile,
    signIn({ text }) {
      const [, host] = /^https:\/\/([^/]+)$/.exec(text) ?? [];
      return host === undefined ? undefined : `glab auth login --hostname ${host}`;
    },
  },
  target: targetOf,
  scope: () => '',
  session: async ({ GITLAB_TOKEN, GITLAB_ACCESS_TOKEN }) => ({
    // Personal, project and group tokens are taken like this as well as those of OAuth.
    value: { headers: { authorization: `Bearer ${GITLAB_TOKEN ?? GITLAB_ACCESS_TOKEN}` } },
  }),
  explain: explainRefusal,
  catalog: createCatalog,
};
