import assert from "node:assert/strict";
import { until } from "../site.mjs";
import { dialog, faultOf, openSection, row, submit, toast } from "../settings.mjs";

/** An account from its beginning to its end: what its service asks for, what is wrong with it, a new secret, off, gone. */
export default async function accounts(stage, { admin }) {
  stage.allow(/422 .*\/accounts/);
  const seat = await stage.agent("admin");
  const { page } = seat;
  await openSection(seat, "Accounts");
  await row(seat, "sandbox").waitFor();

  await page.getByRole("button", { name: "Add account" }).click();
  const fresh = dialog(seat, "New account");
  await fresh.getByRole("button", { name: "Telegram" }).click();
  await fresh.getByLabel("Name").fill("Not a name");
  await fresh.getByRole("button", { name: "Add account" }).click();
  assert.match(await faultOf(fresh.getByLabel("Name")), /must be 1 to 63/i);
  await fresh.getByLabel("Name").fill("bot");
  await fresh.getByRole("button", { name: "Add account" }).click();
  assert.match(await faultOf(fresh.getByLabel("Bot token")), /BotFather/);
  await fresh.getByLabel("Bot token").and(page.locator(":focus")).waitFor();
  await fresh.getByLabel("Bot token").fill("123456789:AAF-not-a-bot");
  await fresh.getByLabel("Webhook secret").fill("made-up");
  await fresh.getByText("More settings").click();
  await fresh.getByLabel("Longest call, in milliseconds").fill("a while");
  await fresh.getByRole("button", { name: "Add account" }).click();
  assert.match(await faultOf(fresh.getByLabel("Longest call, in milliseconds")), /milliseconds/);
  await fresh.getByLabel("Longest call, in milliseconds").fill("2000");
  await fresh.getByLabel("Address of the Bot API").fill("http://127.0.0.1:9");
  await fresh.getByRole("button", { name: "Add account" }).click();

  const bot = dialog(seat, "bot");
  await bot.waitFor();
  const made = await admin.get("/accounts/bot");
  assert.deepEqual(made.settings, { url: "http://127.0.0.1:9", timeout: 2000 });
  await bot.getByText(`/webhooks/${made.id}`).waitFor();
  await bot.getByRole("button", { name: "Check" }).click();
  await bot.getByRole("listitem").filter({ hasText: "Telegram did not answer" }).waitFor();

  await bot.getByText("More settings").click();
  await bot.getByLabel("Longest call, in milliseconds").fill("");
  await bot.getByLabel("Most messages a second").fill("2.5");
  await bot.getByRole("button", { name: "Save" }).click();
  await toast(seat, "Saved").waitFor();
  const changed = await admin.get("/accounts/bot");
  assert.deepEqual([changed.settings, changed.ratePerSecond], [{ url: "http://127.0.0.1:9" }, 2.5]);

  await bot.getByRole("button", { name: "Replace: Bot token" }).click();
  await dialog(seat, "Replace: Bot token").getByLabel("Bot token").fill("no token");
  await dialog(seat, "Replace: Bot token").getByRole("button", { name: "Replace" }).click();
  assert.match(await faultOf(dialog(seat, "Replace: Bot token").getByLabel("Bot token")), /BotFather/);
  await dialog(seat, "Replace: Bot token").getByLabel("Bot token").fill("123456789:AAF-another");
  await submit(seat, "Replace: Bot token", "Replace");

  await bot.getByRole("button", { name: "Switch off" }).click();
  // What a key presses first changes nothing.
  await page.keyboard.press("Enter");
  await dialog(seat, "Switch bot off?").waitFor({ state: "detached" });
  assert.equal((await admin.get("/accounts/bot")).enabled, true);
  await bot.getByRole("button", { name: "Switch off" }).click();
  await submit(seat, "Switch bot off?", "Switch off");
  await bot.getByRole("button", { name: "Switch on" }).waitFor();
  assert.equal((await admin.get("/accounts/bot")).enabled, false);

  await bot.getByRole("button", { name: "Delete account" }).click();
  await dialog(seat, "Delete bot for good?").getByRole("button", { name: "Delete account" }).click();
  await bot.waitFor({ state: "detached" });
  await row(seat, "bot").waitFor({ state: "detached" });
  await until("the account is gone", async () => (await admin.get("/accounts")).accounts.every((each) => each.name !== "bot"));
}
