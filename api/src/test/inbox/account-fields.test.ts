import assert from "node:assert/strict";
import { test } from "node:test";
import type { AccountField } from "../../main/inbox/api/settings.ts";
import { asTold, asValues, nameOf } from "../../main/inbox/store/account-fields.ts";
import { gapsOf } from "../../main/inbox/store/gaps.ts";

const field = (name: string, kind: AccountField["kind"], more: Partial<AccountField> = {}): AccountField =>
  ({ name, kind, need: "WANTED", title: name, ...more });

const FIELDS = [
  field("host", "TEXT"), field("port", "NUMBER"), field("automatic", "FLAG", { usual: "false" }), field("mediaHosts", "LIST"),
  field("templates", "PAIRS"), field("security", "CHOICE", { choices: ["tls", "none"] }), field("password", "SECRET"),
];

test("a field is called as the server calls it when it refuses it", () => {
  assert.equal(nameOf(FIELDS[0]!), "settings.host");
  assert.equal(nameOf(FIELDS[6]!), "secrets.password");
});

test("what is not touched is not told", () => {
  const before = asValues(FIELDS, { host: "smtp.example.com", port: 587, mediaHosts: ["a", "b"], templates: { x: "HX1" } });
  assert.deepEqual(asTold(FIELDS, before, before), { settings: {}, secrets: {} });
});

test("each value is told as what it is in JSON", () => {
  const before = asValues(FIELDS, {});
  const told = asTold(FIELDS, {
    ...before, "settings.host": " smtp.example.com ", "settings.port": "465", "settings.automatic": true,
    "settings.mediaHosts": "a.example\n b.example, c.example\n", "settings.templates": "order/pt_BR = HX1\nbill = HX2=",
    "settings.security": "tls", "secrets.password": " kept as it is ",
  }, before);
  assert.deepEqual(told, {
    settings: {
      host: "smtp.example.com", port: 465, automatic: true, mediaHosts: ["a.example", "b.example", "c.example"],
      templates: { "order/pt_BR": "HX1", bill: "HX2=" }, security: "tls",
    },
    secrets: { password: " kept as it is " },
  });
});

test("what is no number is left to the server to refuse", () => {
  const before = asValues(FIELDS, { port: 25 });
  assert.deepEqual(asTold(FIELDS, { ...before, "settings.port": "many" }, before).settings, { port: "many" });
});

test("what is emptied is taken away", () => {
  const before = asValues(FIELDS, { host: "smtp.example.com" });
  assert.deepEqual(asTold(FIELDS, { ...before, "settings.host": "" }, before).settings, { host: null });
});

test("secrets never come out, so their fields begin empty", () => {
  assert.equal(asValues(FIELDS, { password: "leaked" })["secrets.password"], "");
});

test("a gap counts once, wherever it is", () => {
  assert.deepEqual(gapsOf({ subject: "Order {{code}}", text: "Hello {{ name }}, {{code}} has left. {not} {{}}" }), ["code", "name"]);
});
