import type { MapNode } from './node.ts';

/** Where ESO's main kinds are, for a template that does not say it. */
const USUAL: Readonly<Record<string, string>> = {
  ExternalSecret: 'external-secrets.io/v1',
  ClusterExternalSecret: 'external-secrets.io/v1',
  SecretStore: 'external-secrets.io/v1',
  ClusterSecretStore: 'external-secrets.io/v1',
  PushSecret: 'external-secrets.io/v1alpha1',
  ClusterPushSecret: 'external-secrets.io/v1alpha1',
};

/**
 * The apiVersion of a mapping in which a template writes or chooses it: the newest of those that are named in it
 * (`{{ .Values.apiVersion | default "external-secrets.io/v1" }}`, or one in each branch), else that of the kind.
 * Undefined where no template has to do with it.
 */
export function templatedApiVersion(node: MapNode, kind: string | undefined): string | undefined {
  const written = node.entries.filter((entry) => entry.name === 'apiVersion').map(({ value }) => value);
  const isTemplated = written.some(({ placeholder }) => placeholder) || (node.open && written.length > 1);
  if (!isTemplated) return undefined;
  const texts = written.map((value) => (value.type === 'scalar' ? String(value.value) : ''));
  const named = texts.flatMap((text) => text.match(/(?:[a-z\d-]+\.)+[a-z]+\/v\d+(?:(?:alpha|beta)\d+)?\b/g) ?? []);
  return named.sort(byAge).at(-1) ?? (kind === undefined ? undefined : USUAL[kind]);
}

/** Kubernetes' order: what is stable is newer than any beta, and that than any alpha. */
function byAge(a: string, b: string): number {
  return rankOf(a) - rankOf(b);
}

function rankOf(apiVersion: string): number {
  const [, major = '0', level, minor = '0'] = /\/v(\d+)(?:(alpha|beta)(\d+))?$/.exec(apiVersion) ?? [];
  const stability = level === undefined ? 2 : level === 'beta' ? 1 : 0;
  return stability * 1e6 + Number(major) * 1e3 + Number(minor);
}
