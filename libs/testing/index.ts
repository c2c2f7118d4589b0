export { aPrincipal } from './a-principal';
export { apiClient, type ApiAnswer, type ApiClient } from './api-client';
export { callAs, type CallOptions } from './call-as';
export { certificateAuthority, type CertificateAuthority, type CertificateFiles } from './certificates';
export { eventually } from './eventually';
export type { Json } from './json';
export { testConfig, testNamespace } from './test-config';
export { startTraceCollector, type CollectedSpan, type TraceCollector } from './trace-collector';
export { startReceiver, type ReceivedCall, type ReceiverAnswer, type WebhookReceiver } from './webhook-receiver';
