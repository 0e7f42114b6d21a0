import assert from "node:assert/strict";
import { dialog, openSection } from "../settings.mjs";
import { violations } from "../stage.mjs";

const SECTIONS = ["Profile", "People", "Teams", "Canned replies", "Labels", "Accounts", "Templates", "API keys", "Webhooks"];

/** axe has nothing to say of any section, of a form with faults, or of an account. */
export default async function settings(stage, { admin }, colorScheme = "light") {
  stage.allow(/422 .*\/accounts/);
  for (const [path, it] of [["labels", { name: colorScheme, color: "#16a34a" }], ["canned-replies", { shortcut: colorScheme, text: "Hello" }],
    ["api-keys", { name: colorScheme }]]) await admin.post(`/${path}`, it);
  const seat = await stage.agent("admin", { colorScheme });
  const { page } = seat;
  const found = {};
  for (const name of SECTIONS) {
    await openSection(seat, name);
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    found[name] = await violations(seat);
  }
  await openSection(seat, "Accounts");
  await page.getByRole("button", { name: "Open sandbox" }).click();
  await dialog(seat, "sandbox").getByRole("button", { name: "Check" }).click();
  await dialog(seat, "sandbox").getByRole("listitem").first().waitFor();
  found.account = await violations(seat);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add account" }).click();
  await dialog(seat, "New account").getByRole("button", { name: "E-mail" }).click();
  await dialog(seat, "New account").getByRole("button", { name: "Add account" }).click();
  await dialog(seat, "New account").locator("[aria-invalid=true]").waitFor();
  found.form = await violations(seat);
  assert.deepEqual(found, Object.fromEntries([...SECTIONS, "account", "form"].map((name) => [name, []])));
}
