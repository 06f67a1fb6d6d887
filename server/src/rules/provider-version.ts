import { externalSecretKinds, remove } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { writtenText } from '../model/known.ts';
import type { VersionFacts } from '../model/providerFacts/types.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import { definitionsOf, type Fetch, fetches } from './providerDialects.ts';
import type { Rule } from './rule.ts';
import { readingExample } from './storeExamples.ts';

const provider = `delinea:
  tenant: example
  clientId:
    value: client
  clientSecret:
    secretRef:
      name: delinea-login
      key: secret
      namespace: external-secrets`;

/** Each back end reads a version in its own way; a few fail where one is written, and many pass over it. */
export const providerVersion: Rule = {
  meta: {
    id: 'provider-version',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'workspace',
    summary: 'A version is asked for that the provider of the store does not know.',
    why: '1Password, Delinea and Secret Server fail every sync where a version is written. Many others pass over it and always bring the current value. Vault (KV version 2), OpenBao and OVHcloud take numbers only, Cloud.ru numbers and `latest`; Akeyless brings the current value for anything but a number.',
    bad: readingExample(
      provider,
      `data:
  - secretKey: password
    remoteRef:
      key: prod/database
      version: "2"`,
    ),
    good: readingExample(
      provider,
      `data:
  - secretKey: password
    remoteRef:
      key: prod/database`,
    ),
    fixable: true,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    return fetches(resource, workspace).flatMap((fetch) => judge(resource, fetch));
  },
};

function judge(resource: ResourceNode, { use, path, store }: Fetch): readonly Finding[] {
  const at = [...path, 'version'];
  const version = writtenText(resource, at);
  const says = use === 'find' || version === undefined || version === '' ? undefined : objection(store.facts.version, version);
  if (says === undefined) return [];
  return [
    {
      rule: 'provider-version',
      severity: 'warning',
      at: { path: at, part: 'value' },
      message: `"${store.name}" is ${store.facts.name}. ${says}`,
      fixes: remove(resource, at, false),
      related: definitionsOf(store),
    },
  ];
}

function objection(facts: VersionFacts, version: string): string | undefined {
  if (facts.use === 'ignored') return 'There ESO passes over version: the current value comes, whatever is written here.';
  if (facts.use === 'refused') return 'There ESO takes no version: every sync fails while one is written.';
  if (facts.use === 'unknown' || facts.form.pattern?.test(version) !== false) return undefined;
  const { words, otherwise } = facts.form;
  return otherwise === 'latest'
    ? `Its version must be ${words}; for anything else the current value comes.`
    : `Its version must be ${words}, or every sync fails.`;
}
