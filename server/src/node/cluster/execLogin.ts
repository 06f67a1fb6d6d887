import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import type { Unreachable } from '../../cluster/outcome.ts';
import type { Clock } from '../../host.ts';
import { type Phrase, phrase } from '../../localisation.ts';
import type { Environment } from '../proxy.ts';
import { isRecord, stringOf } from './json.ts';
import type { ContextLogin } from './kubeconfig.ts';
import { loginProblem } from './problems.ts';

/** What a login program has given. */
export interface ExecCredential {
  readonly token: string | undefined;
  /** PEM. */
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** Epoch milliseconds; undefined where it holds until it is refused. */
  readonly expires: number | undefined;
}

/** Milliseconds. */
const longestLogin = 30_000;
/** Bytes; a token with a certificate has some thousand. */
const longestOutput = 1024 * 1024;

/**
 * Runs the `exec` program of a user entry as client-go does (client.authentication.k8s.io v1 and v1beta1), without a terminal and for
 * at most 30 seconds. What the program writes is never quoted: it may hold the token.
 */
export async function runExecLogin(login: ContextLogin, env: Environment, clock: Clock): Promise<ExecCredential | Unreachable> {
  const exec = isRecord(login.user['exec']) ? login.user['exec'] : {};
  const command = stringOf(exec['command']);
  if (command === undefined) return loginProblem(login, phrase('The kubeconfig names no program for the login.'));
  const program = basename(command);
  if (exec['interactiveMode'] === 'Always')
    return loginProblem(
      login,
      phrase('The login program {0} wants to ask in a terminal, which the editor has not: log in there first.', program),
    );
  const args = Array.isArray(exec['args']) ? exec['args'].map(String) : [];
  const ended = await run(command, args, environment(exec, login, env), clock);
  if ('error' in ended) return loginProblem(login, startProblem(program, ended.error));
  if (ended.timedOut)
    return loginProblem(login, phrase('The login program {0} did not end within {1} s.', program, longestLogin / 1_000));
  if (ended.code !== 0)
    return loginProblem(
      login,
      phrase('The login program {0} failed (exit code {1}).', program, ended.code ?? phrase('none: it was ended')),
    );
  return (
    readCredential(ended.output) ??
    loginProblem(
      login,
      phrase('The login program {0} ended well, but what it wrote is no ExecCredential with a token or a certificate.', program),
    )
  );
}

function startProblem(program: string, code: string): Phrase {
  return code === 'ENOENT'
    ? phrase('The login program {0} was not found: install it, or start the editor where it is on the PATH.', program)
    : phrase('The login program {0} cannot be started ({1}).', program, code);
}

type Ended = { readonly error: string } | { readonly code: number | null; readonly timedOut: boolean; readonly output: string };

function run(command: string, args: readonly string[], env: Record<string, string>, clock: Clock): Promise<Ended> {
  return new Promise((resolve) => {
    let output = '';
    let timedOut = false;
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });
    const end = () => {
      timedOut = true;
      child.kill('SIGKILL');
      // A child of the program may hold the pipe open.
      child.stdout.destroy();
    };
    const timer = clock.delay(longestLogin, end);
    // Nobody waits for it once this process has ended, and it may wait for a person in a browser.
    process.once('exit', end);
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (output.length > longestOutput) child.kill('SIGKILL');
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      timer.dispose();
      process.off('exit', end);
      resolve({ error: error.code ?? 'unknown error' });
    });
    child.on('close', (code) => {
      timer.dispose();
      process.off('exit', end);
      resolve({ code, timedOut, output });
    });
  });
}

function environment(exec: Readonly<Record<string, unknown>>, login: ContextLogin, env: Environment): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) result[name] = value;
  for (const item of Array.isArray(exec['env']) ? exec['env'] : []) {
    if (isRecord(item) && typeof item['name'] === 'string') result[item['name']] = String(item['value'] ?? '');
  }
  const spec = { interactive: false, ...(exec['provideClusterInfo'] === true ? { cluster: clusterInfo(login.cluster) } : {}) };
  const apiVersion = stringOf(exec['apiVersion']) ?? 'client.authentication.k8s.io/v1';
  result['KUBERNETES_EXEC_INFO'] = JSON.stringify({ kind: 'ExecCredential', apiVersion, spec });
  return result;
}

/** Of an extension named so, client-go hands the contents to the program as `config`. */
const execExtension = 'client.authentication.k8s.io/exec';

function clusterInfo(cluster: ContextLogin['cluster']): Record<string, unknown> {
  const extensions: readonly unknown[] = Array.isArray(cluster['extensions']) ? cluster['extensions'] : [];
  const config = extensions.filter(isRecord).find((item) => item['name'] === execExtension)?.['extension'];
  const names = ['server', 'tls-server-name', 'insecure-skip-tls-verify', 'certificate-authority-data', 'proxy-url'];
  const known = names.filter((name) => cluster[name] !== undefined).map((name) => [name, cluster[name]]);
  return { ...Object.fromEntries(known), ...(config === undefined ? {} : { config }) };
}

function readCredential(output: string): ExecCredential | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(output);
  } catch {
    return undefined;
  }
  const status = isRecord(parsed) && isRecord(parsed['status']) ? parsed['status'] : {};
  const token = stringOf(status['token']);
  const certificate = stringOf(status['clientCertificateData']);
  const key = stringOf(status['clientKeyData']);
  if (token === undefined && (certificate === undefined || key === undefined)) return undefined;
  const expires = Date.parse(stringOf(status['expirationTimestamp']) ?? '');
  return { token, certificate, key, expires: Number.isNaN(expires) ? undefined : expires };
}
