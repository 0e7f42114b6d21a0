import assert from "node:assert/strict";
import { createECDH, randomBytes } from "node:crypto";
import { dialog, faultOf, openSection, row, submit, toast } from "../settings.mjs";
import { signIn } from "../stage.mjs";

const PASSWORD = "correct horse battery staple";

/** Somebody comes, gets another role, another password, and goes. What is one's own is changed in one's profile. */
export default async function team(stage, { service, admin }) {
  stage.allow(/(409|422) .*\/(agents|me)/, /401 .*\/login/);
  const seat = await stage.agent("admin");
  const { page } = seat;
  await openSection(seat, "People");
  await page.getByRole("button", { name: "Add person" }).click();
  const fresh = dialog(seat, "New person");
  await fresh.getByLabel("Name").fill("Dora Lima");
  await fresh.getByLabel("E-mail").fill(stage.credentials("Ana").email);
  await fresh.getByLabel("Password").fill("short");
  await fresh.getByRole("button", { name: "Add person" }).click();
  assert.match(await faultOf(fresh.getByLabel("Password")), /10 to 200/);
  await fresh.getByLabel("Password").fill(PASSWORD);
  await fresh.getByRole("button", { name: "Add person" }).click();
  assert.equal(await faultOf(fresh.getByLabel("E-mail")), "This is taken already.");
  const credentials = { email: "dora@demo.example", password: PASSWORD };
  await fresh.getByLabel("E-mail").fill(credentials.email);
  await submit(seat, "New person", "Add person");
  await row(seat, "Dora Lima").waitFor();

  const dora = await stage.page();
  await signIn(dora, credentials);
  await dora.page.getByRole("link", { name: "Settings" }).click();
  await dora.page.getByRole("textbox", { name: "Name" }).waitFor();
  assert.equal(await dora.page.getByRole("link", { name: "People" }).count(), 0);
  await dora.page.getByRole("button", { name: "Change password" }).click();
  const password = dialog(dora, "Change password");
  await password.getByLabel("Present password").fill("not this one");
  await password.getByLabel("New password").fill("a longer and a better one");
  await password.getByRole("button", { name: "Change password" }).click();
  assert.equal(await faultOf(password.getByLabel("Present password")), "This is not your present password.");
  await password.getByLabel("Present password").fill(credentials.password);
  await submit(dora, "Change password", "Change password");
  await service.as(credentials.email, "a longer and a better one");
  await dora.page.getByRole("textbox", { name: "Name" }).fill("Dora de Lima");
  await dora.page.getByRole("button", { name: "Save" }).click();
  await toast(dora, "Saved").waitFor();
  const lost = createECDH("prime256v1").generateKeys("base64url");
  const own = await service.as(credentials.email, "a longer and a better one");
  await own.post("/push/subscriptions", { name: "Lost phone", endpoint: "https://fcm.googleapis.com/fcm/send/lost",
    keys: { p256dh: lost, auth: randomBytes(16).toString("base64url") } });
  await openSection(dora, "Profile");
  await dora.page.reload();
  await dora.page.getByRole("button", { name: "Stop: Lost phone" }).click();
  await dora.page.getByText("Lost phone").waitFor({ state: "detached" });
  assert.deepEqual((await own.get("/push/subscriptions")).subscriptions, []);
  await dora.page.getByText("Português").click();
  await dora.page.getByRole("heading", { name: "Configurações" }).waitFor();

  await openSection(seat, "Labels");
  await openSection(seat, "People");
  await page.getByRole("button", { name: "Change Dora de Lima" }).click();
  await dialog(seat, "Change Dora de Lima").getByLabel("Role").selectOption("supervisor");
  await dialog(seat, "Change Dora de Lima").getByLabel("Most open conversations").fill("3");
  await submit(seat, "Change Dora de Lima", "Save");
  const known = (await admin.get("/agents")).agents.find((each) => each.email === credentials.email);
  assert.deepEqual([known.name, known.role, known.capacity, known.language], ["Dora de Lima", "supervisor", 3, "pt"]);

  await page.getByRole("button", { name: "Change Dora de Lima" }).click();
  await dialog(seat, "Change Dora de Lima").getByRole("button", { name: "Disable" }).click();
  await submit(seat, "Disable Dora de Lima?", "Disable");
  await row(seat, "Dora de Lima").getByText("Disabled").waitFor();
  await assert.rejects(service.as(credentials.email, "a longer and a better one"), /401/);

  // Somebody has to be admin, and nobody else is.
  await page.getByRole("button", { name: "Change Demo agent" }).click();
  const self = dialog(seat, "Change Demo agent");
  await self.getByLabel("Role").selectOption("agent");
  await self.getByRole("button", { name: "Save" }).click();
  await self.getByRole("alert").filter({ hasText: "admin" }).waitFor();
}
