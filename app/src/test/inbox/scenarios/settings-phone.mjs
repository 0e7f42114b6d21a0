import assert from "node:assert/strict";
import { violations } from "../stage.mjs";

const ADDRESSES = ["profile", "team", "teams", "replies", "labels", "accounts", "templates", "keys", "webhooks"];

/** On a phone the sections are behind a button, and nothing is wider than the phone. */
export default async function phone(stage) {
  const seat = await stage.agent("admin", { viewport: { width: 390, height: 760 }, hasTouch: true, isMobile: true });
  const { page } = seat;
  for (const section of ADDRESSES) {
    await page.goto(`${seat.line.url}/inbox/settings/${section}`);
    await page.locator(".setting-section").first().waitFor();
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    const { wide, screen } = await page.locator(".place-body").evaluate((it) => ({ wide: it.scrollWidth, screen: innerWidth }));
    assert.ok(wide <= screen, `${section} is ${wide} wide, and the phone ${screen}`);
  }
  await page.getByRole("button", { name: "Where to" }).tap();
  await page.getByRole("link", { name: "Accounts" }).tap();
  await page.getByRole("button", { name: "Open sandbox" }).tap();
  await page.getByRole("dialog", { name: "sandbox" }).waitFor();
  assert.deepEqual(await violations(seat), []);
}
