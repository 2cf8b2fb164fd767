import { eventSchemaPath } from '#application/events/cloud-event.js';
import type { EventTypeView } from '#application/events/event-schema.js';

export const eventTypesStyle = `
:root { color-scheme: light dark; }
body { max-width: 60em; margin: 2em auto; padding: 0 1em; font: 16px/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; }
th, td { padding: .4em .8em; border-bottom: 1px solid #8888; text-align: left; vertical-align: top; }
`;

/** What is told is our own, or an extension's, but is text all the same. */
export function eventTypesPage(types: readonly EventTypeView[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Events</title>
<style>${eventTypesStyle}</style>
</head>
<body>
<h1>Events</h1>
<p>They leave as CloudEvents 1.0. The schema is that of <code>data</code>; fields may be added to it. With
<code>Accept: application/json</code> this page is a document.</p>
<table>
<thead><tr><th>Type</th><th>Schema</th><th>Meaning</th><th>Personal data</th></tr></thead>
<tbody>
${types.map(rowOf).join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

function rowOf({ type, version, description, personalData }: EventTypeView): string {
  // Relative to the page, so that it leads there from whatever path a proxy shows the service at.
  const path = eventSchemaPath(type, version).replace('/docs/', '');
  const cells = [
    `<code>${escaped(type)}</code>`,
    `<a href="${escaped(path)}">version ${version}</a>`,
    escaped(description),
    personalData.map((name) => `<code>${escaped(name)}</code>`).join(', ') || 'none',
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] as string);
}
