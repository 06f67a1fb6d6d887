// The workflow that publishes, as far as its text tells: who gets which secret and right, and that nothing goes out untested.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { root } from './world.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const workflow = parse(readFileSync(join(root, '.github/workflows/release.yml'), 'utf8'));
const jobs: Readonly<Record<string, Job>> = workflow.jobs;
const steps = Object.values(jobs).flatMap((job) => job.steps);

describe('the release workflow', () => {
  it('runs for tags alone, with no right but those that a job names', () => {
    assert.deepEqual(workflow.on, { push: { tags: ['v*'] } });
    assert.deepEqual(workflow.permissions, {});
    assert.deepEqual(jobs['test']?.permissions, { contents: 'read' });
    assert.deepEqual(jobs['publish']?.permissions, { contents: 'read', 'id-token': 'write' });
  });

  it('publishes what has been tested, in an environment of its own', () => {
    assert.deepEqual([jobs['publish']?.needs, jobs['publish']?.environment], ['test', 'release']);
    const tested = (jobs['test']?.steps ?? []).map(({ run }) => run);
    for (const command of ['.ci/run', 'npm run audit', 'npm run package', 'npm run package:server'])
      assert.ok(tested.includes(command), command);
  });

  it('gives a secret to the one step that needs it', () => {
    const secret = (step: Step) => JSON.stringify(step).match(/secrets\.\w+/g) ?? [];
    assert.deepEqual((jobs['test']?.steps ?? []).flatMap(secret), []);
    for (const step of jobs['publish']?.steps ?? []) {
      assert.equal(secret(step).length, Object.keys(step.env ?? {}).length, step.run);
      assert.equal(/publish /.test(step.run ?? ''), secret(step).length === 1, step.run);
    }
  });

  it('uses GitHub’s own actions, and publishing tools of the lockfile', () => {
    for (const { uses } of steps) if (uses !== undefined) assert.match(uses, /^actions\/[a-z-]+@(v\d+|[0-9a-f]{40}( # v\d+)?)$/);
    for (const { run = '' } of steps) {
      for (const [, flag, tool = ''] of run.matchAll(/\bnpx (--no-install )?(\w+)/g)) {
        assert.ok(flag, run);
        assert.ok(`${tool === 'vsce' ? '@vscode/' : ''}${tool}` in manifest.devDependencies, tool);
      }
      assert.ok(!run.includes('npm ci') || run.includes('--ignore-scripts'), run);
    }
    assert.ok(steps.some(({ run = '' }) => /npm publish .*--provenance/.test(run)));
  });
});
