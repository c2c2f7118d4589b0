import { eventSample, eventTypes, type EventTypeInfo } from '@fileonion/contract';
import { html, jsonBlock, prose, type Html } from './html';
import { layout } from './layout';

/** How deliveries are verified, and what each type of event looks like. */
export function webhooksPage(): string {
  const contents = html`<a href="#verifying">Verifying deliveries</a>
    <ul>
      ${eventTypes.map(
        ({ name }) =>
          html`<li>
            <a href="#${name}"><code>${name}</code></a>
          </li>`,
      )}
    </ul>`;
  return layout(
    'Webhooks',
    contents,
    html`<h2 id="verifying">Verifying deliveries</h2>
      ${prose(verifying)}
      <h2>Event types</h2>
      ${eventTypes.map(eventType)}`,
  );
}

function eventType({ name, description }: EventTypeInfo): Html {
  return html`<article id="${name}">
    <h3><code>${name}</code></h3>
    ${prose(description)}${jsonBlock(eventSample(name))}
  </article>`;
}

/** As docs/webhooks.md begins. */
export const verifying = `Every delivery is signed twice, so that you can choose. Use the raw bytes of the body, before any JSON parser has seen them, and refuse what is older than five minutes.

- \`X-FileOnion-Signature\`: \`t=<unix seconds>,v1=<hex>\`, the HMAC-SHA256 of \`<t>.<body>\`, keyed with the whole secret, \`whsec_\` included.
- \`webhook-id\`, \`webhook-timestamp\`, \`webhook-signature\`: Standard Webhooks (https://www.standardwebhooks.com); any of its libraries verifies them with the secret as it is.
- \`X-FileOnion-Event\`: the event type, such as \`request.created\`.
- \`X-FileOnion-Delivery\`: the id of this delivery; the same over retries and redeliveries.

While a rotated secret overlaps with the older one, there is a \`v1\` for each; one that fits is enough. Deliveries come at least once: drop repeated ones by the event's \`id\`. Answer 2xx within 15 seconds and do the work afterwards; answer \`410\` to end the subscription.`;
