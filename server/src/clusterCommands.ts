import { commandAccess, describeMissing } from './cluster/access.ts';
import type { ApplyMarks } from './cluster/apply/marks.ts';
import { planApply } from './cluster/apply/plan.ts';
import type { Attachment } from './cluster/attachment.ts';
import type { ClusterAccess } from './cluster/clusterAccess.ts';
import type { ClusterConnection, ObjectRef } from './cluster/clusterClient.ts';
import { esoGroup } from './cluster/eso.ts';
import type { Interaction } from './cluster/interaction.ts';
import { outsideText } from './cluster/live/outsideText.ts';
import { describeFailure } from './cluster/outcome.ts';
import { compareAfter, type SecretChange, type SecretSnapshot, snapshotBefore } from './cluster/rotation/snapshot.ts';
import { withoutStop } from './cluster/sync/events.ts';
import type { Documents } from './documents.ts';
import type { FeatureContext } from './features/context.ts';
import type { Host } from './host.ts';
import type { Localisation } from './localisation.ts';
import { type ManifestSource, manifestInputs, syncAddresses } from './manifestTargets.ts';
import type {
  CommandResult,
  DiffFile,
  DiffResult,
  ManifestTarget,
  OperatorReport,
  ResourceAddress,
  RestartTarget,
  RotationImpact,
  Settings,
  SyncTarget,
  VerifyResult,
} from './protocol.ts';

/** What can be done with the cluster at hand. Each connects first, with the user's consent, where there is no connection. */
export interface ClusterCommands {
  apply(target: ManifestTarget, interaction: Interaction, showDiff: ShowDiff): Promise<CommandResult>;
  diff(target: ManifestTarget, interaction: Interaction): Promise<DiffResult>;
  forceSync(target: SyncTarget, interaction: Interaction): Promise<CommandResult>;
  waitUntilReady(address: ResourceAddress, interaction: Interaction): Promise<CommandResult>;
  verifySecret(address: ResourceAddress, interaction: Interaction): Promise<VerifyResult>;
  rotationImpact(address: ResourceAddress, interaction: Interaction): Promise<RotationImpact>;
  restartConsumers(target: RestartTarget, interaction: Interaction): Promise<CommandResult>;
  checkOperator(interaction: Interaction): Promise<OperatorReport>;
}

/** Shows differences beside the question that follows. */
export type ShowDiff = (files: readonly DiffFile[]) => Promise<void>;

/** What the commands work with. */
export interface ClusterCommandsOptions {
  readonly host: Pick<Host, 'clock' | 'files'>;
  readonly documents: Documents;
  readonly settings: () => Settings;
  readonly isProtected: (context: string) => boolean;
  readonly context: () => Pick<FeatureContext, 'index'>;
  readonly access: ClusterAccess;
  readonly attachment: () => Attachment | undefined;
  readonly marks: ApplyMarks;
  /** ESO has been looked for: what is known of it may have changed. */
  readonly onOperatorChecked: () => void;
  readonly l10n: Localisation;
}

type Failure = Pick<CommandResult, 'outcome' | 'message'> & { readonly outcome: 'refused' | 'cancelled' };

/** Builds the commands. The parts that do the work are loaded when one is first run. */
export function createClusterCommands(options: ClusterCommandsOptions): ClusterCommands {
  const { host, documents, settings, isProtected, context, access, attachment, marks, l10n } = options;
  const { clock } = host;
  const manifests: ManifestSource = { documents, files: host.files, index: () => context().index };
  const waitMs = () => settings().cluster.waitSeconds * 1000;

  /** Runs with a connection that is kept to the end, even when another context is chosen meanwhile. */
  async function connected<T>(
    interaction: Interaction,
    run: (at: Attachment) => Promise<T>,
    otherwise: (failure: Failure) => T,
  ): Promise<T> {
    if (access.connection === undefined) await access.connect({ implicit: true }, interaction.token);
    const at = attachment();
    const running = at === undefined ? undefined : access.use(() => run(at));
    return running ?? otherwise(await whyNot(interaction));
  }

  async function whyNot({ token }: Interaction): Promise<Failure> {
    const state = await access.state();
    if (state.state === 'untrusted')
      return {
        outcome: 'refused',
        message: l10n.t('Clusters are reached from trusted workspaces only. Trust this workspace first.'),
      };
    if (state.state === 'none')
      return {
        outcome: 'refused',
        message:
          state.problem === undefined
            ? l10n.t('No kubeconfig with a context was found: there is no cluster to reach.')
            : l10n.of(state.problem),
      };
    if (state.state === 'problem') return { outcome: 'refused', message: outsideText(describeFailure(state.problem, l10n), 500) };
    if (token.isCancellationRequested) return { outcome: 'cancelled', message: l10n.t('Cancelled.') };
    return { outcome: 'refused', message: l10n.t('Not connected to context {0}: nothing was done.', state.context.name) };
  }

  async function refOf(
    connection: ClusterConnection,
    { kind, namespace, name }: ResourceAddress,
    { token }: Interaction,
  ): Promise<ObjectRef | Failure> {
    const type = await connection.resourceType(esoGroup, kind, undefined, token);
    if (token.isCancellationRequested) return { outcome: 'cancelled', message: l10n.t('Cancelled: nothing was done.') };
    if (type.outcome !== 'done') return { outcome: 'refused', message: outsideText(describeFailure(type, l10n), 500) };
    if (type.value === undefined)
      return {
        outcome: 'refused',
        message: l10n.t('The cluster of context {0} does not serve {1}.', connection.context.name, outsideText(kind)),
      };
    return { type: type.value, namespace: type.value.namespaced ? namespace : undefined, name };
  }

  /** The first namespace in which the login may not do it, in a sentence; undefined where it may. */
  async function missingRight(
    connection: ClusterConnection,
    refs: readonly ObjectRef[],
    { token }: Interaction,
  ): Promise<string | undefined> {
    const scopes = new Map(refs.map((ref) => [`${ref.type.resource} ${ref.namespace ?? ''}`, ref]));
    for (const { type, namespace } of [...scopes.values()].slice(0, 10)) {
      const may = await commandAccess(connection, 'force-sync', type, { namespace }, token, l10n);
      if (!may.allowed) return describeMissing(may, connection.context.name, l10n.t('force-sync'), l10n);
    }
    return undefined;
  }

  async function forceSyncAt(at: Attachment, target: SyncTarget, interaction: Interaction): Promise<CommandResult> {
    const { connection, reading } = at;
    const found = await Promise.all(
      (await syncAddresses(target, at.live, manifests)).map((one) => refOf(connection, one, interaction)),
    );
    const failed = found.find(isFailure);
    if (failed !== undefined) return { ...failed, items: [] };
    const refs = found.filter((one): one is ObjectRef => !isFailure(one));
    const missing = await missingRight(connection, refs, interaction);
    if (missing !== undefined) return { outcome: 'refused', message: missing, items: [] };
    const { forceSync } = await import('./cluster/sync/forceSync.ts');
    const before = new Map<string, SecretSnapshot>();
    const changes = new Map<string, SecretChange>();
    const key = ({ namespace = '', name }: ResourceAddress) => `${namespace}/${name}`;
    const result = await forceSync(connection, refs, interaction, {
      clock,
      waitMs: waitMs(),
      isProtected: isProtected(connection.context.name),
      locate: (resource) => {
        const { kind, name, namespace } = resource;
        const entry = context().index.manifestsOf({ kind, name, namespace })[0];
        return entry === undefined ? undefined : { uri: entry.uri, line: entry.line };
      },
      around: {
        async before(secret) {
          const seen = await snapshotBefore(connection, secret.namespace ?? '', secret.name, reading, interaction.token);
          if (seen.outcome === 'done') before.set(key(secret), seen.value);
        },
        async after(secret) {
          const snapshot = before.get(key(secret));
          if (snapshot === undefined) return;
          const change = await compareAfter(connection, snapshot, reading, interaction.token);
          if (change.outcome === 'done') changes.set(key(secret), change.value);
        },
      },
    });
    return withChangedKeys(result, at, changes);
  }

  return {
    apply: (target, interaction, showDiff) =>
      connected<CommandResult>(
        interaction,
        async ({ connection }) => {
          const { runApply } = await import('./cluster/apply/runApply.ts');
          const { waitUntilReady } = await import('./cluster/sync/waitUntilReady.ts');
          const plan = planApply(await manifestInputs(target, manifests), { namespace: connection.context.namespace });
          const { findings, ...result } = await runApply(plan, connection, interaction, {
            isProtected,
            showDiff,
            async wait({ ref, changed }, own) {
              const ended = await waitUntilReady(connection, ref, own, { clock, waitMs: waitMs(), applied: changed });
              // Why it is not ready is told by the live state of the cluster, which also takes it away again.
              return { state: ended.state, message: ended.message };
            },
          });
          marks.keep(target.uris, findings);
          return result;
        },
        (failure) => ({ ...failure, items: [] }),
      ),
    diff: (target, interaction) =>
      connected<DiffResult>(
        interaction,
        async ({ connection }) => {
          const { diffWithCluster } = await import('./cluster/apply/runApply.ts');
          const plan = planApply(await manifestInputs(target, manifests), { namespace: connection.context.namespace });
          const { findings, ...result } = await diffWithCluster(plan, connection, interaction);
          marks.keep(target.uris, findings);
          return result;
        },
        (failure) => ({ ...failure, files: [] }),
      ),
    forceSync: (target, interaction) =>
      connected<CommandResult>(
        interaction,
        (at) => forceSyncAt(at, target, interaction),
        (failure) => ({ ...failure, items: [] }),
      ),
    waitUntilReady: (address, interaction) =>
      connected<CommandResult>(
        interaction,
        async ({ connection }) => {
          const ref = await refOf(connection, address, interaction);
          if (isFailure(ref)) return { ...ref, items: [] };
          const { waitCommandResult, waitUntilReady } = await import('./cluster/sync/waitUntilReady.ts');
          const ended = await waitUntilReady(connection, ref, interaction, { clock, waitMs: waitMs(), applied: false });
          return waitCommandResult(ref, ended);
        },
        (failure) => ({ ...failure, items: [] }),
      ),
    verifySecret: (address, interaction) =>
      connected<VerifyResult>(
        interaction,
        async ({ connection, reading }) => {
          const { verifySecret } = await import('./cluster/rotation/verify.ts');
          return verifySecret(connection, address, interaction, reading);
        },
        (failure) => ({ ...failure, checks: [] }),
      ),
    rotationImpact: (address, interaction) =>
      connected<RotationImpact>(
        interaction,
        async ({ connection, reading }) => {
          const { rotationImpact } = await import('./cluster/rotation/impact.ts');
          return rotationImpact(connection, address, interaction, reading);
        },
        (failure) => ({ ...failure, consumers: [] }),
      ),
    restartConsumers: (target, interaction) =>
      connected<CommandResult>(
        interaction,
        async ({ connection }) => {
          const { restartConsumers } = await import('./cluster/rotation/restart.ts');
          const { waitSeconds } = settings().cluster;
          const guarded = isProtected(connection.context.name);
          return restartConsumers(connection, target, interaction, { clock, waitSeconds, isProtected: guarded });
        },
        (failure) => ({ ...failure, items: [] }),
      ),
    checkOperator: (interaction) =>
      connected<OperatorReport>(
        interaction,
        async ({ connection }) => {
          const { checkOperator } = await import('./cluster/operator/checkOperator.ts');
          const report = await checkOperator(connection, interaction, { clock });
          options.onOperatorChecked();
          return report;
        },
        (failure) => ({ ...failure, checks: [], remedies: [] }),
      ),
  };
}

function isFailure(found: ObjectRef | Failure): found is Failure {
  return 'outcome' in found;
}

/** Names the keys that have changed, where they are known: only of Secrets that the user has let be read whole. */
function withChangedKeys(result: CommandResult, { live }: Attachment, changes: ReadonlyMap<string, SecretChange>): CommandResult {
  const items = result.items.map((item) => {
    const { kind, namespace = '', name } = item.resource;
    const target = kind === 'ExternalSecret' ? live.find(kind, namespace, name)?.target?.name : undefined;
    const keys = changes.get(`${namespace}/${target ?? ''}`)?.keys ?? [];
    return keys.length === 0 ? item : { ...item, message: `${withoutStop(item.message)}: ${outsideText(keys.join(', '))}.` };
  });
  const [before, after] = [result.items[0]?.message ?? '', items[0]?.message ?? ''];
  const message = items.length === 1 ? result.message.replace(before, () => after) : result.message;
  return { ...result, items, message };
}
