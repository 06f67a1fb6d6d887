import type { Diagnostic } from 'vscode-languageserver-types';
import type { CancellationToken } from './cancellation.ts';
import type { ApplyMarks } from './cluster/apply/marks.ts';
import type { Attachment } from './cluster/attachment.ts';
import { describeBug } from './describeBug.ts';
import type { OpenDocument } from './documents.ts';
import { clusterFindings } from './features/clusterDiagnostics.ts';
import type { FeatureContext } from './features/context.ts';
import { toDiagnostic } from './features/diagnostics.ts';
import { vaultFindings } from './features/vaultDiagnostics.ts';
import type { Host } from './host.ts';
import { isEsoResource } from './model/esoKinds.ts';
import {
  diagnoseDocument,
  diagnoseInWorkspace,
  type PlacedFinding,
  placeFinding,
  type VersionChoice,
  withoutSuppressed,
} from './rules/diagnose.ts';
import { sayableOfPatch } from './rules/patches.ts';
import { type RuleSettings, withSettings } from './rules/severities.ts';
import { type RecordedFacts, recordFacts } from './rules/workspaceFacts.ts';
import type { SchemaSource } from './schema/schemaSource.ts';
import type { ManifestDocument, ParsedDocument } from './syntax/manifest.ts';

/** A diagnostic with the finding behind it. */
export interface Diagnosed {
  readonly placed: PlacedFinding;
  readonly manifest: ManifestDocument;
  readonly diagnostic: Diagnostic;
}

/** Diagnoses open documents; a YAML document is judged once for as long as its text stays the same. */
export interface Diagnoser {
  /** What follows from the text alone, and from the other files of the workspace. */
  local(document: OpenDocument): Promise<readonly Diagnosed[]>;
  /** Whether a change in another file may have changed what `local` last said. */
  isStale(document: OpenDocument): boolean;
  /** What the vaults tell. */
  vault(document: OpenDocument, token: CancellationToken): Promise<readonly Diagnosed[]>;
  /** What the cluster tells. */
  cluster(document: OpenDocument, context: ClusterDiagnosis, token: CancellationToken): Promise<readonly Diagnosed[]>;
  /** What the vaults told last, if it was about this version of the text. */
  lastVault(document: OpenDocument): readonly Diagnosed[];
  /** How many YAML documents have been judged so far. */
  readonly diagnosedDocuments: number;
}

/** What the cluster's findings come from. */
export interface ClusterDiagnosis {
  /** Undefined while no cluster is connected. */
  readonly attachment: Pick<Attachment, 'live' | 'failures'> | undefined;
  readonly marks: ApplyMarks;
  readonly isPatch: (uri: string) => boolean;
}

/** What was found of a document among the other files, and what that rests on. */
interface AmongOthers {
  readonly recorded: RecordedFacts;
  readonly findings: Promise<readonly PlacedFinding[]>;
}

/** A diagnoser with nothing judged yet. */
export function createDiagnoser(
  { log }: Pick<Host, 'log'>,
  context: () => FeatureContext,
  settings: () => RuleSettings,
): Diagnoser {
  let judged = 0;
  let judgedBy = '';
  let known = new WeakMap<ParsedDocument, Promise<readonly PlacedFinding[]>>();
  let among = new WeakMap<ParsedDocument, AmongOthers>();
  const vaultFound = new WeakMap<OpenDocument, readonly Diagnosed[]>();

  function judge(parsed: ParsedDocument, schemas: SchemaSource, version: VersionChoice): Promise<readonly PlacedFinding[]> {
    const before = known.get(parsed);
    if (before !== undefined) return before;
    judged++;
    const findings = diagnoseDocument(parsed, schemas, version).catch(bug);
    known.set(parsed, findings);
    return findings;
  }

  /** A bug that one document brings to light takes nothing away from the others. */
  function bug(error: unknown): readonly PlacedFinding[] {
    log.error(`Diagnosing a document failed: ${describeBug(error)}`);
    return [];
  }

  function judgeAmongOthers(parsed: ParsedDocument, uri: string, version: VersionChoice): Promise<readonly PlacedFinding[]> {
    const before = among.get(parsed);
    if (before?.recorded.facts.uri === uri && before.recorded.isCurrent()) return before.findings;
    const { index, schemas } = context();
    const recorded = recordFacts(index, uri);
    const findings = diagnoseInWorkspace(parsed, schemas, version, recorded.facts).catch(bug);
    among.set(parsed, { recorded, findings });
    return findings;
  }

  function diagnosed(placed: PlacedFinding, manifest: ManifestDocument, document: OpenDocument): Diagnosed {
    return { placed, manifest, diagnostic: toDiagnostic(placed, manifest, document.text, context().index) };
  }

  return {
    async local(document) {
      const { operatorVersion, schemas } = context();
      const version = { operatorVersion: operatorVersion ?? schemas.versions.at(-1) ?? '', known: operatorVersion !== undefined };
      const by = `${version.operatorVersion} ${version.known}`;
      if (by !== judgedBy) {
        judgedBy = by;
        known = new WeakMap();
        among = new WeakMap();
      }
      const found: Diagnosed[] = [];
      const isPatch = context().index.isPatch(document.uri);
      for (const manifest of document.file.documents) {
        const own = await judge(manifest.parsed, schemas, version);
        const others = await judgeAmongOthers(manifest.parsed, document.uri, version);
        const sayable = isPatch ? sayableOfPatch(own) : mergeByPlace(own, others);
        for (const placed of withSettings(sayable, settings())) found.push(diagnosed(placed, manifest, document));
      }
      return found;
    },
    isStale: (document) => document.file.documents.some(({ parsed }) => among.get(parsed)?.recorded.isCurrent() === false),
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
    async cluster(document, { attachment, marks, isPatch: patch }, token) {
      const found: Diagnosed[] = [];
      for (const manifest of document.file.documents) {
        for (const resource of manifest.parsed.resources.filter(isEsoResource)) {
          const marked = marks.of(document.uri, manifest.parsed, resource);
          const told =
            attachment === undefined
              ? []
              : await clusterFindings({ ...attachment, isPatch: patch(document.uri) }, manifest.parsed, resource, token);
          const placed = [...marked, ...told].map((finding) => placeFinding(finding, resource));
          for (const one of withSettings(withoutSuppressed(placed, manifest.parsed), settings()))
            found.push(diagnosed(one, manifest, document));
        }
      }
      return found;
    },
    lastVault: (document) => vaultFound.get(document) ?? [],
    get diagnosedDocuments() {
      return judged;
    },
  };
}

function mergeByPlace(own: readonly PlacedFinding[], others: readonly PlacedFinding[]): readonly PlacedFinding[] {
  return others.length === 0 ? own : [...own, ...others].sort((a, b) => a.range.start - b.range.start);
}
