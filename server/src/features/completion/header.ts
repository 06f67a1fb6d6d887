import { CompletionItemKind } from 'vscode-languageserver-types';
import { isEsoApiVersion } from '../../model/esoKinds.ts';
import { closestVersion } from '../../schema/operatorVersion.ts';
import type { KindEntry } from '../../schema/structure.ts';
import { startOfLine } from '../../syntax/text.ts';
import { type CompletionRequest, type CompletionSource, nothing, type Suggestion, suggestAgain } from './completionSource.ts';
import { rangeOf } from './items.ts';

/** The kinds that people write most, in that order; generators follow by name. */
const commonKinds = [
  'ExternalSecret',
  'SecretStore',
  'ClusterSecretStore',
  'ClusterExternalSecret',
  'PushSecret',
  'ClusterPushSecret',
];

/** `apiVersion:` and `kind:` themselves, where a document is begun by hand; their values are offered right after. */
export const headerKeySource: CompletionSource = {
  matches: ({ cursor: { part, resource }, place }) =>
    part === 'key' &&
    place === '' &&
    resource.root.length === 0 &&
    // Once both are there the kind's own fields are known.
    (resource.apiVersion === undefined || resource.kind === undefined),
  async complete(request) {
    const { cursor, client, l10n } = request;
    const { apiVersion, kind } = cursor.resource;
    const begun = cursor.siblings.every((key) => key === 'apiVersion' || key === 'kind');
    const foreign = kind !== undefined && kind !== '' && (await kindsOf(request)).every((entry) => entry.kind !== kind);
    if (!isEsoApiVersion(apiVersion) && (!begun || foreign)) return nothing;
    const trigger = client.commands.triggerSuggest;
    const suggestions = ['apiVersion', 'kind']
      .filter((key) => !cursor.siblings.includes(key))
      .map(
        (key): Suggestion => ({
          label: key,
          kind: CompletionItemKind.Property,
          text: `${key}: `,
          sort: `2${key}`,
          ...(trigger === undefined ? {} : { command: suggestAgain(trigger, l10n) }),
        }),
      );
    return { suggestions, isIncomplete: false };
  },
};

/** `apiVersion:` values of ESO; those of the kind that is already written first, those no longer served last and struck out. */
export const apiVersionSource: CompletionSource = {
  matches: ({ cursor, place }) => cursor.part === 'value' && place === 'apiVersion',
  async complete(request) {
    const kinds = await kindsOf(request);
    const { kind } = request.cursor.resource;
    const fitting = kinds.filter((entry) => entry.kind === kind);
    // Another tool's kind: its apiVersion is not ours to say.
    if (kind !== undefined && kind !== '' && fitting.length === 0) return nothing;
    const versions = [...new Set((fitting.length > 0 ? fitting : kinds).map((entry) => entry.apiVersion))];
    const suggestions = versions.map((apiVersion): Suggestion => {
      const entries = (fitting.length > 0 ? fitting : kinds).filter((entry) => entry.apiVersion === apiVersion);
      const served = entries.some((entry) => entry.served);
      const stored = entries.some((entry) => entry.served && entry.storage && !apiVersion.startsWith('generators.'));
      const names = entries.filter((entry) => entry.served).map((entry) => entry.kind);
      return {
        label: apiVersion,
        kind: CompletionItemKind.EnumMember,
        text: request.style.quote(apiVersion),
        sort: `${served ? (stored ? 0 : 1) : 2}${apiVersion}`,
        ...(served
          ? { documentation: request.l10n.t('Kinds: {0}', names.join(', ')) }
          : { aside: request.l10n.t('not served'), deprecated: true }),
      };
    });
    return { suggestions, isIncomplete: false };
  },
};

/** `kind:` values: those of the apiVersion that is already written; without one all of ESO's, each bringing its apiVersion along. */
export const kindSource: CompletionSource = {
  matches: ({ cursor, place }) => cursor.part === 'value' && place === 'kind',
  async complete(request) {
    const { apiVersion } = request.cursor.resource;
    if (apiVersion !== undefined && apiVersion !== '' && !isEsoApiVersion(apiVersion)) return nothing;
    const served = (await kindsOf(request)).filter((entry) => entry.served);
    const fitting = served.filter((entry) => entry.apiVersion === apiVersion);
    const offered = fitting.length > 0 ? fitting : served;
    const suggestions = offered.map(
      (entry): Suggestion => ({
        label: entry.kind,
        kind: CompletionItemKind.EnumMember,
        text: request.style.quote(entry.kind),
        sort: kindSort(entry),
        detail: entry.apiVersion,
        data: { source: 'field', kind: entry.kind, pattern: '' },
        ...(apiVersion === undefined ? { edits: [insertApiVersion(request, entry)] } : {}),
      }),
    );
    return { suggestions, isIncomplete: false };
  },
};

async function kindsOf({ schemas, operatorVersion }: CompletionRequest): Promise<readonly KindEntry[]> {
  return (await schemas.load(closestVersion(schemas.versions, operatorVersion)))?.kinds ?? [];
}

function kindSort({ kind, storage }: KindEntry): string {
  const rank = commonKinds.indexOf(kind);
  return `${rank < 0 ? 9 : rank}${kind}${storage ? 0 : 1}`;
}

/** An apiVersion line above the line with `kind`, at the same column. */
function insertApiVersion(request: CompletionRequest, entry: KindEntry): { range: ReturnType<typeof rangeOf>; newText: string } {
  const { file, offset, cursor, style } = request;
  const key = startOfLine(file.text, offset) + cursor.indent;
  return {
    range: rangeOf(request, { start: key, end: key }),
    newText: `apiVersion: ${style.quote(entry.apiVersion)}\n${' '.repeat(cursor.indent)}`,
  };
}
