const containers = `containers: [{name: main, image: example.invalid/nothing}]`;

const workload = (kind: string, name: string, replicas: string) => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}}
spec:
  ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {${containers}}
`;

/** A Deployment of two Pods. */
export const deployment = workload('Deployment', 'web', 'replicas: 2');
/** A StatefulSet of two Pods. */
export const statefulSet = workload('StatefulSet', 'db', 'replicas: 2\n  serviceName: db');
/** A DaemonSet. */
export const daemonSet = workload('DaemonSet', 'agent', '');

/** A store `fake` with the one key `app`. */
export const fakeStore = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: fake}
spec: {provider: {fake: {data: [{key: app, value: fake-value}]}}}
`;

/** An ExternalSecret that reads that key. */
export const externalSecret = (name: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: ${name}}
spec:
  secretStoreRef: {name: fake}
  data: [{secretKey: value, remoteRef: {key: app}}]
`;

/** The tutorial's ServiceAccount, its store with a token of that account, and an ExternalSecret that reads `lab/database`. */
export const tutorial = [
  `apiVersion: v1
kind: ServiceAccount
metadata:
  name: external-secrets
  annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::123456789012:role/external-secrets'}
`,
  `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: aws}
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
      auth: {jwt: {serviceAccountRef: {name: external-secrets}}}
`,
  `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db}
spec:
  secretStoreRef: {name: aws}
  data: [{secretKey: password, remoteRef: {key: lab/database, property: password}}]
`,
];
