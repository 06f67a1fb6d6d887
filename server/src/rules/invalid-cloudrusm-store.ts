import { present, required, storeRule, textOf } from './storeChecks.ts';

const badProject = 'invalid spec: projectID is invalid UUID: …';
// The forms that github.com/google/uuid parses.
const uuid =
  /^(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$|^[0-9a-f]{32}$/i;

/** ESO: providers/v1/cloudru/secretmanager `ValidateStore`. */
export const invalidCloudrusmStore = storeRule({
  id: 'invalid-cloudrusm-store',
  provider: 'cloudrusm',
  summary: 'A Cloud.ru store without credentials or a project.',
  bad: `auth:
  secretRef:
    accessKeyIDSecretRef:
      name: cloudru
      key: id
    accessKeySecretSecretRef:
      name: cloudru
      key: secret`,
  good: `projectID: 50a3c1de-5c2f-4d0b-9b1e-7f6a5b4c3d2e
auth:
  secretRef:
    accessKeyIDSecretRef:
      name: cloudru
      key: id
    accessKeySecretSecretRef:
      name: cloudru
      key: secret`,
  checks: [
    present('auth.secretRef', 'invalid spec: auth.secretRef is required'),
    required('projectID', 'invalid spec: projectID is required'),
    textOf('projectID', [badProject], (text) =>
      text === '' || uuid.test(text) ? undefined : { says: 'projectID must be a UUID', answer: badProject },
    ),
  ],
});
