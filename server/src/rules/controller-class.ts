import { remove } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { writtenText } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { clusterGeneratorSpecs, isGenerator } from './generatorView.ts';
import type { Rule } from './rule.ts';
import { storeExample } from './storeChecks.ts';
import { isStore } from './storeView.ts';

const provider = storeExample('aws', 'service: SecretsManager\nregion: eu-central-1');

/** ESO: what names a controller class other than that of the flag `--controller-class` is passed over. */
export const controllerClass: Rule = {
  meta: {
    id: 'controller-class',
    severity: 'information',
    kinds: [
      'SecretStore',
      'ClusterSecretStore',
      'BeyondtrustWorkloadCredentialsDynamicSecret',
      'Fake',
      'VaultDynamicSecret',
      'ClusterGenerator',
    ],
    needs: 'document',
    summary: 'A store or generator is only for controllers of a certain class.',
    why: 'A controller that does not run with `--controller-class` of this name passes over the store and every ExternalSecret that uses it: they get no status, no condition and no event. A controller without the flag has the class `default`.',
    bad: provider.replace('spec:\n', 'spec:\n  controller: dev\n'),
    good: provider,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    if (!isStore(resource) && !isGenerator(resource)) return [];
    const specs =
      resource.kind === 'ClusterGenerator'
        ? Object.values(clusterGeneratorSpecs).map((spec) => ['spec', 'generator', spec])
        : [['spec']];
    return specs.flatMap((spec) => judge(resource, [...spec, 'controller']));
  },
};

function judge(resource: ResourceNode, path: Path): readonly Finding[] {
  const written = writtenText(resource, path);
  if (written === undefined || written === '' || written === 'default') return [];
  return [
    {
      rule: 'controller-class',
      severity: 'information',
      at: { path, part: 'value' },
      message: `Only a controller that runs with --controller-class=${written} looks at this; any other passes over it and over what uses it, without a word. Remove it if there is no such controller.`,
      fixes: remove(resource, path, false),
    },
  ];
}
