import assert from "node:assert/strict";
import { customer } from "../site.mjs";
import { bubble, openChat, signIn, violations, write } from "../stage.mjs";

/** axe has nothing to say, by day or by night. */
export default async function axe(stage, { service }, colorScheme = "light", language = "en") {
  const ivo = customer(colorScheme === "dark" ? "Ivo Noronha" : "Ivo Dias");
  await service.customerWrites(ivo, "Look: https://example.com/order/4711");
  const seat = await stage.page({ colorScheme, language });
  const { page, say } = seat;
  const found = {};
  await page.getByRole("button", { name: say.signIn }).waitFor();
  found.signIn = await violations(seat);

  await signIn(seat, stage.credentials("admin"));
  await openChat(seat, ivo.name);
  await bubble(seat, "Look:").waitFor();
  await write(seat, "Thank you");
  await bubble(seat, "Thank you").getByRole("button", { name: new RegExp(`^${say.read}\\.`) }).waitFor();
  found.thread = await violations(seat);

  await bubble(seat, "Thank you").getByRole("button", { name: new RegExp(`^${say.read}\\.`) }).click();
  await page.getByRole("dialog", { name: say.story }).getByRole("listitem").first().waitFor();
  found.drawer = await violations(seat);

  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: say.commands }).getByRole("option").first().waitFor();
  found.palette = await violations(seat);

  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: say.keys }).waitFor();
  found.keys = await violations(seat);
  assert.deepEqual(found, { signIn: [], thread: [], drawer: [], palette: [], keys: [] });
}
