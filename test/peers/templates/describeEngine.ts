import { describe } from 'node:test';
import { setUpGoProgram } from '../../../scripts/setup/goProgram.ts';
import { templateEngineProgram } from '../../../scripts/setup/templateEngine.ts';
import { type TemplateEngine, templateEngine } from './engine.ts';

const setup = await setUpGoProgram(templateEngineProgram);

/** `describe` for tests that ask the operator's engine; skipped, with the reason, where it cannot be built. */
export function describeEngine(name: string, body: (engine: TemplateEngine) => void): void {
  describe(name, { skip: setup.ready ? false : setup.reason }, () => {
    if (setup.ready) body(templateEngine(setup.executable));
  });
}
