import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { type CancellationToken, neverCancelled } from '../../../cancellation.ts';
import type { Clock } from '../../../host.ts';
import type { Outcome } from '../../outcome.ts';
import type { Lookup } from '../../secretProvider.ts';
import { cancelled } from '../caller.ts';

/** Milliseconds in which look-ups gather for one call. */
const gatherTime = 20;
/** How many values a filter may have. */
const mostNames = 50;

/** Asks for the parameters of these names. */
type Ask = (names: readonly string[], token: CancellationToken) => Promise<Outcome<readonly ParameterMetadata[]>>;

interface Waiting {
  readonly name: string;
  readonly finish: (answer: Lookup<ParameterMetadata>) => void;
}

/**
 * Point look-ups that share calls: a file names many keys at once, and the call is one of the slow ones. What a call for several does
 * not bring is asked for once more by itself before it counts as missing.
 */
export function createLookups(ask: Ask, clock: Clock) {
  let gathering: Waiting[] = [];

  async function answer(waiting: readonly Waiting[]): Promise<void> {
    const names = [...new Set(waiting.map(({ name }) => name))];
    const outcome = await ask(names, neverCancelled);
    for (const one of waiting) {
      if ('problem' in outcome) {
        one.finish({ state: 'unknown', problem: outcome.problem });
        continue;
      }
      const item = outcome.value.find(({ Name }) => Name === one.name);
      if (item !== undefined) one.finish({ state: 'found', item, asOf: clock.now() });
      else if (names.length === 1) one.finish({ state: 'missing', asOf: clock.now() });
      else void answer([one]);
    }
  }

  function send(): void {
    const waiting = gathering;
    gathering = [];
    for (let i = 0; i < waiting.length; i += mostNames) void answer(waiting.slice(i, i + mostNames));
  }

  return (name: string, token: CancellationToken): Promise<Lookup<ParameterMetadata>> =>
    new Promise((resolve) => {
      const finish = (found: Lookup<ParameterMetadata>) => {
        listener.dispose();
        resolve(found);
      };
      const listener = token.onCancellationRequested(() => finish({ state: 'unknown', problem: cancelled }));
      if (gathering.length === 0) clock.delay(gatherTime, send);
      gathering.push({ name, finish });
    });
}
