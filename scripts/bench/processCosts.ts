import { readFileSync } from 'node:fs';

/** What a process has cost so far. */
export interface ProcessCosts {
  /** Time of processors, in milliseconds; comes in steps of 10. */
  readonly processorTime: number;
  /** Resident memory now, and the most that it ever was, in MB. */
  readonly memory: number;
  readonly peakMemory: number;
}

/** Reads them where the system has `/proc`; undefined elsewhere, and where the process is gone. */
export function processCosts(pid: number): ProcessCosts | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    // Behind the name in brackets, which may hold blanks; fields 14 and 15 of the whole.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
    return {
      processorTime: (Number(fields[11]) + Number(fields[12])) * 10,
      memory: megabytes('VmRSS'),
      peakMemory: megabytes('VmHWM'),
    };
  } catch {
    return undefined;
  }
}
