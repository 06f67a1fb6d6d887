import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../server/src/rules/rule.ts';
import { ruleIndex, rulePages } from './docs.ts';
import { projectRoot } from './setup/cache.ts';

/** What a rule has to have around it, as it is in the project. */
export interface RuleSurroundings {
  readonly rules: readonly Rule[];
  /** The text of `server/src/rules/index.ts`. */
  readonly index: string;
  /** The texts of `docs/rules`, by file name. */
  readonly pages: ReadonlyMap<string, string>;
  /** The texts of all tests but the one that runs every rule's examples. */
  readonly tests: readonly string[];
}

/** What is missing: registration, documentation, examples, or a test that speaks of the rule. One sentence each. */
export function ruleFaults({ rules, index, pages, tests }: RuleSurroundings): readonly string[] {
  const renew = 'run npm run docs';
  const faults = index === ruleIndex() ? [] : [`server/src/rules/index.ts does not register every rule file as it is: ${renew}`];
  const all = tests.join('\n');
  for (const { meta } of rules) {
    const texts = { summary: meta.summary, why: meta.why, bad: meta.bad, good: meta.good };
    const empty = Object.entries(texts).filter(([, text]) => text.trim() === '');
    for (const [name] of empty) faults.push(`rule ${meta.id} has no ${name}`);
    if (pages.get(`${meta.id}.md`) !== rulePages([{ meta }]).get(`${meta.id}.md`))
      faults.push(`docs/rules/${meta.id}.md is missing or out of date: ${renew}`);
    if (!namesOf(meta.id).some((name) => all.includes(name))) faults.push(`no test speaks of rule ${meta.id}`);
  }
  return faults;
}

/** The words by which a test speaks of a rule; those of a provider's store are tested in a table, by the provider. */
function namesOf(id: string): readonly string[] {
  const provider = /^invalid-(.+)-store$/.exec(id)?.[1];
  return provider === undefined ? [id] : [id, `\n  ${provider}: [`];
}

/** Throws with all that is missing of the project's own rules. Without tests, as in a package, there is nothing to check. */
export async function checkRules(): Promise<void> {
  const tests = join(projectRoot, 'test');
  if (!existsSync(tests)) return;
  const { rules } = await import('../server/src/rules/index.ts');
  const read = (...path: readonly string[]) => readFileSync(join(projectRoot, ...path), 'utf8');
  const pages = readdirSync(join(projectRoot, 'docs/rules')).map((name) => [name, read('docs/rules', name)] as const);
  const names = readdirSync(tests, { recursive: true, encoding: 'utf8' });
  const speaking = names.filter((name) => /\.(ts|yaml)$/.test(name) && !name.endsWith('rules.test.ts'));
  const faults = ruleFaults({
    rules,
    index: read('server/src/rules/index.ts'),
    pages: new Map(pages),
    tests: speaking.map((name) => read('test', name)),
  });
  if (faults.length > 0) throw new Error(`Rules are not complete:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
}
