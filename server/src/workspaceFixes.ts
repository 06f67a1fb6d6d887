import type { TextEdit } from 'vscode-languageserver-types';
import type { Interaction } from './cluster/interaction.ts';
import type { Diagnoser } from './diagnoser.ts';
import type { Documents, OpenDocument } from './documents.ts';
import { editsOf, type FoundInFile, preferredEdits, preferredFix } from './features/codeActions.ts';
import type { FeatureContext } from './features/context.ts';
import { migrationOf, servesMigrated } from './features/migration.ts';
import type { Host } from './host.ts';
import type { LineIndex } from './syntax/lineIndex.ts';

/** What is to be fixed: everything that has a preferred fix, or only what v1 asks of manifests of older versions. */
export type FixScope = 'all' | 'migration';

/** The edits of one file, made for one version of its text. */
export interface FileFixes {
  readonly uri: string;
  /** Null where the file is not open. */
  readonly version: number | null;
  readonly text: string;
  readonly edits: readonly RuleEdit[];
  /** How many findings the edits mend. */
  readonly fixes: number;
}

/** An edit, and the rule whose finding it mends. */
export interface RuleEdit {
  readonly rule: string;
  readonly edit: TextEdit;
}

/** What was found to fix in a workspace. */
export interface WorkspaceFixes {
  readonly files: readonly FileFixes[];
  /** How many documents have YAML that is too broken to tell. */
  readonly broken: number;
  /** Whether there is more than was taken. */
  readonly more: boolean;
  /** Set where nothing can be done, in a sentence that says why. */
  readonly refusal?: string;
}

/** Fixes over all manifests of a workspace. */
export interface WorkspaceFixer {
  /** Looks through the open documents, by their open text, and all other manifests on disk. One file is held at a time, and those to be changed. */
  collect(scope: FixScope, interaction: Pick<Interaction, 'progress' | 'token'>): Promise<WorkspaceFixes>;
  /** Of files with edits those whose text is still the one that the edits were made for. */
  current(files: readonly FileFixes[]): Promise<readonly FileFixes[]>;
}

/** How many findings are mended at once: what a person can look through in a preview, and some megabytes at most. */
const mostFixes = 5000;

/** The fixer over what the service has. `workspace`: the folders' URIs, joined. */
export function createWorkspaceFixer(
  host: Host,
  documents: Documents,
  diagnoser: Diagnoser,
  context: () => FeatureContext,
  workspace: () => string,
): WorkspaceFixer {
  async function read(uri: string): Promise<OpenDocument | undefined> {
    const open = documents.get(uri);
    if (open !== undefined) return open;
    const text = await host.files.read(uri);
    if (text === undefined || documents.get(uri) !== undefined) return documents.get(uri);
    if (!text.includes('external-secrets.io')) return undefined;
    return { uri, languageId: 'yaml', version: 0, file: documents.parse(text) };
  }

  /** Open files that are no manifests of the disk yet, or not of a name that is listed, are looked at where they are in a folder. */
  async function uris(): Promise<readonly string[]> {
    const folders = workspace().split(' ');
    const open = documents.all().map(({ uri }) => uri);
    const inside = open.filter((uri) => folders.some((folder) => uri.startsWith(folder.replace(/\/?$/, '/'))));
    return [...new Set([...(await host.files.list()).uris, ...inside])].sort();
  }

  return {
    async collect(scope, { progress, token }) {
      const { operatorVersion, schemas } = context();
      if (scope === 'migration' && operatorVersion !== undefined && !(await servesMigrated(schemas, operatorVersion))) {
        const named = /^\d/.test(operatorVersion) ? `ESO ${operatorVersion.split('+')[0]}` : 'Your ESO';
        const refusal = `${named} does not serve external-secrets.io/v1 yet: upgrade it to 0.16 first, which serves both.`;
        return { files: [], broken: 0, more: false, refusal };
      }
      const files: FileFixes[] = [];
      const all = await uris();
      let [broken, fixes] = [0, 0];
      for (const [index, uri] of all.entries()) {
        if (token.isCancellationRequested || fixes >= mostFixes) return { files, broken, more: true };
        if (index % 20 === 0) progress(`${index} of ${all.length} files`, Math.floor((100 * index) / all.length));
        const document = await read(uri);
        if (document === undefined) continue;
        let found: readonly FoundInFile[];
        if (scope === 'migration') {
          const migration = await migrationOf(uri, document.file, host.schemas);
          found = migration.found;
          broken += migration.broken;
        } else found = await diagnoser.local(document);
        const { fixed } = preferredEdits(found, document.file.lines);
        if (fixed.length === 0) continue;
        fixes += fixed.length;
        const version = documents.get(uri) === document ? document.version : null;
        const edits = fixed.flatMap((one) => editsWithRule(one, document.file.lines));
        files.push({ uri, version, text: document.file.text, edits, fixes: fixed.length });
      }
      return { files, broken, more: false };
    },
    async current(files) {
      const kept: FileFixes[] = [];
      for (const file of files) {
        const open = documents.get(file.uri);
        const text = open === undefined ? await host.files.read(file.uri) : open.file.text;
        if (text === file.text && (open === undefined) === (file.version === null)) kept.push(file);
      }
      return kept;
    },
  };
}

function editsWithRule({ manifest, placed }: FoundInFile, lines: LineIndex): readonly RuleEdit[] {
  const fix = preferredFix(placed);
  if (fix === undefined) return [];
  return editsOf(fix, manifest, placed.resource, lines).map((edit) => ({ rule: placed.finding.rule, edit }));
}
