import type { TerminalShell } from '../../server/src/protocol.ts';

/** What a shell, given as the path of its program, can be told; `platform` as in `process.platform`. */
export function shellOfTerminals(shell: string, platform: string): TerminalShell {
  const name = /[^/\\]*$/.exec(shell)?.[0].replace(/\.exe$/i, '') ?? '';
  if (!/^(ba|z|k|da|a|fi)?sh$/.test(name)) return 'other';
  return platform === 'win32' ? 'git-bash' : 'posix';
}
