import type { CodeAction, Position, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import type { CancellationToken } from '../../cancellation.ts';
import type { PlaceContext } from '../context.ts';
import { addProperties } from './addProperties.ts';
import { convertStore } from './convertStore.ts';
import { writeDefaults } from './defaults.ts';
import { expandProperties } from './expandProperties.ts';
import { extractProperties } from './extractProperties.ts';
import { generateStore } from './generateStore.ts';
import { moveStoreRef } from './moveStoreRef.ts';
import {
  type FileSpans,
  type Offer,
  type Plan,
  type Refactoring,
  type RefactoringPlace,
  type Refusal,
  refactoringPlace,
  type Surroundings,
} from './refactoring.ts';
import { sortData } from './sortData.ts';

const refactorings: readonly Refactoring[] = [
  extractProperties,
  expandProperties,
  addProperties,
  moveStoreRef,
  generateStore,
  convertStore,
  writeDefaults,
  sortData,
];

/** What an action that is made later remembers. Goes through the client, and is checked when it comes back. */
export interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly position: Position;
  readonly title: string;
}

/**
 * The refactorings at a place that are of a wanted kind. What is costly has no edit but `data`, for `resolveRefactoring`. A client that
 * cannot ask later gets what the workspace alone can tell, with its edit, and nothing that a vault would have to tell.
 */
export async function refactoringsAt(
  at: PlaceContext,
  version: number,
  surroundings: Surroundings,
  wants: (kind: string) => boolean,
  token: CancellationToken,
): Promise<readonly CodeAction[]> {
  const place = refactoringPlace(at, surroundings);
  const actions: CodeAction[] = [];
  for (const { kind, plan, title } of place === undefined ? [] : await offersAt(place)) {
    if (!wants(kind) || place === undefined) continue;
    const isLater = 'make' in plan;
    if (isLater && at.client.resolvesActions === true) {
      const data: ActionData = { uri: at.uri, version, position: at.lines.positionAt(at.offset), title };
      actions.push({ title, kind, data });
    } else if (!isLater || !plan.remote) {
      const made = isLater ? await plan.make(token) : plan;
      if (!('reason' in made)) actions.push({ title, kind, edit: editOf(made, place) });
    }
  }
  return actions;
}

/** Makes the edit of an action that was offered at the same place, or says why there is none. */
export async function resolveRefactoring(
  at: PlaceContext,
  surroundings: Surroundings,
  title: string,
  token: CancellationToken,
): Promise<WorkspaceEdit | Refusal> {
  const place = refactoringPlace(at, surroundings);
  const offer = place === undefined ? undefined : (await offersAt(place)).find((each) => each.title === title);
  if (place === undefined || offer === undefined)
    return { reason: at.l10n.t('This cannot be done here any more: the text or the store has changed.') };
  const made = 'make' in offer.plan ? await offer.plan.make(token) : offer.plan;
  return 'reason' in made ? made : editOf(made, place);
}

/** What a client sent back as the data of an action; undefined where it is nothing of ours. */
export function readActionData(data: unknown): ActionData | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { uri, version, position, title } = data as Record<string, unknown>;
  if (typeof uri !== 'string' || typeof version !== 'number' || typeof title !== 'string') return undefined;
  const { line, character } = (position ?? {}) as Record<string, unknown>;
  return typeof line === 'number' && typeof character === 'number'
    ? { uri, version, position: { line, character }, title }
    : undefined;
}

async function offersAt(place: RefactoringPlace): Promise<readonly Offer[]> {
  return (await Promise.all(refactorings.map((refactoring) => refactoring(place)))).flat();
}

function editOf({ created, files = [], spans = [] }: Plan, { document, file, uri }: RefactoringPlace): WorkspaceEdit {
  if (created !== undefined) {
    const start = { line: 0, character: 0 };
    const edits = [{ range: { start, end: start }, newText: created.text }];
    return {
      documentChanges: [
        { kind: 'create', uri: created.uri },
        { textDocument: { uri: created.uri, version: null }, edits },
      ],
    };
  }
  const own = {
    uri,
    file,
    spans: spans.map((span) => ({ ...span, start: span.start + document.start, end: span.end + document.start })),
  };
  const changed = [own, ...files].filter((each) => each.spans.length > 0);
  return { changes: Object.fromEntries(changed.map((each) => [each.uri, textEdits(each)])) };
}

function textEdits({ file: { lines }, spans }: FileSpans): TextEdit[] {
  // What is put in at the beginning of what goes comes first.
  return [...spans]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, newText }) => ({ range: { start: lines.positionAt(start), end: lines.positionAt(end) }, newText }));
}
