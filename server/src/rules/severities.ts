import type { Severity } from '../model/finding.ts';
import type { PlacedFinding } from './diagnose.ts';

/** What users may make of a rule: another severity, or nothing. */
export type RuleSetting = Severity | 'off';

/** Settings by rule id; `*` stands for every rule that is not named. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** Whether a text is a setting of a rule. */
export function isRuleSetting(value: unknown): value is RuleSetting {
  return typeof value === 'string' && ['off', 'hint', 'information', 'warning', 'error'].includes(value);
}

/** The findings as the settings want them: some silenced, some with another severity. */
export function withSettings(found: readonly PlacedFinding[], settings: RuleSettings): readonly PlacedFinding[] {
  return found.flatMap((placed) => {
    const { rule } = placed.finding;
    const setting = Object.hasOwn(settings, rule) ? settings[rule] : settings['*'];
    if (setting === undefined) return [placed];
    return setting === 'off' ? [] : [{ ...placed, finding: { ...placed.finding, severity: setting } }];
  });
}
