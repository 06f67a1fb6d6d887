import {
  externalSecretKinds,
  isNoInterval,
  judgedSpecPath,
  mappingsIn,
  refreshPolicyOf,
  remove,
  setRefreshPolicy,
} from '../model/externalSecret.ts';
import type { Finding, Fix, Severity } from '../model/finding.ts';
import { usesOf } from '../model/goTemplate/uses.ts';
import { isAbsent, isPresent, knownAt, textAt } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule, RuleContext } from './rule.ts';
import { judgedTemplates } from './templateFindings.ts';

/** Generators whose every run is a new secret that nobody else knows. */
const RANDOM = ['Password', 'SSHKey', 'UUID'];

/** Functions of templates that give another value each time. What only puts salt to a value, such as bcrypt, makes no other secret. */
const RANDOM_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['randAlphaNum', 'randAlpha', 'randNumeric', 'randAscii', 'randBytes', 'randInt', 'uuidv4'],
  ...['genPrivateKey', 'genCA', 'genCAWithKey', 'genSelfSignedCert', 'genSelfSignedCertWithKey'],
  ...['genSignedCert', 'genSignedCertWithKey'],
]);

/** ESO runs a generator at every refresh, and renders the template anew. */
export const regeneratedSecret: Rule = {
  meta: {
    id: 'regenerated-secret',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A generated password, key or UUID is replaced at every refresh, also one that a template makes.',
    why: 'With refreshPolicy Periodic, the default, ESO runs the generator again, and renders the template with its `randAlphaNum`, whenever the interval is over; without refreshInterval that is every hour. What was set up with the old value stops working. Where an interval is written the rotation may be meant, and this is only information.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  dataFrom:
    - sourceRef:
        generatorRef:
          kind: Password
          name: database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  refreshPolicy: CreatedOnce
  dataFrom:
    - sourceRef:
        generatorRef:
          kind: Password
          name: database
`,
    fixable: true,
    since: '0.1.0',
  },
  check(context) {
    const { resource } = context;
    const spec = judgedSpecPath(resource);
    if (spec === undefined || refreshPolicyOf(resource, spec) !== 'Periodic') return [];
    const interval = textAt(resource, spec, ['refreshInterval'], '1h');
    const immutable = knownAt(resource, spec, ['target', 'immutable']);
    if (
      interval === undefined ||
      isNoInterval(interval) ||
      (immutable.state === 'value' ? immutable.value === true : immutable.state !== 'absent')
    )
      return [];
    const chosen = !isAbsent(resource, spec, ['refreshInterval']);
    const severity: Severity = chosen ? 'information' : 'warning';
    const when = chosen ? `every ${interval}` : 'every hour where no refreshInterval is set';
    const generators: readonly Finding[] = mappingsIn(resource, [...spec, 'dataFrom'])
      .filter((item) => isPresent(resource, item, ['sourceRef', 'generatorRef']))
      .map((item) => [...item, 'sourceRef', 'generatorRef', 'kind'])
      .filter((path) => RANDOM.includes(textAt(resource, path.slice(0, -1), ['kind']) ?? ''))
      .map((path) => ({
        rule: 'regenerated-secret',
        severity,
        at: { path, part: 'value' },
        message: `This generator makes a new secret at every refresh, ${when}. Add refreshPolicy: CreatedOnce to keep the first.`,
        fixes: keepFirst(resource, spec),
      }));
    return [...generators, ...randomCalls(context, severity, when)];
  },
};

function keepFirst(resource: ResourceNode, spec: Path): readonly Fix[] {
  const interval = remove(resource, [...spec, 'refreshInterval'], false).flatMap(({ edits }) => edits);
  return setRefreshPolicy(resource, spec, 'dataFrom', ['CreatedOnce']).map((fix) => ({
    ...fix,
    edits: [...fix.edits, ...interval],
  }));
}

function randomCalls(context: RuleContext, severity: Severity, when: string): readonly Finding[] {
  return judgedTemplates(context)
    .filter((template) => template.context === 'fetched')
    .flatMap((template) =>
      usesOf(template.tree)
        .functions.filter(({ node: { name } }) => RANDOM_FUNCTIONS.has(name))
        .map(({ node: { name, range } }) => ({
          rule: 'regenerated-secret',
          severity,
          at: { range: template.placeOf(range) },
          message: `"${name}" gives another value at every refresh, ${when}. Take it from a generator whose ExternalSecret has refreshPolicy: CreatedOnce, or set that here to keep the first of everything.`,
        })),
    );
}
