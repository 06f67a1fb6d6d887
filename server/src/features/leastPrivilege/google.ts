import { phrase } from '../../localisation.ts';
import { isAbsent, writtenText } from '../../model/known.ts';
import { distinct, findStart, grouped, type PolicyPiece, type StoreNeeds, shellWord } from './policy.ts';

const accessor = 'roles/secretmanager.secretAccessor';
const viewer = 'roles/secretmanager.viewer';

/** The bindings for each project, as commands of the Google Cloud CLI, secret by secret where that is possible. */
export function googlePolicies(stores: readonly StoreNeeds[]): readonly PolicyPiece[] {
  return [...grouped(stores, projectOf).entries()].map(([project, group]) => ({
    title: phrase('Google Cloud bindings for project {0}', project),
    language: 'shellscript',
    text: [
      `member=${shellWord(`serviceAccount:<service-account>@${project}.iam.gserviceaccount.com`)}`,
      ...distinct(group.flatMap((store) => store.uses.flatMap((use) => commandsFor(store, use, project)))),
    ].join('\n'),
    notes: [
      phrase(
        'The member is the service account that the store logs in with, or the principal of a Kubernetes ServiceAccount (Workload Identity Federation).',
      ),
      ...(group.some(({ uses }) => uses.some(({ kind }) => kind === 'find'))
        ? [phrase('A find lists the secrets of the whole project, which cannot be narrowed.')]
        : []),
    ],
  }));
}

function commandsFor({ config, entry }: StoreNeeds, use: StoreNeeds['uses'][number], project: string): readonly string[] {
  const inProject = `--project=${shellWord(project)} --member="$member"`;
  const whole = (role: string, condition: string) =>
    `gcloud projects add-iam-policy-binding ${shellWord(project)} --member="$member" --role=${shellWord(role)} --condition=${condition}`;
  if (use.kind === 'find') {
    const start = findStart(use.path ?? '', use.start);
    const named = `'expression=resource.name.extract("/secrets/{name}").startsWith("${start}"),title=external-secrets'`;
    const byName = use.start !== undefined && /^[\w-]+$/.test(start);
    return [whole(viewer, 'None'), whole(accessor, byName ? named : 'None')];
  }
  if (use.kind === 'push') {
    const permissions = [
      ...['secrets.create', ...(use.deletes ? ['secrets.delete'] : []), 'secrets.get', 'secrets.update'],
      ...['versions.access', 'versions.add'],
    ].map((name) => `secretmanager.${name}`);
    const role = use.deletes ? 'externalSecretsPushAndDelete' : 'externalSecretsPush';
    return [
      `gcloud iam roles create ${role} --project=${shellWord(project)} --permissions=${permissions.join(',')}`,
      whole(`projects/${project}/roles/${role}`, 'None'),
    ];
  }
  const location = config.config['location'];
  const regional = typeof location === 'string' && location !== '' ? ` --location=${shellWord(location)}` : '';
  const bind = (role: string) =>
    `gcloud secrets add-iam-policy-binding ${shellWord(use.key)} ${inProject}${regional} --role=${role}`;
  if (use.kind === 'metadata') return [bind(viewer)];
  // To fall back to the newest enabled version, ESO lists the versions.
  const at = ['spec', 'provider', 'gcpsm'];
  const lists =
    !isAbsent(entry.resource, at, ['secretVersionSelectionPolicy']) &&
    config.config['secretVersionSelectionPolicy'] !== 'LatestOrFail';
  return [bind(accessor), ...(lists ? [bind(viewer)] : [])];
}

function projectOf({ entry }: StoreNeeds): string {
  return writtenText(entry.resource, ['spec', 'provider', 'gcpsm', 'projectID']) || '<project>';
}
