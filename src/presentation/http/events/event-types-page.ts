import { eventSchemaPath } from '#application/events/cloud-event.js';
import type { EventTypeView } from '#application/events/event-schema.js';
import { escaped } from '../routing/html-page.js';

/** The body of the page. What is told is our own, or an extension's, but is text all the same. */
export function eventTypesPage(types: readonly EventTypeView[]): string {
  return `<h1>Events</h1>
<p>They leave as CloudEvents 1.0. The schema is that of <code>data</code>; fields may be added to it. With
<code>Accept: application/json</code> this page is a document.</p>
<table>
<thead><tr><th>Type</th><th>Schema</th><th>Meaning</th><th>Personal data</th></tr></thead>
<tbody>
${types.map(rowOf).join('\n')}
</tbody>
</table>`;
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
