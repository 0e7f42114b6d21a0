import type { Account, Capabilities, Chat, Content, Limits } from "../api/types.ts";

// What may be sent over an account: its capabilities, read for a composer.

export interface FileRefusal {
  refused: "type" | "size";
  limit?: number;
}

/** As which kind of content a file goes; or why it does not. */
export function kindOfFile(mimeType: string, bytes: number, capabilities: Capabilities): string | FileRefusal {
  const family = mimeType.split("/")[0]!;
  const wanted = ["image", "audio", "video"].includes(family) ? [family, "document"] : ["document"];
  let refusal: FileRefusal = { refused: "type" };
  for (const kind of wanted) {
    const limits: Limits | undefined = capabilities.contents[kind];
    if (limits === undefined) continue;
    if (limits.mimeTypes.length > 0 && !limits.mimeTypes.includes(mimeType)) continue;
    if (limits.bytes !== undefined && bytes > limits.bytes) {
      refusal = { refused: "size", limit: limits.bytes };
      continue;
    }
    return kind;
  }
  return refusal;
}

export function takesFiles(capabilities: Capabilities | undefined): boolean {
  return capabilities !== undefined && ["image", "audio", "video", "document"].some((kind) => kind in capabilities.contents);
}

/** In which form words go: as a text, as a mail, or not at all. */
export function wording(capabilities: Capabilities | undefined): "text" | "email" | "none" {
  if (capabilities === undefined) return "text";
  if ("email" in capabilities.contents) return "email";
  return "text" in capabilities.contents ? "text" : "none";
}

export function longest(capabilities: Capabilities | undefined): number | undefined {
  return capabilities?.contents.text?.textLength;
}

/** How a customer's window stands: how many milliseconds are left, or null where there is none to speak of. */
export function windowLeft(chat: Chat, account: Account | null, now: number): number | null {
  if (account?.capabilities?.windowSeconds === undefined) return null;
  if (chat.windowExpiresAt === undefined) return 0;
  return Math.max(0, Date.parse(chat.windowExpiresAt) - now);
}

/** The subject of an answer: what it was about, with one `Re:` before it. */
export function answerSubject(subject: string | undefined): string {
  const bare = (subject ?? "").replace(/^\s*((re|res|fw|fwd|enc)\s*:\s*)+/i, "").trim();
  return bare === "" ? "" : `Re: ${bare}`;
}

/** Fills what a template has gaps for, as far as it is known; for looking at, the server does it for good. */
export function filled(text: string, variables: Record<string, string>): string {
  return text.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (gap, name: string) => variables[name] || gap);
}

/** What was sent once, as it may be handed in again: without what the server has added to it. */
export function sendable(content: Content): Content {
  const file = (given: Content["file"]) =>
    given?.attachmentId === undefined
      ? { ...(given?.url ? { url: given.url } : {}) }
      : { attachmentId: given.attachmentId, ...(given.name ? { name: given.name } : {}) };
  switch (content.type) {
    case "text":
      return { type: "text", text: content.text ?? "" };
    case "email":
      return {
        type: "email", subject: content.subject ?? "",
        ...(content.text === undefined ? {} : { text: content.text }), ...(content.html === undefined ? {} : { html: content.html }) };
    case "template":
      return {
        type: "template", name: content.name ?? "",
        ...(content.language === undefined ? {} : { language: content.language }), variables: content.variables ?? {} };
    case "image":
    case "video":
    case "document":
      return { type: content.type, file: file(content.file), ...(content.caption ? { caption: content.caption } : {}) };
    case "audio":
      return { type: "audio", file: file(content.file), voice: content.voice === true };
    default:
      return content;
  }
}

/** An answer by mail without a subject is a text, of which the server knows what it is about. */
export function textContent(capabilities: Capabilities | undefined, text: string, subject: string): Content {
  const mail = wording(capabilities) === "email" && (subject.trim() !== "" || !("text" in capabilities!.contents));
  return mail ? { type: "email", subject, text } : { type: "text", text };
}
