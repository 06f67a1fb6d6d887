/**
 * The parts of the AWS SDK that Parameter Store needs. Imported dynamically, by this name, when the first call is made: a bundler
 * then cuts the SDK to these names and puts it into a chunk of its own.
 */
export {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  ListTagsForResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
