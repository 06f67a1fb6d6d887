import { phrase } from '../localisation.ts';
import { judgedSpecPath, restrictsTemplates } from '../model/externalSecret.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { engineV1Functions, templateFunctions } from '../model/goTemplate/catalogue.ts';
import { fetchedKeys } from '../model/goTemplate/fetchedKeys.ts';
import { templateKinds } from '../model/goTemplate/places.ts';
import type { TemplateText } from '../model/goTemplate/texts.ts';
import { type TemplateUses, usesOf } from '../model/goTemplate/uses.ts';
import { nearest } from '../schema/nearest.ts';
import type { Rule } from './rule.ts';
import { failingOf, judgedTemplates, rewrite } from './templateFindings.ts';

/** Go's parser: `unable to parse template at key K: template: K:1: function "x" not defined`. */
export const templateUnknownFunction: Rule = {
  meta: {
    id: 'template-unknown-function',
    severity: 'error',
    kinds: templateKinds,
    needs: 'document',
    summary: 'A template calls a function that ESO does not have.',
    why: 'ESO knows the functions of Go, those of Sprig except `env`, `expandenv` and `getHostByName`, and some of its own; `include`, `tpl`, `lookup` and `required` are Helm\'s. A template with any other fails: `unable to parse template at key K: template: K:1: function "base64decode" not defined`. Some had other names in template engine v1, which ESO has no more.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      data:
        password: "{{ .password | base64decode }}"
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      data:
        password: "{{ .password | b64dec }}"
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check(context) {
    const isOld = !restrictsTemplates(context.resolution);
    const { resource } = context;
    const templates = judgedTemplates(context);
    if (templates.length === 0) return [];
    const spec = judgedSpecPath(resource);
    const keys = new Set(spec === undefined ? [] : fetchedKeys(resource, spec));
    return templates.flatMap((template) =>
      usesOf(template.tree)
        .functions.filter(({ node: { name } }) => !templateFunctions.has(name) && !(isOld && DROPPED.has(name)))
        .slice(0, mostFindings)
        .map((use) => findingOf(template, use, template.context === 'fetched' ? keys : new Set())),
    );
  },
};

/** Of one template; the others are found when these are mended. */
const mostFindings = 100;

/** What ESO had before 2.0. */
const DROPPED: ReadonlySet<string> = new Set(['getHostByName', 'getSecretKey']);

type FunctionUse = TemplateUses['functions'][number];

function findingOf(template: TemplateText, use: FunctionUse, keys: ReadonlySet<string>): Finding {
  const { name, range } = use.node;
  const renamed = engineV1Functions.get(name);
  const isNearest = !(NO_NAMESAKE.has(name) || MEANT.has(name));
  const meant = renamed ?? (keys.has(name) ? `.${name}` : isNearest ? nearest(name, templateFunctions.keys()) : undefined);
  const advice =
    renamed === ''
      ? 'Engine v2 works with texts: leave it out.'
      : renamed !== undefined
        ? `Since engine v2 it is called "${renamed}".`
        : meant === `.${name}`
          ? `For the key "${name}" write .${name}.`
          : meant !== undefined
            ? `Did you mean "${meant}"?`
            : (REASONS[name] ?? MEANT.get(name) ?? '');
  const fixes = meant === '' ? leaveOut(template, use) : meant === undefined ? [] : change(template, use, meant);
  return {
    rule: 'template-unknown-function',
    severity: 'error',
    at: { range: template.placeOf(range) },
    message: `ESO has no template function "${name}", so ${failingOf(template)} fails.${advice === '' ? '' : ` ${advice}`}`,
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

function change(template: TemplateText, { node }: FunctionUse, meant: string): readonly Fix[] {
  return rewrite(template, node.range, meant, phrase('Change to "{0}"', meant), true);
}

/** Takes `| toBytes` away with its bar; where it has arguments of its own there is no telling. */
function leaveOut(template: TemplateText, { node, pipeline, command }: FunctionUse): readonly Fix[] {
  const before = pipeline.commands[pipeline.commands.indexOf(command) - 1];
  if (before === undefined || command.operands.length > 1) return [];
  return rewrite(template, { start: before.range.end, end: command.range.end }, '', phrase('Remove "{0}"', node.name), true);
}

const ofHelm = 'It is one of Helm, which has nothing to do with templates of ESO.';

/** Why a function that people know from elsewhere is not there. */
const REASONS: Readonly<Record<string, string>> = {
  env: 'Templates may not look at the environment of the operator.',
  expandenv: 'Templates may not look at the environment of the operator.',
  getHostByName: 'Templates may not ask the network.',
  include: ofHelm,
  tpl: ofHelm,
  lookup: ofHelm,
  required: 'Use fail in an if instead; a key that is not there fails anyway.',
};

const base64 = 'It is called b64enc, and the way back b64dec.';

/** What functions of other template languages are called here. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ['base64', base64],
  ['b64', base64],
  ['base64enc', base64],
  ['toBase64', base64],
  ['base64Encode', base64],
  ['encodeBase64', base64],
  ['base64Decode', base64],
  ['fromBase64', base64],
  ['decodeBase64', base64],
]);

const NO_NAMESAKE: ReadonlySet<string> = new Set(Object.keys(REASONS));
