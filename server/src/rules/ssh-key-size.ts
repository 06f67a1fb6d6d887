import { changeTo, remove } from '../model/externalSecret.ts';
import { knownAt, textAt } from '../model/known.ts';
import { generatorExample, generatorSpecPath } from './generatorView.ts';
import type { Rule } from './rule.ts';

/** ESO: generators/v1/sshkey takes P-256 for every size of an ECDSA key that it does not know, and ed25519 has one size. */
export const sshKeySize: Rule = {
  meta: {
    id: 'ssh-key-size',
    severity: 'warning',
    kinds: ['SSHKey', 'ClusterGenerator'],
    needs: 'document',
    summary: 'An SSHKey has a keySize that its keyType does not have.',
    why: 'ECDSA keys have 256, 384 or 521 bits: for any other keySize ESO makes one of 256 without a word. For ed25519 keySize is ignored, which is only information.',
    bad: generatorExample('SSHKey', 'keyType: ecdsa\nkeySize: 2048'),
    good: generatorExample('SSHKey', 'keyType: ecdsa\nkeySize: 521'),
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = generatorSpecPath(resource, 'SSHKey');
    const size = spec && knownAt(resource, spec, ['keySize']);
    if (spec === undefined || size?.state !== 'value' || typeof size.value !== 'number') return [];
    const type = textAt(resource, spec, ['keyType']);
    const path = [...spec, 'keySize'];
    if (type === 'ed25519') {
      return [
        {
          rule: 'ssh-key-size',
          severity: 'information',
          at: { path, part: 'key' },
          message: 'Keys of type ed25519 have one size: ESO ignores keySize. Remove it.',
          fixes: remove(resource, path, true),
        },
      ];
    }
    if (type !== 'ecdsa' || [256, 384, 521].includes(size.value)) return [];
    return [
      {
        rule: 'ssh-key-size',
        severity: 'warning',
        at: { path, part: 'value' },
        message: `ECDSA keys have 256, 384 or 521 bits: ESO silently makes one of 256 instead of ${size.value}. Choose one of these, or keyType rsa.`,
        fixes: ['521', '384', '256'].flatMap((bits) => changeTo(resource, path, bits, false)),
      },
    ];
  },
};
