import { eventSchemaPath } from '#application/events/cloud-event.js';
import type { EventTypeView } from '#application/events/event-schema.js';
import { escaped } from '../routing/html-page.js';

/** The body of the page. What is told is our own, or an extension's, but is text all the same. */
export function eventTypesPage(types: readonly EventTypeView[]): string {
  return `<h1>Events</h1>
<p>They leave as CloudEvents 1.0. The schema is that of <code>data</code>; fields may be added to it. With
<code>Accept: application/json</code> this page is a document.</p>
<dl>
${types.map(entryOf).join('\n')}
</dl>`;
}

function entryOf({ type, version, description, personalData }: EventTypeView): string {
  // Relative to the page, so that it leads there from whatever path a proxy shows the service at.
  const path = eventSchemaPath(type, version).replace('/docs/', '');
  const names = personalData.map((name) => `<code>${escaped(name)}</code>`).join(', ');
  return `<dt><code>${escaped(type)}</code> <a href="${escaped(path)}">version ${version}</a></dt>
<dd>${escaped(description)}${names === '' ? '' : ` Personal data: ${names}.`}</dd>`;
}
