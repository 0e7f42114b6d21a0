import { signal, type Signal } from "@preact/signals";
import { api } from "./session.ts";

// Files are fetched with the token and shown by blob: addresses. The last ones are kept, so that scrolling back costs nothing.

export type Loaded = { address: string; type: string } | "loading" | "failed";

const MOST = 80;
const files = new Map<string, Signal<Loaded>>();

export function file(attachmentId: string): Signal<Loaded> {
  const known = files.get(attachmentId);
  if (known !== undefined && known.value !== "failed") return known;
  const loaded = known ?? signal<Loaded>("loading");
  loaded.value = "loading";
  files.set(attachmentId, loaded);
  api.bytes(`/attachments/${attachmentId}/content`)
    .then((blob) => (loaded.value = { address: URL.createObjectURL(blob), type: blob.type }))
    .catch(() => (loaded.value = "failed"));
  if (files.size > MOST) forgetOldest();
  return loaded;
}

function forgetOldest(): void {
  const [id, oldest] = files.entries().next().value!;
  const loaded = oldest.value;
  if (typeof loaded === "object") URL.revokeObjectURL(loaded.address);
  files.delete(id);
}

/** Hands a file over to the browser's downloads. */
export async function download(attachmentId: string, name: string): Promise<void> {
  const blob = await api.bytes(`/attachments/${attachmentId}/content`);
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
