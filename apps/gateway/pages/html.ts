/** A piece of HTML that is safe as it is. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = string | number | Html | readonly Html[] | undefined;

/** Makes HTML of a template; whatever is put in is escaped, unless it is HTML already. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(parts.reduce((text, part, index) => text + textOf(values[index - 1]) + part));
}

/** The HTML of a comment in the contract: paragraphs, lists, `code` and **strong**. */
export function prose(text: string): Html {
  const blocks = text.split('\n\n').map((block) => {
    const items = block.split('\n').filter((line) => line.startsWith('- '));
    if (items.length === 0) return html`<p>${inline(block)}</p>`;
    return html`<ul>
      ${items.map((item) => html`<li>${inline(item.slice(2))}</li>`)}
    </ul>`;
  });
  return html`${blocks}`;
}

/** The same for a piece of a sentence. */
export function inline(text: string): Html {
  const marked = escape(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
  return new Html(marked);
}

/** JSON, indented. */
export function jsonBlock(value: unknown): Html {
  return html`<pre><code>${JSON.stringify(value, null, 2)}</code></pre>`;
}

function textOf(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  return Array.isArray(value) ? value.map(({ text }) => text).join('\n') : escape(String(value));
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
