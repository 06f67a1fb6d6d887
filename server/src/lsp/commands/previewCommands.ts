import type { PreviewService } from '../../previewService.ts';
import { serverCommands } from '../../protocol.ts';
import { readKeyTarget, required } from './arguments.ts';
import type { ServerCommand } from './command.ts';

/** The command that previews a Secret. Any extension may call it, so that no vault tells it anything. */
export function previewCommands(previews: PreviewService): Readonly<Record<string, ServerCommand>> {
  return {
    [serverCommands.previewSecret]: {
      title: 'Preview Secret',
      async run({ argument, interaction }) {
        const place = required(readKeyTarget(argument), 'a place: { uri, line, character }');
        return previews.preview(place, false, interaction.token);
      },
    },
  };
}
