// The verdict over npm's answer. The answer is made up after npm 11's report (auditReportVersion 2): no registry here gives one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeAudit } from '../../scripts/supply/audit.ts';

const advisory = { url: 'https://github.com/advisories/GHSA-x', title: 'Too much', name: 'inner', severity: 'high' };
const answer = {
  auditReportVersion: 2,
  vulnerabilities: { inner: { name: 'inner', via: [advisory] }, outer: { name: 'outer', via: ['inner'] } },
};

test('a vulnerability is told once, unless it is argued away', () => {
  assert.deepEqual(judgeAudit(answer, {}), { found: [advisory], stale: [] });
  assert.deepEqual(judgeAudit(answer, { [advisory.url]: 'not called' }), { found: [], stale: [] });
});

test('an exception that is no longer needed has to go', () => {
  assert.deepEqual(judgeAudit({ vulnerabilities: {} }, { [advisory.url]: 'not called' }), { found: [], stale: [advisory.url] });
});

test('what is no report is no verdict', () => {
  assert.equal(judgeAudit({ message: '405 Method Not Allowed' }, {}), undefined);
  assert.equal(judgeAudit(undefined, {}), undefined);
});
