import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** The processes of one control plane. */
export interface Processes {
  /** Starts a program. Its output is kept for the error that says why it ended. */
  start(name: string, program: string, args: readonly string[], env?: Readonly<Record<string, string>>): void;
  /** Ends one of them; with `SIGKILL` as a crash would. Nothing happens where it has ended already. */
  end(name: string, signal?: NodeJS.Signals): Promise<void>;
  /** Asks `ready` until it says yes. Throws with the end of a program's output as soon as that program has ended, or after `seconds`. */
  until(what: string, ready: () => Promise<boolean>, seconds?: number): Promise<void>;
  /** What a program has printed lately, for a test that wants to know. */
  outputOf(name: string): string;
  /** Ends all of them, the last one first. */
  endAll(): Promise<void>;
}

interface Running {
  readonly child: ChildProcess;
  output: string;
  ended: boolean;
}

const deadly = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** An empty set of processes. Whatever is left of it dies with this process. */
export function createProcesses(): Processes {
  const running = new Map<string, Running>();
  const killAll = () => {
    for (const { child } of running.values()) child.kill('SIGKILL');
  };
  const killAllAndDie = (signal: NodeJS.Signals) => {
    killAll();
    process.kill(process.pid, signal);
  };
  process.once('exit', killAll);
  for (const signal of deadly) process.once(signal, killAllAndDie);
  const end = async (name: string, signal: NodeJS.Signals = 'SIGTERM') => {
    const one = running.get(name);
    running.delete(name);
    if (one === undefined || one.ended) return;
    const exit = once(one.child, 'exit');
    one.child.kill(signal);
    const hard = setTimeout(() => one.child.kill('SIGKILL'), 5_000);
    await exit;
    clearTimeout(hard);
  };
  return {
    start(name, program, args, env = {}) {
      const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
      const one: Running = { child, output: '', ended: false };
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          one.output = (one.output + text).slice(-20_000);
        });
      const ended = () => {
        one.ended = true;
      };
      child.once('exit', ended).once('error', ended);
      running.set(name, one);
    },
    end,
    async until(what, ready, seconds = 60) {
      const patience = Date.now() + seconds * 1000;
      while (!(await ready().catch(() => false))) {
        for (const [name, { ended, output }] of running)
          if (ended) throw new Error(`${name} ended before ${what}:\n${output.slice(-4000)}`);
        if (Date.now() > patience) throw new Error(`${what}: not within ${seconds} seconds\n${lastWords(running)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    outputOf: (name) => running.get(name)?.output ?? '',
    async endAll() {
      for (const name of [...running.keys()].reverse()) await end(name);
      process.off('exit', killAll);
      for (const signal of deadly) process.off(signal, killAllAndDie);
    },
  };
}

function lastWords(running: ReadonlyMap<string, Running>): string {
  return [...running].map(([name, { output }]) => `--- ${name}\n${output.slice(-1500)}`).join('\n');
}
