import { CompletionItemKind } from 'vscode-languageserver-types';
import { relativeTime } from '../../model/relativeTime.ts';
import { plainText } from '../markdown.ts';
import { vaultWords } from '../vaultWords.ts';
import { type CompletionSource, nothing, type Suggestion } from './completionSource.ts';
import { problemResult } from './problemSuggestion.ts';
import { referenceAt } from './remoteProperty.ts';

/** `remoteRef.version`: the names that point at versions of the chosen secret (stages), then the versions, newest first. */
export const remoteVersionSource: CompletionSource = {
  matches: ({ cursor, place }) =>
    cursor.part === 'value' && /^spec\.(externalSecretSpec\.)?(data\[\]\.remoteRef|dataFrom\[\]\.extract)\.version$/.test(place),
  async complete(request, token) {
    const found = await referenceAt(request);
    if (found === undefined) return nothing;
    const { view, reference } = found;
    if (view.catalog === undefined) return view.problem === undefined ? nothing : problemResult(request, view, view.problem);
    if (view.provider?.capabilities.versions === false) return nothing;
    const listing = await view.catalog.versions(reference.key, token);
    if (token.isCancellationRequested) return { suggestions: [], isIncomplete: true };
    if (listing.items.length === 0 && listing.problem !== undefined) return problemResult(request, view, listing.problem);
    const newestFirst = [...listing.items].sort((a, b) => (b.created ?? 0) - (a.created ?? 0));
    const now = request.clock.now();
    const suggestions = newestFirst.flatMap(({ version, labels, created, note, unavailable }, i): readonly Suggestion[] => {
      const order = String(i).padStart(4, '0');
      const said = unavailable ?? note;
      const age =
        created === undefined ? {} : { detail: request.l10n.t('created {0}', relativeTime(created, now, request.l10n)) };
      const item = (text: string, sort: string, aside?: string): Suggestion => ({
        label: plainText(text, 256),
        kind: CompletionItemKind.Constant,
        text: request.style.quote(text),
        filter: text,
        sort,
        ...age,
        ...(aside === undefined || aside === '' ? {} : { aside: plainText(aside, 80) }),
        ...(unavailable === undefined ? {} : { deprecated: true }),
      });
      return [
        ...labels.map((label) => item(label, `0${order}`)),
        item(version, `1${order}`, said === undefined ? labels.join(', ') : vaultWords(said, request.l10n)),
      ];
    });
    return { suggestions: suggestions.filter(isFirst), isIncomplete: !listing.complete };
  },
};

function isFirst({ label }: Suggestion, i: number, all: readonly Suggestion[]): boolean {
  return all.findIndex((other) => other.label === label) === i;
}
