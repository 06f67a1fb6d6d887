import type { Samples } from './samples.ts';

/** One thing that is measured of the servers. */
export interface Measure {
  readonly id: string;
  /** As the table has it. */
  readonly name: string;
  readonly unit: 'ms' | 'MB' | 'kB';
}

/** What is measured, in the order of the table. */
export const measures: readonly Measure[] = [
  { id: 'start', name: 'start → response to `initialize`', unit: 'ms' },
  { id: 'startProcessor', name: '– processor time of it', unit: 'ms' },
  { id: 'coldOpen', name: 'open in a new process → mistake shown', unit: 'ms' },
  { id: 'coldOpenProcessor', name: '– processor time from the start of the process', unit: 'ms' },
  { id: 'hoverMeanwhile', name: '– longest wait for a hover meanwhile', unit: 'ms' },
  { id: 'warmOpen', name: 'open another such file → mistake shown', unit: 'ms' },
  { id: 'edit', name: 'edit → diagnostics that reflect it', unit: 'ms' },
  { id: 'editProcessor', name: '– processor time of it', unit: 'ms' },
  { id: 'completionEdited field', name: 'field completed right after an edit', unit: 'ms' },
  { id: 'completionEdited value', name: 'value completed right after an edit', unit: 'ms' },
  { id: 'completionEdited store', name: 'store completed right after an edit', unit: 'ms' },
  { id: 'completionEdited key', name: 'key completed right after an edit', unit: 'ms' },
  { id: 'completionIdle field', name: 'field completed, idle', unit: 'ms' },
  { id: 'completionIdle value', name: 'value completed, idle', unit: 'ms' },
  { id: 'completionIdle store', name: 'store completed, idle', unit: 'ms' },
  { id: 'completionIdle key', name: 'key completed, idle', unit: 'ms' },
  { id: 'hover', name: 'hover', unit: 'ms' },
  { id: 'symbols', name: 'document symbols', unit: 'ms' },
  { id: 'symbolsReply', name: '– size of the reply', unit: 'kB' },
  { id: 'memoryOpen', name: 'memory after the first file', unit: 'MB' },
  { id: 'memoryEdited', name: 'memory after edits and requests', unit: 'MB' },
  { id: 'peakMemory', name: 'most memory in a hundred edits', unit: 'MB' },
  { id: 'memoryLater', name: 'memory after them', unit: 'MB' },
];

/** The sizes, in the order of the table: YAML documents of one file, and others. */
export const sizes = {
  none: '',
  one: '1 document',
  fifty: '50 documents',
  hundreds: '500 documents',
  thousands: '2,000 documents',
  large: '1 document of 690 KB',
  folder: '2,000 files, 20 open',
} as const;

/** What is wanted of a measure, and what has come of it. */
export interface Goal {
  readonly measure: string;
  readonly size: string;
  /** What is wanted, in words of the table: `≤ 0.35×`. */
  readonly wanted: string;
  /** Undefined where it was not measured. */
  met(samples: Samples): boolean | undefined;
}

/** A share of what the incumbent takes. */
function share(measure: string, size: string, most: number): Goal {
  return {
    measure,
    size,
    wanted: `≤ ${most}×`,
    met(samples) {
      const [ours, theirs] = [samples.median('ours', measure, size), samples.median('incumbent', measure, size)];
      return ours === undefined || theirs === undefined ? undefined : ours <= most * theirs;
    },
  };
}

function atMost(measure: string, size: string, most: number, unit: string): Goal {
  return {
    measure,
    size,
    wanted: `≤ ${most} ${unit}`,
    met(samples) {
      const ours = samples.median('ours', measure, size);
      return ours === undefined ? undefined : ours <= most;
    },
  };
}

const everySize = [sizes.one, sizes.fifty, sizes.hundreds, sizes.thousands];

/** What is wanted of the medians of one run. */
export const goals: readonly Goal[] = [
  share('start', sizes.none, 0.35),
  share('coldOpen', sizes.one, 0.35),
  share('coldOpen', sizes.thousands, 0.6),
  atMost('hoverMeanwhile', sizes.thousands, 100, 'ms'),
  share('edit', sizes.one, 0.1),
  share('edit', sizes.thousands, 0.02),
  share('completionEdited field', sizes.thousands, 0.01),
  share('completionEdited value', sizes.thousands, 0.01),
  ...everySize.map((size) => share('hover', size, 1)),
  ...everySize.map((size) => share('symbols', size, 1)),
  share('peakMemory', sizes.thousands, 0.35),
];

/**
 * How an edit grows with the file: what it takes beyond a server that does nothing, with 2,000 documents and with 50. Undefined where
 * one of the four was not measured.
 */
export function growth(samples: Samples): { readonly large: number; readonly small: number; readonly met: boolean } | undefined {
  const beyond = (size: string) => {
    const [ours, nothing] = [samples.median('ours', 'edit', size), samples.median('nothing', 'edit', size)];
    return ours === undefined || nothing === undefined ? undefined : ours - nothing;
  };
  const [large, small] = [beyond(sizes.thousands), beyond(sizes.fifty)];
  return large === undefined || small === undefined ? undefined : { large, small, met: large <= 2 * small + 1 };
}
