import assert from "node:assert/strict";
import { customer } from "../site.mjs";
import { dialog, faultOf, openSection, row, submit } from "../settings.mjs";
import { openChat } from "../stage.mjs";

/** Replies, labels and templates: what is written here is there for everybody who answers. */
export default async function words(stage, { service, admin }) {
  stage.allow(/422 .*\/(labels|canned-replies|templates)/);
  const olga = customer("Olga Prado");
  await service.customerWrites(olga, "When are you open?");
  const seat = await stage.agent("admin");
  const { page } = seat;

  await openSection(seat, "Canned replies");
  await page.getByRole("button", { name: "Add reply" }).first().click();
  await dialog(seat, "New canned reply").getByLabel("Shortcut").fill("/opening");
  await dialog(seat, "New canned reply").getByLabel("Text").fill("From nine to six.");
  await submit(seat, "New canned reply", "Add reply");
  await page.getByRole("button", { name: "Change opening" }).click();
  await dialog(seat, "Change opening").getByLabel("Text").fill("From nine to seven.");
  await submit(seat, "Change opening", "Save");

  await openSection(seat, "Labels");
  await page.getByRole("button", { name: "Add label" }).first().click();
  await dialog(seat, "New label").getByRole("button", { name: "Add label" }).click();
  assert.match(await faultOf(dialog(seat, "New label").getByLabel("Name")), /1 to 50/);
  await dialog(seat, "New label").getByLabel("Name").fill("opening hours");
  await dialog(seat, "New label").getByLabel("Violet").check();
  await submit(seat, "New label", "Add label");
  assert.equal((await admin.get("/labels")).labels.find((each) => each.name === "opening hours").color, "#7c3aed");

  await page.getByRole("link", { name: /^Inbox/ }).click();
  await page.getByRole("button", { name: "opening hours" }).waitFor();
  await openChat(seat, olga.name);
  await page.getByRole("textbox", { name: seat.say.answer }).fill("/opening");
  await page.getByText("From nine to seven.").first().waitFor();
  await page.getByRole("textbox", { name: seat.say.answer }).fill("");

  await openSection(seat, "Labels");
  await page.getByRole("button", { name: "Delete opening hours?" }).click();
  await submit(seat, "Delete opening hours?", "Delete");
  await row(seat, "opening hours").waitFor({ state: "detached" });

  await openSection(seat, "Templates");
  await page.getByRole("button", { name: "Write template" }).click();
  const fresh = dialog(seat, "New template");
  await fresh.getByLabel("Name").fill("we_moved");
  await fresh.getByRole("textbox", { name: "Language" }).fill("en");
  await fresh.getByLabel("Text").fill("Dear {{name}}, {{name}}! We are at {{place}}.");
  await fresh.getByText("Gaps: name place").waitFor();
  await submit(seat, "New template", "Save");
  await page.getByRole("button", { name: "Change we_moved" }).click();
  await dialog(seat, "Change we_moved").getByLabel("Text").fill("Dear {{name}}, we are at {{place}}.");
  await submit(seat, "Change we_moved", "Save");
  const kept = (await admin.get("/templates?q=we_moved")).templates[0];
  assert.deepEqual([kept.version, kept.text, kept.variables.map((each) => each.name)], [2, "Dear {{name}}, we are at {{place}}.", ["name", "place"]]);
  await page.getByRole("button", { name: "Change we_moved" }).click();
  await dialog(seat, "Change we_moved").getByRole("button", { name: "Delete" }).click();
  await submit(seat, "Delete we_moved?", "Delete");
  await row(seat, "we_moved").waitFor({ state: "detached" });
}
