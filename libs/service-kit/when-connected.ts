import { status, type Client, type ServiceError } from '@grpc/grpc-js';

const longestWaitMs = 5000;
/** What is left of the deadline for the answer that the service is away. */
const reserveMs = 500;
/** More are refused at once, so that a service that stays away does not fill its callers. */
const mostWaiting = 200;

/** Makes a call; while the service refuses connections, it waits a little and makes the call again. */
export type WhenConnected = <T>(deadline: number, call: () => Promise<T>) => Promise<T>;

/**
 * A service that is restarted refuses connections for a moment. Nothing of such a call has been sent, so that any call can
 * be made again once the connection stands.
 */
export function whenConnected(client: Client): WhenConnected {
  let waiting = 0;
  return async (deadline, call) => {
    const end = Math.min(deadline - reserveMs, Date.now() + longestWaitMs);
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!wasNeverSent(error) || waiting >= mostWaiting || Date.now() >= end) throw error;
        waiting += 1;
        const connected = await connectedBy(client, end);
        waiting -= 1;
        if (!connected) throw error;
      }
    }
  };
}

function connectedBy(client: Client, end: number): Promise<boolean> {
  return new Promise((resolve) => client.waitForReady(end, (error) => resolve(error === undefined)));
}

/** Whether there was no connection to send a call on. grpc-js says so in words only; an error of a service has ours. */
export function wasNeverSent(error: unknown): boolean {
  const { code, details } = ((error as Error).cause ?? {}) as Partial<ServiceError>;
  return code === status.UNAVAILABLE && details?.includes('No connection established') === true;
}
