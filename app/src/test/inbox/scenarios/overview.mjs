import assert from "node:assert/strict";
import { customer, until } from "../site.mjs";
import { violations } from "../stage.mjs";

/** What is done shows in the overview by itself, for eyes and for screen readers, on a desk and on a phone. */
export default async function overview(stage, { service, admin }) {
  const before = (await admin.get("/overview")).tenant;
  const gil = customer("Gil Prado");
  const { chatId } = await service.customerWrites(gil, "How is it going?");
  const seat = await stage.agent("admin");
  const { page, say } = seat;
  await page.getByRole("link", { name: say.overview }).click();
  const figure = (name) => page.locator(".tile").filter({ has: page.getByText(name, { exact: true }) }).locator(".figure");
  const shows = (name, n) => until(`${name} is ${n}`, async () => (await figure(name).innerText()) === String(n));
  await shows(say.received, before.messages.received + 1);
  await shows(say.waitsForAnswer, before.chats.waiting + 1);

  // The page is not touched, and comes to know of it.
  await admin.post(`/chats/${chatId}/messages`, { content: { type: "text", text: "Well, thank you" } });
  await shows(say.sentOut, before.messages.accepted + 1);
  await shows(say.waitsForAnswer, before.chats.waiting);
  // At least: what was sent before may be read only now.
  await until("it is counted as read", async () =>
    (await admin.get("/overview")).tenant.messages.outcomes.read > before.messages.outcomes.read);
  assert.equal((await admin.get("/overview")).tenant.messages.answers, before.messages.answers + 1);

  const table = page.getByRole("region", { name: say.traffic }).locator("table");
  assert.equal(await table.getByRole("row").count(), 25, "the chart is a table, too");
  assert.equal(await page.getByRole("region", { name: say.traffic }).locator("path.fill").count() > 0, true);
  await page.getByRole("region", { name: say.accounts }).getByRole("row", { name: /sandbox/ }).waitFor();
  assert.deepEqual(await violations(seat), []);

  await page.getByRole("radio", { name: say.week }).check();
  await page.getByRole("region", { name: say.trafficSix }).waitFor();
  assert.deepEqual(await violations(seat), []);
  await page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await violations(seat), []);

  await page.setViewportSize({ width: 360, height: 740 });
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= window, `nothing is wider than the screen: ${wide} of ${window}`);
  const [body, room] = await page.locator(".place-body").evaluate((each) => [each.scrollWidth, each.clientWidth]);
  assert.ok(body <= room, `nothing is wider than the page: ${body} of ${room}`);
  assert.deepEqual(await violations(seat), []);

  // Nobody who answers: what is known stays, and the page says so, and renews it by itself.
  stage.allow(/status of 503/);
  await page.route("**/api/v1/overview?*", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: "{}" }));
  await page.locator(".overview-trouble").waitFor();
  await shows(say.sentOut, before.messages.accepted + 1);
  await page.unroute("**/api/v1/overview?*");
  await page.locator(".overview-trouble").waitFor({ state: "detached" });
}
