import { phrase } from '../../localisation.ts';
import { plainText } from '../../model/plainText.ts';
import { textForms } from './textForms.ts';
import { given, option, type VaultCli } from './tool.ts';

/** Google Secret Manager, by `gcloud secrets`. */
export const secretManagerCli: VaultCli = (request) => {
  const { projectID, location } = request.store.config;
  if (typeof projectID !== 'string' || projectID === '')
    return {
      reason: phrase('Store {0} names no project. Set spec.provider.gcpsm.projectID.', plainText(request.store.name, 80)),
    };
  const region = typeof location === 'string' ? location : undefined;
  const place = ['--project', given(projectID), ...option('--location', region)];
  // A secret of one region has no other place to be kept at.
  const replication = region === undefined ? ['--replication-policy', 'automatic'] : [];
  const name = given(request.key);
  const change =
    request.deed === 'create'
      ? ['gcloud', 'secrets', 'create', name, ...place, ...replication]
      : ['gcloud', 'secrets', 'versions', 'add', name, ...place];
  return textForms(request, {
    write: (path) => [...change, '--data-file', path],
    read: ['gcloud', 'secrets', 'versions', 'access', 'latest', '--secret', name, ...place],
    stdin: '-',
  });
};
