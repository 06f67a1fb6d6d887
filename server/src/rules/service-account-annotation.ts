import type { ObjectEntry } from '../model/entries.ts';
import type { Finding } from '../model/finding.ts';
import { isAbsent, knownAt, textAt } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { objectsNamedBy } from './neighbours.ts';
import type { Rule } from './rule.ts';
import { isStore } from './storeView.ts';
import type { WorkspaceFacts } from './workspaceFacts.ts';

const manifests = (annotations: string) => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: aws-secretsmanager
  namespace: team-a
spec:
  provider:
    aws:
      service: SecretsManager
      region: eu-central-1
      auth:
        jwt:
          serviceAccountRef:
            name: secrets-reader
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: secrets-reader
  namespace: team-a
${annotations}`;

const roleArn = 'eks.amazonaws.com/role-arn';
const clientId = 'azure.workload.identity/client-id';
const tenantId = 'azure.workload.identity/tenant-id';

/** ESO reads these annotations by itself and does not go by what the cloud's own webhooks would do. */
export const serviceAccountAnnotation: Rule = {
  meta: {
    id: 'service-account-annotation',
    severity: 'warning',
    kinds: ['SecretStore', 'ClusterSecretStore'],
    needs: 'workspace',
    summary: 'The ServiceAccount by which a store logs in lacks the annotation that names its identity, or has one too many.',
    why: 'For AWS with auth.jwt ESO takes the role from the annotation eks.amazonaws.com/role-arn of the ServiceAccount, and fails without it: `an IAM role must be associated with service account …`; a role in the store does not replace it. For Azure with WorkloadIdentity it takes the client from azure.workload.identity/client-id, else `missing clientID: either serviceAccountRef or service account annotation …`; a tenant both in the store and in the annotation is `multiple tenantID found`. It is said where the ServiceAccount stands in the same file or folder.',
    bad: manifests(''),
    good: manifests(`  annotations:\n    ${roleArn}: arn:aws:iam::123456789012:role/secrets-reader\n`),
    fixable: false,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    if (!isStore(resource)) return [];
    return [...judgeAws(resource, workspace), ...judgeAzure(resource, workspace)];
  },
};

function judgeAws(resource: ResourceNode, workspace: WorkspaceFacts): readonly Finding[] {
  const ref = ['spec', 'provider', 'aws', 'auth', 'jwt', 'serviceAccountRef'];
  const accounts = accountsAt(resource, ref, workspace);
  if (accounts.length === 0 || !accounts.every((entry) => lacks(entry, roleArn))) return [];
  return [finding(ref, accounts, `has no annotation ${roleArn}, from which ESO takes the role: the store never becomes ready`)];
}

function judgeAzure(resource: ResourceNode, workspace: WorkspaceFacts): readonly Finding[] {
  const azure = ['spec', 'provider', 'azurekv'];
  const ref = [...azure, 'serviceAccountRef'];
  const sdk = knownAt(resource, azure, ['useAzureSDK']);
  const isKnownWay = sdk.state === 'absent' || (sdk.state === 'value' && sdk.value === false);
  if (textAt(resource, azure, ['authType']) !== 'WorkloadIdentity' || !isKnownWay) return [];
  const accounts = accountsAt(resource, ref, workspace);
  if (accounts.length === 0 || !isAbsent(resource, azure, ['authSecretRef'])) return [];
  if (accounts.every((entry) => lacks(entry, clientId))) {
    return [
      finding(ref, accounts, `has no annotation ${clientId}, from which ESO takes the client: the store never becomes ready`),
    ];
  }
  const hasTenant = (textAt(resource, azure, ['tenantId'], '') ?? '') !== '';
  if (!hasTenant || !accounts.every(hasTenantToo)) return [];
  return [
    finding(ref, accounts, `has an annotation ${tenantId}, and the store a tenantId: ESO refuses to choose. Keep one of them`),
  ];
}

/** The ServiceAccount's manifests; none where ESO looks for it in the namespace of each ExternalSecret. */
function accountsAt(resource: ResourceNode, ref: Path, workspace: WorkspaceFacts): readonly ObjectEntry[] {
  const accounts = objectsNamedBy(resource, ref, 'ServiceAccount', workspace);
  // Overlays like to patch such annotations in, each its own.
  const mayBePatched = accounts.some((entry) => entry.uri !== workspace.uri && workspace.isTogether(entry.resource, entry));
  return mayBePatched ? [] : accounts;
}

function lacks({ resource }: ObjectEntry, annotation: string): boolean {
  const known = knownAt(resource, ['metadata'], ['annotations', annotation]);
  return known.state === 'absent' || (known.state === 'value' && known.value === '');
}

function hasTenantToo({ resource }: ObjectEntry): boolean {
  const known = knownAt(resource, ['metadata'], ['annotations', tenantId]);
  return known.state === 'value' && known.value !== '';
}

function finding(ref: Path, accounts: readonly ObjectEntry[], says: string): Finding {
  const name = accounts[0]?.resource.name ?? '';
  return {
    rule: 'service-account-annotation',
    severity: 'warning',
    at: { path: [...ref, 'name'], part: 'value' },
    message: `ServiceAccount "${name}" ${says}.`,
    related: accounts.map((entry) => ({ entry, path: ['metadata'], part: 'key', message: `ServiceAccount "${name}"` })),
  };
}
