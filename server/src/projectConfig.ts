import { isRule, nearestRule } from './rules/ruleNames.ts';
import { isRuleSetting, type RuleSetting, type RuleSettings } from './rules/severities.ts';
import type { JsonValue } from './syntax/node.ts';
import { yamlValues } from './syntax/yamlValues.ts';

/**
 * What a project says of itself in a file beside its manifests. The keys are those of the editor's settings; nothing in it can lead to
 * a remote call, for whoever writes to the repository writes this file.
 */
export interface ProjectConfig {
  /** The ESO version to judge by; undefined: the newest known. `auto`, which asks a cluster, counts as undefined without one. */
  readonly operatorVersion: string | undefined;
  /** Files or folders with CRDs, relative to the config file's folder. */
  readonly crds: readonly string[];
  readonly rules: RuleSettings;
  /** Globs of files and folders that are left out, relative to the config file's folder. */
  readonly exclude: readonly string[];
}

/** The names that a config file may have, in the order in which they are looked for in a folder. */
export const projectConfigNames: readonly string[] = [
  '.external-secrets.yaml',
  '.external-secrets.yml',
  '.external-secrets.json',
];

/** What holds where no config file is. */
export const emptyConfig: ProjectConfig = { operatorVersion: undefined, crds: [], rules: {}, exclude: [] };

/** Whether a text names an ESO version: `2.9.0`, `v1.2`. */
export function isOperatorVersion(text: string): boolean {
  return /^v?\d+(\.\d+){0,2}$/.test(text);
}

/** Whether a rule has that id; `*` stands for all that are not named. */
export function isRuleName(id: string): boolean {
  return id === '*' || isRule(id);
}

/**
 * Reads a config file's text, YAML or JSON. What is right in it counts whatever else is wrong.
 *
 * @returns the config, and what is wrong with it: one clause each, without a full stop
 */
export function readProjectConfig(text: string): { readonly config: ProjectConfig; readonly problems: string[] } {
  const problems: string[] = [];
  const [value = null, ...others] = [...yamlValues(text.replace(/^\uFEFF/, ''))].map((one) =>
    one === undefined ? unreadable : one,
  );
  if (value === unreadable || others.length > 0)
    return { config: emptyConfig, problems: ['it is not one YAML or JSON document'] };
  if (value !== null && (typeof value !== 'object' || Array.isArray(value))) {
    return { config: emptyConfig, problems: ['it is not a mapping'] };
  }
  const given = new Map(Object.entries((value ?? {}) as Record<string, JsonValue>));
  const known = Object.keys(emptyConfig).sort();
  for (const key of given.keys()) {
    if (!known.includes(key)) problems.push(`"${key}" is not one of ${known.join(', ')}`);
  }
  const config = {
    operatorVersion: readVersion(given.get('operatorVersion'), problems),
    crds: readTexts('crds', given.get('crds'), problems),
    rules: readRules(given.get('rules'), problems),
    exclude: readTexts('exclude', given.get('exclude'), problems),
  };
  for (const pattern of config.exclude) {
    if (!isTame(pattern)) problems.push(`exclude has the pattern ${pattern}, which has too many stars, or groups that repeat`);
  }
  return { config, problems };
}

const unreadable = Symbol('unreadable');

function readVersion(value: JsonValue | undefined, problems: string[]): string | undefined {
  if (value === undefined || value === null || value === '' || value === 'auto') return undefined;
  if (typeof value === 'string' && isOperatorVersion(value)) return value;
  // 2.10 without quotes is the number 2.1.
  const quoted = typeof value === 'number' ? '; write it in quotes' : '';
  problems.push(`operatorVersion is not a version such as "2.9.0"${quoted}`);
  return undefined;
}

function readTexts(key: string, value: JsonValue | undefined, problems: string[]): readonly string[] {
  const list = value === undefined || value === null || value === '' ? [] : Array.isArray(value) ? value : [value];
  const texts = list.filter((one) => typeof one === 'string' && one !== '') as string[];
  if (texts.length < list.length) problems.push(`${key} is not a text or a list of texts`);
  return texts;
}

/** Whether a glob can be matched without trying countless ways to divide a name, which who writes both could make last for ever. */
function isTame(pattern: string): boolean {
  const names = pattern.split('/');
  const isSimple = (name: string) => name.split('*').length <= 4 && !/[@?*+!]\(/.test(name);
  return pattern.length <= 500 && names.filter((name) => name.includes('**')).length <= 3 && names.every(isSimple);
}

function readRules(value: JsonValue | undefined, problems: string[]): RuleSettings {
  const settings: Record<string, RuleSetting> = Object.create(null);
  if (value === undefined || value === null) return settings;
  if (typeof value !== 'object' || Array.isArray(value)) {
    problems.push('rules is not a mapping of rules to severities');
    return settings;
  }
  for (const [id, setting] of Object.entries(value)) {
    if (!isRuleName(id)) problems.push(unknownRule(id));
    else if (isRuleSetting(setting)) settings[id] = setting;
    else problems.push(`the severity of ${id} is not off, hint, information, warning or error`);
  }
  return settings;
}

function unknownRule(id: string): string {
  const meant = nearestRule(id);
  return `rules names "${id}", which is no rule${meant === undefined ? '' : ` (${meant} is one)`}`;
}
