import type { Structure } from './structure.ts';

const TEXT: Structure = { type: 'string' };
const TEXT_MAP: Structure = { type: 'object', additionalProperties: TEXT };
const ANYTHING: Structure = { 'x-kubernetes-preserve-unknown-fields': true };

/**
 * The `metadata` of a custom resource. CRDs say nothing about it: the API server checks it itself (apimachinery,
 * ValidateObjectMeta). Custom resources are named as DNS-1123 subdomains. What only the server writes is let through as it is.
 */
export const OBJECT_META: Structure = {
  type: 'object',
  additionalProperties: false,
  properties: {
    annotations: TEXT_MAP,
    creationTimestamp: ANYTHING,
    deletionGracePeriodSeconds: ANYTHING,
    deletionTimestamp: ANYTHING,
    finalizers: { type: 'array', items: TEXT },
    generateName: TEXT,
    generation: ANYTHING,
    labels: {
      type: 'object',
      additionalProperties: { type: 'string', maxLength: 63, pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$' },
    },
    managedFields: ANYTHING,
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 253,
      pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
    },
    namespace: { type: 'string', maxLength: 63, pattern: '^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$' },
    ownerReferences: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['apiVersion', 'kind', 'name', 'uid'],
        properties: {
          apiVersion: TEXT,
          blockOwnerDeletion: { type: 'boolean' },
          controller: { type: 'boolean' },
          kind: TEXT,
          name: TEXT,
          uid: TEXT,
        },
      },
    },
    resourceVersion: TEXT,
    selfLink: TEXT,
    uid: TEXT,
  },
};
