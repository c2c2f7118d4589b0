import type { Principal } from '@fileonion/contract/api';
import {
  AddItemRequest,
  ItemsServiceService,
  RequestsServiceService,
  ReviewDecision,
  ReviewItemRequest,
} from '@fileonion/contract/requests';
import type { RequestsUnderTest } from './requests-under-test';

/** The items of one request, as a caller works on them. */
export function itemsOf(service: RequestsUnderTest, caller: Principal, requestId: string) {
  const items = service.as(ItemsServiceService, caller);
  return {
    items,
    add: async (fields: Parameters<typeof AddItemRequest.fromPartial>[0]) =>
      (await items.addItem(AddItemRequest.fromPartial({ ...fields, requestId }))).item!,
    submit: async (itemId: string) => (await items.submitItem({ requestId, itemId })).item!,
    skip: async (itemId: string) => (await items.skipItem({ requestId, itemId })).item!,
    approve: async (itemId: string) =>
      (await items.reviewItem(ReviewItemRequest.fromPartial({ requestId, itemId, decision: ReviewDecision.APPROVED })))
        .item!,
    decline: async (itemId: string, reason?: string) =>
      (
        await items.reviewItem(
          ReviewItemRequest.fromPartial({ requestId, itemId, decision: ReviewDecision.DECLINED, reason }),
        )
      ).item!,
    request: async () => (await service.as(RequestsServiceService, caller).getRequest({ requestId })).request!,
  };
}
