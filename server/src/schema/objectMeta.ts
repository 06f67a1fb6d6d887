import type { Structure } from './structure.ts';

const TEXT: Structure = { type: 'string' };
const TEXT_MAP: Structure = { type: 'object', additionalProperties: TEXT };
const NOT_EMPTY: Structure = { type: 'string', minLength: 1 };
/** Go: `time.Parse(time.RFC3339, …)`, which is stricter than the format of that name, but for the hour. */
export const rfc3339 =
  '^(\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|1\\d|2[0-8]))|(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)T(\\d|[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d([.,]\\d+)?(Z|[+-]([01]\\d|2[0-4]):([0-5]\\d|60))$';

const TIME: Structure = { type: 'string', pattern: rfc3339 };

/** What an apiVersion looks like. */
export const groupVersion = '^([^/]*/)?[^/]+$';
const INTEGER: Structure = { type: 'integer', format: 'int64' };
/** Names as labels have them, behind an optional DNS name. */
const QUALIFIED: Structure = {
  type: 'string',
  pattern: '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$',
};

/**
 * The `metadata` of a custom resource. CRDs say nothing about it: the API server checks it itself (apimachinery,
 * ValidateObjectMeta). Custom resources are named as DNS-1123 subdomains. Of what only the server writes the types are checked.
 */
export const OBJECT_META: Structure = {
  type: 'object',
  additionalProperties: false,
  properties: {
    annotations: TEXT_MAP,
    creationTimestamp: TIME,
    deletionGracePeriodSeconds: INTEGER,
    deletionTimestamp: TIME,
    finalizers: {
      type: 'array',
      items: QUALIFIED,
      'x-kubernetes-validations': [
        {
          rule: "!('orphan' in self && 'foregroundDeletion' in self)",
          message: 'finalizer orphan and foregroundDeletion cannot be both set',
        },
      ],
    },
    generateName: {
      type: 'string',
      maxLength: 253,
      // The server puts letters behind it: of what ends in a dash it overlooks the last two characters.
      pattern:
        '^(|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*|([a-z0-9]([-a-z0-9]*[a-z0-9])?\\.)*([a-z0-9][-a-z0-9]*)?.-)$',
    },
    generation: INTEGER,
    labels: {
      type: 'object',
      additionalProperties: { type: 'string', maxLength: 63, pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$' },
    },
    managedFields: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          apiVersion: TEXT,
          fieldsType: TEXT,
          fieldsV1: { 'x-kubernetes-preserve-unknown-fields': true },
          manager: TEXT,
          operation: TEXT,
          subresource: TEXT,
          time: TIME,
        },
      },
    },
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 253,
      pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
    },
    namespace: { type: 'string', maxLength: 63, pattern: '^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$' },
    ownerReferences: {
      type: 'array',
      'x-kubernetes-validations': [
        {
          rule: 'self.filter(owner, has(owner.controller) && owner.controller).size() <= 1',
          message: 'Only one reference can have Controller set to true',
        },
      ],
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['apiVersion', 'kind', 'name', 'uid'],
        'x-kubernetes-validations': [
          {
            rule: "!(self.apiVersion == 'v1' && self.kind == 'Event')",
            message: '/v1, Kind=Event is disallowed from being an owner',
          },
        ],
        properties: {
          apiVersion: { type: 'string', minLength: 1, pattern: groupVersion },
          blockOwnerDeletion: { type: 'boolean' },
          controller: { type: 'boolean' },
          kind: NOT_EMPTY,
          name: NOT_EMPTY,
          uid: NOT_EMPTY,
        },
      },
    },
    resourceVersion: TEXT,
    selfLink: TEXT,
    uid: TEXT,
  },
};
