import assert from 'node:assert/strict';
import { test } from 'node:test';
import { externalSecret, policiesFor, pushSecret, reads, store, writes } from './write.ts';

const jwt = 'auth:\n  jwt:\n    serviceAccountRef:\n      name: external-secrets\n';
const aws = (service: string, more = '') =>
  `aws:\n  service: ${service}\n  region: us-east-1\n${more.replaceAll(/^(?=.)/gm, '  ')}`;
const policyOf = (...manifests: string[]) => {
  const { titles, texts } = policiesFor(...manifests);
  return JSON.parse(texts[titles[0] ?? ''] ?? '{}');
};
const statement = (policy: { readonly Statement: readonly { readonly Sid: string }[] }, sid: string) =>
  policy.Statement.find(({ Sid }) => Sid === sid);

test('Secrets Manager: exactly the keys of the manifests, the trust policy of the ServiceAccount, and the statement for own keys', () => {
  const { document } = policiesFor(
    store('aws', aws('SecretsManager', jwt)),
    externalSecret('aws', reads('prod/myapp/database', 'prod/myapp/api-key', 'prod/myapp/database')),
  );
  assert.equal(
    document,
    `# Minimal policy

What External Secrets Operator itself must be allowed for these manifests, and nothing more. Parts in <angle brackets> are to be filled in.

## IAM policy for ServiceAccount default/external-secrets
- For SecretStore default/aws.
- The six question marks stand for the characters that AWS adds to the name of a secret.

\`\`\`json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ReadSecrets",
      "Effect": "Allow",
      "Action": [
        "secretsmanager:GetSecretValue"
      ],
      "Resource": [
        "arn:aws:secretsmanager:us-east-1:<account-id>:secret:prod/myapp/api-key-??????",
        "arn:aws:secretsmanager:us-east-1:<account-id>:secret:prod/myapp/database-??????"
      ]
    }
  ]
}
\`\`\`

## Trust policy for ServiceAccount default/external-secrets
- For the IAM role that the annotation eks.amazonaws.com/role-arn of the ServiceAccount names (IRSA on EKS).
- <oidc-provider> is the issuer of the cluster without https://, from: aws eks describe-cluster --name <cluster> --query cluster.identity.oidc.issuer --output text

\`\`\`json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::<account-id>:oidc-provider/<oidc-provider>"
      },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
          "<oidc-provider>:aud": "sts.amazonaws.com",
          "<oidc-provider>:sub": "system:serviceaccount:default:external-secrets"
        }
      }
    }
  ]
}
\`\`\`

## KMS statement for ServiceAccount default/external-secrets
- Only where secrets are encrypted with a KMS key of your own: add it to the policy with the id of that key.

\`\`\`json
{
  "Effect": "Allow",
  "Action": [
    "kms:Decrypt"
  ],
  "Resource": "arn:aws:kms:us-east-1:<account-id>:key/<key-id>",
  "Condition": {
    "StringEquals": {
      "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"
    }
  }
}
\`\`\`
`,
  );
});

test('Secrets Manager: tags, find by name, path and tags, and what is pushed', () => {
  const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:<account-id>:secret:${name}`;
  const more = `dataFrom:
  - extract:
      key: meta
      metadataPolicy: Fetch
  - find:
      name:
        regexp: ^prod/x-.*
  - find:
      path: prod/y
      tags:
        team: payments`;
  const metadata =
    '\n    metadata:\n      apiVersion: kubernetes.external-secrets.io/v1alpha1\n      spec:\n        resourcePolicy: {}';
  const policy = policyOf(
    store('aws', aws('SecretsManager', `prefix: p/\n${jwt}`)),
    externalSecret('aws', more),
    pushSecret('aws', `deletionPolicy: Delete\n${writes('out')}${metadata}`),
  );
  const write = ['DeleteResourcePolicy', 'DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'TagResource', 'UntagResource'];
  assert.deepEqual(policy, {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'ReadSecretTags', Effect: 'Allow', Action: ['secretsmanager:DescribeSecret'], Resource: [arn('p/meta-??????')] },
      {
        Sid: 'FindSecrets',
        Effect: 'Allow',
        Action: ['secretsmanager:BatchGetSecretValue', 'secretsmanager:ListSecrets'],
        Resource: ['*'],
      },
      // ESO puts the prefix before the names that it has listed, once more.
      { Sid: 'ReadFoundSecrets', Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: [arn('p/prod/x-*')] },
      {
        Sid: 'ReadFoundSecrets2',
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue'],
        Resource: [arn('prod/y*')],
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'payments' } },
      },
      {
        Sid: 'CreateSecrets',
        Effect: 'Allow',
        Action: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
        Resource: [arn('p/out'), arn('p/out-??????')],
      },
      {
        Sid: 'WriteSecrets',
        Effect: 'Allow',
        Action: write.map((name) => `secretsmanager:${name}`),
        Resource: [arn('p/out-??????')],
      },
      {
        Sid: 'WriteResourcePolicies',
        Effect: 'Allow',
        Action: ['secretsmanager:GetResourcePolicy', 'secretsmanager:PutResourcePolicy'],
        Resource: [arn('p/out-??????')],
      },
      {
        Sid: 'DeleteSecrets',
        Effect: 'Allow',
        Action: ['secretsmanager:DeleteSecret'],
        Resource: [arn('p/out-??????')],
        Condition: { StringEquals: { 'aws:ResourceTag/managed-by': 'external-secrets' } },
      },
    ],
  });
});

test('Parameter Store: names, ARNs, versions, references to secrets, find, and what is pushed', () => {
  const shared = 'arn:aws:ssm:us-east-1:999999999999:parameter/shared';
  const arn = (name: string) => `arn:aws:ssm:us-east-1:<account-id>:parameter${name}`;
  const more = `dataFrom:
  - extract:
      key: /prod/meta
      metadataPolicy: Fetch
  - find:
      path: /prod/found/
      name:
        regexp: ^x
  - find:
      tags:
        team: payments`;
  const keys = reads('/prod/db', 'plain', shared, '/prod/api:3', '/aws/reference/secretsmanager/prod/x');
  const policy = policyOf(
    store('ssm', aws('ParameterStore')),
    externalSecret('ssm', `${keys}\n${more}`),
    pushSecret('ssm', writes('/out')),
  );
  const write = ['AddTagsToResource', 'GetParameter', 'ListTagsForResource', 'PutParameter', 'RemoveTagsFromResource'];
  assert.deepEqual(policy, {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ReadParameters',
        Effect: 'Allow',
        Action: ['ssm:GetParameter'],
        Resource: [shared, arn('/aws/reference/secretsmanager/prod/x'), arn('/plain'), arn('/prod/api'), arn('/prod/db')],
      },
      {
        Sid: 'ReadSecrets',
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue'],
        Resource: ['arn:aws:secretsmanager:us-east-1:<account-id>:secret:prod/x-??????'],
      },
      { Sid: 'ReadParameterTags', Effect: 'Allow', Action: ['ssm:ListTagsForResource'], Resource: [arn('/prod/meta')] },
      {
        Sid: 'ReadParametersByPath',
        Effect: 'Allow',
        Action: ['ssm:GetParametersByPath'],
        Resource: [arn('/prod/found'), arn('/prod/found/*')],
      },
      { Sid: 'FindParameters', Effect: 'Allow', Action: ['ssm:DescribeParameters', 'tag:GetResources'], Resource: ['*'] },
      {
        Sid: 'ReadFoundParameters',
        Effect: 'Allow',
        Action: ['ssm:GetParameter'],
        Resource: [arn('/*')],
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'payments' } },
      },
      { Sid: 'WriteParameters', Effect: 'Allow', Action: write.map((name) => `ssm:${name}`), Resource: [arn('/out')] },
    ],
  });
});

test('one policy for all stores of an identity, one for each identity', () => {
  const role = 'arn:aws-cn:iam::111122223333:role/eso';
  const china = 'aws:\n  service: SecretsManager\n  region: cn-north-1\n';
  const keys = 'auth:\n    secretRef:\n      accessKeyIDSecretRef:\n        name: aws-keys\n        key: id';
  const { titles, texts } = policiesFor(
    store('sm', aws('SecretsManager')),
    store('ssm', aws('ParameterStore')),
    store('cn', `${china}  role: ${role}\n  externalID: abc\n  sessionTags: [{key: a, value: b}]`),
    store('static', `${china}  ${keys}`),
    store(
      'shared',
      `${aws('SecretsManager')}  auth: {jwt: {serviceAccountRef: {name: eso, namespace: tools}}}`,
      'ClusterSecretStore',
    ),
    ...['sm', 'ssm', 'cn', 'static'].map((name) => externalSecret(name, reads('/a'))),
    externalSecret('shared', reads('/a'), 'ClusterSecretStore'),
  );
  assert.deepEqual(
    titles.filter((title) => !title.startsWith('KMS')),
    [
      'IAM policy for ServiceAccount external-secrets/external-secrets',
      'Trust policy for ServiceAccount external-secrets/external-secrets',
      `IAM policy for role ${role}`,
      `Trust policy for role ${role}`,
      'IAM policy for the user whose access key is in Secret aws-keys',
      'IAM policy for ServiceAccount tools/eso',
      'Trust policy for ServiceAccount tools/eso',
    ],
  );
  const own = JSON.parse(texts[titles[0] ?? ''] ?? '');
  assert.ok(statement(own, 'ReadSecrets') && statement(own, 'ReadParameters'));
  assert.match(
    texts[`IAM policy for role ${role}`] ?? '',
    /"arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:\/a-\?{6}"/,
  );
  assert.deepEqual(JSON.parse(texts[`Trust policy for role ${role}`] ?? ''), {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws-cn:iam::111122223333:role/<role-of-external-secrets>' },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: { StringEquals: { 'sts:ExternalId': 'abc' } },
      },
    ],
  });
  assert.match(texts[`KMS statement for role ${role}`] ?? '', /"secretsmanager\.cn-north-1\.amazonaws\.com\.cn"/);
  assert.equal(
    (JSON.parse(texts['KMS statement for ServiceAccount external-secrets/external-secrets'] ?? '') as unknown[]).length,
    2,
  );
});

test('a key that is an ARN is taken as it stands, completed where AWS has completed the name', () => {
  const whole = 'arn:aws:secretsmanager:us-east-1:999999999999:secret:shared-AbCdEf';
  const partial = 'arn:aws:secretsmanager:us-east-1:999999999999:secret:shared';
  const policy = policyOf(store('aws', aws('SecretsManager')), externalSecret('aws', reads(whole, partial)));
  assert.deepEqual(policy.Statement[0].Resource, [`${partial}-??????`, whole].sort());
});
