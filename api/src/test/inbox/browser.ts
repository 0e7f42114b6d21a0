// As much of a browser as the session needs.

export function storage(): Storage {
  const all = new Map<string, string>();
  return {
    get length() { return all.size; },
    clear: () => all.clear(),
    getItem: (key) => all.get(key) ?? null,
    key: (i) => [...all.keys()][i] ?? null,
    removeItem: (key) => void all.delete(key),
    setItem: (key, value) => void all.set(key, value),
  };
}

export function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

export const agent = { id: "a", name: "Ana", email: "ana@example.com", role: "agent", tenantId: "t" };

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status });
}
