import { phrase } from '../localisation.ts';
import { externalSecretKinds, judgedSpecPath, mappingsIn } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { templatePlaces } from '../model/goTemplate/places.ts';
import { writtenText } from '../model/known.ts';
import { isHelmAction, readGoAction } from '../syntax/goAction.ts';
import type { OffsetRange } from '../syntax/node.ts';
import type { Rule } from './rule.ts';

/** Helm renders a chart's files, ESO's templates in them too. */
export const templateInHelm: Rule = {
  meta: {
    id: 'template-in-helm',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A template for ESO stands in a file of Helm, which renders it first.',
    why: "Helm goes over the whole file before the cluster sees it. `{{ .password }}` is a value of the chart to it, which there is not, so that ESO gets an empty text and no template. Text for ESO is written as a string that Helm puts out: ``{{ `{{ .password }}` }}``. It is said only of a lone key that is fetched under `data`, in a file that surely is Helm's, and outside of `range` and `with`.",
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{ .Release.Name }}-db
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      data:
        url: postgres://app:{{ .password }}@db
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{ .Release.Name }}-db
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      data:
        url: postgres://app:{{ \`{{ .password }}\` }}@db
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource, parsed }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || parsed.engine !== 'go') return [];
    const keys = new Set(mappingsIn(resource, [...spec, 'data']).map((item) => writtenText(resource, [...item, 'secretKey'])));
    const values = templatePlaces(resource)
      .filter(({ context }) => context === 'fetched')
      .map(({ path }) => resource.rangeOf(path, 'value'));
    const actions = actionsIn(parsed.text);
    if (!isSurelyHelm(parsed.text, actions, values)) return [];
    return actions
      .filter((action) => values.some((value) => isWithin(action, value)))
      .flatMap((action) => {
        const key = /^\{\{-?\s*\.([\p{L}\p{Nd}_]+)\s*-?\}\}$/u.exec(parsed.text.slice(action.start, action.end))?.[1];
        return key !== undefined && keys.has(key) ? [findingOf(parsed.text, action, key)] : [];
      });
  },
};

function actionsIn(text: string): readonly OffsetRange[] {
  const actions: OffsetRange[] = [];
  for (let i = text.indexOf('{{'); i >= 0; i = text.indexOf('{{', i)) {
    const action = readGoAction(text, i);
    actions.push(action);
    i = Math.max(action.end, i + 2);
  }
  return actions;
}

/** An action of Helm outside of the values in question, and none that changes Helm's dot: it might have that key. */
function isSurelyHelm(text: string, actions: readonly OffsetRange[], values: readonly OffsetRange[]): boolean {
  const sources = actions.map(({ start, end }) => text.slice(start, end));
  let depth = 0;
  for (const source of sources) {
    if (/^\{\{-?\s*(?:range|with|define|block)\b/.test(source)) return false;
    if (/^\{\{-?\s*if\b/.test(source)) depth++;
    if (/^\{\{-?\s*end\b/.test(source)) depth--;
    // It ends what an earlier document has begun.
    if (depth < 0) return false;
  }
  return actions.some((action, i) => isHelmAction(sources[i] ?? '') && !values.some((value) => isWithin(action, value)));
}

function isWithin({ start, end }: OffsetRange, outer: OffsetRange): boolean {
  return start >= outer.start && end <= outer.end;
}

function findingOf(text: string, range: OffsetRange, key: string): Finding {
  const action = text.slice(range.start, range.end);
  return {
    rule: 'template-in-helm',
    severity: 'warning',
    at: { range },
    message: `Helm renders this before ESO sees it: "${key}" is no value of the chart, so nothing is left of it. Write {{ \`${action}\` }}.`,
    fixes: [
      {
        title: phrase('Let Helm put it out as it is'),
        preferred: true,
        edits: [{ at: { range }, newText: `{{ \`${action}\` }}` }],
      },
    ],
  };
}
