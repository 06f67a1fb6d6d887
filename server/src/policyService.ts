import type { Documents } from './documents.ts';
import type { Files } from './host.ts';
import type { Localisation } from './localisation.ts';
import { manifestInputs } from './manifestTargets.ts';
import { isEsoResource } from './model/esoKinds.ts';
import type { WorkspaceIndex } from './model/workspaceIndex.ts';
import type { ManifestTarget, MinimalPolicyResult } from './protocol.ts';

/** What the operator must be allowed in vaults, for manifests. */
export interface PolicyService {
  /** The policies for these manifests, or for all of the workspace. Asks no vault. */
  minimalPolicy(target: ManifestTarget | undefined): Promise<MinimalPolicyResult>;
}

/** Builds the service over the open documents, the files of the workspace and what they say about each other. */
export function createPolicyService(
  documents: Documents,
  files: Files,
  index: WorkspaceIndex,
  l10n: Localisation,
): PolicyService {
  return {
    async minimalPolicy(target) {
      const wanted = target ?? { uris: [...index.files()].sort() };
      const inputs = await manifestInputs(wanted, { documents, files, index: () => index });
      const manifests = inputs.flatMap(({ uri, documents: chosen }) =>
        chosen.flatMap(({ parsed }) => parsed.resources.filter(isEsoResource).map((resource) => ({ uri, resource }))),
      );
      const { minimalPolicies, policyDocument } = await import('./features/leastPrivilege/index.ts');
      const policies = minimalPolicies(index, manifests);
      const { pieces, gaps } = policies;
      if (pieces.length === 0) {
        const [gap] = gaps;
        const message =
          gap === undefined
            ? l10n.t('There is no ExternalSecret and no PushSecret here that names a key of a vault.')
            : l10n.of(gap);
        return { outcome: 'refused', message, items: [], pieces: [] };
      }
      const message =
        pieces.length === 1
          ? l10n.t('What ESO must be allowed, in one part.')
          : l10n.t('What ESO must be allowed, in {0} parts.', pieces.length);
      const plain = pieces.map(({ title, text }) => ({ title: l10n.of(title), text }));
      return { outcome: 'done', message, items: [], pieces: plain, document: policyDocument(policies, l10n) };
    },
  };
}
