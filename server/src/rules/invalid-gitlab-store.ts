import { phrase } from '../localisation.ts';
import { complete, refuse, storeRule } from './storeChecks.ts';
import type { StoreView } from './storeView.ts';

/** ESO: providers/v1/gitlab `ValidateStore`. */
export const invalidGitlabStore = storeRule({
  id: 'invalid-gitlab-store',
  provider: 'gitlab',
  summary: 'A GitLab store without a project, group or token.',
  bad: `auth:
  SecretRef:
    accessToken:
      name: gitlab
      key: token`,
  good: `projectID: "12345"
auth:
  SecretRef:
    accessToken:
      name: gitlab
      key: token`,
  fixable: true,
  checks: [
    refuse(
      'projectID and groupIDs must not both be empty',
      'projectID',
      'A gitlab store needs projectID or groupIDs',
      (store) => store.text('projectID') === '' && store.count('groupIDs') === 0,
    ),
    refuse(
      'defining groupIDs and inheritFromGroups = true is not allowed',
      'inheritFromGroups',
      'inheritFromGroups and groupIDs exclude each other',
      (store) => (store.count('groupIDs') ?? 0) > 0 && store.flag('inheritFromGroups'),
      { fixes: withoutInheriting },
    ),
    complete(
      'auth.SecretRef.accessToken',
      [
        ['key', 'accessToken.key cannot be empty'],
        ['name', 'accessToken.name cannot be empty'],
      ],
      { under: 'auth.SecretRef' },
    ),
  ],
});

function withoutInheriting(store: StoreView) {
  const at = { path: store.pathOf('inheritFromGroups'), part: 'entry' } as const;
  return [{ title: phrase('Remove {0}', 'inheritFromGroups'), preferred: true, edits: [{ at, newText: '' }] }];
}
