/** The parts of the AWS SDK that log in and send, whatever the service. Imported dynamically, as the services' own `sdk.ts` are. */
export { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
export { NodeHttpHandler } from '@smithy/node-http-handler';
