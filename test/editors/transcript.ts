import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/setup/cache.ts';
import type { Neovim } from './neovim.ts';

/** What is written down of a session, for readers and as what the next session is held to. */
export interface Transcript {
  /** A heading, and what is to be known before the screens that follow. */
  about(heading: string, words: string): void;
  /** Presses keys and writes them down. */
  press(keys: string): Promise<void>;
  /** Presses keys, waits for all texts on the screen, and writes both down. */
  step(keys: string, ...texts: readonly (string | RegExp)[]): Promise<string>;
  /** Everything that was on the screen, as it was. */
  seen(): string;
  /** Compares with the page of the documentation; with `RENEW=1` in the environment writes it instead. */
  check(): void;
}

/**
 * Writes down a session.
 *
 * @param page its file in `docs/`
 * @param normalise takes out what differs from one session to the next
 */
export function writeTranscript(
  neovim: () => Neovim,
  page: string,
  opening: string,
  normalise: (screen: string) => string,
): Transcript {
  const parts = [opening.trim()];
  const screens: string[] = [];
  return {
    about: (heading, words) => void parts.push(`## ${heading}\n${words}`),
    async press(keys) {
      await neovim().keys(keys);
      parts.push(`\`${keys}\``);
    },
    async step(keys, ...texts) {
      if (keys !== '') await neovim().keys(keys);
      const screen = (await neovim().shows(...texts))
        .join('\n')
        .trimEnd()
        .replace(/\n{3,}/g, '\n\n');
      screens.push(screen);
      const pressed = keys === '' ? '' : `\`${keys}\`\n\n`;
      parts.push(`${pressed}\`\`\`text\n${normalise(screen)}\n\`\`\``);
      return screen;
    },
    seen: () => screens.join('\n'),
    check() {
      const path = join(projectRoot, 'docs', page);
      const text = `${parts.join('\n\n')}\n`;
      if (process.env['RENEW'] === '1') writeFileSync(path, text);
      const written = readFileSync(path, 'utf8');
      if (text === written) return;
      const lines = text.split('\n');
      const at = lines.findIndex((line, number) => line !== written.split('\n')[number]);
      const differs = lines.slice(Math.max(0, at - 3), at + 20).join('\n');
      assert.fail(`docs/${page} is of another session from line ${at + 1} on. Now it goes (RENEW=1 writes it):\n${differs}`);
    },
  };
}
