/** The topic of each service's events. A bus adds the installation's namespace. */
export const topics = {
  teams: 'events.teams',
  keys: 'events.keys',
  requests: 'events.requests',
  shares: 'events.shares',
  webhooks: 'events.webhooks',
} as const;

/** Where a consumer puts what it can never handle. */
export function deadLetterTopic(topic: string): string {
  return `${topic}.dead`;
}
