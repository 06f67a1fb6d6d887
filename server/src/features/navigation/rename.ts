import type { Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import type { Localisation } from '../../localisation.ts';
import { objectNameProblem, secretKeyProblem } from '../../model/kubernetesNames.ts';
import { nameOf } from '../../model/mentions/mention.ts';
import { distinct, type Occurrence } from '../../model/mentions/occurrence.ts';
import type { PlaceContext } from '../context.ts';
import { inOrder, rangeIn } from './places.ts';
import { conflictOf, obstacleIn, obstacleTo, undefinedName } from './renameRefusals.ts';

/** Why something cannot be renamed: for the user, what is wrong and what to do. */
export interface RenameRefusal {
  readonly refusal: string;
}

/** What would be renamed: the name at the caret. */
export interface RenamePlace {
  readonly range: Range;
  readonly placeholder: string;
}

/** Changes of the texts of files, as the files are now. */
export interface RenameEdits {
  readonly edits: Readonly<Record<string, TextEdit[]>>;
}

/** Whether the name at a place can be renamed, and what it is; undefined where there is none of ours. */
export function prepareRename(context: PlaceContext): RenamePlace | RenameRefusal | undefined {
  const { file, mentions, offset, uri } = context;
  const occurrences = mentions.at(uri, file, offset);
  const [first] = occurrences;
  if (first === undefined) return undefined;
  const refusal = obstacleTo(first, context.l10n) ?? undefinedName(context, occurrences);
  if (refusal !== undefined) return { refusal };
  return { range: rangeIn(first, first.mention.place.range), placeholder: nameOf(first.mention.subject) };
}

/**
 * Renames what is named at a place everywhere in the workspace where it is meant, or nowhere: not where one place cannot follow, nor
 * where the new name is no name or is taken. Other repositories and clusters are not known.
 */
export function renameAt(context: PlaceContext, newName: string): RenameEdits | RenameRefusal | undefined {
  const prepared = prepareRename(context);
  if (prepared === undefined || 'refusal' in prepared) return prepared;
  const { file, mentions, offset, uri } = context;
  if (newName === prepared.placeholder) return { edits: {} };
  const bound = inOrder(mentions.bound(mentions.at(uri, file, offset)));
  const isObject = bound.some(({ mention: { subject } }) => subject.sort === 'object' || subject.sort === 'secret');
  const unfit = isObject ? objectNameProblem(newName) : secretKeyProblem(newName);
  const refusal =
    (unfit === undefined ? undefined : context.l10n.of(unfit)) ??
    obstacleIn(bound, context.l10n) ??
    conflictOf(context, bound.filter(mentions.isDefinition), newName);
  return refusal === undefined ? editsOf(bound, newName, context.l10n) : { refusal };
}

/** Edits as the client takes them; `versionOf`: the version of an open file. */
export function workspaceEdit(
  { edits }: RenameEdits,
  versioned: boolean,
  versionOf: (uri: string) => number | undefined,
): WorkspaceEdit {
  if (!versioned) return { changes: edits };
  return {
    documentChanges: Object.entries(edits).map(([uri, changes]) => ({
      textDocument: { uri, version: versionOf(uri) ?? null },
      edits: changes,
    })),
  };
}

function editsOf(bound: readonly Occurrence[], newName: string, l10n: Localisation): RenameEdits | RenameRefusal {
  const edits: Record<string, TextEdit[]> = {};
  const done = new Set<string>();
  for (const one of distinct(bound)) {
    // An alias says what its anchor says.
    if (one.mention.place.obstacle !== undefined) continue;
    const edit = one.mention.place.write(newName);
    if (edit === undefined) return { refusal: obstacleTo(one, l10n, true) ?? '' };
    const id = `${one.uri} ${one.document.start + edit.start}`;
    if (done.has(id)) continue;
    done.add(id);
    edits[one.uri] = [...(edits[one.uri] ?? []), { range: rangeIn(one, edit), newText: edit.newText }];
  }
  return { edits };
}
