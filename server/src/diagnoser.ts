import type { Diagnostic } from 'vscode-languageserver-types';
import type { CancellationToken } from './cancellation.ts';
import { describeBug } from './describeBug.ts';
import type { OpenDocument } from './documents.ts';
import type { FeatureContext } from './features/context.ts';
import { toDiagnostic } from './features/diagnostics.ts';
import { vaultFindings } from './features/vaultDiagnostics.ts';
import type { Host } from './host.ts';
import { isEsoResource } from './model/esoKinds.ts';
import { diagnoseDocument, type PlacedFinding, placeFinding, type VersionChoice, withoutSuppressed } from './rules/diagnose.ts';
import { sayableOfPatch } from './rules/patches.ts';
import { type RuleSettings, withSettings } from './rules/severities.ts';
import type { ManifestDocument, ParsedDocument } from './syntax/manifest.ts';

/** A diagnostic with the finding behind it. */
export interface Diagnosed {
  readonly placed: PlacedFinding;
  readonly manifest: ManifestDocument;
  readonly diagnostic: Diagnostic;
}

/** Diagnoses open documents; a YAML document is judged once for as long as its text stays the same. */
export interface Diagnoser {
  /** What follows from the text alone. */
  local(document: OpenDocument): Promise<readonly Diagnosed[]>;
  /** What the vaults tell. */
  vault(document: OpenDocument, token: CancellationToken): Promise<readonly Diagnosed[]>;
  /** What the vaults told last, if it was about this version of the text. */
  lastVault(document: OpenDocument): readonly Diagnosed[];
  /** How many YAML documents have been judged so far. */
  readonly diagnosedDocuments: number;
}

/** A diagnoser with nothing judged yet. */
export function createDiagnoser(
  { schemas, log }: Pick<Host, 'schemas' | 'log'>,
  context: () => FeatureContext,
  settings: () => RuleSettings,
  isPatch: (uri: string) => boolean,
): Diagnoser {
  let judged = 0;
  let judgedBy = '';
  let known = new WeakMap<ParsedDocument, Promise<readonly PlacedFinding[]>>();
  const vaultFound = new WeakMap<OpenDocument, readonly Diagnosed[]>();

  function judge(parsed: ParsedDocument, version: VersionChoice): Promise<readonly PlacedFinding[]> {
    const before = known.get(parsed);
    if (before !== undefined) return before;
    judged++;
    // A bug that one document brings to light takes nothing away from the others.
    const findings = diagnoseDocument(parsed, schemas, version).catch((error: unknown) => {
      log.error(`Diagnosing a document failed: ${describeBug(error)}`);
      return [];
    });
    known.set(parsed, findings);
    return findings;
  }

  return {
    async local(document) {
      const { operatorVersion } = context();
      const version = { operatorVersion: operatorVersion ?? schemas.versions.at(-1) ?? '', known: operatorVersion !== undefined };
      const by = `${version.operatorVersion} ${version.known}`;
      if (by !== judgedBy) {
        judgedBy = by;
        known = new WeakMap();
      }
      const found: Diagnosed[] = [];
      for (const manifest of document.file.documents) {
        const all = await judge(manifest.parsed, version);
        const sayable = isPatch(document.uri) ? sayableOfPatch(all) : all;
        for (const placed of withSettings(sayable, settings())) found.push(diagnosed(placed, manifest, document));
      }
      return found;
    },
    async vault(document, token) {
      const found: Diagnosed[] = [];
      for (const manifest of document.file.documents) {
        for (const resource of manifest.parsed.resources.filter(isEsoResource)) {
          const findings = await vaultFindings(context(), document.uri, resource, token);
          const placed = findings.map((finding) => placeFinding(finding, resource));
          for (const one of withSettings(withoutSuppressed(placed, manifest.parsed), settings()))
            found.push(diagnosed(one, manifest, document));
        }
      }
      vaultFound.set(document, found);
      return found;
    },
    lastVault: (document) => vaultFound.get(document) ?? [],
    get diagnosedDocuments() {
      return judged;
    },
  };
}

function diagnosed(placed: PlacedFinding, manifest: ManifestDocument, document: OpenDocument): Diagnosed {
  return { placed, manifest, diagnostic: toDiagnostic(placed, manifest, document.text) };
}
