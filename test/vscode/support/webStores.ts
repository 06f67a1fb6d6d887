/** A store whose vault is its manifest, which works in a browser too. */
export const fakeStore = `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: fake
spec:
  provider:
    fake:
      data:
        - key: prod/myapp/database
          value: '{"username": "made-up-user", "password": "made-up-password"}'
`;

/** A store whose vault is out of a browser's reach. */
export const awsStore = `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: aws
spec:
  provider:
    aws:
      service: SecretsManager
      region: eu-west-1
`;
