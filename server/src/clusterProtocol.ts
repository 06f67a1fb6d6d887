/**
 * The part of `protocol.ts` that is about clusters: commands, custom requests, and what they carry. Nothing here can hold a secret value.
 */

/**
 * Commands of `workspace/executeCommand` about clusters. Each asks by itself before it changes anything; no argument means "confirmed".
 * Where files or an object are wanted, a place in a manifest does as well, `{ uri, line, character }`: its file, or the object there.
 */
export const clusterCommands = {
  /**
   * Argument: `{ context?: string, quiet?: boolean }`, by default the kubeconfig's current context. Asks whether the cluster may be
   * reached, unless the user has answered before; `quiet` connects only then. Returns `ClusterStatus`.
   */
  connectCluster: 'externalSecrets.server.connectCluster',
  /** No argument. Ends all watches and takes the consent for that cluster back. Returns `ClusterStatus`. */
  disconnectCluster: 'externalSecrets.server.disconnectCluster',
  /** Argument: `ManifestTarget`. Dry run, differences, question, apply, wait until ready. Returns `CommandResult`. */
  apply: 'externalSecrets.server.apply',
  /** Argument: `ManifestTarget`. Returns `DiffResult`: what applying would change, found by a dry run of the API server. */
  diffWithCluster: 'externalSecrets.server.diffWithCluster',
  /** Argument: `SyncTarget`. Returns `CommandResult`. */
  forceSync: 'externalSecrets.server.forceSync',
  /** Argument: `ResourceAddress`. Waits until the object is ready, changes nothing. Returns `CommandResult`. */
  waitUntilReady: 'externalSecrets.server.waitUntilReady',
  /** Argument: `ResourceAddress` of an ExternalSecret. Returns `VerifyResult`. */
  verifySecret: 'externalSecrets.server.verifySecret',
  /** Argument: `ResourceAddress` of an ExternalSecret. Who uses its Secret. Returns `RotationImpact`. */
  rotationImpact: 'externalSecrets.server.rotationImpact',
  /** Argument: `RestartTarget`. Returns `CommandResult`. */
  restartConsumers: 'externalSecrets.server.restartConsumers',
  /** No argument. Returns `OperatorReport`. */
  checkOperator: 'externalSecrets.server.checkOperator',
} as const;

/** Names one object of the connected cluster. */
export interface ResourceAddress {
  readonly kind: string;
  readonly name: string;
  /** Absent for kinds without namespaces. */
  readonly namespace?: string;
}

/** Which manifests a command is about: files, or the documents of one file that a range touches. */
export interface ManifestTarget {
  readonly uris: readonly string[];
  /** Of the one file of `uris`: LSP positions. */
  readonly range?: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

/** What to force-sync. Exactly one field is given. */
export interface SyncTarget {
  readonly resources?: readonly ResourceAddress[];
  /** All ExternalSecrets, ClusterExternalSecrets and PushSecrets of manifests. */
  readonly manifests?: ManifestTarget;
  /** All that fetch through this store. */
  readonly store?: ResourceAddress;
  /** All that are not ready. */
  readonly failing?: true;
}

/** Workloads to restart because they run with an old Secret. */
export interface RestartTarget {
  readonly secret: ResourceAddress;
  readonly workloads: readonly ResourceAddress[];
}

/** How a command ended. */
export interface CommandResult {
  /** `done`: all of it; `refused`: nothing was changed, and why is said; `failed`: something did not work; `cancelled`: by the user. */
  readonly outcome: 'done' | 'refused' | 'failed' | 'cancelled';
  /** One line that says what happened, for a notification. Plain text. */
  readonly message: string;
  /** One per object, in the order in which they were dealt with. */
  readonly items: readonly ResultItem[];
}

/** What happened to one object. */
export interface ResultItem {
  readonly resource: ResourceAddress;
  /** `applied`, `ready`, `synced`, `unchanged`, `failed`, `no-answer`, `refused`, `skipped`, `restarted` … */
  readonly state: string;
  /** Plain text, at most some sentences. */
  readonly message: string;
  /** The manifest that it is about, where there is one: zero-based line. */
  readonly place?: { readonly uri: string; readonly line: number };
  /** What the user may do next: words for a button, and the id of a command of `nextSteps`. */
  readonly next?: readonly NextStep[];
}

/** Something that the user may do next. */
export interface NextStep {
  readonly title: string;
  readonly step: 'rotation-impact' | 'verify' | 'force-sync' | 'wait' | 'open';
}

/** What applying would change. */
export interface DiffResult {
  readonly outcome: 'done' | 'refused' | 'cancelled';
  /** One line: what differs, or why nothing can be said. */
  readonly message: string;
  readonly files: readonly DiffFile[];
}

/** One object, as it is and as it would be. YAML without what the server itself keeps (status, managed fields); literals masked. */
export interface DiffFile {
  readonly resource: ResourceAddress;
  /** Empty where the object does not exist yet. */
  readonly live: string;
  readonly proposed: string;
}

/** Whether a target Secret is what its ExternalSecret promises. */
export interface VerifyResult {
  readonly outcome: 'done' | 'refused' | 'cancelled';
  /** One line for a notification. */
  readonly message: string;
  /** Every single thing that was looked at. */
  readonly checks: readonly Check[];
}

/** One thing that was looked at. */
export interface Check {
  readonly title: string;
  readonly state: 'ok' | 'warning' | 'problem' | 'unknown';
  /** What was found, and what to do where it is not as it should be. Plain text. */
  readonly detail: string;
}

/** Who uses a Secret, and what a change of it means for them. */
export interface RotationImpact {
  readonly outcome: 'done' | 'refused' | 'cancelled';
  readonly message: string;
  readonly secret?: ResourceAddress;
  /** The names of the keys that the last force-sync of this server has changed; absent where that is not known. */
  readonly changedKeys?: readonly string[];
  readonly consumers: readonly Consumer[];
}

/** A workload that uses a Secret. */
export interface Consumer {
  readonly workload: ResourceAddress;
  /** How: `env DB_PASSWORD ← db-password`, `volume credentials`, `imagePullSecrets`. */
  readonly uses: readonly string[];
  /**
   * `restart`: runs with the old values until its Pods are new; `by-itself`: volumes follow within a minute or so; `up-to-date`: its
   * Pods are newer than the change, or use none of the changed keys; `unknown`: its Pods are older than the last write of the Secret,
   * and whether that write changed what they use is not known.
   */
  readonly state: 'restart' | 'by-itself' | 'up-to-date' | 'unknown';
  /** How many of its Pods run with the old values; of `unknown`, how many may. */
  readonly stalePods: number;
  readonly pods: number;
  /** Whether a rollout restart can be made of it (Deployment, StatefulSet, DaemonSet). */
  readonly restartable: boolean;
}

/** What is known of ESO in the cluster. */
export interface OperatorReport {
  readonly outcome: 'done' | 'refused' | 'cancelled';
  readonly message: string;
  readonly checks: readonly Check[];
  /** `2.9.0`; absent where it cannot be told. */
  readonly version?: string;
  /** Command lines that would mend what was found; offered in a terminal, never run. */
  readonly remedies: readonly { readonly title: string; readonly commandLine: string }[];
}

/** Client to server: `() => ClusterStatus`. */
export const clusterStatusRequest = 'externalSecrets/cluster/status';

/** Server to client, no parameters: the status, or something in the tree or the lenses, may have changed. At most some per second. */
export const clusterChangedNotification = 'externalSecrets/cluster/changed';

/** What is known of the cluster at hand. */
export interface ClusterStatus {
  /**
   * `none`: no kubeconfig, or one without contexts; `not-connected`: the user has not connected yet; `connecting`; `connected`;
   * `no-operator`: connected, and ESO's kinds are not served; `denied`: connected, and the login may not list ExternalSecrets;
   * `problem`: no answer; `untrusted`: the workspace is not trusted.
   */
  readonly state: 'none' | 'not-connected' | 'connecting' | 'connected' | 'no-operator' | 'denied' | 'problem' | 'untrusted';
  /** The context connected to, or that would be. */
  readonly context?: string;
  /** A sentence or two: what is the matter and what to do. Plain text. */
  readonly message: string;
  readonly remedy?: string;
  /** ESO's version, where it is known. */
  readonly operatorVersion?: string;
  /** How many ExternalSecrets, ClusterExternalSecrets and PushSecrets are not ready. */
  readonly failing: number;
  /** Whether an interrupted watch makes what is shown older than it seems. */
  readonly stale: boolean;
}

/** Client to server: `() => ContextItem[]`, the contexts of the kubeconfig by name. */
export const contextsRequest = 'externalSecrets/cluster/contexts';

/** One context to choose. */
export interface ContextItem {
  readonly name: string;
  readonly server: string;
  readonly namespace?: string;
  readonly current: boolean;
  readonly connected: boolean;
}

/** Client to server: `TreeParams => TreeNode[]`, the children of a node of the tree, in the order in which they are shown. */
export const treeRequest = 'externalSecrets/cluster/tree';

/** The parameters of `treeRequest`; without a node its roots are wanted. */
export interface TreeParams {
  readonly node?: string;
}

/** One node of context → namespace → store → ExternalSecret → Secret → consumers. */
export interface TreeNode {
  /** Stable while the thing exists. */
  readonly id: string;
  readonly kind: 'context' | 'namespace' | 'store' | 'sync' | 'secret' | 'consumer' | 'note';
  readonly label: string;
  /** A few words beside the label: `synced 4 min ago`. */
  readonly description: string;
  /** More, plain text: exact times, messages. */
  readonly tooltip: string;
  readonly state: 'ok' | 'warning' | 'failing' | 'waiting' | 'none';
  readonly expandable: boolean;
  /** The object behind it, for commands. */
  readonly resource?: ResourceAddress;
  /** The manifest in the workspace that defines it. */
  readonly place?: { readonly uri: string; readonly line: number };
  /** What a screen reader says instead of label and description. */
  readonly accessibleLabel: string;
}

/** Client to server: `ResourceAtParams => ResourceAddress | null`, the object of the operator whose manifest is at a position. */
export const resourceAtRequest = 'externalSecrets/cluster/resourceAt';

/** A position in a document, as in LSP. */
export interface ResourceAtParams {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

/** Client to server: `ResourceAddress => TreeNode | null`, the node of one object wherever it stands in the tree; null: not in the cluster. */
export const resourceRequest = 'externalSecrets/cluster/resource';

/** Client to server: `() => ResourceAddress & state [] `, all that can be force-synced, failing first, then by name. */
export const syncablesRequest = 'externalSecrets/cluster/syncables';

/** Something that can be force-synced, for a picker. */
export interface Syncable {
  readonly resource: ResourceAddress;
  readonly state: 'ok' | 'failing' | 'waiting';
  /** `synced 4 min ago`, or the message of the condition. */
  readonly description: string;
}

/** Server to client: `ConfirmParams => ConfirmAnswer | null`. Null: cancelled. Clients without it are asked by `window/showMessageRequest`. */
export const confirmRequest = 'externalSecrets/confirm';

/** A question before something is changed. */
export interface ConfirmParams {
  readonly message: string;
  readonly detail: string;
  readonly actions: readonly string[];
  /** The text that the user must type; the server compares it. */
  readonly typed?: string;
}

/** The action that was chosen, and what was typed. */
export interface ConfirmAnswer {
  readonly action: string;
  readonly typed?: string;
}

/** The action of a `ConfirmParams` that only shows what would change: the one that needs nothing typed. */
export const showDifferencesAction = 'Show Differences';

/** Server to client: `DiffFile[] => null`. The client shows them beside the question that follows. */
export const showDiffRequest = 'externalSecrets/cluster/showDiff';

/** The settings under `externalSecrets.cluster`. */
export interface ClusterSettings {
  /** Patterns of context names (`*` matches any run of characters): changes there are confirmed by typing the name. */
  readonly protectedContexts: readonly string[];
  /** How long a command waits for the operator's answer, in seconds. */
  readonly waitSeconds: number;
}
