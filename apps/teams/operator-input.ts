import { requestFor } from '@fileonion/contract';

/** Refuses an organization, or its owner, that the API would not take. */
export function checkNewOrganization(given: { name: string; ownerEmail: string; ownerName?: string }): void {
  const { name, ownerEmail: email, ownerName } = given;
  requestFor('updateOrganization', { name });
  requestFor('inviteUser', { email, name: ownerName }, 'owner-');
}
