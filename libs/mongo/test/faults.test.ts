import { mongo } from 'mongoose';
import { isTransient, toAppError } from '../faults';

describe('faults of the driver', () => {
  it('are unavailable, and worth another try, when no connection was free in time', async () => {
    const uri = process.env['MONGODB_URI'] ?? '';
    const client = new mongo.MongoClient(uri, { maxPoolSize: 1, waitQueueTimeoutMS: 20 });
    const reads = Array.from({ length: 500 }, () => client.db('test-none').collection('none').findOne());
    const faults = (await Promise.allSettled(reads)).flatMap((read) =>
      read.status === 'rejected' ? [read.reason] : [],
    );
    await client.close();

    expect(faults).not.toEqual([]);
    for (const fault of faults) {
      expect(toAppError(fault)).toMatchObject({ reason: 'unavailable', retryAfterSeconds: 1 });
      expect(isTransient(fault)).toBe(true);
    }
  });

  it('are unavailable when a socket fails under the driver', () => {
    const fault = Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' });
    expect(toAppError(fault)).toMatchObject({ reason: 'unavailable' });
    expect(isTransient(fault)).toBe(true);
  });

  it('stay what they are when they are our own', () => {
    const fault = new TypeError('wrong');
    expect(toAppError(fault)).toBe(fault);
    expect(isTransient(fault)).toBe(false);
  });
});
