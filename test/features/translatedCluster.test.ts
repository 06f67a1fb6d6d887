// The same of what is shown of a cluster as `translated.test.ts` has of all else.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkOperator } from '../../server/src/cluster/operator/checkOperator.ts';
import { describeFailure } from '../../server/src/cluster/outcome.ts';
import { rotationImpact } from '../../server/src/cluster/rotation/impact.ts';
import { verifySecret } from '../../server/src/cluster/rotation/verify.ts';
import { runExecLogin } from '../../server/src/node/cluster/execLogin.ts';
import { readKubeconfig } from '../../server/src/node/cluster/kubeconfig.ts';
import { networkProblem, refusal } from '../../server/src/node/cluster/problems.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { follow } from '../cluster/live/follow.ts';
import * as live from '../cluster/live/objects.ts';
import { createWorld, db, externalSecret as rotated, secret } from '../cluster/rotation/world.ts';
import { assertTranslated, marking } from './marking.ts';

describe('what is shown of a cluster', () => {
  it('in the tree of a cluster is translated but for what the operator says', async () => {
    const objects = [
      live.fakeStore('shop', 'vault'),
      live.fakeStore('shop', 'another', live.storeStatus(false)),
      live.externalSecret('shop', 'good', { status: live.synced('2023-11-14T22:09:00Z') }),
      live.externalSecret('shop', 'wrong', { status: live.failed() }),
      live.externalSecret('shop', 'new', {}),
      live.externalSecret('shop', 'lost', { spec: { secretStoreRef: { name: 'gone' } }, status: live.failed() }),
      live.managedSecret('shop', 'good'),
    ];
    const consumer = {
      workload: { kind: 'Deployment', name: 'web', namespace: 'shop' },
      uses: [],
      pods: 3,
      stalePods: 2,
      state: 'restart' as const,
      restartable: true,
    };
    const { tree } = await follow({ objects }, { consumers: [consumer], unseen: [] }, () => {}, marking);
    const shown: string[] = [];
    const visit = async (node: string | undefined): Promise<void> => {
      for (const { accessibleLabel, description, id, label, tooltip } of await tree.children(node)) {
        shown.push(label, description, tooltip, accessibleLabel);
        await visit(id);
      }
    };
    await visit(undefined);
    assertTranslated(shown, `${JSON.stringify(objects)} web fake provider`);
  });

  it('where a cluster cannot be reached is translated but for what the API server says', async () => {
    const login = (user: object) => ({
      context: { name: 'dev', server: 'https://api.example', user: 'me', namespace: undefined, loginCommand: undefined },
      cluster: {},
      user: user as Record<string, unknown>,
    });
    const place = { context: 'dev', host: 'api.example', proxy: 'proxy.example' };
    const codes = ['timeout', 'too-large', 'not-json', 'ENOTFOUND', 'ECONNREFUSED'];
    const certificates = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN'];
    const program = { exec: { command: 'no-such-program' } };
    const failures = [
      ...[...codes, ...certificates, 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'].map((code) => networkProblem(code, place)),
      refusal(502, undefined, place),
      await runExecLogin(login({}), {}, nodeClock),
      await runExecLogin(login({ exec: { command: 'aws', interactiveMode: 'Always' } }), {}, nodeClock),
      await runExecLogin(login(program), {}, nodeClock),
    ].filter((failure) => 'outcome' in failure);
    const { problem } = await readKubeconfig(['/no-such-file'], true);
    assert.ok(problem);
    assertTranslated(
      [...failures.map((failure) => describeFailure(failure, marking)), marking.of(problem)],
      `dev api.example proxy.example ENOENT HTTP no-such-file ${JSON.stringify(program)} aws sso login ${codes} ${certificates.join(' ').replaceAll('_', ' ')} ERR SSL TLSV ALERT UNKNOWN`,
    );
  });

  it('as the answers of commands is translated but for what the operator says', async () => {
    const objects = [rotated(), secret({ 'db-host': 'x' })];
    const world = createWorld(objects);
    const person = { ...world.user('Read Key Names and Sizes'), l10n: marking };
    const verified = await verifySecret(world.connection, db, person, world.reading);
    const impact = await rotationImpact(world.connection, db, person, world.reading);
    const report = await checkOperator(world.connection, person, { clock: world.clock });
    const checks = [...verified.checks, ...report.checks].flatMap(({ detail, title }) => [title, detail]);
    assertTranslated(
      [
        verified.message,
        impact.message,
        report.message,
        ...checks,
        ...world.questions.flatMap(({ detail, message }) => [message, detail]),
      ],
      JSON.stringify(objects),
    );
  });
});
