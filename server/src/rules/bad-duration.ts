import { phrase } from '../localisation.ts';
import { type FieldPlace, fieldPlaces } from '../model/fieldPlaces.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { meantDuration, parseGoDuration } from '../model/goDuration.ts';
import { isWritten } from '../model/known.ts';
import { compareVersions } from '../schema/operatorVersion.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Rule, RuleContext } from './rule.ts';
import { isStore } from './storeView.ts';

/** ESO: `time: unknown unit "d" in duration "1d"`. */
export const badDuration: Rule = {
  meta: {
    id: 'bad-duration',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'A duration is not one that Go can read, or is negative where that is refused.',
    why: 'The CRD takes any text here, but ESO decodes it with Go: numbers with the units h, m, s, ms, us and ns, such as `1h30m`; no days, no spaces, no bare numbers but `0`. For ExternalSecret, SecretStore and ClusterSecretStore the webhook refuses the manifest: `time: unknown unit "d" in duration "1d"`, `time: missing unit in duration "60"`, and of a store `invalid refreshInterval "5 minutes": time: …` or `invalid refreshInterval "-1m": must not be negative`. ClusterExternalSecret, PushSecret, ClusterPushSecret and the generators have no webhook: there the manifest is stored, and the controller can then no longer list or watch any object of that kind in the whole cluster.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  refreshInterval: 1d
  secretStoreRef:
    name: aws
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  refreshInterval: 24h
  secretStoreRef:
    name: aws
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check(context) {
    const { resource } = context;
    const fields = FIELDS[resource.kind ?? ''] ?? [];
    const durations = fields.flatMap((field) => fieldPlaces(resource, field)).flatMap((place) => judge(resource, place));
    return [...durations, ...storeIntervals(context)];
  },
};

const STORE_FIELDS = ['spec.provider.onepasswordSDK.cache.ttl', 'spec.provider.webhook.timeout'];

/** Fields whose Go type is a duration though the CRD says string. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  ExternalSecret: ['spec.refreshInterval', 'spec.syncWindows.windows[].duration'],
  ClusterExternalSecret: [
    'spec.refreshTime',
    'spec.externalSecretSpec.refreshInterval',
    'spec.externalSecretSpec.syncWindows.windows[].duration',
  ],
  SecretStore: STORE_FIELDS,
  ClusterSecretStore: STORE_FIELDS,
  PushSecret: ['spec.refreshInterval'],
  ClusterPushSecret: ['spec.refreshTime', 'spec.pushSecretSpec.refreshInterval'],
  Webhook: ['spec.timeout'],
  ClusterGenerator: ['spec.generator.webhookSpec.timeout'],
};

/** Kinds that a webhook decodes before they are stored. */
const GUARDED = new Set(['ExternalSecret', 'SecretStore', 'ClusterSecretStore']);

function judge(resource: ResourceNode, place: FieldPlace): readonly Finding[] {
  const { path, value } = place;
  if (typeof value !== 'string') return [];
  const read = parseGoDuration(value);
  if ('nanoseconds' in read) return [];
  const says = `${JSON.stringify(bounded(value))} is not a duration that Go can read`;
  const consequence = GUARDED.has(resource.kind ?? '')
    ? `the webhook refuses it with '${bounded(read.error)}'.`
    : `the API server stores it all the same, and then ESO cannot read any ${resource.kind} of the cluster ('${bounded(read.error)}').`;
  return [finding(path, `${says}: ${consequence}${adviceOf(value)}`, fixesOf(resource, place))];
}

/**
 * `spec.refreshInterval` of a store: whole seconds or a duration, neither negative. Before v1 of ESO 2 it was a number only, and
 * texts are of the wrong type.
 */
function storeIntervals({ resource, resolution }: RuleContext): readonly Finding[] {
  if (!isStore(resource) || resource.apiVersion !== 'external-secrets.io/v1') return [];
  if (resolution !== undefined && compareVersions(resolution.version, '2.0.0') < 0) return [];
  return fieldPlaces(resource, 'spec.refreshInterval').flatMap((place): readonly Finding[] => {
    const { path, value } = place;
    if (typeof value === 'number' || typeof value === 'bigint') {
      return value < 0 && Number.isInteger(Number(value)) ? [finding(path, negative(String(value)), [])] : [];
    }
    if (typeof value !== 'string') return [];
    const read = parseGoDuration(value);
    const quoted = JSON.stringify(bounded(value));
    if ('nanoseconds' in read) return read.nanoseconds < 0n ? [finding(path, negative(quoted), [])] : [];
    const answer = `invalid refreshInterval ${quoted}: ${bounded(read.error)}`;
    const message = `${quoted} is not a duration that Go can read: the webhook refuses the store with '${answer}'.${adviceOf(value)}`;
    return [finding(path, message, fixesOf(resource, place))];
  });
}

function negative(written: string): string {
  return `A store's refreshInterval cannot be negative: the webhook refuses it with 'invalid refreshInterval ${written}: must not be negative'. Leave it out for the default, five minutes.`;
}

function finding(path: FieldPlace['path'], message: string, fixes: readonly Fix[]): Finding {
  const base = { rule: 'bad-duration', severity: 'error', at: { path, part: 'value' }, message } as const;
  return fixes.length === 0 ? base : { ...base, fixes };
}

function adviceOf(value: string): string {
  const meant = meantDuration(value);
  if (meant === undefined) return ' Write numbers with the units h, m and s, such as "1h30m".';
  return meant.certain ? ` Write "${meant.text}".` : ` Add the unit: "${meant.text}" for seconds.`;
}

function fixesOf(resource: ResourceNode, { path, value }: FieldPlace): readonly Fix[] {
  const meant = meantDuration(String(value));
  const node = resource.nodeAt(path);
  if (meant === undefined || node?.type !== 'scalar' || !isWritten(resource, path)) return [];
  const quote = node.style === 'double-quoted' ? '"' : node.style === 'single-quoted' ? "'" : '';
  const edits = [{ at: { path, part: 'value' } as const, newText: `${quote}${meant.text}${quote}` }];
  return [{ title: phrase('Change to {0}', meant.text), preferred: meant.certain, edits }];
}

function bounded(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
