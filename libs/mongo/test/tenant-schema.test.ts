import { uuidv7 } from 'uuidv7';
import { openThings } from './database';

describe('a tenant schema', () => {
  let db: Awaited<ReturnType<typeof openThings>>;
  const now = new Date();
  const aRow = (organizationId: string) => ({
    _id: uuidv7(),
    organizationId,
    name: uuidv7(),
    version: 1,
    createdAt: now,
    updatedAt: now,
  });

  beforeAll(async () => {
    db = await openThings();
    await db.ready();
  });
  afterAll(() => db.drop());

  const withoutOrganization = {
    find: () => db.things.find({ name: 'x' }).lean(),
    findOne: () => db.things.findOne({ name: 'x' }).lean(),
    findById: () => db.things.findById('x').lean(),
    exists: () => db.things.exists({ name: 'x' }),
    countDocuments: () => db.things.countDocuments({}),
    estimatedDocumentCount: () => db.things.estimatedDocumentCount(),
    distinct: () => db.things.distinct('name', {}),
    updateOne: () => db.things.updateOne({ _id: 'x' }, { $set: { name: 'y' } }),
    updateMany: () => db.things.updateMany({}, { $set: { name: 'y' } }),
    replaceOne: () => db.things.replaceOne({ _id: 'x' }, aRow('x')),
    findOneAndUpdate: () => db.things.findOneAndUpdate({ _id: 'x' }, { $set: { name: 'y' } }),
    findOneAndReplace: () => db.things.findOneAndReplace({ _id: 'x' }, aRow('x')),
    findOneAndDelete: () => db.things.findOneAndDelete({ _id: 'x' }),
    deleteOne: () => db.things.deleteOne({ _id: 'x' }),
    deleteMany: () => db.things.deleteMany({}),
    aggregate: () => db.things.aggregate([{ $group: { _id: '$name' } }]),
    bulkWrite: () => db.things.bulkWrite([{ deleteOne: { filter: { _id: 'x' } } }]),
  };

  it.each(Object.entries(withoutOrganization))('refuses %s without an organization', async (_name, query) => {
    await expect(query()).rejects.toThrow(/organization/);
  });

  it('takes no operator for an organization', async () => {
    await expect(db.things.find({ organizationId: { $ne: '' } }).lean()).rejects.toThrow(/organization/);
    await expect(db.things.find({ organizationId: '' }).lean()).rejects.toThrow(/organization/);
  });

  it('refuses to save a row that was read', async () => {
    const row = aRow(uuidv7());
    await db.things.insertMany([row]);
    const read = await db.things.findOne({ organizationId: row.organizationId, _id: row._id });
    read!.name = 'other';
    await expect(read!.save()).rejects.toThrow(/organization/);
  });

  it('refuses a row without an organization and a field that the schema does not have', async () => {
    await expect(db.things.insertMany([{ ...aRow(''), organizationId: undefined }])).rejects.toThrow(/organizationId/);
    await expect(db.things.insertMany([{ ...aRow('x'), extra: 1 } as never])).rejects.toThrow(/extra/);
  });

  it('lets through what names its organization, or says why it needs none', async () => {
    const [one, other] = [aRow(uuidv7()), aRow(uuidv7())];
    await db.things.insertMany([one, other]);
    const { organizationId } = one;
    expect(await db.things.find({ organizationId }).lean()).toHaveLength(1);
    expect(await db.things.aggregate([{ $match: { organizationId } }])).toHaveLength(1);
    const both = { _id: { $in: [one._id, other._id] } };
    expect(await db.things.find(both).setOptions({ crossTenant: 'a test' }).lean()).toHaveLength(2);
    expect(await db.things.aggregate([{ $match: both }]).option({ crossTenant: 'a test' } as never)).toHaveLength(2);
  });
});
