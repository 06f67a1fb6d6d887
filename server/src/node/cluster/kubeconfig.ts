import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import type { KubeContext } from '../../cluster/clusterClient.ts';
import { type Phrase, phrase } from '../../localisation.ts';
import { readPlainYaml } from '../../syntax/plainYaml.ts';
import type { Environment } from '../proxy.ts';
import { isRecord, stringOf } from './json.ts';

/** A kubeconfig, merged of one or several files. */
export interface Kubeconfig {
  readonly current: string | undefined;
  /** By name, sorted. */
  readonly contexts: ReadonlyMap<string, KubeContext>;
  readonly logins: ReadonlyMap<string, ContextLogin>;
  /** As in `KubeContexts`. */
  readonly problem?: Phrase;
}

/** What a connection to one context needs: the entries of the kubeconfig with their paths made absolute. */
export interface ContextLogin {
  readonly context: KubeContext;
  readonly cluster: Readonly<Record<string, unknown>>;
  readonly user: Readonly<Record<string, unknown>>;
}

/**
 * Where the kubeconfig is: the setting, else `KUBECONFIG` (several files, separated as in `PATH`), else `~/.kube/config`. `~/` at the
 * start means the home folder.
 */
export function kubeconfigPaths(env: Environment, setting: string | undefined): readonly string[] {
  const home = env['HOME'] || env['USERPROFILE'] || homedir();
  const named = setting?.trim() || env['KUBECONFIG']?.trim();
  if (!named) return [join(home, '.kube', 'config')];
  const paths = named.split(delimiter).filter((path) => path !== '');
  return [...new Set(paths.map((path) => resolve(/^~[\\/]/.test(path) ? join(home, path.slice(2)) : path)))];
}

/**
 * Reads and merges as kubectl does: files that do not exist are passed over, and of entries with the same name the first file's one
 * holds. Entries that are incomplete are left out.
 */
export async function readKubeconfig(paths: readonly string[], named: boolean): Promise<Kubeconfig> {
  const files: ConfigFile[] = [];
  for (const path of paths) {
    const file = await readConfigFile(path);
    if (file !== undefined && 'text' in file) return broken(file);
    if (file !== undefined) files.push(file);
  }
  if (files.length === 0 && named)
    return broken(phrase('No kubeconfig is at {0}: correct KUBECONFIG or the setting that names it.', paths.join(', ')));
  return merge(files);
}

function broken(problem: Phrase): Kubeconfig {
  return { current: undefined, contexts: new Map(), logins: new Map(), problem };
}

interface ConfigFile {
  readonly folder: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A sentence where it cannot be read; undefined where it does not exist or is empty. */
async function readConfigFile(path: string): Promise<ConfigFile | Phrase | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? undefined
      : phrase('The kubeconfig {0} cannot be read ({1}): check its permissions.', path, code ?? phrase('unknown error'));
  }
  if (text.trim() === '') return undefined;
  const content = readPlainYaml(text);
  if (!isRecord(content))
    return phrase(
      'The kubeconfig {0} is not valid YAML, so no context of it can be used: check it with “kubectl config view”.',
      path,
    );
  return { folder: dirname(path), content };
}

function merge(files: readonly ConfigFile[]): Kubeconfig {
  const clusters = entries(files, 'clusters', 'cluster', ['certificate-authority']);
  const users = entries(files, 'users', 'user', ['client-certificate', 'client-key', 'tokenFile', 'token-file']);
  const logins = new Map<string, ContextLogin>();
  for (const [name, context] of entries(files, 'contexts', 'context', [])) {
    const cluster = clusters.get(stringOf(context['cluster']) ?? '');
    const server = stringOf(cluster?.['server']);
    if (cluster === undefined || server === undefined || !URL.canParse(server)) continue;
    const userName = stringOf(context['user']) ?? '';
    const user = users.get(userName) ?? {};
    const exec = isRecord(user['exec']) ? stringOf(user['exec']['command']) : undefined;
    logins.set(name, {
      context: { name, server, user: userName, namespace: stringOf(context['namespace']), loginCommand: exec },
      cluster,
      user,
    });
  }
  const current = files.map(({ content }) => stringOf(content['current-context'])).find((name) => name !== undefined);
  const sorted = [...logins].sort(([a], [b]) => (a < b ? -1 : 1));
  return { current, contexts: new Map(sorted.map(([name, { context }]) => [name, context])), logins };
}

/** The named entries of a list in all files, the first of each name, with the files they name made absolute. */
function entries(
  files: readonly ConfigFile[],
  list: string,
  field: string,
  paths: readonly string[],
): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { folder, content } of files) {
    const items: readonly unknown[] = Array.isArray(content[list]) ? content[list] : [];
    for (const item of items) {
      if (!isRecord(item) || !isRecord(item[field])) continue;
      const name = stringOf(item['name']);
      if (name !== undefined && !found.has(name)) found.set(name, absolute(item[field], folder, paths));
    }
  }
  return found;
}

function absolute(entry: Readonly<Record<string, unknown>>, folder: string, paths: readonly string[]): Record<string, unknown> {
  const result: Record<string, unknown> = { ...entry };
  for (const name of paths) {
    const path = stringOf(entry[name]);
    if (path !== undefined) result[name] = isAbsolute(path) ? path : join(folder, path);
  }
  const exec = entry['exec'];
  const command = isRecord(exec) ? stringOf(exec['command']) : undefined;
  // A bare name is looked for in PATH; anything else is relative to the kubeconfig, as in client-go.
  if (isRecord(exec) && command !== undefined && basename(command) !== command && !isAbsolute(command))
    result['exec'] = { ...exec, command: join(folder, command) };
  return result;
}
