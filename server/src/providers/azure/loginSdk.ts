/**
 * The parts of the Azure SDK that log in. Imported dynamically, by this name, when the first token is wanted: a bundler then cuts the
 * SDK to these names and puts it into a chunk of its own.
 */
export { createHttpHeaders } from '@azure/core-rest-pipeline';
export {
  AzureCliCredential,
  AzureDeveloperCliCredential,
  AzurePowerShellCredential,
  ChainedTokenCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
} from '@azure/identity';
