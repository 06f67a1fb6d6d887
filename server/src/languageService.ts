import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  type CompletionList,
  type Diagnostic,
  type Hover,
  type Position,
  type Range,
  type SignatureHelp,
} from 'vscode-languageserver-types';
import { type CancellationToken, neverCancelled } from './cancellation.ts';
import type { OperatorFacts } from './cluster/operator/detectOperator.ts';
import { type ClusterService, createClusterService } from './clusterService.ts';
import { type ConversionService, createConversionService } from './conversionService.ts';
import { createDiagnoser } from './diagnoser.ts';
import { type ContentChange, createDocuments, type OpenDocument } from './documents.ts';
import { fixAll, fixAllKind, quickFixes } from './features/codeActions.ts';
import { completeAt, resolveItem } from './features/completion/index.ts';
import { rehearse } from './features/completion/rehearsal.ts';
import type { ClientFeatures, FeatureContext, PlaceContext } from './features/context.ts';
import { createEntryFacts } from './features/entryFacts.ts';
import { hoverAt } from './features/hover/index.ts';
import { migrationActions } from './features/migrationActions.ts';
import { createTemplateHighlighter, type PlacedColour } from './features/semanticTokens/index.ts';
import { signatureHelpAt } from './features/signatureHelp.ts';
import { vaultActions } from './features/vaultActions.ts';
import { createHintService, type HintService } from './hintService.ts';
import type { Host } from './host.ts';
import { createIntake } from './intake.ts';
import { createLensService, type LensService } from './lensService.ts';
import { english } from './localisation.ts';
import { createMentions } from './model/mentions/mentions.ts';
import { createWorkspaceIndex } from './model/workspaceIndex.ts';
import { createNavigationService, type NavigationService } from './navigationService.ts';
import { createNewManifestService, type NewManifestService } from './newManifestService.ts';
import { pause } from './pause.ts';
import { createPolicyService, type PolicyService } from './policyService.ts';
import { createPreviewService, type PreviewService } from './previewService.ts';
import type { Settings } from './protocol.ts';
import type { Identity, StoreConfig } from './providers/secretProvider.ts';
import { createVaultAccess } from './providers/vaultAccess.ts';
import { createRefactoringService, type RefactoringService } from './refactoringService.ts';
import { createReportService, type ReportService } from './reportService.ts';
import { withoutStructure } from './rules/severities.ts';
import { createSchemaChooser, type DescribedVersion } from './schema/schemaChooser.ts';
import { createStoreService, type StoreService } from './storeService.ts';
import type { ManifestFile } from './syntax/manifest.ts';
import type { JsonValue } from './syntax/node.ts';
import { createVaultCliService, type VaultCliService } from './vaultCliService.ts';
import { createWorkspaceFixer, type WorkspaceFixer } from './workspaceFixes.ts';
import { createWorkspaceReader } from './workspaceReader.ts';

/** What the edge tells the service, asked anew at each use. */
export interface ServiceOptions {
  readonly settings: () => Settings;
  /** Whether the workspace is trusted; before that no remote call is made. */
  readonly trusted: () => boolean;
  /** The URIs of the workspace's folders, joined; empty when none. What is confirmed of a store is confirmed there only. */
  readonly workspace: () => string;
  /** The developer's own login for a store. */
  readonly identityFor: (store: StoreConfig) => Identity;
  /** As in `VaultAccessOptions`. */
  readonly isTokenFor?: (store: StoreConfig, endpoint: string) => boolean;
  /** Whether changes in a context of the kubeconfig are to be confirmed by typing its name. */
  readonly isProtected: (context: string) => boolean;
  /** Manifests are judged by other schemas from now on: all open documents have to be diagnosed anew. */
  readonly onJudgingChanged: () => void;
  /** Another file has changed what is to be said about these open documents. */
  readonly onNeighboursChanged: (uris: readonly string[]) => void;
  readonly client: ClientFeatures;
}

/** The whole of the language support, without a connection: what an editor or a test talks to. Positions are LSP's. */
export interface LanguageService {
  open(uri: string, languageId: string, version: number, text: string): void;
  change(uri: string, version: number, changes: readonly ContentChange[]): void;
  /** Forgets the open text; the file on disk takes its place in the workspace index. */
  close(uri: string): Promise<void>;
  versionOf(uri: string): number | undefined;
  openDocuments(): readonly string[];
  /** Reads all manifests of the workspace, so that stores are found in files that are not open. */
  indexWorkspace(): Promise<void>;
  /** A file on disk has changed or gone. */
  fileChanged(uri: string, deleted: boolean): Promise<void>;
  /**
   * What follows from the document's own text. Undefined where it is not open.
   *
   * @param early is given what is known of a long text before the other files have been asked about it
   */
  diagnose(uri: string, early?: (found: readonly Diagnostic[]) => void): Promise<readonly Diagnostic[] | undefined>;
  /**
   * What only the vaults can tell, for stores the user has connected and confirmed. Once the document is edited, no more of it is asked;
   * the same for the cluster.
   */
  diagnoseVault(uri: string): Promise<readonly Diagnostic[]>;
  complete(uri: string, position: Position, token: CancellationToken): Promise<CompletionList | null>;
  /** Adds to a completion entry what is only shown when it is looked at. */
  resolveCompletion(item: CompletionItem, token: CancellationToken): Promise<CompletionItem>;
  /** Makes ready in short pieces what the first completion would have to wait for. */
  rehearse(): Promise<void>;
  hover(uri: string, position: Position, token: CancellationToken): Promise<Hover | null>;
  /** The template function whose arguments are being written. */
  signatureHelp(uri: string, position: Position): Promise<SignatureHelp | null>;
  /** Quick fixes of the findings that touch a range, or all fixes of the file at once; `only`: the kinds that are wanted. */
  codeActions(uri: string, range: Range, only?: readonly string[]): Promise<CodeAction[]>;
  /** The parts of the templates in a file, or in a range of it, in the order of the text. */
  templateColours(uri: string, range?: Range): readonly PlacedColour[];
  /** What only the cluster can tell. */
  diagnoseCluster(uri: string): Promise<readonly Diagnostic[]>;
  /** The CRDs that the user names, in place of ours; undefined: none. Returns how many kinds of ESO they describe. */
  useCrds(crds: readonly JsonValue[] | undefined): number;
  readonly refactorings: RefactoringService;
  readonly conversions: ConversionService;
  readonly reports: ReportService;
  readonly policies: PolicyService;
  readonly previews: PreviewService;
  readonly newManifests: NewManifestService;
  readonly navigation: NavigationService;
  readonly hints: HintService;
  readonly lenses: LensService;
  /** ESO versions to judge by beside our own, in place of those named before. */
  useVersions(versions: readonly DescribedVersion[]): void;
  /** The ESO versions that are described, ascending. */
  versions(): readonly string[];
  readonly stores: StoreService;
  readonly vaultCli: VaultCliService;
  readonly cluster: ClusterService;
  readonly fixes: WorkspaceFixer;
  /** How much work was done, for tests and benchmarks: counts, not times. */
  readonly counters: {
    readonly parsedDocuments: number;
    readonly diagnosedDocuments: number;
    readonly comparedDocuments: number;
    readonly askedDocuments: number;
    readonly colouredDocuments: number;
  };
}

/** Builds the service over a host. Reading this function tells what the system is made of. */
export function createLanguageService(host: Host, options: ServiceOptions): LanguageService {
  const { l10n = english } = options.client;
  const documents = createDocuments();
  const index = createWorkspaceIndex();
  const mentions = createMentions(index);
  const vaults = createVaultAccess({
    providers: host.providers,
    consents: host.consents,
    clock: host.clock,
    trusted: options.trusted,
    workspace: options.workspace,
    l10n,
    identityFor: options.identityFor,
    ...(options.isTokenFor === undefined ? {} : { isTokenFor: options.isTokenFor }),
    cacheMilliseconds: () => options.settings().vault.cacheMinutes * 60_000,
  });
  const chooser = createSchemaChooser(
    host.schemas,
    () => options.settings().operatorVersion,
    (problem) => host.log.error(problem),
  );
  const featureContext = (): FeatureContext => {
    const { schemas, operatorVersion, known } = chooser.judging();
    return {
      index,
      mentions,
      vaults,
      schemas,
      clock: host.clock,
      operatorVersion: known ? operatorVersion : undefined,
      client: options.client,
      l10n,
      leavesStructure: options.settings().schemaValidation === 'off',
      cluster: cluster.names,
    };
  };
  const highlighter = createTemplateHighlighter();
  const entries = createEntryFacts();
  const diagnoser = createDiagnoser(
    host,
    featureContext,
    () => {
      const { rules, schemaValidation } = options.settings();
      return schemaValidation === 'off' ? withoutStructure(rules) : rules;
    },
    // What was asked for an older text may come later than what was asked for a newer one.
    (document, facts) => documents.get(document.uri) === document && entries.keep(document.uri, facts),
  );

  const cluster = createClusterService({
    ...options,
    host,
    l10n,
    documents,
    context: featureContext,
    onOperator(facts) {
      const before = chooser.judging().operatorVersion;
      chooser.useCluster(facts && clusterSchemas(facts));
      if (chooser.judging().operatorVersion !== before) options.onJudgingChanged();
    },
  });

  /** Takes a file into the index, and has the open documents diagnosed anew whose findings rest on what has changed in it. */
  function reindex(uri: string, file: ManifestFile | undefined): void {
    index.update(uri, file);
    const stale = documents.all().filter((document) => document.uri !== uri && diagnoser.isStale(document));
    if (stale.length > 0) options.onNeighboursChanged(stale.map((document) => document.uri));
  }

  const intake = createIntake({ documents, index, clock: host.clock, reindex });
  const reader = createWorkspaceReader({ documents, files: host.files, index, reindex });

  /** Tells whether a document is open still, and has not been edited. */
  const whileNewest = (document: OpenDocument) => () => documents.get(document.uri) === document;

  function placeIn(uri: string, position: Position): PlaceContext | undefined {
    const document = documents.get(uri);
    if (document === undefined) return undefined;
    return {
      ...featureContext(),
      uri,
      file: document.file,
      offset: document.file.lines.offsetAt(position),
      lines: document.file.lines,
    };
  }

  return {
    open: (uri, languageId, version, text) => intake.take(documents.open(uri, languageId, version, text, index.file(uri))),
    change(uri, version, changes) {
      const document = documents.change(uri, version, changes);
      if (document !== undefined) intake.take(document);
    },
    async close(uri) {
      documents.close(uri);
      entries.forget(uri);
      await reader.read(uri);
    },
    versionOf: (uri) => documents.get(uri)?.version,
    openDocuments: () => documents.all().map(({ uri }) => uri),
    indexWorkspace: reader.readAll,
    async fileChanged(uri, deleted) {
      if (documents.get(uri) !== undefined) return;
      if (deleted) reindex(uri, undefined);
      else await reader.read(uri);
    },
    async diagnose(uri, early) {
      for (;;) {
        const document = documents.get(uri);
        if (document === undefined) return undefined;
        const isNewest = whileNewest(document);
        if (early !== undefined && intake.waits(uri)) {
          const own = await diagnoser.own(document, isNewest);
          if (isNewest()) early(own.map(({ diagnostic }) => diagnostic));
        }
        await intake.settled(uri);
        if (!isNewest()) continue;
        const found = await diagnoser.local(document, isNewest);
        if (isNewest()) return found.map(({ diagnostic }) => diagnostic);
      }
    },
    async diagnoseVault(uri) {
      const document = documents.get(uri);
      if (document === undefined) return [];
      return (await diagnoser.vault(document, neverCancelled, whileNewest(document))).map(({ diagnostic }) => diagnostic);
    },
    async diagnoseCluster(uri) {
      const document = documents.get(uri);
      if (document === undefined) return [];
      const found = await diagnoser.cluster(document, cluster.diagnosis, neverCancelled, whileNewest(document));
      return found.map(({ diagnostic }) => diagnostic);
    },
    useCrds: chooser.useFiles,
    useVersions: chooser.useVersions,
    versions: chooser.versions,
    async complete(uri, position, token) {
      const place = placeIn(uri, position);
      return place === undefined ? null : completeAt(place, token);
    },
    rehearse: () => rehearse(featureContext(), () => pause(host.clock, 0)),
    resolveCompletion: (item, token) => resolveItem(featureContext(), item, token),
    async hover(uri, position, token) {
      const place = placeIn(uri, position);
      return place === undefined ? null : ((await hoverAt(place, token)) ?? null);
    },
    async signatureHelp(uri, position) {
      const place = placeIn(uri, position);
      return place === undefined ? null : ((await signatureHelpAt(place)) ?? null);
    },
    async codeActions(uri, range, only) {
      const document = documents.get(uri);
      if (document === undefined) return [];
      const wants = (kind: string) =>
        only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
      const local = await diagnoser.local(document);
      const all = only !== undefined && wants(fixAllKind) ? fixAll(local, document, fixAllKind, 1, l10n) : undefined;
      if (all !== undefined || !wants(CodeActionKind.QuickFix)) return all === undefined ? [] : [all];
      const touched = [...local, ...diagnoser.lastVault(document)].filter(({ diagnostic }) => touches(diagnostic.range, range));
      const fixes = touched.flatMap(({ placed, manifest }) => quickFixes(placed, manifest, document, l10n));
      const migrations = await migrationActions(touched, document, featureContext());
      const place = placeIn(uri, range.start);
      const vault =
        place === undefined
          ? []
          : await vaultActions(
              place,
              touched.map(({ diagnostic }) => diagnostic),
            );
      const together = fixes.length === 0 ? undefined : fixAll(local, document, CodeActionKind.QuickFix, 2, l10n);
      const wanted = vault.filter(({ kind }) => kind !== undefined || only === undefined);
      return [...fixes, ...migrations, ...wanted, ...(together === undefined ? [] : [together])];
    },
    templateColours(uri, range) {
      const document = documents.get(uri);
      return document === undefined ? [] : highlighter.colours(document.file, document.file.lines, range);
    },
    refactorings: createRefactoringService(documents, host.files, entries, placeIn, l10n),
    conversions: createConversionService(documents, host.files, index, l10n),
    reports: createReportService(index, vaults, cluster),
    policies: createPolicyService(documents, host.files, index, l10n),
    previews: createPreviewService(documents, host.files, featureContext, l10n),
    newManifests: createNewManifestService(host, documents, featureContext, reader.readOnce, l10n),
    navigation: createNavigationService({
      documents,
      files: host.files,
      context: featureContext,
      // What a name means is looked for everywhere.
      placeIn(uri, position) {
        intake.finish();
        return placeIn(uri, position);
      },
      readAgain: reader.read,
    }),
    hints: createHintService(documents, featureContext, options.settings, entries),
    lenses: createLensService({ documents, context: featureContext, cluster, placeIn }),
    stores: createStoreService(documents, index, vaults, l10n),
    vaultCli: createVaultCliService({ ...options, documents, index, l10n, vaults }),
    cluster,
    fixes: createWorkspaceFixer(host, documents, diagnoser, featureContext, options.workspace),
    counters: {
      get parsedDocuments() {
        return documents.parsedDocuments;
      },
      get diagnosedDocuments() {
        return diagnoser.diagnosedDocuments;
      },
      get comparedDocuments() {
        return diagnoser.comparedDocuments;
      },
      get askedDocuments() {
        return diagnoser.askedDocuments;
      },
      get colouredDocuments() {
        return highlighter.colouredDocuments;
      },
    },
  };
}

/** The CRDs and the version of a cluster's operator, as far as they could be read. */
function clusterSchemas({ definitions, version }: OperatorFacts) {
  return {
    ...(definitions.outcome === 'done' ? { crds: definitions.value } : {}),
    ...(version === undefined ? {} : { version: version.version }),
  };
}

function touches(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
