import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The `go` of this machine: of PATH, or where its installer puts it. Undefined where there is none. */
export function findGo(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/go/bin'];
  return folders.map((folder) => join(folder, 'go')).find((file) => existsSync(file));
}

/** What Go's `text/template/parse` says to each template: its error, or nothing. */
export function askGo(go: string, name: string, functions: readonly string[], templates: readonly string[]): readonly string[] {
  const answer = execFileSync(go, ['run', join(import.meta.dirname, 'main.go')], {
    input: JSON.stringify({ name, functions, templates }),
    maxBuffer: 1 << 28,
    env: { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOTOOLCHAIN: 'local' },
  });
  return JSON.parse(answer.toString()) as readonly string[];
}
