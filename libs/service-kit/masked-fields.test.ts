import { maskedFields } from './masked-fields';

describe('the fields of an update', () => {
  const request = { name: 'Sales', dueDate: undefined, color: '#fff', updateMask: ['name', 'due_date'] };

  it('are those that the mask names, cleared ones included', () => {
    expect(maskedFields(request, ['name', 'dueDate', 'color'])).toStrictEqual({ name: 'Sales', dueDate: undefined });
  });

  it('are only those that the method changes', () => {
    expect(maskedFields(request, ['color'])).toStrictEqual({});
  });

  it('are none without a mask', () => {
    expect(maskedFields({ ...request, updateMask: undefined }, ['name'])).toStrictEqual({});
  });
});
