import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program of the control plane and how it is run. */
export interface Program {
  readonly name: string;
  /** The path of its executable. */
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it does its work; asked over and over after each start. */
  readonly ready: () => Promise<boolean>;
  /** Starts it again when it ends by itself, some times, as a kubelet would. */
  readonly restarts?: boolean;
}

/** The processes of one control plane. */
export interface Processes {
  /** Starts a program and waits until it is ready. Its output is kept for the error that says why it ended. */
  start(program: Program): Promise<void>;
  /** Ends one of them; with `SIGKILL` as a crash would. Nothing happens where it has ended already. */
  end(name: string, signal?: NodeJS.Signals): Promise<void>;
  /** Starts one that has been ended, in the same way as before (same port, same data), and waits until it is ready. */
  startAgain(name: string): Promise<void>;
  /** Asks `ready` until it says yes. Throws with the end of a program's output as soon as that program has ended, or after `seconds`. */
  until(what: string, ready: () => Promise<boolean>, seconds?: number): Promise<void>;
  /** What a program has printed lately, for a test that wants to know. */
  outputOf(name: string): string;
  /** The process id of a program that runs; undefined where it does not. */
  pidOf(name: string): number | undefined;
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
  const known = new Map<string, Program>();
  const killAll = () => {
    for (const { child } of running.values()) child.kill('SIGKILL');
  };
  const killAllAndDie = (signal: NodeJS.Signals) => {
    killAll();
    process.kill(process.pid, signal);
  };
  process.once('exit', killAll);
  for (const signal of deadly) process.once(signal, killAllAndDie);
  const until: Processes['until'] = async (what, ready, seconds = 60) => {
    const patience = Date.now() + seconds * 1000;
    while (!(await ready().catch(() => false))) {
      for (const [name, { ended, output }] of running)
        if (ended) throw new Error(`${name} ended before ${what}:\n${output.slice(-4000)}`);
      if (Date.now() > patience) throw new Error(`${what}: not within ${seconds} seconds\n${lastWords(running)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const run = (program: Program, restarts: number, before = '') => {
    const one = launch(program, before);
    running.set(program.name, one);
    one.child.once('exit', () => {
      if (restarts > 0 && running.get(program.name) === one) run(program, restarts - 1, one.output);
    });
  };
  const start: Processes['start'] = async (program) => {
    known.set(program.name, program);
    run(program, program.restarts ? 5 : 0);
    await until(`${program.name} is ready`, program.ready);
  };
  const end: Processes['end'] = async (name, signal = 'SIGTERM') => {
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
    start,
    end,
    async startAgain(name) {
      const program = known.get(name);
      if (program === undefined) throw new Error(`${name} was never started`);
      if (running.has(name)) throw new Error(`${name} has not been ended`);
      await start(program);
    },
    until,
    outputOf: (name) => running.get(name)?.output ?? '',
    pidOf: (name) => running.get(name)?.child.pid,
    async endAll() {
      for (const name of [...running.keys()].reverse()) await end(name);
      process.off('exit', killAll);
      for (const signal of deadly) process.off(signal, killAllAndDie);
    },
  };
}

function launch({ path, args, env = {} }: Program, before: string): Running {
  const child = spawn(path, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const one: Running = { child, output: before, ended: false };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      one.output = (one.output + text).slice(-20_000);
    });
  const ended = () => {
    one.ended = true;
  };
  child.once('exit', ended).once('error', ended);
  return one;
}

function lastWords(running: ReadonlyMap<string, Running>): string {
  return [...running].map(([name, { output }]) => `--- ${name}\n${output.slice(-1500)}`).join('\n');
}
