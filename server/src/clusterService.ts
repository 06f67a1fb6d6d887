import type { CodeLens } from 'vscode-languageserver-types';
import { type CancellationToken, neverCancelled } from './cancellation.ts';
import { createApplyMarks } from './cluster/apply/marks.ts';
import { type Attachment, attach } from './cluster/attachment.ts';
import { type AccessState, createClusterAccess } from './cluster/clusterAccess.ts';
import { syncablesOf } from './cluster/live/liveTree.ts';
import { addressOfManifest } from './cluster/live/manifestState.ts';
import { type ClusterNames, createClusterNames } from './cluster/names.ts';
import type { OperatorFacts } from './cluster/operator/detectOperator.ts';
import { describeFailure } from './cluster/outcome.ts';
import { type ClusterCommands, createClusterCommands } from './clusterCommands.ts';
import type { ClusterDiagnosis } from './diagnoser.ts';
import type { Documents } from './documents.ts';
import { codeLensesOf } from './features/codeLens.ts';
import type { FeatureContext } from './features/context.ts';
import type { Host } from './host.ts';
import type { Localisation } from './localisation.ts';
import { isEsoDocument, isEsoResource } from './model/esoKinds.ts';
import { resourceAt } from './model/resourceAt.ts';
import type { ClusterStatus, ContextItem, ResourceAddress, ResourceAtParams, Settings, Syncable, TreeNode } from './protocol.ts';
import type { ResourceNode } from './syntax/manifest.ts';

/** The cluster at hand, as views, lenses, diagnostics and commands need it. Nothing in it throws for what a cluster does. */
export interface ClusterService extends ClusterCommands {
  status(): Promise<ClusterStatus>;
  contexts(): Promise<readonly ContextItem[]>;
  connect(wanted: { readonly context?: string; readonly quiet?: boolean }, token: CancellationToken): Promise<ClusterStatus>;
  disconnect(): Promise<ClusterStatus>;
  /**
   * Connects to the kubeconfig's current context if the user has allowed that before and a manifest of ESO is open: people who only
   * look at other YAML are not to have their kubeconfig read. Once; later calls do nothing.
   */
  resume(): Promise<void>;
  tree(node: string | undefined): Promise<readonly TreeNode[]>;
  /** The node of one object wherever it stands in the tree. */
  resource(address: ResourceAddress): TreeNode | null;
  /** The object whose manifest is at a place, its namespace that of the context where the manifest names none. */
  resourceAt(place: ResourceAtParams): ResourceAddress | null;
  syncables(): readonly Syncable[];
  codeLenses(uri: string): readonly CodeLens[];
  /** The names of things in the cluster, for completion. */
  readonly names: ClusterNames;
  /** What findings about open documents are made of. */
  readonly diagnosis: ClusterDiagnosis;
  onDidChange(listener: () => void): void;
}

/** What the service is built from. */
export interface ClusterServiceOptions {
  readonly host: Host;
  readonly documents: Documents;
  readonly settings: () => Settings;
  readonly trusted: () => boolean;
  /** Whether changes in a context are to be confirmed by typing its name. */
  readonly isProtected: (context: string) => boolean;
  readonly context: () => FeatureContext;
  /** Told what is known of the operator of the cluster at hand; undefined: there is none. */
  readonly onOperator: (facts: OperatorFacts | undefined) => void;
  readonly l10n: Localisation;
}

/** Builds the service. Nothing is read or sent before something connects. */
export function createClusterService(options: ClusterServiceOptions): ClusterService {
  const { host, documents, context, l10n, onOperator } = options;
  const { clock, consents, clusters: client } = host;
  const listeners = new Set<() => void>();
  const access = createClusterAccess({ client, consents, trusted: options.trusted, l10n });
  const marks = createApplyMarks();
  let attachment: Attachment | undefined;
  let operatorVersion: string | undefined;
  let resumed = false;

  const changed = () => {
    for (const listener of [...listeners]) listener();
  };

  let isInstalled = true;
  const followed = () => {
    const was = isInstalled;
    isInstalled = attachment?.live.status.state !== 'no-operator';
    if (isInstalled && !was) void lookAtOperator();
    changed();
  };

  const findManifest = ({ kind, name, namespace }: ResourceAddress) => context().index.manifestsOf({ kind, name, namespace })[0];

  async function lookAtOperator(): Promise<void> {
    const asked = attachment;
    if (asked === undefined) return onOperator(undefined);
    const { detectOperator } = await import('./cluster/operator/detectOperator.ts');
    const facts = await detectOperator(asked.connection, neverCancelled);
    if (asked !== attachment) return;
    operatorVersion = facts.version?.version;
    onOperator(facts);
    changed();
  }

  access.onDidChange(() => {
    if (attachment?.connection !== access.connection) {
      attachment?.dispose();
      operatorVersion = undefined;
      const { connection } = access;
      attachment =
        connection === undefined ? undefined : attach(connection, { clock, l10n, onDidChange: followed, findManifest });
      void lookAtOperator();
    }
    changed();
  });

  async function status(): Promise<ClusterStatus> {
    const state = await access.state();
    const live = state.state === 'connected' ? attachment?.live.status : undefined;
    if (live === undefined || !('context' in state)) return statusWithout(state, l10n);
    return { ...live, context: state.context.name, ...(operatorVersion === undefined ? {} : { operatorVersion }) };
  }

  /** As `addressOfManifest`, and without a connection by the manifest alone. */
  function addressOf(resource: ResourceNode): ResourceAddress | null {
    const { kind, name, namespace } = resource;
    if (attachment !== undefined) return addressOfManifest(attachment.live, resource) ?? null;
    if (kind === undefined || name === undefined) return null;
    return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
  }

  const commands = createClusterCommands({
    ...options,
    access,
    marks,
    attachment: () => attachment,
    onOperatorChecked: () => {
      attachment?.live.refresh();
      void lookAtOperator();
    },
  });

  return {
    ...commands,
    status,
    async contexts() {
      const { contexts, current } = await access.contexts();
      const connected = access.connection?.context.name;
      return contexts.map(({ name, server, namespace }) => ({
        name,
        server,
        ...(namespace === undefined ? {} : { namespace }),
        current: name === current,
        connected: name === connected,
      }));
    },
    async connect(wanted, token) {
      await access.connect(wanted, token);
      return status();
    },
    async disconnect() {
      await access.disconnect();
      return status();
    },
    async resume() {
      const isWanted = documents.all().some(({ file }) => file.documents.some(({ parsed }) => isEsoDocument(parsed)));
      if (resumed || client === undefined || !isWanted || !options.trusted()) return;
      resumed = true;
      await access.connect({ quiet: true }, neverCancelled);
    },
    tree: async (node) => (attachment === undefined ? [] : attachment.tree.children(node)),
    resource: (address) => attachment?.tree.nodeOf(address) ?? null,
    resourceAt({ uri, line, character }) {
      const document = documents.get(uri);
      if (document === undefined) return null;
      const resource = resourceAt(document.file, document.file.lines.offsetAt({ line, character }));
      return resource === undefined || !isEsoResource(resource) ? null : addressOf(resource);
    },
    syncables: () => (attachment === undefined ? [] : syncablesOf(attachment.live, clock.now(), l10n)),
    codeLenses(uri) {
      const document = documents.get(uri);
      if (document === undefined) return [];
      return codeLensesOf({ ...context(), uri, file: document.file, lines: document.file.lines, live: attachment?.live });
    },
    names: createClusterNames(() => access.connection, clock, l10n),
    get diagnosis() {
      return { attachment, marks, isPatch: (uri: string) => context().index.isPatch(uri) };
    },
    onDidChange: (listener) => void listeners.add(listener),
  };
}

function statusWithout(state: AccessState, l10n: Localisation): ClusterStatus {
  const none = { failing: 0, stale: false };
  switch (state.state) {
    case 'untrusted':
      return { ...none, state: 'untrusted', message: l10n.t('Clusters are reached from trusted workspaces only.') };
    case 'none':
      return {
        ...none,
        state: 'none',
        message: state.problem === undefined ? l10n.t('No kubeconfig with a context was found.') : l10n.of(state.problem),
      };
    case 'not-connected':
      return {
        ...none,
        state: 'not-connected',
        context: state.context.name,
        message: l10n.t('Not connected to context {0} yet.', state.context.name),
      };
    case 'problem': {
      const { problem, context } = state;
      const remedy = problem.outcome === 'unreachable' && problem.remedy !== undefined ? { remedy: problem.remedy } : {};
      return { ...none, state: 'problem', context: context.name, message: describeFailure(problem, l10n), ...remedy };
    }
    default:
      return {
        ...none,
        state: 'connecting',
        context: state.context.name,
        message: l10n.t('Connecting to context {0}.', state.context.name),
      };
  }
}
