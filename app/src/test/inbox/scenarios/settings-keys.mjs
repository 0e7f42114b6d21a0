import assert from "node:assert/strict";
import { customer, Site, until } from "../site.mjs";
import { dialog, openSection, row, submit } from "../settings.mjs";

/** A key is seen once and works until it is revoked. What a service has told is looked at, and read again. */
export default async function keys(stage, { service }) {
  const seat = await stage.agent("admin");
  const { page } = seat;
  await openSection(seat, "API keys");
  await page.getByRole("button", { name: "Make key" }).first().click();
  await dialog(seat, "New API key").getByLabel("Name").fill("nightly report");
  await dialog(seat, "New API key").getByRole("button", { name: "Make key" }).click();
  const key = await dialog(seat, "Your new key").getByText("sb_live_").textContent();
  await submit(seat, "Your new key", "I have copied it");
  assert.equal(await page.getByText(key).count(), 0);
  const report = new Site(service.url, key);
  await report.get("/chats?limit=1");
  await page.getByRole("button", { name: "Revoke: nightly report" }).click();
  await submit(seat, "Revoke nightly report?", "Revoke");
  await row(seat, "nightly report").getByText("Revoked").waitFor();
  await until("the key is worth nothing", () => report.get("/chats?limit=1").then(() => false, (e) => /401/.test(e.message)));

  const rui = customer("Rui Matos");
  await service.customerWrites(rui, "Kept byte for byte");
  await openSection(seat, "Webhooks");
  await page.getByLabel("Account").selectOption("sandbox");
  await page.getByLabel("Outcome").selectOption("PARTLY_UNKNOWN");
  await page.getByRole("button", { name: "Read all of these again" }).click();
  const all = dialog(seat, "Read all of sandbox again that were not understood?");
  await all.getByText(/nothing new would come of it/).waitFor();
  await all.getByRole("button", { name: "Read again" }).click();
  await all.waitFor({ state: "detached" });
  await page.getByLabel("Outcome").selectOption("APPLIED");
  await page.getByRole("button", { name: /^Look at the one of/ }).first().click();
  const look = dialog(seat, "Webhook, sandbox");
  await look.getByRole("group", { name: "Body" }).filter({ hasText: "Kept byte for byte" }).waitFor();
  await look.getByRole("listitem").filter({ hasText: "Message" }).waitFor();
  await look.getByRole("button", { name: "Try it out" }).click();
  await look.getByText("Reading it again would bring nothing new.").waitFor();
  await look.getByRole("button", { name: "Read again" }).click();
  await page.getByText("Read again. Nothing new.").waitFor();
  assert.equal((await service.thread((await service.chatOf(rui.number)).id)).length, 1);
}
