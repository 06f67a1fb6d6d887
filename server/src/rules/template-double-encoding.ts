import { phrase } from '../localisation.ts';
import { externalSecretKinds, judgedSpecPath } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import type { CommandNode } from '../model/goTemplate/ast.ts';
import type { TemplateText } from '../model/goTemplate/texts.ts';
import type { OffsetRange } from '../syntax/node.ts';
import type { Rule } from './rule.ts';
import { judgedTemplates, rewrite } from './templateFindings.ts';

/** Rendered values are put into the Secret as bytes; the API encodes them in base64 by itself. */
export const templateDoubleEncoding: Rule = {
  meta: {
    id: 'template-double-encoding',
    severity: 'information',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A template encodes a value in base64, which Kubernetes does by itself.',
    why: 'What a template renders is the value that Pods see. `data` of a Secret is base64 in YAML only, so a value that goes through `b64enc` reaches Pods in base64. That may be what the program wants: then silence it, or let the key end in `b64` or `base64`. Nothing is said of values that are more than one encoded key.',
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
        password: "{{ .password | b64enc }}"
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
        password: "{{ .password }}"
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check(context) {
    const spec = judgedSpecPath(context.resource);
    const data = spec === undefined ? undefined : [...spec, 'target', 'template', 'data'];
    return judgedTemplates(context).flatMap((template) => {
      const key = template.path.at(-1);
      const isData = data !== undefined && template.path.length === data.length + 1 && template.path.at(-2) === 'data';
      if (!isData || typeof key !== 'string' || /b64|base64|encoded/i.test(key)) return [];
      const encoding = soleEncoding(template);
      return encoding === undefined ? [] : [findingOf(template, encoding)];
    });
  },
};

/** The `| b64enc` of a template that is one key, encoded, and nothing else. */
function soleEncoding({ tree: { nodes, error } }: TemplateText): OffsetRange | undefined {
  const [action, ...others] = nodes.filter((node) => node.type !== 'text' || node.text.trim() !== '');
  if (error !== undefined || action?.type !== 'action' || others.length > 0 || action.pipeline.variables.length > 0)
    return undefined;
  const [value, encoding, more] = action.pipeline.commands;
  if (value === undefined || encoding === undefined || more !== undefined || !isKey(value)) return undefined;
  const [name, argument] = encoding.operands;
  const encodes = name.type === 'function' && name.name === 'b64enc' && argument === undefined;
  return encodes ? { start: value.range.end, end: encoding.range.end } : undefined;
}

/** `.key` or `index . "key"`. */
function isKey({ operands: [first, second, third] }: CommandNode): boolean {
  if (first.type === 'field') return second === undefined && first.fields.length === 1;
  return first.type === 'function' && first.name === 'index' && second?.type === 'dot' && third?.type === 'string';
}

function findingOf(template: TemplateText, encoding: OffsetRange): Finding {
  const start = encoding.end - 'b64enc'.length;
  return {
    rule: 'template-double-encoding',
    severity: 'information',
    at: { range: template.placeOf({ start, end: encoding.end }) },
    message:
      'Pods get this value in base64: Kubernetes encodes Secrets by itself, and decodes them for Pods. Leave "b64enc" out unless the program wants base64.',
    fixes: rewrite(template, encoding, '', phrase('Remove "{0}"', 'b64enc'), false),
  };
}
