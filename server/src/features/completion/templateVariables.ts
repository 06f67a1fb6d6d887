import type { CancellationToken } from '../../cancellation.ts';
import { isName } from '../../model/goTemplate/goText.ts';
import type { TemplateContext } from '../../model/goTemplate/places.ts';
import { externalSecretSpecPath } from '../../model/references.ts';
import { samePath } from '../../syntax/path.ts';
import { fetchedVariables } from '../fetchedVariables.ts';
import { pushedKeys } from '../pushedKeys.ts';
import type { CompletionRequest } from './completionSource.ts';

/** A key that a template is given. */
export interface TemplateVariable {
  readonly name: string;
  /** Whether it can follow a dot as it is; otherwise it is reached by `index`. */
  readonly direct: boolean;
  /** Where it comes from, in a few words; may be empty. */
  readonly from: string;
}

/** The keys that the template at the caret is given, in the order of the manifest. */
export async function templateVariables(
  request: CompletionRequest,
  context: TemplateContext,
  token: CancellationToken,
): Promise<readonly TemplateVariable[]> {
  const { cursor, file, uri } = request;
  switch (context) {
    case 'fetched': {
      const spec = externalSecretSpecPath(cursor.resource);
      if (spec === undefined) return [];
      const { variables } = await fetchedVariables(cursor.resource, spec, { context: request, uri }, token);
      return variables.map(({ name, origin }) => variable(name, request.l10n.of(origin)));
    }
    case 'secret': {
      // The resource at the caret is one of its own: the workspace knows the one that is written.
      const written = cursor.document.parsed.resources.find(({ root }) => samePath(root, cursor.resource.root));
      const keys = written === undefined ? [] : pushedKeys(request, uri, file, cursor.document, written);
      return keys.map(({ name, maker }) => variable(name, `ExternalSecret ${maker}`));
    }
    case 'key':
      return [variable('value', request.l10n.t('the name before'))];
    case 'request':
      return ['key', 'property', 'version', 'namespace'].map((field) => ({
        name: `remoteRef.${field}`,
        direct: true,
        from: request.l10n.t('what is asked for'),
      }));
  }
}

function variable(name: string, from: string): TemplateVariable {
  return { name, direct: isName(name), from };
}
