import type { JsonObject } from '@bufbuild/protobuf';

const stage = (id: string, key: string, name: string) => ({
  stage: { id: `0199b2c4-7d1e-7c3a-9f52-3b8e6a104${id}`, key, name },
});
const updatedAt = '2026-01-14T17:05:00.000Z';
const withUser = { teamId: null, link: null };
const inUse = { status: 'active', revokedAt: null };

/** What the sample of an event differs in from the usual one of its resource, so that it tells what happened. */
export const eventSamples: Record<string, { data?: JsonObject; previous?: JsonObject }> = {
  'request.updated': { previous: { title: 'Tax documents', updatedAt } },
  'request.assigned': { previous: { assigneeUserId: null, updatedAt } },
  'request.stage_changed': {
    data: stage('d79', 'read', 'Read'),
    previous: { ...stage('d77', 'sent', 'Sent'), updatedAt },
  },
  'request.completed': { data: stage('d80', 'approved', 'Approved') },
  'request.expired': { data: { ...stage('d81', 'expired', 'Expired'), linkExpiresAt: '2026-01-15T09:30:00.000Z' } },
  'request.item.submitted': { data: { status: 'submitted', reviewedAt: null } },
  'request.item.approved': { data: { status: 'approved' } },
  'request.item.declined': { data: { status: 'declined' } },
  'request.item.skipped': { data: { status: 'skipped', submittedAt: null, reviewedAt: null } },
  'client.created': { data: { archivedAt: null } },
  'client.updated': { data: { archivedAt: null }, previous: { name: 'South', updatedAt } },
  'team.updated': { previous: { name: 'South', updatedAt } },
  'share.created': { data: withUser },
  'share.updated': { data: withUser, previous: { permission: 'edit', updatedAt } },
  'share.revoked': { data: withUser },
  'api_key.created': { data: { ...inUse, lastUsedAt: null } },
  'api_key.updated': { data: inUse, previous: { name: 'South' } },
  'api_key.revoked': { data: { status: 'revoked' } },
  'api_key.deleted': { data: { status: 'revoked' } },
  'webhook.disabled': {
    data: { enabled: false, lastSuccessAt: '2026-01-09T09:30:00.000Z', failingSince: '2026-01-10T09:29:00.000Z' },
  },
  ping: { data: { enabled: true, disabledReason: null, failingSince: null } },
};
