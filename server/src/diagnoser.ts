import type { Diagnostic } from 'vscode-languageserver-types';
import type { CancellationToken } from './cancellation.ts';
import type { ApplyMarks } from './cluster/apply/marks.ts';
import type { Attachment } from './cluster/attachment.ts';
import { describeBug } from './describeBug.ts';
import type { OpenDocument } from './documents.ts';
import { clusterFindings } from './features/clusterDiagnostics.ts';
import type { FeatureContext } from './features/context.ts';
import { toDiagnostic } from './features/diagnostics.ts';
import type { EntryFact } from './features/entryFacts.ts';
import type { Host } from './host.ts';
import { english } from './localisation.ts';
import { isEsoResource } from './model/esoKinds.ts';
import type { Finding } from './model/finding.ts';
import type { StoreRef } from './model/references.ts';
import { diagnoseDocument, diagnoseInWorkspace, type VersionChoice, withoutSuppressed } from './rules/diagnose.ts';
import { sayableAmong } from './rules/patches.ts';
import { type PlacedFinding, placeFinding } from './rules/placedFinding.ts';
import { type RuleSettings, withSettings } from './rules/severities.ts';
import { readFileSuppressions } from './rules/suppressions.ts';
import { type Footing, recordFacts } from './rules/workspaceFacts.ts';
import type { SchemaSource } from './schema/schemaSource.ts';
import type { ManifestDocument, ParsedDocument, ResourceNode } from './syntax/manifest.ts';
import { createTurns, turnsWithin } from './turns.ts';
import { createVaultJudge, type VaultJudgement } from './vaultJudge.ts';

/** A diagnostic with the finding behind it. */
export interface Diagnosed {
  readonly placed: PlacedFinding;
  readonly manifest: ManifestDocument;
  readonly diagnostic: Diagnostic;
}

/** Diagnoses open documents; a YAML document is judged once for as long as its text stays the same. */
export interface Diagnoser {
  /**
   * What follows from the text alone, and from the other files of the workspace. A long file is judged in turns; once it is not `isWanted`
   * any more, the rest of it is not.
   */
  local(document: OpenDocument, isWanted?: () => boolean): Promise<readonly Diagnosed[]>;
  /** What of it is known without a look at the other files: for a long file, which they do not know yet either. */
  own(document: OpenDocument, isWanted?: () => boolean): Promise<readonly Diagnosed[]>;
  /** Whether a change in another file may have changed what `local` last said. */
  isStale(document: OpenDocument): boolean;
  /** What the vaults tell; `isWanted` as above. */
  vault(document: OpenDocument, token: CancellationToken, isWanted?: () => boolean): Promise<readonly Diagnosed[]>;
  /** What the cluster tells. */
  cluster(
    document: OpenDocument,
    context: ClusterDiagnosis,
    token: CancellationToken,
    isWanted?: () => boolean,
  ): Promise<readonly Diagnosed[]>;
  /** What the vaults told last, if it was about this version of the text. */
  lastVault(document: OpenDocument): readonly Diagnosed[];
  /** How many YAML documents have been judged so far. */
  readonly diagnosedDocuments: number;
  /** How many times one has been judged among the other files of the workspace. */
  readonly comparedDocuments: number;
  /** About how many the vaults have been asked. */
  readonly askedDocuments: number;
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
  readonly footing: Footing;
  readonly findings: Promise<readonly PlacedFinding[]>;
  /** They and the document's own, once both are there. */
  all?: readonly PlacedFinding[];
}

/** A diagnoser with nothing judged yet. `onEntries` is given what the vaults tell of the entries of a document. */
export function createDiagnoser(
  { clock, log }: Pick<Host, 'clock' | 'log'>,
  context: () => FeatureContext,
  settings: () => RuleSettings,
  onEntries: (document: OpenDocument, facts: readonly EntryFact[]) => void,
): Diagnoser {
  let judged = 0;
  let compared = 0;
  let judgedBy = '';
  let judgedWith: SchemaSource | undefined;
  let known = new WeakMap<ParsedDocument, Promise<readonly PlacedFinding[]>>();
  let among = new WeakMap<ParsedDocument, AmongOthers>();
  const vaults = createVaultJudge(context);
  const vaultFound = new WeakMap<OpenDocument, readonly Diagnosed[]>();

  function judge(parsed: ParsedDocument, schemas: SchemaSource, version: VersionChoice): Promise<readonly PlacedFinding[]> {
    const before = known.get(parsed);
    if (before !== undefined) return before;
    judged++;
    const findings = diagnoseDocument(parsed, schemas, version, turnsWithin(parsed.text, clock)).catch(bug);
    known.set(parsed, findings);
    return findings;
  }

  /** A bug that one document brings to light takes nothing away from the others. */
  function bug(error: unknown): readonly PlacedFinding[] {
    log.error(`Diagnosing a document failed: ${describeBug(error)}`);
    return [];
  }

  /** What was said of it in that file, if nothing that it rests on has changed since. */
  function knownAmongOthers(parsed: ParsedDocument, uri: string): AmongOthers | undefined {
    const before = among.get(parsed);
    return before?.footing.uri === uri && before.footing.isCurrent() ? before : undefined;
  }

  function judgeAmongOthers(parsed: ParsedDocument, uri: string, version: VersionChoice): AmongOthers {
    const before = knownAmongOthers(parsed, uri);
    if (before !== undefined) return before;
    compared++;
    const { index, schemas } = context();
    const { facts, footing } = recordFacts(index, uri);
    const findings = diagnoseInWorkspace(parsed, schemas, version, facts, turnsWithin(parsed.text, clock)).catch(bug);
    const judgement = { footing, findings };
    among.set(parsed, judgement);
    return judgement;
  }

  async function judgeWhole(
    parsed: ParsedDocument,
    uri: string,
    schemas: SchemaSource,
    version: VersionChoice,
  ): Promise<readonly PlacedFinding[]> {
    const own = await judge(parsed, schemas, version);
    const judgement = judgeAmongOthers(parsed, uri, version);
    judgement.all = mergeByPlace(own, await judgement.findings);
    return judgement.all;
  }

  function diagnosed(placed: PlacedFinding, manifest: ManifestDocument, document: OpenDocument): Diagnosed {
    return { placed, manifest, diagnostic: toDiagnostic(placed, manifest, document.file.lines, context().index) };
  }

  /** What is found of each YAML document, as the comments of the file and the settings want it. */
  async function collect(
    document: OpenDocument,
    find: (manifest: ManifestDocument) => readonly PlacedFinding[] | Promise<readonly PlacedFinding[]>,
    isWanted: () => boolean = () => true,
  ): Promise<readonly Diagnosed[]> {
    const silenced = readFileSuppressions(document.file);
    const turnOver = createTurns(clock);
    const found: Diagnosed[] = [];
    for (const manifest of document.file.documents) {
      // Of a long file nearly all is known already: that it is gone through costs every edit.
      const answer = find(manifest);
      const isNew = answer instanceof Promise;
      const all = (isNew ? await answer : answer).filter(({ finding }) => !silenced(finding.rule));
      for (const placed of withSettings(all, settings())) found.push(diagnosed(placed, manifest, document));
      if (!isNew) continue;
      const next = turnOver();
      if (next !== undefined) await next;
      if (!isWanted()) break;
    }
    return found;
  }

  /** The same of what is asked elsewhere about each resource of ESO. */
  function collectRemote(
    document: OpenDocument,
    ask: (of: { parsed: ParsedDocument; resource: ResourceNode }) => Promise<readonly Finding[]>,
    isWanted?: () => boolean,
  ): Promise<readonly Diagnosed[]> {
    const find = async ({ parsed }: ManifestDocument) => {
      const found: PlacedFinding[] = [];
      for (const resource of parsed.resources.filter(isEsoResource)) {
        for (const finding of await ask({ parsed, resource })) found.push(placeFinding(finding, resource));
      }
      return withoutSuppressed(found, parsed);
    };
    return collect(document, find, isWanted);
  }

  /** Forgets what was found by other schemas, or by another version, than manifests are judged by now. */
  function judging(): { readonly schemas: SchemaSource; readonly version: VersionChoice } {
    const { operatorVersion, schemas } = context();
    const version = { operatorVersion: operatorVersion ?? schemas.versions.at(-1) ?? '', known: operatorVersion !== undefined };
    const by = `${version.operatorVersion} ${version.known}`;
    if (by !== judgedBy || schemas !== judgedWith) {
      judgedBy = by;
      judgedWith = schemas;
      known = new WeakMap();
      among = new WeakMap();
    }
    return { schemas, version };
  }

  /** What is known of each YAML document of a file; of the others what is worked out now. */
  function collectLocal(
    document: OpenDocument,
    workOut: (parsed: ParsedDocument) => Promise<readonly PlacedFinding[]>,
    isWanted?: () => boolean,
  ): Promise<readonly Diagnosed[]> {
    const { uri } = document;
    const { index } = context();
    const find = ({ parsed }: ManifestDocument) => {
      const all = knownAmongOthers(parsed, uri)?.all;
      if (all !== undefined) return all.length === 0 ? all : sayableAmong(all, uri, index);
      return workOut(parsed).then((found) => sayableAmong(found, uri, index));
    };
    return collect(document, find, isWanted);
  }

  return {
    async local(document, isWanted) {
      const { schemas, version } = judging();
      return collectLocal(document, (parsed) => judgeWhole(parsed, document.uri, schemas, version), isWanted);
    },
    async own(document, isWanted) {
      const { schemas, version } = judging();
      return collectLocal(document, (parsed) => judge(parsed, schemas, version), isWanted);
    },
    isStale: (document) => document.file.documents.some(({ parsed }) => among.get(parsed)?.footing.isCurrent() === false),
    async vault(document, token, isWanted = () => true) {
      const judge = await vaults.judging(document.uri, document.file, token);
      const facts: EntryFact[] = [];
      const heard = (said: VaultJudgement) => {
        facts.push(...said.facts);
        return said.found;
      };
      const find = ({ parsed }: ManifestDocument) => {
        const said = judge(parsed);
        return said instanceof Promise ? said.then(heard) : heard(said);
      };
      const found = await collect(document, find, isWanted);
      if (!isWanted()) return found;
      vaultFound.set(document, found);
      // What is silenced by a comment or a setting is not said elsewhere either.
      const said = new Set(found.map(({ placed }) => placed.finding.message));
      onEntries(
        document,
        facts.filter(({ isThere, words }) => isThere || said.has(english.of(words))),
      );
      return found;
    },
    async cluster(document, { attachment, marks, isPatch }, token, isWanted) {
      if (attachment === undefined && !marks.has(document.uri)) return [];
      const ask = async ({ parsed, resource }: { parsed: ParsedDocument; resource: ResourceNode }) => {
        const marked = marks.of(document.uri, parsed, resource);
        if (attachment === undefined) return marked;
        const isInWorkspace = (ref: StoreRef) => context().index.namesakes(ref, resource.namespace).length > 0;
        const followed = { ...attachment, isPatch: isPatch(document.uri), isInWorkspace };
        return [...marked, ...(await clusterFindings(followed, parsed, resource, token))];
      };
      return collectRemote(document, ask, isWanted);
    },
    lastVault: (document) => vaultFound.get(document) ?? [],
    get diagnosedDocuments() {
      return judged;
    },
    get comparedDocuments() {
      return compared;
    },
    get askedDocuments() {
      return vaults.askedDocuments;
    },
  };
}

function mergeByPlace(own: readonly PlacedFinding[], others: readonly PlacedFinding[]): readonly PlacedFinding[] {
  return others.length === 0 ? own : [...own, ...others].sort((a, b) => a.range.start - b.range.start);
}
