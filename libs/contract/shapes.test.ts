import type { JsonObject } from '@bufbuild/protobuf';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { eventTypes } from './generated/event-types';
import { routes } from './routes';
import { messageToJson } from './codec';
import { eventSample, eventSchema, resourceSchema, sampleOf } from './shapes';
import { messageFromJson } from './test/message-from-json';

const ajv = addFormats(new Ajv({ strict: true, formats: { int32: true, double: true } }));

test.each(eventTypes.map(({ name }) => name))('the sample of %s fits its schema', (name) => {
  const validate = ajv.compile(eventSchema(name));
  validate(eventSample(name));
  expect(validate.errors).toBeNull();
});

test.each(eventTypes.filter(({ hasPrevious }) => hasPrevious).map(({ name }) => name))(
  'the sample of %s shows that something has changed',
  (name) => {
    const { data, previous } = eventSample(name) as { data: JsonObject; previous: JsonObject };
    const fields = Object.keys(previous);
    expect(fields.some((field) => field !== 'updatedAt')).toBe(true);
    for (const field of fields) expect(data[field]).not.toEqual(previous[field]);
    expect(Object.keys(data)).toEqual(expect.arrayContaining(fields));
  },
);

test.each([...new Set(routes.map(({ output }) => output.typeName))])(
  'the sample of %s is shown as it is read',
  (name) => {
    const sample = sampleOf(name);
    expect(messageToJson(name, messageFromJson(name, sample))).toEqual(sample);
  },
);

test('a schema names every field, says what can be null, and has no references', () => {
  expect(resourceSchema('fileonion.teams.v2.Team')).toMatchObject({
    type: 'object',
    properties: {
      id: { type: 'string' },
      description: { type: ['string', 'null'] },
      memberCount: { type: 'integer' },
      createdAt: { type: 'string', format: 'date-time' },
    },
    required: ['id', 'name', 'description', 'color', 'isDefault', 'memberCount', 'createdAt', 'updatedAt'],
  });
  expect(JSON.stringify(resourceSchema('fileonion.requests.v2.Request'))).not.toContain('$ref');
});

test('an event type that the contract lacks is an error', () => {
  expect(() => eventSchema('request.burnt')).toThrow('no event type request.burnt');
});
