import assert from "node:assert/strict";
import { customer } from "../site.mjs";
import { bubble, openChat } from "../stage.mjs";

/** From place to place by keys, by the sidebar, by the palette and by the browser's own back; the inbox goes on meanwhile. */
export default async function places(stage, { service, admin }) {
  const nora = customer("Nora Antunes");
  const { chatId } = await service.customerWrites(nora, "Before you leave");
  const seat = await stage.agent("admin");
  const { page, say } = seat;
  const at = async (path, heading) => {
    await page.waitForURL((url) => url.pathname === path);
    await page.getByRole("heading", { level: 1, name: heading }).waitFor({ state: "attached" });
  };
  await openChat(seat, nora.name);
  await bubble(seat, "Before you leave").waitFor();

  // Out of the field.
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await at("/inbox/settings/profile", say.settings);
  // Nobody looks at the chat, so what comes stays unread.
  await service.customerWrites(nora, "While you were away");
  assert.equal((await admin.get(`/chats/${chatId}`)).unread, 1);

  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await at("/inbox/overview", say.overview);
  await page.goBack();
  await at("/inbox/settings/profile", say.settings);
  await page.keyboard.press("Escape");
  await at(`/inbox/chats/${chatId}`, say.inbox);
  await bubble(seat, "While you were away").waitFor();

  await page.getByRole("link", { name: say.settings }).click();
  await at("/inbox/settings/profile", say.settings);
  await page.reload();
  await at("/inbox/settings/profile", say.settings);
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: say.commands }).waitFor();
  await page.keyboard.type("overview");
  await page.keyboard.press("Enter");
  await at("/inbox/overview", say.overview);
  await page.getByRole("link", { name: say.inbox }).click();
  await at("/inbox/", say.inbox);

  const agent = await stage.agent("Ana");
  await agent.page.getByRole("link", { name: say.settings }).waitFor();
  assert.equal(await agent.page.getByRole("link", { name: say.overview }).count(), 0);
  await agent.page.goto(`${agent.line.url}/inbox/overview`);
  await agent.page.getByRole("region", { name: say.list }).waitFor();
}
