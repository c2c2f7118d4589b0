import { GrantsServiceService, Visibility } from '@fileonion/contract/requests';
import { aPrincipal } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { startRequests, type RequestsUnderTest } from './requests-under-test';

describe('the request behind a link', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  const open = (organizationId: string, requestId: string) =>
    service.as(GrantsServiceService).getSharedRequest({ organizationId, requestId });

  it('shows what is asked for, and not who works on it', async () => {
    const owner = aPrincipal();
    const created = await service.create(owner, {
      message: 'Please',
      assigneeUserId: uuidv7(),
      tags: ['a'],
      items: [{ name: 'Passport' }],
    });
    const { id, title, message, dueDate, items, stage, progress, overdue, createdAt, updatedAt } = created;
    const request = { id, title, message, dueDate, items, stage, progress, overdue, createdAt, updatedAt };
    expect(await open(owner.organizationId, id)).toEqual({ asleep: false, request });
  });

  it('sleeps while it is private, and is not there in another organization', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner, { visibility: Visibility.PRIVATE });
    expect(await open(owner.organizationId, id)).toEqual({ asleep: true, request: undefined });
    await expect(open(uuidv7(), id)).rejects.toMatchObject({ reason: 'not_found' });
  });
});
