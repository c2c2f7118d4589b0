import {
  Client,
  ClientsServiceService,
  CreateClientRequest,
  ListClientsRequest,
  UpdateClientRequest,
} from '@fileonion/contract/requests';
import { aPrincipal, eventually, type CallOptions } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { startRequests, type RequestsUnderTest } from './requests-under-test';

describe('clients', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  const refused = (reason: string) => expect.objectContaining({ reason });

  function aCaller() {
    const principal = aPrincipal();
    const calls = service.as(ClientsServiceService, principal);
    const create = async (fields: Partial<CreateClientRequest> = {}, options?: CallOptions) =>
      (await calls.createClient(CreateClientRequest.fromPartial({ name: 'Ada', ...fields }), options)).client!;
    const update = async (clientId: string, fields: Partial<UpdateClientRequest>, options?: CallOptions) => {
      const updateMask = Object.keys(fields).map((name) =>
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      );
      return (await calls.updateClient(UpdateClientRequest.fromPartial({ clientId, ...fields, updateMask }), options))
        .client!;
    };
    const list = async (fields: Partial<ListClientsRequest>) =>
      (await calls.listClients(ListClientsRequest.fromPartial(fields))).clients.map(({ name }) => name);
    const events = () => service.eventsOf(principal).map(({ type, seq }) => [type, seq]);
    return { principal, calls, create, update, list, events };
  }

  const fields = {
    name: 'Ada Lovelace',
    email: 'Ada@Example.com',
    phone: '+4915112345678',
    company: 'Engines',
    contactChannel: 'WHATSAPP',
    tags: ['vip'],
  } as const;

  it('are given back as they were entered, with their entity tag', async () => {
    const { calls, create } = aCaller();
    const reply: CallOptions['reply'] = {};
    const client = await create({ ...fields, tags: ['vip'] }, { reply });
    expect(client).toMatchObject({ ...fields, archivedAt: undefined });
    expect((await calls.getClient({ clientId: client.id }, { reply })).client).toEqual(client);
    expect(reply.etag).toBe('"1"');
  });

  it('cannot have the e-mail address of another, ignoring case', async () => {
    const { create, update } = aCaller();
    await create({ email: 'ada@example.com' });
    await expect(create({ email: 'ADA@example.com' })).rejects.toEqual(refused('email_taken'));
    const other = await create({ email: undefined });
    await expect(update(other.id, { email: 'Ada@Example.com' })).rejects.toEqual(refused('email_taken'));
    await create({ email: undefined });
    await aCaller().create({ email: 'ada@example.com' });
  });

  it('get one e-mail address once when two callers choose it at once, for 30 rounds', async () => {
    const { create } = aCaller();
    for (let round = 0; round < 30; round += 1) {
      const email = `${uuidv7()}@example.com`;
      const results = await Promise.allSettled([create({ email }), create({ email: email.toUpperCase() })]);
      const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.reason] : []));
      expect(reasons).toEqual(['email_taken']);
    }
  });

  it('change only in the fields that are named, and lose those that are named without a value', async () => {
    const { create, update } = aCaller();
    const client = await create({ ...fields, tags: ['vip'] });
    const changed = await update(client.id, { name: 'Ada King', company: undefined, contactChannel: undefined });
    expect(changed).toEqual({
      ...client,
      name: 'Ada King',
      company: undefined,
      contactChannel: undefined,
      updatedAt: changed.updatedAt,
    });
  });

  it('stay in their version when an update changes nothing', async () => {
    const { create, update, events } = aCaller();
    const client = await create({ name: 'Ada' });
    const reply: CallOptions['reply'] = {};
    expect(await update(client.id, { name: 'Ada', email: undefined }, { reply })).toEqual(client);
    expect(reply.etag).toBe('"1"');
    await eventually(() => expect(events()).toEqual([['CLIENT_CREATED', 1]]));
  });

  it('are changed and deleted only in the version that If-Match names', async () => {
    const { calls, create, update } = aCaller();
    const { id: clientId } = await create();
    await update(clientId, { name: 'Grace' }, { ifMatch: '"1"' });
    await expect(update(clientId, { name: 'Ada' }, { ifMatch: '"1"' })).rejects.toEqual(refused('precondition_failed'));
    await expect(calls.deleteClient({ clientId }, { ifMatch: '"1"' })).rejects.toEqual(refused('precondition_failed'));
    await calls.deleteClient({ clientId }, { ifMatch: '"2"' });
  });

  it('are announced with what they were before', async () => {
    const { principal, calls, create, update, events } = aCaller();
    const client = await create({ name: 'Ada' });
    await update(client.id, { name: 'Grace' });
    const { client: archived } = await calls.archiveClient({ clientId: client.id });
    await calls.unarchiveClient({ clientId: client.id });
    await calls.deleteClient({ clientId: client.id });
    const expected = ['CLIENT_CREATED', 'CLIENT_UPDATED', 'CLIENT_ARCHIVED', 'CLIENT_UPDATED', 'CLIENT_DELETED'].map(
      (type, index) => [type, index + 1],
    );
    await eventually(() => expect(events()).toEqual(expected));
    const [, updated, archival, unarchived] = service.eventsOf(principal);
    expect(Client.decode(updated!.previous)).toEqual(client);
    expect(updated!.audience).toMatchObject({ clientId: client.id });
    expect(Client.decode(archival!.resource)).toEqual(archived);
    expect(Client.decode(unarchived!.previous).archivedAt).toEqual(archived!.archivedAt);
  });

  it('are archived and taken out again, each time with the same answer when repeated', async () => {
    const { calls, create } = aCaller();
    const { id: clientId } = await create();
    const { client: archived } = await calls.archiveClient({ clientId });
    expect(archived?.archivedAt).toBeInstanceOf(Date);
    expect((await calls.archiveClient({ clientId })).client).toEqual(archived);
    const { client } = await calls.unarchiveClient({ clientId });
    expect(client?.archivedAt).toBeUndefined();
    expect((await calls.unarchiveClient({ clientId })).client).toEqual(client);
  });

  it('are found by text in name, e-mail address and company, ignoring case', async () => {
    const { create, list } = aCaller();
    await create({ name: 'Ada Lovelace', company: 'Straßenbau AG' });
    await create({ name: 'Grace', email: 'hopper@navy.example' });
    expect(await list({ q: 'LOVE' })).toEqual(['Ada Lovelace']);
    expect(await list({ q: 'Navy' })).toEqual(['Grace']);
    expect(await list({ q: 'STRASSEN' })).toEqual(['Ada Lovelace']);
    for (const q of ['.*', 'a.a', '^Ada', '[', 'G|A', '\\']) expect(await list({ q })).toEqual([]);
  });

  it('are found by their exact e-mail address', async () => {
    const { create, list } = aCaller();
    await create({ name: 'Ada', email: 'ada@example.com' });
    await create({ name: 'Other', email: 'xada@example.com' });
    expect(await list({ email: 'ADA@Example.com' })).toEqual(['Ada']);
    expect(await list({ email: 'ada@example.co' })).toEqual([]);
  });

  it('are listed newest first, or by name whatever the case', async () => {
    const { create, list } = aCaller();
    for (const name of ['bob', 'Ada', 'Čapek', 'ALAN']) await create({ name });
    expect(await list({})).toEqual(['ALAN', 'Čapek', 'Ada', 'bob']);
    expect(await list({ sort: 'name' })).toEqual(['Ada', 'ALAN', 'bob', 'Čapek']);
  });

  it('of another organization are not found', async () => {
    const { id: clientId } = await aCaller().create();
    const { calls, update, list } = aCaller();
    const missing = refused('not_found');
    await expect(calls.getClient({ clientId })).rejects.toEqual(missing);
    await expect(update(clientId, { name: 'Mine' })).rejects.toEqual(missing);
    await expect(calls.archiveClient({ clientId })).rejects.toEqual(missing);
    await expect(calls.deleteClient({ clientId })).rejects.toEqual(missing);
    expect(await list({})).toEqual([]);
  });
});
