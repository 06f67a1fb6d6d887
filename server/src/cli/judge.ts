import { pathToFileURL } from 'node:url';
import type { FoundInFile } from '../features/codeActions.ts';
import { createWorkspaceIndex, type WorkspaceIndex } from '../model/workspaceIndex.ts';
import { diagnoseDocument, diagnoseInWorkspace, type VersionChoice } from '../rules/diagnose.ts';
import { sayableAmong, sayableOfPatch } from '../rules/patches.ts';
import { type RuleSettings, withSettings } from '../rules/severities.ts';
import { readFileSuppressions } from '../rules/suppressions.ts';
import { recordFacts } from '../rules/workspaceFacts.ts';
import type { SchemaSource } from '../schema/schemaSource.ts';
import type { ManifestFile } from '../syntax/manifest.ts';
import { parseManifestFile } from '../syntax/parse.ts';

/** A file that is to be judged. */
export interface Source {
  /** Its name in reports. */
  readonly file: string;
  /** Its absolute path; of standard input the one that it would have. */
  readonly place: string;
  readonly text: string;
  readonly manifest: ManifestFile;
}

/** By what is judged. */
export interface Judging {
  readonly schemas: SchemaSource;
  readonly version: VersionChoice;
  readonly rules: RuleSettings;
}

/** Judges files among each other. */
export interface Judge {
  /** Takes a file, or a new version of it, among those that the others are judged by. */
  take(place: string, manifest: ManifestFile): void;
  /** What is found in a file that has been taken, in the order of its documents. */
  judge(source: Pick<Source, 'place' | 'manifest'>, isPatch?: boolean): Promise<readonly FoundInFile[]>;
}

/**
 * A judge who has seen no file yet.
 *
 * @param isComplete whether the files to come are all there are, so that what is in none of them is nowhere
 */
export function createJudge({ schemas, version, rules }: Judging, isComplete: boolean): Judge {
  const index: WorkspaceIndex = createWorkspaceIndex();
  if (isComplete) index.markComplete();
  return {
    take: (place, manifest) => index.update(pathToFileURL(place).href, manifest),
    async judge({ place, manifest }, isPatch) {
      const uri = pathToFileURL(place).href;
      const { facts } = recordFacts(index, uri);
      const silenced = readFileSuppressions(manifest);
      const found: FoundInFile[] = [];
      for (const document of manifest.documents) {
        const all = [
          ...(await diagnoseDocument(document.parsed, schemas, version)),
          ...(await diagnoseInWorkspace(document.parsed, schemas, version, facts)),
        ];
        const sayable = isPatch === true ? sayableOfPatch(all) : sayableAmong(all, uri, index);
        const placed = withSettings(sayable, rules)
          .filter(({ finding }) => !silenced(finding.rule))
          .sort((a, b) => a.range.start - b.range.start);
        for (const one of placed) found.push({ placed: one, manifest: document });
      }
      return found;
    },
  };
}

/** A text, read and split. */
export function readSource(file: string, place: string, text: string): Source {
  return { file, place, text, manifest: parseManifestFile(text) };
}
