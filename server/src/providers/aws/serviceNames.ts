/** What a service of AWS is called in the places that name it. */
export interface ServiceNames {
  /** ESO's name, `spec.provider.aws.service`. */
  readonly service: 'SecretsManager' | 'ParameterStore';
  /** For people: `AWS Secrets Manager`. */
  readonly title: string;
  /** In host names and before permissions: `secretsmanager`, as in `secretsmanager:ListSecrets`. */
  readonly prefix: string;
  /** In the AWS configuration, and in capitals in the names of variables: `secrets_manager`. */
  readonly setting: string;
  /** What it keeps: `secret`. */
  readonly item: string;
}
