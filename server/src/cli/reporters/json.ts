import { printedJson } from './printedJson.ts';
import type { Reporter } from './report.ts';

/** One JSON array of all results. */
export const reportJson: Reporter = ({ results }) => printedJson(results);
