import { execFileSync } from 'node:child_process';

/** The processes below one, however deep, whose command line contains a text: their ids. */
export function processesBelow(pid: number, text: string): readonly number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\n');
  const all = lines.flatMap((line) => {
    const [, own, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return own === undefined ? [] : [{ pid: Number(own), parent: Number(parent), args }];
  });
  const below = (of: number): readonly (typeof all)[number][] =>
    all.filter(({ parent }) => parent === of).flatMap((each) => [each, ...below(each.pid)]);
  return below(pid).flatMap((each) => (each.args.includes(text) ? [each.pid] : []));
}
