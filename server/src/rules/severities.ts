import type { Severity } from '../model/finding.ts';
import type { PlacedFinding } from './placedFinding.ts';

/** What users may make of a rule: another severity, or nothing. */
export type RuleSetting = Severity | 'off';

/** Settings by rule id; `*` stands for every rule that is not named. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** Whether a text is a setting of a rule. */
export function isRuleSetting(value: unknown): value is RuleSetting {
  return typeof value === 'string' && ['off', 'hint', 'information', 'warning', 'error'].includes(value);
}

/** The rules that say what a JSON Schema of the CRDs says too. */
const structuralRules = [
  'bad-format',
  'missing-field',
  'not-allowed-value',
  'out-of-range',
  'unknown-field',
  'wrong-count',
  'wrong-type',
];

/** The settings with which the structure of manifests is left to others; what is set of a rule by its name stands. */
export function withoutStructure(settings: RuleSettings): RuleSettings {
  return { ...Object.fromEntries(structuralRules.map((rule) => [rule, 'off' as const])), ...settings };
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
