// The settings, as their scenarios go through them. In English: that Portuguese lacks nothing, the compiler sees to.

/** A section of the settings, by its entry on the left. */
export async function openSection({ page }, name) {
  if (!new URL(page.url()).pathname.startsWith("/inbox/settings")) await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name, exact: true }).click();
  await page.locator("a[aria-current=page]").filter({ hasText: name }).waitFor();
  await page.locator(".setting-section").first().waitFor();
}

/** What is in front of the page. */
export function dialog({ page }, name) {
  return page.getByRole("dialog", { name, exact: true });
}

/** Presses it in front of the page and waits until that is done. */
export async function submit(seat, title, button) {
  await dialog(seat, title).getByRole("button", { name: button, exact: true }).click();
  await dialog(seat, title).waitFor({ state: "detached" });
}

/** What is wrong with a field, as it stands there. */
export async function faultOf(field) {
  await field.and(field.page().locator("[aria-invalid=true]")).waitFor();
  return field.evaluate((control) => document.getElementById(control.getAttribute("aria-describedby").split(" ")[0]).textContent);
}

export function row({ page }, name) {
  return page.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
}

export function toast({ page }, text) {
  return page.locator(".toast").filter({ hasText: text });
}
