import { l10n, window } from 'vscode';
import { type CommandResult, type RotationImpact, serverCommands, type VerifyResult } from '../../../../server/src/protocol.ts';
import { plainMessage } from '../../plainText.ts';
import type { Command, CommandContext } from '../command.ts';
import { showReport } from './checks.ts';
import { pickAndRestart, showImpact } from './impact.ts';
import { tellResult } from './results.ts';
import { runCommand } from './run.ts';
import { chooseResource, withReadiness } from './targets.ts';
import { nameOf } from './words.ts';

/** What has a Secret of its own. */
const withSecret = ['ExternalSecret'];

/** *Wait until Ready*: until the operator says that it is, or why it is not. */
export const waitUntilReady: Command = async (context, argument) => {
  const resource = await chooseResource(context, argument, withReadiness, l10n.t('Choose what to wait for'));
  if (resource === undefined) return;
  const title = l10n.t('Waiting for {0}', nameOf(resource));
  await tellResult(await runCommand<CommandResult>(context, serverCommands.waitUntilReady, resource, title));
};

/** *Verify Secret*: whether the target Secret is what the manifest promises. */
export const verifySecret: Command = async (context, argument) => {
  const resource = await chooseResource(context, argument, withSecret, l10n.t('Choose whose Secret to verify'));
  if (resource === undefined) return;
  const title = l10n.t('Verifying the Secret of {0}', nameOf(resource));
  const result = await runCommand<VerifyResult>(context, serverCommands.verifySecret, resource, title);
  if (result === undefined || isOver(result)) return;
  await showReport(context, { ...result, title: l10n.t('Verify Secret: {0}', nameOf(resource)) });
};

/** *Show Rotation Impact*: who uses the Secret, and who still runs with old values. */
export const rotationImpact: Command = async (context, argument) => {
  const impact = await impactOf(context, argument);
  if (impact !== undefined) await showImpact(context, impact);
};

/** *Restart Consumers…*: the same, straight to choosing what is restarted. */
export const restartConsumers: Command = async (context, argument) => {
  const impact = await impactOf(context, argument);
  if (impact !== undefined) await pickAndRestart(context, impact);
};

async function impactOf(context: CommandContext, argument: unknown): Promise<RotationImpact | undefined> {
  const resource = await chooseResource(context, argument, withSecret, l10n.t('Choose whose Secret the consumers use'));
  if (resource === undefined) return undefined;
  const title = l10n.t('Looking for who uses the Secret of {0}', nameOf(resource));
  const impact = await runCommand<RotationImpact>(context, serverCommands.rotationImpact, resource, title);
  return impact === undefined || isOver(impact) ? undefined : impact;
}

/** Whether there is nothing more to show: refused, which is said, or cancelled, which the user knows. */
export function isOver({ outcome, message }: { readonly outcome: VerifyResult['outcome']; readonly message: string }): boolean {
  if (outcome === 'refused') void window.showWarningMessage(plainMessage(message, 500));
  return outcome !== 'done';
}
