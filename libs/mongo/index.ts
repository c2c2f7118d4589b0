export { modelsReady, openMongo, type Mongo } from './connection';
export { changesOf } from './changes';
export { isTransient, mapDuplicateKey, toAppError } from './faults';
export { guard } from './guard';
export { createPager, type ListRequest, type PageOf, type PageQuery } from './pager';
export { tenantRows, type TenantRows } from './tenant-rows';
export { tenantSchema, type OwnFields, type TenantRow } from './tenant-schema';
export { createUnitOfWork, type Tx, type UnitOfWork } from './unit-of-work';
export { checkIfMatch, etagOf } from './versions';
