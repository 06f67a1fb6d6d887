import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { findCluster } from '../../scripts/setup/cluster.ts';
import { rules } from '../../server/src/rules/index.ts';
import { sharedFolder } from '../support/shared.ts';
import { type ControlPlane, startControlPlane } from './cluster/controlPlane.ts';
import { inOtherWords, notComparable, refusedLater, saysWhatIsQuoted } from './cluster/expectations.ts';
import type { Answer } from './cluster/kubernetesApi.ts';

// The rules judge by the newest ESO. Its CRDs are not part of the project; the webhook's own are older and lack newer fields.
const crds = join(sharedFolder, 'eso/crds/2.9.0.yaml');
const cluster = findCluster();
const missing = cluster.ready
  ? existsSync(crds)
    ? undefined
    : 'no CRDs of ESO 2.9.0 beside the project (../shared)'
  : cluster.reason;

describe('the examples of the rules before a real API server and the real webhook', { skip: missing ?? false }, () => {
  let plane: ControlPlane;

  before(async () => {
    assert.ok(cluster.ready);
    plane = await startControlPlane(cluster.programs, { crds: [crds] });
    for (const name of namespaces()) await plane.apply(`apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`);
  });
  after(() => plane?.stop());

  for (const { meta } of rules.filter(({ meta: { id, needs } }) => needs === 'document' && !notComparable.has(id))) {
    if (meta.severity === 'error' && !refusedLater.has(meta.id)) {
      it(`${meta.id}: the bad example is neither applied nor created, in the words of the rule`, async () => {
        const { applied, created } = await ask(meta.bad);
        assert.ok(applied.length > 0, 'it is applied');
        const other = inOtherWords.get(meta.id);
        const said = created.some((text) => (other ? text.includes(other) : saysWhatIsQuoted(meta.why, text)));
        assert.ok(said, created.join('\n') || 'it is created');
      });
    } else {
      it(`${meta.id}: the bad example is admitted`, async () => {
        assert.deepEqual(await ask(meta.bad), { applied: [], created: [] });
      });
    }
    it(`${meta.id}: the good example is admitted`, async () => {
      assert.deepEqual(await ask(meta.good), { applied: [], created: [] });
    });
  }

  /** Why the documents would be refused by a server-side apply and by a creation; their words differ where the schema objects. */
  async function ask(text: string): Promise<{ readonly applied: readonly string[]; readonly created: readonly string[] }> {
    const [applied, created]: [Answer[], Answer[]] = [[], []];
    for (const document of documentsOf(text)) {
      applied.push(await plane.apply(document, { dryRun: true }));
      created.push(await plane.create(document, { dryRun: true }));
    }
    return { applied: refusals(applied), created: refusals(created) };
  }
});

function refusals(answers: readonly Answer[]): readonly string[] {
  return answers.filter(({ status }) => status >= 300).map(({ body }) => body.message ?? '');
}

function documentsOf(text: string): readonly string[] {
  return text.split(/^---\n/m).filter((document) => /^\w/m.test(document));
}

function namespaces(): ReadonlySet<string> {
  const texts = rules.flatMap(({ meta }) => [meta.bad, meta.good]);
  const found = texts.flatMap((text) =>
    parseAllDocuments(text).map((document) => String(document.getIn(['metadata', 'namespace']) ?? '')),
  );
  return new Set(found.filter((name) => /^[a-z0-9-]+$/.test(name) && name !== 'default'));
}
