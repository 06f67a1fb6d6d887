import { externalSecretKinds, remove } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { isAbsent, writtenText } from '../model/known.ts';
import { nearest } from '../schema/nearest.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import { changeText, definitionsOf, type Fetch, fetches } from './providerDialects.ts';
import type { Rule } from './rule.ts';
import { readingExample } from './storeExamples.ts';

const provider = `doppler:
  auth:
    secretRef:
      dopplerToken:
        name: doppler-token
        key: token
        namespace: external-secrets`;

/** Some back ends hold single values and pass over a property; others have fixed ones, or demand one. */
export const providerProperty: Rule = {
  meta: {
    id: 'provider-property',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'workspace',
    summary:
      'A property is written that the provider of the store passes over or does not have, or one is missing that it demands.',
    why: 'Doppler, Bitwarden Secrets Manager, BeyondTrust Password Safe, Previder, Pulumi and AWS Certificate Manager bring the whole value whatever property says. Passbolt and Yandex Certificate Manager have fixed properties. Password Depot fails every sync without one, with `key not found in secret data`. A part of a JSON value can be taken in a template: `{{ (.settings | fromJson).password }}`.',
    bad: readingExample(
      provider,
      `data:
  - secretKey: password
    remoteRef:
      key: DB_SETTINGS
      property: password`,
    ),
    good: readingExample(
      provider,
      `data:
  - secretKey: settings
    remoteRef:
      key: DB_SETTINGS
target:
  template:
    data:
      password: '{{ (.settings | fromJson).password }}'`,
    ),
    fixable: true,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    return fetches(resource, workspace).flatMap((fetch) => (fetch.use === 'data' ? judge(resource, fetch) : []));
  },
};

function judge(resource: ResourceNode, { path, store }: Fetch): readonly Finding[] {
  const { property: facts, name } = store.facts;
  if (facts.required !== true && facts.reading !== 'ignored' && facts.names === undefined) return [];
  const at = [...path, 'property'];
  const written = writtenText(resource, at);
  const found = () => ({ rule: 'provider-property', severity: 'warning', related: definitionsOf(store) }) as const;
  const isMissing = written === undefined ? isAbsent(resource, path, ['property']) : written === '';
  if (facts.required === true && isMissing) {
    const message = `"${store.name}" is ${name}, where every sync fails without a property. Name the field to read.`;
    return [{ ...found(), at: { path: [...path, 'key'], part: 'key' }, message }];
  }
  if (written === undefined || written === '') return [];
  if (facts.reading === 'ignored') {
    const message = `"${store.name}" is ${name}, where ESO passes over property: the whole value comes. Take the part that you need in a template.`;
    return [{ ...found(), at: { path: at, part: 'value' }, message, fixes: remove(resource, at, false) }];
  }
  if (facts.names === undefined || facts.names.includes(written)) return [];
  const near = nearest(written, facts.names);
  const message = `"${store.name}" is ${name}, which has no property "${written}": every sync fails. It has ${facts.names.join(', ')}.`;
  const fixes = near === undefined ? [] : changeText(resource, at, near, true);
  return [{ ...found(), at: { path: at, part: 'value' }, message, fixes }];
}
