export { apiClient, type ApiAnswer, type ApiClient } from './api-client';
export { eventually } from './eventually';
export { startReceiver, type ReceivedCall, type ReceiverAnswer, type WebhookReceiver } from './webhook-receiver';
