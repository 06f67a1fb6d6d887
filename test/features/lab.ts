import assert from 'node:assert/strict';
import type { CompletionItem, Position, TextEdit } from 'vscode-languageserver-types';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { completeAt, resolveItem } from '../../server/src/features/completion/index.ts';
import { extensionCommands, type FeatureContext, type PlaceContext } from '../../server/src/features/context.ts';
import { hoverAt } from '../../server/src/features/hover/index.ts';
import { english } from '../../server/src/localisation.ts';
import { createMentions } from '../../server/src/model/mentions/mentions.ts';
import { createWorkspaceIndex } from '../../server/src/model/workspaceIndex.ts';
import type { Identity } from '../../server/src/providers/secretProvider.ts';
import { createVaultAccess } from '../../server/src/providers/vaultAccess.ts';
import { createLineIndex } from '../../server/src/syntax/lineIndex.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { readMarker } from '../support/marker.ts';
import { createMemoryHost, fullConsent, type MemoryHost, type MemoryHostOptions } from '../support/memoryHost.ts';

/** What a test of a feature may choose besides the host. */
export interface LabOptions extends MemoryHostOptions {
  readonly client?: Partial<FeatureContext['client']>;
  readonly trusted?: boolean;
  readonly operatorVersion?: string;
  readonly cluster?: NonNullable<FeatureContext['cluster']>;
  /** Where the text under test stands. */
  readonly uri?: string;
  /** What the user's settings say of all stores. */
  readonly identity?: Identity;
}

/** The features over a memory host, used as an editor uses them. */
export interface Lab {
  readonly host: MemoryHost;
  readonly context: FeatureContext;
  readonly uri: string;
  place(fixture: string): PlaceContext;
  complete(fixture: string): Promise<Offered>;
  hover(fixture: string): Promise<string>;
}

/** A completion list, and what its items do to the text. */
export interface Offered {
  readonly items: readonly CompletionItem[];
  readonly labels: readonly string[];
  readonly isIncomplete: boolean;
  item(label: string): CompletionItem;
  /** The whole text after choosing an item, tab stops written out as `‹1:name›`. */
  chosen(label: string): string;
  /** The documentation that the user sees. */
  documentation(label: string): Promise<string>;
}

/** The tutorial's store, without its mistakes. */
export const awsStore = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: aws-secretsmanager
  namespace: default
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
      auth:
        jwt:
          serviceAccountRef:
            name: external-secrets
`;

/** An ExternalSecret that reads from `awsStore`, with `data` as given: lines indented by two. */
export function externalSecret(data: string, more = ''): string {
  return `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: default
spec:
  secretStoreRef:
    name: aws-secretsmanager
${more}${data}`;
}

/**
 * A time for the clock of a lab whose back end goes by the real one: shortly after what the back end answers during the test, for an
 * answer of the future proves nothing.
 */
export function afterAnswers(): number {
  return Date.now() + 30_000;
}

/** Builds the features over a memory host. By default the tutorial's store is in the workspace, connected and confirmed. */
export function createLab(options: LabOptions = {}): Lab {
  const host = createMemoryHost({ consent: fullConsent, ...options });
  const { l10n = english } = options.client ?? {};
  const index = createWorkspaceIndex();
  for (const [uri, text] of Object.entries(options.files ?? { 'file:///w/store.yaml': awsStore }))
    index.update(uri, parseManifestFile(text));
  const vaults = createVaultAccess({
    providers: host.providers,
    consents: host.consents,
    clock: host.clock,
    trusted: () => options.trusted !== false,
    workspace: () => '',
    identityFor: () => options.identity ?? {},
    isTokenFor: () => true,
    l10n,
  });
  const context: FeatureContext = {
    schemas: host.schemas,
    vaults,
    index,
    mentions: createMentions(index),
    clock: host.clock,
    operatorVersion: options.operatorVersion,
    l10n,
    ...(options.cluster === undefined ? {} : { cluster: options.cluster }),
    client: { snippets: true, insertsAsIs: true, markdown: true, commands: extensionCommands, ...options.client },
  };
  const uri = options.uri ?? 'file:///w/app/db.yaml';
  const place = (fixture: string): PlaceContext => {
    const { text, offset } = readMarker(fixture);
    const file = parseManifestFile(text);
    index.update(uri, file);
    return { ...context, uri, file, offset, lines: createLineIndex(file.text) };
  };
  return {
    host,
    context,
    uri,
    place,
    async complete(fixture) {
      const at = place(fixture);
      const { items, isIncomplete } = await completeAt(at, neverCancelled);
      for (const item of items) checkItem(at, item);
      const item = (label: string): CompletionItem => {
        const found = items.find((each) => each.label === label);
        assert.ok(found, `"${label}" is offered among: ${items.map((each) => each.label).join(', ')}`);
        return found;
      };
      return {
        items,
        isIncomplete,
        labels: [...items].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1)).map(({ label }) => label),
        item,
        chosen: (label) => applyItem(at.file.text, item(label)),
        async documentation(label) {
          const { documentation = '' } = await resolveItem(context, item(label), neverCancelled);
          return typeof documentation === 'string' ? documentation : documentation.value;
        },
      };
    },
    async hover(fixture) {
      const hover = await hoverAt(place(fixture), neverCancelled);
      const contents = hover?.contents;
      return contents !== undefined && typeof contents === 'object' && 'value' in contents ? contents.value : '';
    },
  };
}

/** What every item owes the editor: one line, around the caret, and a filter text that what is typed matches. */
function checkItem({ file, offset }: PlaceContext, item: CompletionItem): void {
  const { textEdit } = item;
  assert.ok(textEdit !== undefined && 'range' in textEdit, 'an explicit edit');
  const lines = createLineIndex(file.text);
  const caret = lines.positionAt(offset);
  assert.equal(textEdit.range.start.line, caret.line);
  assert.equal(textEdit.range.end.line, caret.line);
  assert.ok(
    textEdit.range.start.character <= caret.character && caret.character <= textEdit.range.end.character,
    'the caret is inside',
  );
  const typed = file.text.slice(lines.offsetAt(textEdit.range.start), offset).trimStart();
  if (/^["']/.test(typed))
    assert.equal((item.filterText ?? item.label).trimStart()[0], typed[0], 'the filter text begins with the quote');
  for (const edit of item.additionalTextEdits ?? []) {
    const apart = isBefore(edit.range.end, textEdit.range.start) || isBefore(textEdit.range.end, edit.range.start);
    assert.ok(apart, 'additional edits do not touch the main one');
  }
}

function applyItem(text: string, item: CompletionItem): string {
  const main = item.textEdit as TextEdit;
  const newText = item.insertTextFormat === 2 ? shownSnippet(main.newText) : main.newText;
  const lines = createLineIndex(text);
  const edits = [{ range: main.range, newText }, ...(item.additionalTextEdits ?? [])];
  edits.sort((a, b) => lines.offsetAt(b.range.start) - lines.offsetAt(a.range.start));
  return edits.reduce((result, { range, newText: inserted }) => {
    return result.slice(0, lines.offsetAt(range.start)) + inserted + result.slice(lines.offsetAt(range.end));
  }, text);
}

/** A snippet as an editor expands it, with its stops still to be seen. */
function shownSnippet(snippet: string): string {
  return snippet.replace(
    /\\([$}\\])|\$\{(\d+)\|((?:\\.|[^|])*)\|\}|\$\{(\d+):((?:\\.|[^}])*)\}|\$(\d+)/g,
    (_, plain, choice, options, stop, text, bare) => {
      if (plain !== undefined) return plain;
      if (choice !== undefined) return `‹${choice}:${options}›`;
      return stop === undefined ? `‹${bare}›` : `‹${stop}:${text.replace(/\\(.)/g, '$1')}›`;
    },
  );
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
