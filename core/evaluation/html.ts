/** A piece of HTML whose text parts are escaped already. */
export interface Html {
  html: string;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function piece(value: unknown): string {
  if (value === null || value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.map(piece).join('');
  if (typeof value === 'object' && 'html' in value) return String(value.html);
  // Characters that no HTML may hold, such as those a broken document leaves in an answer, go.
  return String(value)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Template for HTML: every value is escaped, but pieces made by this template and lists of them. */
export function html(parts: TemplateStringsArray, ...values: unknown[]): Html {
  return { html: parts.reduce((text, part, at) => text + piece(values[at - 1]) + part) };
}

/** Text that is HTML already, such as a style sheet of the product itself. Never for text from elsewhere. */
export function trusted(text: string): Html {
  return { html: text };
}
