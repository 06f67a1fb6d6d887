import { TextDocument } from 'vscode-languageserver-textdocument';
import { quickFixes } from '../../server/src/features/codeActions.ts';
import { english } from '../../server/src/localisation.ts';
import { createWorkspaceIndex } from '../../server/src/model/workspaceIndex.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { diagnoseDocument, diagnoseInWorkspace } from '../../server/src/rules/diagnose.ts';
import { recordFacts } from '../../server/src/rules/workspaceFacts.ts';
import { createManifestParser } from '../../server/src/syntax/parse.ts';

/** A finding as a person sees it: what is underlined, what is said, and what each quick fix makes of the text. */
export interface Told {
  readonly rule: string;
  readonly severity: string;
  /** The underlined text. */
  readonly marked: string;
  /** Line of the underlined text, from 1. */
  readonly line: number;
  readonly message: string;
  /** The whole text after each fix, in the order in which they are offered. */
  readonly fixed: readonly string[];
  /** The whole text after the fix that is made without asking, if there is one. */
  readonly preferred: string | undefined;
}

/** All findings of a text that is the whole workspace, in the order of the text; `operatorVersion` as the user would set it, else the newest, assumed. */
export async function tell(text: string, operatorVersion?: string): Promise<readonly Told[]> {
  const document = TextDocument.create('file:///example.yaml', 'yaml', 1, text);
  const version = { operatorVersion: operatorVersion ?? schemas.versions.at(-1) ?? '', known: operatorVersion !== undefined };
  const told: Told[] = [];
  const file = createManifestParser().parse(text);
  const index = createWorkspaceIndex();
  index.update(document.uri, file);
  index.markComplete();
  const { facts } = recordFacts(index, document.uri);
  for (const part of file.documents) {
    const own = await diagnoseDocument(part.parsed, schemas, version);
    const others = await diagnoseInWorkspace(part.parsed, schemas, version, facts);
    for (const placed of [...own, ...others].sort((a, b) => a.range.start - b.range.start)) {
      const start = part.start + placed.range.start;
      const fixes = quickFixes(placed, part, { uri: document.uri, file }, english).map(({ edit, isPreferred }) => ({
        text: TextDocument.applyEdits(document, edit?.changes?.[document.uri] ?? []),
        isPreferred,
      }));
      told.push({
        rule: placed.finding.rule,
        severity: placed.finding.severity,
        marked: text.slice(start, part.start + placed.range.end),
        line: document.positionAt(start).line + 1,
        message: placed.finding.message,
        fixed: fixes.map(({ text: changed }) => changed),
        preferred: fixes.find(({ isPreferred }) => isPreferred)?.text,
      });
    }
  }
  return told;
}

const schemas = createNodeSchemaSource();
