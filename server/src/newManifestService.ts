import type { Documents } from './documents.ts';
import type { FeatureContext } from './features/context.ts';
import type { Host } from './host.ts';
import type { Localisation } from './localisation.ts';
import type { NewManifestAnswers, NewManifestChoices, NewManifestResult } from './newManifestProtocol.ts';
import { textStyleOf } from './syntax/textStyle.ts';

/** Begins manifests for the ESO version that is checked for. Asks no vault, changes nothing. */
export interface NewManifestService {
  choices(): Promise<NewManifestChoices | undefined>;
  make(answers: NewManifestAnswers): Promise<NewManifestResult>;
}

/** Builds the service. `readOnce` reads the workspace, where that has not been done yet. */
export function createNewManifestService(
  host: Pick<Host, 'providers'>,
  documents: Documents,
  context: () => FeatureContext,
  readOnce: () => Promise<void>,
  l10n: Localisation,
): NewManifestService {
  // The catalogue is large: it is loaded with the first question.
  const offered = async () => {
    const { snippetsFor } = await import('./features/snippets/catalogue.ts');
    const { operatorVersion, schemas } = context();
    return snippetsFor(schemas, operatorVersion);
  };
  return {
    async choices() {
      const { index, l10n, schemas } = context();
      await readOnce();
      const snippets = await offered();
      const { manifestChoices } = await import('./features/snippets/choices.ts');
      return snippets && manifestChoices({ index, l10n, schemas, providers: host.providers }, snippets);
    },
    async make(answers) {
      const snippets = await offered();
      if (snippets === undefined)
        return { outcome: 'failed', message: context().l10n.t('The schemas of ESO could not be read.'), items: [] };
      const beside = answers.beside === undefined ? undefined : documents.get(answers.beside);
      const written = beside?.file.documents.filter(({ parsed }) => parsed.root !== undefined).at(-1);
      const [{ newManifest }, { plainStyle }] = await Promise.all([
        import('./features/snippets/newManifest.ts'),
        import('./features/snippets/writeManifest.ts'),
      ]);
      return newManifest(snippets, answers, written === undefined ? plainStyle : textStyleOf(written.parsed), l10n);
    },
  };
}
