import { faultCodes, reasons, type ReasonInfo } from '@fileonion/contract';
import { html, inline, prose, type Html } from './html';
import { layout } from './layout';

/** What every code of an error means; each has an anchor, to which `type` points. */
export function errorsPage(): string {
  const sorted = Object.values(reasons).toSorted((a, b) => a.httpStatus - b.httpStatus);
  const contents = html`<ul>
    ${sorted.map(
      ({ code, httpStatus }) =>
        html`<li>
          <a href="#${code}">${httpStatus} <code>${code}</code></a>
        </li>`,
    )}
    <li><a href="#faults">Faults of the input</a></li>
  </ul>`;
  const intro = prose(
    'Every refusal has `error.code`, which never changes its meaning. `error.type` points to its place on this page.',
  );
  return layout('Errors', contents, html`${intro}${sorted.map(reason)}${faults()}`);
}

function reason({ code, httpStatus, title, description }: ReasonInfo): Html {
  return html`<article id="${code}">
    <h3><code>${code}</code></h3>
    <p><strong>${httpStatus}</strong> ${title}.</p>
    ${prose(description)}
  </article>`;
}

function faults(): Html {
  const rows = Object.entries(faultCodes).map(
    ([code, meaning]) =>
      html`<tr>
        <td><code>${code}</code></td>
        <td>${inline(meaning)}</td>
      </tr>`,
  );
  return html`<h2 id="faults">Faults of the input</h2>
    ${prose('`error.errors` lists every fault of the input at once, each with a `pointer` into the body (RFC 6901) or the name of a `parameter`.')}
    <table>
      <thead>
        <tr>
          <th scope="col">Code</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}
