import assert from "node:assert/strict";
import { customer, until } from "../site.mjs";
import { bubble, openChat, violations } from "../stage.mjs";

/** On a phone list and thread come one after the other, and everything can be reached with a thumb. */
export default async function phone(stage, { service }) {
  const helena = customer("Helena Costa");
  const { chatId } = await service.customerWrites(helena, "A long question, ".repeat(20));
  const seat = await stage.agent("Ana", {
    viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
  const { page, say } = seat;
  const list = page.getByRole("region", { name: say.list });
  const field = page.getByRole("textbox", { name: say.answer });
  await list.getByRole("link", { name: helena.name }).waitFor();
  assert.ok(!(await field.isVisible()), "the list is alone");
  await fits(seat);

  await list.getByRole("link", { name: helena.name }).tap();
  await bubble(seat, "A long question").waitFor();
  assert.ok(!(await list.isVisible()), "the thread is alone");
  await fits(seat);
  await field.fill("A short answer");
  await page.getByRole("button", { name: say.send, exact: true }).tap();
  await bubble(seat, "A short answer").getByRole("button", { name: new RegExp(`^${say.read}\\.`) }).waitFor();
  assert.deepEqual(await service.written(chatId), ["A short answer"]);
  assert.deepEqual(await violations(seat), []);

  await page.getByRole("button", { name: say.showCustomer }).tap();
  await page.getByRole("region", { name: say.customer, exact: true }).waitFor();
  await fits(seat);
  assert.deepEqual(await violations(seat), []);
  await page.getByRole("region", { name: say.customer, exact: true }).getByRole("button", { name: say.close }).tap();

  await page.getByRole("button", { name: say.back }).tap();
  await list.getByRole("link", { name: helena.name }).waitFor();
  await page.getByRole("button", { name: say.views }).tap();
  await page.getByRole("button", { name: say.waiting }).tap();
  await until("the view has changed", async () => (await list.getByRole("heading").innerText()) === say.waiting);
  await fits(seat);
  assert.deepEqual(await violations(seat), []);
}

async function fits({ page }) {
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= window, `nothing is wider than the screen: ${wide} of ${window}`);
}
