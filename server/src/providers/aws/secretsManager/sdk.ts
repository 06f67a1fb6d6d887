/**
 * The parts of the AWS SDK that Secrets Manager needs. Imported dynamically, by this name, when the first call is made: a bundler
 * then cuts the SDK to these names and puts it into a chunk of its own.
 */
export {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
