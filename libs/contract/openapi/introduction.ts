/** What all routes have in common, for the head of the reference. */
export const introduction = `Requests and answers are JSON in UTF-8; names are in camel case, times are RFC 3339, ids are UUIDs in lower case. A body is an object of at most 1 MiB and 32 levels, with \`Content-Type: application/json\` and no content encoding; an empty one counts as \`{}\` where every field is optional, whatever its type, and is \`malformed_json\` elsewhere. Bodies of GET and DELETE are ignored. Every path works with and without a final slash. \`HEAD\` works wherever \`GET\` does, \`OPTIONS\` everywhere and without credentials. Before fields are looked at, a call is refused for its credentials, its rate limit, its path and method, the plan and feature, the scope and the role, in this order.

**Authentication.** Send \`Authorization: Bearer …\` with an API key or with a token of the OpenID Connect issuer. For a call made with an API key, any one of the scopes under \`x-scopes\` suffices, and \`full_access\` always does; where none is listed, every key will do. Sessions carry no scopes: the role decides.

**Envelope.** Every answer is \`{"data": …, "meta": …}\`; a refusal has \`data: null\` and \`error\`, with a stable \`code\` and with every fault of the input at once.

**Lists.** \`limit\`, \`cursor\` and \`sort\` page through a list. \`meta.pagination.nextCursor\` is the cursor of the next page, \`null\` on the last one; it fits only the same list, filters, order and caller. Rows without a value come last.

**Changes.** In a PUT, an absent field stays as it is and \`null\` clears it; fields that cannot be set are ignored, so that the answer of a GET can be sent back. \`If-Match\` with an \`ETag\` prevents lost updates.

**Safe retries.** Every POST takes an \`Idempotency-Key\`.

**Rate limits.** Every answer to an API key has the \`X-RateLimit-…\` headers. A window of a minute begins with the first call; refused calls do not count. A user's sessions have 600 calls a minute together, and an address that fails to authenticate too often gets 429 for further failures. After a 429, wait for \`Retry-After\` seconds.`;
