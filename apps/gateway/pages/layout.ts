import { html, Html } from './html';

/** The pages that there are. */
const pages = [
  ['/docs', 'Reference'],
  ['/docs/webhooks', 'Webhooks'],
  ['/docs/errors', 'Errors'],
  ['/openapi.json', 'OpenAPI'],
] as const;

/** A whole page. It needs nothing from elsewhere: no script, no font, no picture. */
export function layout(title: string, contents: Html, main: Html): string {
  const links = pages.map(([path, name]) => html`<a href="${path}">${name}</a>`);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · FileOnion API</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
          <strong>FileOnion API v2</strong>
          <nav aria-label="Pages">${links}</nav>
        </header>
        <nav class="contents" aria-label="Contents">${contents}</nav>
        <main id="main">
          <h1>${title}</h1>
          ${main}
        </main>
      </body>
    </html>`.text;
}

const style = `
:root { color-scheme: light dark; --line: #8885; --quiet: #8882; --accent: #7a3e9d; }
@media (prefers-color-scheme: dark) { :root { --accent: #c99be6; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
header { grid-column: 1 / -1; padding: .8rem 1.5rem; border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: 1.5rem; }
header nav { display: flex; gap: 1rem; }
a { color: var(--accent); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem; background: Canvas; z-index: 1; }
.contents { padding: 1rem 1.5rem; border-right: 1px solid var(--line); font-size: .9rem; position: sticky; top: 0; height: 100vh; overflow: auto; }
.contents ul { list-style: none; padding: 0; margin: .2rem 0 1rem; }
main { padding: 1rem 2rem 6rem; max-width: 60rem; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); }
article { margin: 2.5rem 0; }
h3 { margin-bottom: .3rem; overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { padding: .8rem 1rem; background: var(--quiet); border-radius: .4rem; overflow: auto; }
p code, li code, td code, dd code { background: var(--quiet); padding: .1em .3em; border-radius: .2em; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--quiet); }
td p { margin: 0; }
.method { display: inline-block; min-width: 4.2rem; color: var(--accent); }
.gates { font-size: .9rem; opacity: .85; }
@media (max-width: 50rem) { body { display: block; } .contents { position: static; height: auto; border: 0; } main { padding: 1rem 1.5rem 4rem; } }
`;
