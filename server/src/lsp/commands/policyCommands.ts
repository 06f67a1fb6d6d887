import type { Log } from '../../host.ts';
import type { PolicyService } from '../../policyService.ts';
import { serverCommands } from '../../protocol.ts';
import { readManifestTarget } from './arguments.ts';
import type { ServerCommand } from './command.ts';

/** The command about what the operator must be allowed. Other editors than our own find the document in the log. */
export function policyCommands(
  policies: PolicyService,
  log: Pick<Log, 'info'>,
  ownClient: boolean,
): Readonly<Record<string, ServerCommand>> {
  return {
    [serverCommands.minimalPolicy]: {
      title: 'Minimal policy',
      async run({ argument }) {
        const result = await policies.minimalPolicy(readManifestTarget(argument));
        if (!ownClient && result.document !== undefined) log.info(result.document);
        return result;
      },
    },
  };
}
