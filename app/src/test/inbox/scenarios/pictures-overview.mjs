const TO = process.env.PICTURES;

/** No test: takes the pictures of the overview, after PicturedDays has told what happened. */
export default async function pictures(stage) {
  const seat = await stage.agent("admin", { viewport: { width: 1360, height: 1148 } });
  const { page, say } = seat;
  await page.getByRole("link", { name: say.overview }).click();
  await page.getByRole("region", { name: say.traffic }).locator("path.fill").first().waitFor();
  await photograph(page, "inbox-overview");
  await page.setViewportSize({ width: 1360, height: 1800 });
  await page.emulateMedia({ colorScheme: "dark" });
  await photograph(page, "inbox-overview-dark");

  const phone = await stage.agent("admin", { viewport: { width: 390, height: 1500 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1.5 });
  await phone.page.goto(`${phone.line.url}/inbox/overview`);
  await phone.page.getByRole("region", { name: phone.say.traffic }).locator("path.fill").first().waitFor();
  await photograph(phone.page, "inbox-overview-phone");
}

async function photograph(page, name) {
  await page.mouse.move(0, 0);
  // What the machine has instead of the fonts of a desk is wide and heavy.
  await page.evaluate(() => document.documentElement.style.setProperty("--font", "'Liberation Sans', sans-serif"));
  await page.screenshot({ path: `${TO}/${name}.png`, animations: "disabled", caret: "hide" });
}
