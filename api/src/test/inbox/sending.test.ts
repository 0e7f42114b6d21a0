import assert from "node:assert/strict";
import { test } from "node:test";
import type { Account, Capabilities, Chat } from "../../main/inbox/api/types.ts";
import { answerSubject, filled, sendable, kindOfFile, takesFiles, textContent, windowLeft, wording } from "../../main/inbox/store/sending.ts";

function capabilities(contents: Capabilities["contents"], windowSeconds?: number): Capabilities {
  return { channel: "WHATSAPP", contents, receipts: [], signals: [], ...(windowSeconds === undefined ? {} : { windowSeconds }) };
}

const any = { mimeTypes: [] };

test("a file goes as what the account takes it for", () => {
  const whatsapp = capabilities({ image: { mimeTypes: ["image/jpeg"], bytes: 100 }, document: { mimeTypes: [], bytes: 1000 } });
  assert.equal(kindOfFile("image/jpeg", 50, whatsapp), "image");
  assert.equal(kindOfFile("image/webp", 50, whatsapp), "document");
  assert.equal(kindOfFile("image/jpeg", 500, whatsapp), "document");
  assert.equal(kindOfFile("application/pdf", 50, whatsapp), "document");
  assert.deepEqual(kindOfFile("application/pdf", 5000, whatsapp), { refused: "size", limit: 1000 });
  assert.deepEqual(kindOfFile("application/pdf", 50, capabilities({ text: any })), { refused: "type" });
});

test("words go as the account takes them", () => {
  assert.equal(wording(capabilities({ text: any })), "text");
  assert.equal(wording(capabilities({ email: any, text: any, document: any })), "email");
  assert.equal(wording(capabilities({ template: any })), "none");
  assert.equal(takesFiles(capabilities({ text: any })), false);
});

test("words go by mail under their subject, and as a text where they have none", () => {
  const mail = capabilities({ email: any, text: any });
  assert.deepEqual(textContent(mail, "Hello", "Re: Order"), { type: "email", subject: "Re: Order", text: "Hello" });
  assert.deepEqual(textContent(mail, "Hello", " "), { type: "text", text: "Hello" });
  assert.deepEqual(textContent(capabilities({ email: any }), "Hello", ""), { type: "email", subject: "", text: "Hello" });
  assert.deepEqual(textContent(undefined, "Hello", "Re: Order"), { type: "text", text: "Hello" });
});

test("a window that was never opened is closed, and an account without windows has none", () => {
  const account = { capabilities: capabilities({ text: any }, 86_400) } as Account;
  const now = Date.parse("2026-11-22T10:00:00Z");
  assert.equal(windowLeft({} as Chat, account, now), 0);
  assert.equal(windowLeft({ windowExpiresAt: "2026-11-22T11:00:00Z" } as Chat, account, now), 3_600_000);
  assert.equal(windowLeft({ windowExpiresAt: "2026-11-22T09:00:00Z" } as Chat, account, now), 0);
  assert.equal(windowLeft({} as Chat, { capabilities: capabilities({ text: any }) } as Account, now), null);
});

test("an answer's subject has one Re:", () => {
  assert.equal(answerSubject("Pedido 4711"), "Re: Pedido 4711");
  assert.equal(answerSubject("RE: Re: Pedido 4711"), "Re: Pedido 4711");
  assert.equal(answerSubject(undefined), "");
});

test("gaps are filled with what is known, and the others stay to be seen", () => {
  assert.equal(filled("Olá {{ name }}, {{code}}", { name: "Ana" }), "Olá Ana, {{code}}");
  assert.equal(filled("{{contact.name}}", { "contact.name": "$&" }), "$&");
});

test("what is sent again says the same, without what the server has added", () => {
  assert.deepEqual(
    sendable({ type: "image", file: { attachmentId: "f", name: "a.jpg", mimeType: "image/jpeg", size: 5 }, caption: "x" }),
    { type: "image", file: { attachmentId: "f", name: "a.jpg" }, caption: "x" });
  const stored = { type: "template", name: "hi", language: "pt", variables: { "1": "Ana" }, text: "Oi Ana", template: { version: 2 } };
  assert.deepEqual(sendable(stored), { type: "template", name: "hi", language: "pt", variables: { "1": "Ana" } });
});
