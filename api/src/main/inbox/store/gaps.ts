// The gaps of our own templates: `{{name}}`.

const GAP = /\{\{\s*([^{}]+?)\s*\}\}/g;

/** The gaps of all parts, each once, in the order in which they come. */
export function gapsOf(body: Record<string, string>): string[] {
  return [...new Set(Object.values(body).flatMap((text) => [...text.matchAll(GAP)].map((gap) => gap[1]!)))];
}
