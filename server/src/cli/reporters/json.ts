import type { Reporter } from './report.ts';

/** One JSON array of all results. */
export const reportJson: Reporter = ({ results }) => `${JSON.stringify(results, undefined, 2)}\n`;
