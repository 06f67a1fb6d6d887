import { homedir } from 'node:os';
import { parse } from 'node:path';

/**
 * Leaves the folder in which the editor has started this process, the workspace for most: what the environment names by a relative path
 * (`KUBECONFIG`, `AWS_CONFIG_FILE`, an entry of `PATH`, any program on Windows) would be looked for there, and a repository could bring
 * it. The user's home is where it goes, else the root of the file system.
 */
export function leaveWorkspace(): void {
  for (const place of [homedir, () => parse(process.execPath).root]) {
    try {
      process.chdir(place());
      return;
    } catch {
      // A machine's user need not have a home.
    }
  }
}
