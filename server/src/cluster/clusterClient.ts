import type { CancellationToken } from '../cancellation.ts';
import type { Phrase } from '../localisation.ts';
import type { JsonObject, JsonValue } from '../syntax/node.ts';
import type { ClusterOutcome, Refused, Unreachable } from './outcome.ts';

/** The clusters that the user's kubeconfig names. */
export interface ClusterClient {
  /** Reads the kubeconfig anew (`KUBECONFIG`, several files merged as kubectl does, else `~/.kube/config`). No request, no login. */
  contexts(): Promise<KubeContexts>;
  /**
   * A connection to the cluster of one context. Nothing is sent and no login is run before the first call; what is wrong with the
   * kubeconfig is found here. A connection keeps to its context, whatever becomes of the kubeconfig's current one.
   */
  open(context: string): Promise<ClusterOutcome<ClusterConnection>>;
  /** Calls back when a file of the kubeconfig may have changed. */
  onDidChange(listener: () => void): { dispose(): void };
}

/** What the kubeconfig says. */
export interface KubeContexts {
  /** The current context's name; undefined where none is set. */
  readonly current: string | undefined;
  /** By name. */
  readonly contexts: readonly KubeContext[];
  /** What keeps the kubeconfig from being read, in words that quote nothing of it; then there are no contexts. */
  readonly problem?: Phrase;
}

/** One context of the kubeconfig. */
export interface KubeContext {
  readonly name: string;
  /** The address of the API server. */
  readonly server: string;
  /** The kubeconfig's name of the user. */
  readonly user: string;
  /** The namespace that the context names; undefined where it names none (kubectl then uses `default`). */
  readonly namespace: string | undefined;
  /** The program that a login runs (`exec`), as the kubeconfig names it; undefined where none is run. */
  readonly loginCommand: string | undefined;
}

/** A kind as the API server serves it. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The plural of the request's path: `externalsecrets`. */
  readonly resource: string;
  readonly namespaced: boolean;
}

/** Names one object. */
export interface ObjectRef {
  readonly type: ResourceType;
  /** Undefined for kinds without namespaces. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** A Kubernetes object as JSON. Of Secrets only `metadata` is ever there. */
export interface KubeObject extends JsonObject {
  readonly metadata: ObjectMetadata;
}

/** The fields of `metadata` that are used here. */
export interface ObjectMetadata extends JsonObject {
  readonly name: string;
}

/** What a listing or watch is limited to. */
export interface ListScope {
  /** Undefined: all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** How a manifest is applied. */
export interface ApplyOptions {
  /** Only asks whether it would be admitted, and what would come of it. */
  readonly dryRun: boolean;
  /** Takes fields over that other field managers own. */
  readonly force: boolean;
}

/** Told each page of a listing; `false`: no more are wanted. */
export type OnPage = (page: readonly KubeObject[], isLast: boolean) => boolean;

/** Somebody's right to do something. */
export interface AccessQuestion {
  /** `get`, `list`, `watch`, `create`, `patch` … */
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** Undefined: in all namespaces, or for a kind without namespaces. */
  readonly namespace?: string | undefined;
  readonly name?: string;
}

/** Follows the objects of a kind. Called in order, never after `dispose`. */
export interface WatchListener {
  /** All objects there are: at the start, and whenever the watch had to begin anew. */
  replaced(objects: readonly KubeObject[]): void;
  /** One is new or has changed. */
  changed(object: KubeObject): void;
  removed(object: KubeObject): void;
  /** The watch follows (`undefined`), or is interrupted; it then tries again by itself, less and less often. */
  state(problem: Refused | Unreachable | undefined): void;
}

/** A Secret as its metadata and the API server's own table of Secrets tell it: no value is asked for. */
export interface SecretOutline {
  readonly metadata: ObjectMetadata;
  readonly type: string;
  /** How many keys it has. */
  readonly count: number;
  /** The names of all its keys, sorted; undefined where the managed fields do not tell them all. */
  readonly keys: readonly string[] | undefined;
  /** Whether somebody has written the field `immutable`, mostly to `true`; its value is not told. */
  readonly setsImmutable: boolean;
}

/** A Secret reduced to what may be known of it. */
export interface SecretDigest {
  readonly metadata: ObjectMetadata;
  readonly type: string;
  readonly immutable: boolean;
  /** By name. */
  readonly keys: readonly SecretKeyDigest[];
}

/** One key of a Secret. */
export interface SecretKeyDigest {
  readonly name: string;
  /** The size of the value in bytes. */
  readonly bytes: number;
  /** A digest of the value with a salt that only this process has: equal for equal values, useless to anybody else. Never shown. */
  readonly digest: string;
}

/**
 * Requests to one cluster with one login. Every call is bounded in time, cancellable, tried again where the server asks for it (429,
 * and 5xx of reads), and written to the access log. None throws.
 */
export interface ClusterConnection {
  readonly context: KubeContext;
  /** The kind as served: in that version, or the one that the server prefers. Undefined where it is not served. Kept for a minute. */
  resourceType(
    group: string,
    kind: string,
    version: string | undefined,
    token: CancellationToken,
  ): Promise<ClusterOutcome<ResourceType | undefined>>;
  /** One object. Of a Secret (core group) only the metadata is asked for; so below. */
  get(ref: ObjectRef, token: CancellationToken): Promise<ClusterOutcome<KubeObject>>;
  /** All objects, page by page. */
  list(type: ResourceType, scope: ListScope, token: CancellationToken): Promise<ClusterOutcome<readonly KubeObject[]>>;
  /**
   * As `list`, but only their metadata are asked for, whatever the kind. `onPage` is told each page as it comes, and ends the listing
   * there by `false`.
   */
  listMetadata(
    type: ResourceType,
    scope: ListScope,
    token: CancellationToken,
    onPage?: OnPage,
  ): Promise<ClusterOutcome<readonly KubeObject[]>>;
  /** Lists and then follows the objects of a kind until disposed. Interruptions are told and overcome. */
  watch(type: ResourceType, scope: ListScope, listener: WatchListener): { dispose(): void };
  /**
   * Server-side apply with the field manager of this product and `fieldValidation=Strict`. Only kinds of ESO's groups are sent;
   * others are refused here. Never tried again by itself once it may have been carried out.
   */
  apply(ref: ObjectRef, object: JsonObject, options: ApplyOptions, token: CancellationToken): Promise<ClusterOutcome<KubeObject>>;
  /** A JSON merge patch, with the same field manager: annotations, and nothing that replaces an object. */
  mergePatch(ref: ObjectRef, patch: JsonValue, token: CancellationToken): Promise<ClusterOutcome<KubeObject>>;
  /** Whether the login may do that (SelfSubjectAccessReview). Kept for a minute. */
  can(question: AccessQuestion, token: CancellationToken): Promise<ClusterOutcome<boolean>>;
  /** Reads one whole Secret, and keeps sizes and digests of it only. To be called with the user's consent. */
  digestSecret(namespace: string, name: string, token: CancellationToken): Promise<ClusterOutcome<SecretDigest>>;
  /**
   * The names of the keys of a Secret, without its values and without consent: from its metadata alone, whose managed fields list them
   * (`f:data`, and `f:stringData` of a Secret made by an apply that used it). Sorted; undefined where the managed fields do not tell.
   */
  secretKeyNames(
    namespace: string,
    name: string,
    token: CancellationToken,
  ): Promise<ClusterOutcome<readonly string[] | undefined>>;
  /** What may be known of a Secret without reading it whole, and so without consent. */
  secretOutline(namespace: string, name: string, token: CancellationToken): Promise<ClusterOutcome<SecretOutline>>;
  /** GET of a path that is no object: `/version`, `/healthz`. */
  getPath(path: string, token: CancellationToken): Promise<ClusterOutcome<JsonValue>>;
  /** How many requests this connection has sent, for tests and for the docs' figures. */
  readonly requests: number;
  /** Ends its watches and closes its sockets. */
  dispose(): void;
}

/** The name under which this product owns the fields that it applies. */
export const fieldManager = 'vscode-external-secrets';
