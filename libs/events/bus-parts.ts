import type { BusMessage, BusSubscription, MessageSource } from './bus';

const mostAtOnce = 50;

/** Cuts messages into what a subscription takes at once. */
export function inParts<Message>({ handleAll }: BusSubscription, messages: Message[]): Message[][] {
  const size = handleAll ? mostAtOnce : 1;
  const count = Math.ceil(messages.length / size);
  return Array.from({ length: count }, (_, part) => messages.slice(part * size, (part + 1) * size));
}

/** Hands such a part over. */
export async function handlePart(
  subscription: BusSubscription,
  part: BusMessage[],
  source: MessageSource,
): Promise<void> {
  if (subscription.handleAll) await subscription.handleAll(part, source);
  else for (const message of part) await subscription.handle(message, source);
}
