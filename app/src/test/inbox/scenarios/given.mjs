import assert from "node:assert/strict";
import { customer, until } from "../site.mjs";
import { bubble, openChat } from "../stage.mjs";

// Who was at a node that was killed is taken to be there for 40 seconds.
const MOURNED = 60_000;

/** A chat of an automatic account goes to who is there, who is told; one that an agent takes is no news to them. */
export default async function given(stage, { service, admin }) {
  const account = await sandbox(admin, "shared-line");
  await until("nobody is there", async () =>
    (await service.get("/agents")).agents.every((each) => each.presence === "offline"), MOURNED);
  const ana = await stage.agent("Ana");
  const taken = await service.customerWrites(customer("Elisa Furtado"), "Good morning");
  await openChat(ana, "Elisa Furtado");
  await ana.page.getByRole("button", { name: ana.say.assignMe }).click();
  await until("Ana has taken it", async () => (await assignee(service, taken)) === "Ana");

  const waiting = await service.customerWrites(customer("Dora Lima"), "Is anybody there?", account);

  const told = ana.page.getByRole("status").filter({ hasText: `Dora Lima ${ana.say.givenToYou}` });
  await told.getByRole("button", { name: ana.say.show }).click();
  await ana.page.getByRole("heading", { level: 2, name: "Dora Lima" }).waitFor();
  await bubble(ana, "Is anybody there?").waitFor();
  assert.equal(await assignee(service, waiting), "Ana");
  assert.equal(await ana.page.getByText(`Elisa Furtado ${ana.say.givenToYou}`).count(), 0);
  await ana.page.getByText(ana.say.engineAssigned).waitFor();

  await admin.call("DELETE", `/accounts/${account}`);
}

async function assignee(service, { chatId }) {
  return (await service.get(`/chats/${chatId}`)).assignee?.name;
}

// One more account of the simulated service, whose chats are given to agents.
async function sandbox(admin, name) {
  const { settings: { url, webhookUrl }, id: other } = await admin.get("/accounts/sandbox");
  const { id } = await admin.post("/accounts", {
    name, provider: "sandbox", settings: { url }, secrets: { key: "correct-horse" }, assignment: "automatic" });
  await admin.call("PATCH", `/accounts/${name}`, { settings: { webhookUrl: webhookUrl.replace(other, id) } });
  return name;
}
