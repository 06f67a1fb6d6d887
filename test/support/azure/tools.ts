import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The developers' tools of Azure, as far as they give tokens, for tests: shell scripts that note how they were called and write what a
 * test tells them to. The real ones sign in to Microsoft only. For systems with a POSIX shell.
 */
export interface AzureTools {
  /** To be put first into `PATH`. */
  readonly folder: string;
  /** What a tool writes from now on, and the code with which it ends. */
  says(tool: 'az' | 'azd', output: string, error?: string, code?: number): void;
  /** Gives a token from now on, `expires` milliseconds from now. */
  gives(tool: 'az' | 'azd', token: string, expires?: number): void;
  /** As if it was not installed. */
  remove(tool: 'az' | 'azd'): void;
  /** The command lines so far. */
  calls(): readonly string[];
}

/** Makes the tools below a folder; none is installed yet. */
export function createAzureTools(root: string): AzureTools {
  const folder = join(root, 'bin');
  const log = join(root, 'calls.txt');
  mkdirSync(folder, { recursive: true });
  const says: AzureTools['says'] = (tool, output, error = '', code = 0) => {
    writeFileSync(join(root, `${tool}.out`), output);
    writeFileSync(join(root, `${tool}.err`), error);
    const program = join(folder, tool);
    writeFileSync(
      program,
      `#!/bin/sh\necho "${tool} $*" >> "${log}"\n/bin/cat "${root}/${tool}.out"\n/bin/cat "${root}/${tool}.err" >&2\nexit ${code}\n`,
    );
    chmodSync(program, 0o755);
  };
  return {
    folder,
    says,
    gives(tool, token, expires = 3_600_000) {
      const at = Date.now() + expires;
      const answer =
        tool === 'az'
          ? { accessToken: token, expires_on: Math.floor(at / 1000), tokenType: 'Bearer' }
          : { token, expiresOn: new Date(at).toISOString() };
      says(tool, JSON.stringify(answer));
    },
    remove: (tool) => rmSync(join(folder, tool), { force: true }),
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}

/** A token that says who it is for; it is signed by nobody. */
export function tokenFor(claims: Readonly<Record<string, string>>): string {
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.signature`;
}
