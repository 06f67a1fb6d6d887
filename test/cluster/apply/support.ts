import { type ApplyPlan, planApply } from '../../../server/src/cluster/apply/plan.ts';
import type { ApplyFinding, ApplyResult } from '../../../server/src/cluster/apply/results.ts';
import { type ApplyOptions, runApply } from '../../../server/src/cluster/apply/runApply.ts';
import type { WaitRequest } from '../../../server/src/cluster/apply/wait.ts';
import type { ClusterConnection, KubeContext } from '../../../server/src/cluster/clusterClient.ts';
import type { Interaction, Question } from '../../../server/src/cluster/interaction.ts';
import type { DiffFile } from '../../../server/src/clusterProtocol.ts';
import { english } from '../../../server/src/localisation.ts';
import { parseManifestFile } from '../../../server/src/syntax/parse.ts';

/** What a manifest file of a test may be beside its text. */
export interface PlanOptions {
  readonly namespace?: string;
  readonly isPatch?: boolean;
  readonly renamedBy?: string;
}

/** A plan of all documents of files, by their names. */
export function planOf(files: Readonly<Record<string, string>> | string, options: PlanOptions = {}): ApplyPlan {
  const texts = typeof files === 'string' ? { 'app.yaml': files } : files;
  const inputs = Object.entries(texts).map(([name, text]) => {
    const file = parseManifestFile(text);
    const { isPatch = false, renamedBy } = options;
    return { uri: `file:///${name}`, file, documents: file.documents, isPatch, renamedBy };
  });
  return planApply(inputs, { namespace: options.namespace });
}

/** The text that a finding marks. */
export function markOf({
  document,
  resource,
  path,
  part,
}: Pick<ApplyFinding, 'document' | 'resource' | 'path' | 'part'>): string {
  const { start, end } = resource.rangeOf(path, part);
  return document.parsed.text.slice(start, end);
}

/** Findings as a person sees them: `marked: message`. */
export function seen({ findings }: { readonly findings: readonly ApplyFinding[] }): readonly string[] {
  return findings.map((finding) => `${markOf(finding)}: ${finding.message}`);
}

/** The word of an action, or what makes one of the question; undefined cancels. */
export type Answer = string | undefined | ((question: Question) => string | undefined);

/** A person who answers questions in turn, and cancels where there is no answer left. */
export function person(...answers: readonly Answer[]) {
  const left = [...answers];
  const questions: Question[] = [];
  const progress: string[] = [];
  const callbacks = new Set<() => void>();
  const state = { cancelled: false };
  const interaction: Interaction = {
    l10n: english,
    async ask(question) {
      questions.push(question);
      const answer = left.shift();
      return typeof answer === 'function' ? answer(question) : answer;
    },
    progress: (message) => progress.push(message),
    token: {
      get isCancellationRequested() {
        return state.cancelled;
      },
      onCancellationRequested(callback) {
        callbacks.add(callback);
        return { dispose: () => callbacks.delete(callback) };
      },
    },
  };
  const cancel = () => {
    state.cancelled = true;
    for (const callback of callbacks) callback();
  };
  return { interaction, questions, progress, cancel };
}

/** An apply as a person lives it. */
export interface Applying {
  readonly result: ApplyResult;
  readonly questions: readonly Question[];
  readonly shown: readonly (readonly DiffFile[])[];
  readonly waited: readonly string[];
}

/** Applies a plan with these answers; the wait finds everything ready unless told otherwise. */
export async function applying(
  plan: ApplyPlan,
  connection: ClusterConnection,
  who: ReturnType<typeof person>,
  options: Partial<ApplyOptions> = {},
): Promise<Applying> {
  const shown: (readonly DiffFile[])[] = [];
  const waited: string[] = [];
  const result = await runApply(plan, connection, who.interaction, {
    isProtected: (context: KubeContext['name']) => context.includes('prod'),
    showDiff: async (files) => void shown.push(files),
    wait: async (request: WaitRequest, interaction) => {
      waited.push(`${request.ref.type.kind} ${request.ref.name}`);
      return options.wait === undefined
        ? { state: 'ready', message: 'Ready: secret synced.' }
        : options.wait(request, interaction);
    },
    ...(options.isProtected === undefined ? {} : { isProtected: options.isProtected }),
    ...(options.showDiff === undefined ? {} : { showDiff: options.showDiff }),
  });
  return { result, questions: who.questions, shown, waited };
}
