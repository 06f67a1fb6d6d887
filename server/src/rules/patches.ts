import type { WorkspaceIndex } from '../model/workspaceIndex.ts';
import type { PlacedFinding } from './placedFinding.ts';

/** Rules whose verdict rests on one value alone. All others weigh what is absent, or several fields against each other. */
const valueRules: ReadonlySet<string> = new Set([
  'yaml-syntax',
  'duplicate-key',
  'unknown-rule',
  'unserved-version',
  'unknown-kind',
  'unknown-field',
  'wrong-type',
  'not-allowed-value',
  'bad-format',
  'bad-metadata-key',
  'out-of-range',
  'bad-duration',
  'bad-regexp',
]);

/** What may be said of a patch: its values are judged; what it lacks, and what goes together, only the base can tell. */
export function sayableOfPatch(found: readonly PlacedFinding[]): readonly PlacedFinding[] {
  // `$patch: delete` and its like are Kustomize's, not the schema's.
  return found.filter(({ finding }) => valueRules.has(finding.rule) && !isDirective(finding.at));
}

/**
 * What may be said of a file's findings, knowing the kustomizations of the workspace: of a patch, and of objects that a patch is laid
 * over, no more than what their values are.
 */
export function sayableAmong(found: readonly PlacedFinding[], uri: string, index: WorkspaceIndex): readonly PlacedFinding[] {
  if (index.isPatch(uri)) return sayableOfPatch(found);
  return found.filter(
    (placed) => placed.resource === undefined || valueRules.has(placed.finding.rule) || !index.completes(uri, placed.resource),
  );
}

function isDirective(at: PlacedFinding['finding']['at']): boolean {
  return 'path' in at && String(at.path.at(-1)).startsWith('$');
}
