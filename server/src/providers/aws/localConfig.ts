import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The environment variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A section of the AWS configuration; settings of a nested block have the block's name before theirs, `s3.endpoint_url`. */
export type Section = ReadonlyMap<string, string>;

/** The user's own AWS configuration, as far as it says where calls go and as whom. Holds no keys. */
export interface LocalConfig {
  /** By name, from both files. */
  readonly profiles: ReadonlyMap<string, Section>;
  /** `[services NAME]` sections, by name. */
  readonly services: ReadonlyMap<string, Section>;
}

const secretSettings = /^(aws_secret_access_key|aws_session_token|aws_security_token)$/;

/** Reads `~/.aws/config` and `~/.aws/credentials`, or the files that the environment names instead. A missing file is empty. */
export async function readLocalConfig(env: Environment): Promise<LocalConfig> {
  const folder = join(env['HOME'] ?? env['USERPROFILE'] ?? homedir(), '.aws');
  const [config, credentials] = await Promise.all([
    readFile(env['AWS_CONFIG_FILE'] || join(folder, 'config'), 'utf8').catch(() => ''),
    readFile(env['AWS_SHARED_CREDENTIALS_FILE'] || join(folder, 'credentials'), 'utf8').catch(() => ''),
  ]);
  const profiles = new Map<string, Map<string, string>>();
  const services = new Map<string, Map<string, string>>();
  for (const { title, settings } of sections(config)) {
    const [, kind, name] = /^(profile|services)\s+(.+)$/.exec(title) ?? [];
    if (kind === 'services' && name !== undefined) merge(services, name, settings);
    else if (kind === 'profile' && name !== undefined) merge(profiles, name, settings);
    else if (title === 'default') merge(profiles, title, settings);
  }
  for (const { title, settings } of sections(credentials)) merge(profiles, title, settings);
  return { profiles, services };
}

function merge(into: Map<string, Map<string, string>>, name: string, settings: ReadonlyMap<string, string>): void {
  into.set(name, new Map([...(into.get(name) ?? []), ...settings]));
}

function sections(text: string): { readonly title: string; readonly settings: Map<string, string> }[] {
  const found: { title: string; settings: Map<string, string> }[] = [];
  let block = '';
  for (const line of text.split(/\r?\n/)) {
    const title = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (title !== undefined) {
      found.push({ title: title.replaceAll(/["']/g, ''), settings: new Map() });
      block = '';
      continue;
    }
    const [, indent = '', name, rest = ''] = /^(\s*)([^\s#;=][^=]*?)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const value = rest.replace(/\s[#;].*$/, '').trim();
    if (indent === '') block = value === '' ? `${name}.` : '';
    if (value !== '' && !secretSettings.test(name)) found.at(-1)?.settings.set(indent === '' ? name : `${block}${name}`, value);
  }
  return found;
}
