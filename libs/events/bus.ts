/** One message of a topic. Messages with the same key keep their order. */
export interface BusMessage {
  key: string;
  value: Uint8Array;
  headers: Record<string, string>;
}

/** Where a message came from, and whether its consumer is being stopped. */
export interface MessageSource {
  topic: string;
  signal: AbortSignal;
}

/** What a group wants to be called with. */
export interface BusSubscription {
  topics: string[];
  /** Of all subscribers of one group, one gets each message; every group gets all messages. */
  group: string;
  /** Resolves when the message has had its effect. One that throws is called again, before any later message of the key. */
  handle(message: BusMessage, source: MessageSource): Promise<void>;
  /** Takes several messages at once, in their order; called instead of `handle` where it is given. */
  handleAll?(messages: BusMessage[], source: MessageSource): Promise<void>;
}

/** A subscription that runs. */
export interface BusConsumer {
  /** Resolves when the group has let it in, so that it gets what is there. */
  readonly reading: Promise<void>;
  /** Ends the subscription; resolves when no handler of it runs any more. */
  stop(): Promise<void>;
}

/** The port between services and whatever carries their events: at least once, ordered per key. */
export interface EventBus {
  /** Resolves when the messages are safe: nothing of them can be lost any more. May be repeated after a failure. */
  publish(topic: string, messages: BusMessage[]): Promise<void>;
  subscribe(subscription: BusSubscription): Promise<BusConsumer>;
  /** Creates the topics that do not exist yet, for whoever publishes to them; a subscription makes its own. */
  ensureTopics(topics: string[]): Promise<void>;
  close(): Promise<void>;
}
