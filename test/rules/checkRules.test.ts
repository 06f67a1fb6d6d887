import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type RuleSurroundings, ruleFaults } from '../../scripts/checkRules.ts';
import { ruleIndex, rulePages } from '../../scripts/docs.ts';
import { rules } from '../../server/src/rules/index.ts';

const [first] = rules;
assert.ok(first);
const { id } = first.meta;
const complete: RuleSurroundings = { rules: [first], index: ruleIndex(), pages: rulePages([first]), tests: [`it finds ${id}`] };

it('a rule that is not registered, documented, shown by examples or tested fails the build', () => {
  assert.deepEqual(ruleFaults(complete), []);
  assert.deepEqual(ruleFaults({ ...complete, index: complete.index.replace(/.*adopted.*\n/g, '') }), [
    'server/src/rules/index.ts does not register every rule file as it is: run npm run docs',
  ]);
  assert.deepEqual(ruleFaults({ ...complete, pages: new Map() }), [
    `docs/rules/${id}.md is missing or out of date: run npm run docs`,
  ]);
  const bare = { ...first, meta: { ...first.meta, bad: ' ' } };
  assert.deepEqual(ruleFaults({ ...complete, rules: [bare], pages: rulePages([bare]) }), [`rule ${id} has no bad`]);
  assert.deepEqual(ruleFaults({ ...complete, tests: ['it finds another-rule'] }), [`no test speaks of rule ${id}`]);
});
