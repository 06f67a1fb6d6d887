import type { Finding, Severity } from '../model/finding.ts';
import type { KindResolution } from '../schema/kindSchema.ts';
import type { ParsedDocument, ResourceNode } from '../syntax/manifest.ts';
import type { WorkspaceFacts } from './workspaceFacts.ts';

/** What a rule needs to know before it may speak. */
export type RuleNeeds = 'document' | 'workspace' | 'vault' | 'cluster';

/** A rule's description: its page in the documentation is made from this, and its examples are run as tests. */
export interface RuleMeta {
  /** Kebab-case; also the diagnostic's code and the name of the page. */
  readonly id: string;
  /** The severity of its findings, unless a finding says otherwise for a reason that `why` gives. */
  readonly severity: Severity;
  /** The kinds it is asked about, and no others; empty: all of ESO's. */
  readonly kinds: readonly string[];
  readonly needs: RuleNeeds;
  /** One sentence: what is found. */
  readonly summary: string;
  /** Why it matters to ESO or Kubernetes, with the exact text that the cluster would answer, where there is one. */
  readonly why: string;
  /**
   * A manifest in which exactly this rule speaks; for rules that need the workspace, the one file in it, and for those that need a
   * vault with the vault of `test/support`.
   */
  readonly bad: string;
  /** The same manifest, mended. */
  readonly good: string;
  /** Whether a quick fix is offered in at least one case. */
  readonly fixable: boolean;
  /** The version of this project that brought it. */
  readonly since: string;
}

/** What a document rule is given. */
export interface RuleContext {
  readonly resource: ResourceNode;
  /** The document that the resource stands in, for its comments. */
  readonly parsed: ParsedDocument;
  /** What the ESO version judged by makes of the resource's apiVersion and kind; undefined where there are no schemas or no kind. */
  readonly resolution: KindResolution | undefined;
  /** Whether the user (or a cluster) named that version; otherwise it is only the newest we know. */
  readonly versionIsKnown: boolean;
}

/** What a workspace rule is given. */
export interface WorkspaceRuleContext extends RuleContext {
  readonly workspace: WorkspaceFacts;
}

/**
 * A rule. Those without a check are reported by the syntax, schema, vault or cluster layer under the rule's id. A check answers later
 * only where it needs a library that is loaded on first use.
 */
export interface Rule {
  readonly meta: RuleMeta;
  /** For rules that need the document alone. */
  readonly check?: (context: RuleContext) => readonly Finding[] | Promise<readonly Finding[]>;
  /** For rules that need the workspace: asked again when something that it has asked the facts about has changed. */
  readonly checkWorkspace?: (context: WorkspaceRuleContext) => readonly Finding[] | Promise<readonly Finding[]>;
}
