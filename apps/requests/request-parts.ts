import type { UnitOfWork } from '@fileonion/mongo';
import type { ClientRepository } from './client-repository';
import type { CommentRepository } from './comment-repository';
import type { GrantWriter } from './grant-writer';
import type { References } from './references';
import type { RequestRepository } from './request-repository';
import type { RequestWriter } from './request-writer';
import type { StageMoves } from './stage-move';
import type { StageRepository } from './stage-repository';

/** What requests are served with. */
export interface RequestParts {
  unitOfWork: UnitOfWork;
  requests: RequestRepository;
  writer: RequestWriter;
  comments: CommentRepository;
  clients: ClientRepository;
  stages: StageRepository;
  moves: StageMoves;
  grantWriter: GrantWriter;
  references: References;
}
