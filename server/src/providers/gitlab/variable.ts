import type { JsonValue } from '../../syntax/node.ts';
import { at, textOf } from '../rest/json.ts';
import type { GitlabTarget } from './target.ts';

/** What GitLab says of a CI/CD variable besides its value. */
export interface Variable {
  readonly key: string;
  /** The environment for which it is set, or a pattern of such; `*`: all. */
  readonly scope: string;
  readonly description?: string;
  /** `env_var` or `file` */
  readonly type: string;
  readonly flags: readonly ('protected' | 'masked' | 'hidden' | 'expanded')[];
  /** Set where there is nothing for ESO to read, in words. */
  readonly unavailable?: string;
}

/** Reads a variable and leaves its value behind. Undefined where it is none. */
export function readVariable(json: JsonValue | undefined): Variable | undefined {
  const key = textOf(at(json, 'key'));
  if (key === undefined) return undefined;
  const description = textOf(at(json, 'description'));
  const hidden = at(json, 'hidden') === true;
  const is = (name: string) => at(json, name) === true;
  return {
    key,
    scope: textOf(at(json, 'environment_scope')) ?? '*',
    type: textOf(at(json, 'variable_type')) ?? 'env_var',
    flags: [
      ...(is('protected') ? (['protected'] as const) : []),
      ...(is('masked') ? (['masked'] as const) : []),
      ...(hidden ? (['hidden'] as const) : []),
      ...(at(json, 'raw') === false ? (['expanded'] as const) : []),
    ],
    ...(description === undefined ? {} : { description }),
    // ESO refuses what has no text.
    ...(hidden
      ? { unavailable: 'hidden: GitLab gives its value to nobody' }
      : textOf(at(json, 'value')) === undefined
        ? { unavailable: 'empty: ESO refuses it' }
        : {}),
  };
}

/** The environments for which ESO asks for a variable, one after the other; undefined: without one. */
export function environmentsAsked({ environment }: GitlabTarget): readonly (string | undefined)[] {
  if (environment === '') return [undefined];
  return environment === '*' ? ['*'] : [environment, '*'];
}
