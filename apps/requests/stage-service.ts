import {
  StagesServiceService,
  type CreateStageRequest,
  type CreateStageResponse,
  type DeleteStageRequest,
  type DeleteStageResponse,
  type ReorderStagesRequest,
  type Stage,
  type UpdateStageRequest,
} from '@fileonion/contract/requests';
import { AppError } from '@fileonion/errors';
import { checkIfMatch, etagOf, type Tx, type UnitOfWork } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import type { RequestCounts, StageCounts } from './request-counts';
import type { RuleRepository } from './rule-repository';
import { changedStage, newStage, orderFaults, requireRoomForStage, toStage, type StageRow } from './stage';
import type { StageRepository } from './stage-repository';

interface Parts {
  stages: StageRepository;
  rules: RuleRepository;
  counts: RequestCounts;
  unitOfWork: UnitOfWork;
}

/** Serves stages. */
export function stageService(parts: Parts): RpcService {
  const { stages, counts, unitOfWork } = parts;

  /** Runs a change of stages, after the default ones exist, and what is in those that are shown is counted. */
  function change<T>(
    ctx: RequestContext,
    shownIds: string[],
    work: (tx: Tx, byStage: StageCounts) => Promise<T>,
  ): Promise<T> {
    async function prepare(): Promise<StageCounts> {
      await stages.stagesOf(ctx.principal.organizationId);
      return counts.countsByStage(ctx, shownIds);
    }
    return unitOfWork(ctx, prepare, work);
  }

  return rpcService(StagesServiceService, {
    async listStages(ctx, request) {
      await stages.stagesOf(ctx.principal.organizationId);
      const { rows, page } = await stages.page(ctx, request);
      const ids = rows.map(({ _id }) => _id);
      return { stages: counted(rows, await counts.countsByStage(ctx, ids)), page };
    },

    createStage: (ctx, request) => change(ctx, [], (tx) => create(parts, tx, request)),

    updateStage: (ctx, request) =>
      change(ctx, [request.stageId], async (tx, byStage) => {
        const row = await update(parts, tx, request);
        return { stage: counted([row], byStage)[0] };
      }),

    deleteStage: (ctx, request) => change(ctx, [], (tx) => remove(parts, tx, request)),

    reorderStages: (ctx, request) =>
      change(ctx, request.stageIds, async (tx, byStage) => {
        const rows = await reorder(parts, tx, request);
        return { stages: counted(rows, byStage) };
      }),
  });
}

async function create({ stages }: Parts, tx: Tx, request: CreateStageRequest): Promise<CreateStageResponse> {
  const { organizationId, plan } = tx.ctx.principal;
  const present = await stages.hold(organizationId, tx);
  requireRoomForStage(plan, present);
  const position = Math.max(...present.map((stage) => stage.position)) + 1;
  const row = await stages.insert(organizationId, tx, uuidv7(), { ...newStage(request), position });
  tx.ctx.reply.etag = etagOf(row.version);
  return { stage: toStage(row, 0) };
}

async function update({ stages }: Parts, tx: Tx, request: UpdateStageRequest): Promise<StageRow> {
  const { organizationId, plan } = tx.ctx.principal;
  const before = await stages.holdStage(organizationId, tx, request.stageId);
  if (!before) throw new AppError('not_found');
  checkIfMatch(tx.ctx, before.version);
  const changes = changedStage(plan, before, request);
  const after = changes ? await stages.change(organizationId, tx, before._id, changes) : before;
  tx.ctx.reply.etag = etagOf(after.version);
  return after;
}

async function remove(
  { stages, rules, counts }: Parts,
  tx: Tx,
  { stageId }: DeleteStageRequest,
): Promise<DeleteStageResponse> {
  const { organizationId } = tx.ctx.principal;
  await stages.hold(organizationId, tx);
  const row = await stages.holdStage(organizationId, tx, stageId);
  if (!row) throw new AppError('not_found');
  checkIfMatch(tx.ctx, row.version);
  if (row.key !== undefined) throw new AppError('default_stage');
  if ((await counts.countInStage(organizationId, tx, stageId, 1)) > 0) throw new AppError('stage_in_use');
  await stages.remove(organizationId, tx, stageId);
  await rules.removeOfStage(organizationId, tx, stageId);
  return { deleted: { id: stageId, deleted: true } };
}

async function reorder({ stages }: Parts, tx: Tx, { stageIds }: ReorderStagesRequest): Promise<StageRow[]> {
  const { organizationId } = tx.ctx.principal;
  const present = await stages.hold(organizationId, tx);
  const faults = orderFaults(present, stageIds);
  if (faults.length > 0) throw AppError.validation(faults);
  const byId = new Map(present.map((stage) => [stage._id, stage]));
  const ordered: StageRow[] = [];
  for (const [position, id] of stageIds.entries()) {
    const stage = byId.get(id)!;
    ordered.push(stage.position === position ? stage : await stages.change(organizationId, tx, id, { position }));
  }
  return ordered;
}

function counted(rows: StageRow[], byStage: StageCounts): Stage[] {
  return rows.map((row) => toStage(row, byStage.get(row._id) ?? 0));
}
