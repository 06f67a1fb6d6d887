import { english, type Localisation, type Phrase, phrase } from '../../localisation.ts';
import { storeLabel } from '../../model/storeConfig.ts';
import type { WorkspaceIndex } from '../../model/workspaceIndex.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';
import { plainText } from '../markdown.ts';
import { awsPolicies, isWritableService } from './aws.ts';
import { azurePolicies } from './azure.ts';
import { googlePolicies } from './google.ts';
import { kubernetesPolicies } from './kubernetes.ts';
import { needsOf, type Use } from './needs.ts';
import type { PolicyPiece, PolicyWriter, StoreNeeds } from './policy.ts';
import { vaultPolicies } from './vault.ts';

/** What ESO must be allowed, for some manifests. */
export interface MinimalPolicies {
  readonly pieces: readonly PolicyPiece[];
  /** What the pieces leave out, a sentence each. */
  readonly gaps: readonly Phrase[];
}

const writers: Readonly<Record<string, PolicyWriter>> = {
  aws: awsPolicies,
  azurekv: azurePolicies,
  gcpsm: googlePolicies,
  kubernetes: kubernetesPolicies,
  vault: vaultPolicies,
  openBao: vaultPolicies,
};

/**
 * The policies that allow ESO exactly what these manifests ask of their vaults, from the manifests and the stores of the workspace.
 * Asks no vault. What templates decide, and stores that are not in the workspace, are named in `gaps`.
 */
export function minimalPolicies(
  index: Pick<WorkspaceIndex, 'resolveStore'>,
  manifests: readonly { readonly uri: string; readonly resource: ResourceNode }[],
): MinimalPolicies {
  const stores = new Map<object, StoreNeeds & { readonly uses: Use[] }>();
  const gaps = new Map<string, Phrase>();
  const leaveOut = (gap: Phrase) => gaps.set(english.of(gap), gap);
  let open = 0;
  for (const { uri, resource } of manifests) {
    const found = needsOf(resource);
    open += found.open;
    for (const { store, use } of found.needs) {
      const entry = index.resolveStore(store, { uri, namespace: resource.namespace });
      const config = entry?.config;
      if (entry === undefined || config === undefined) {
        leaveOut(
          phrase('{0} is not among the files of this workspace, or names no provider yet.', `${store.kind} ${store.name}`),
        );
      } else if (!isWritable(config.provider, config.config['service'])) {
        leaveOut(phrase('{0} uses {1}, for which no policy is written yet.', storeLabel(config), config.provider));
      } else {
        const known = stores.get(entry) ?? { entry, config, uses: [] };
        known.uses.push(use);
        stores.set(entry, known);
      }
    }
  }
  if (open > 0) leaveOut(openEntries(open));
  const families = [...new Set(Object.values(writers))];
  const pieces = families.flatMap((write) =>
    write([...stores.values()].filter(({ config }) => writers[config.provider] === write)),
  );
  return { pieces, gaps: [...gaps.values()] };
}

/** Whether a policy can be written for stores of a provider (of `aws`: of a service of it). */
export function isWritable(provider: string, service: unknown): boolean {
  return Object.hasOwn(writers, provider) && (provider !== 'aws' || isWritableService(service));
}

function openEntries(count: number): Phrase {
  return count === 1
    ? phrase('One entry is left out: templates, labels or patterns decide on its key or store.')
    : phrase('{0} entries are left out: templates, labels or patterns decide on their keys or stores.', count);
}

/** The pieces as one Markdown document, to be read and copied from. */
export function policyDocument({ pieces, gaps }: MinimalPolicies, l10n: Localisation): string {
  const sections = pieces.map(({ title, notes, language, text }) =>
    [
      `## ${plainText(l10n.of(title), 500)}`,
      ...notes.map((note) => `- ${plainText(l10n.of(note), 2000)}`),
      `\n\`\`\`${language}\n${text}\n\`\`\``,
    ].join('\n'),
  );
  const left =
    gaps.length === 0
      ? []
      : [[`## ${l10n.t('Not covered')}`, ...gaps.map((gap) => `- ${plainText(l10n.of(gap), 500)}`)].join('\n')];
  const intro = l10n.t(
    'What External Secrets Operator itself must be allowed for these manifests, and nothing more. Parts in <angle brackets> are to be filled in.',
  );
  return `# ${l10n.t('Minimal policy')}\n\n${intro}\n\n${[...sections, ...left].join('\n\n')}\n`;
}
