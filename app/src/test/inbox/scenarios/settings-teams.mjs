import assert from "node:assert/strict";
import { dialog, faultOf, openSection, row, submit } from "../settings.mjs";

/** A team is made of people and accounts, changed, and gone. */
export default async function teams(stage, { admin }) {
  stage.allow(/422 .*\/teams/);
  const seat = await stage.agent("admin");
  const { page } = seat;
  await openSection(seat, "Teams");
  await page.getByRole("button", { name: "Add team" }).click();
  const fresh = dialog(seat, "New team");
  await fresh.getByRole("button", { name: "Add team" }).click();
  await faultOf(fresh.getByLabel("Name"));
  await fresh.getByLabel("Name").fill("Northern branch");
  await fresh.getByRole("group", { name: "People" }).getByLabel("Bruno").check();
  await submit(seat, "New team", "Add team");
  await row(seat, "Northern branch").getByText("None").waitFor();

  await page.getByRole("button", { name: "Change Northern branch" }).click();
  const change = dialog(seat, "Change Northern branch");
  await change.getByRole("group", { name: "Accounts" }).getByLabel("sandbox").check();
  await change.getByRole("group", { name: "People" }).getByLabel("Ana").check();
  await submit(seat, "Change Northern branch", "Save");
  await row(seat, "Northern branch").getByText("sandbox").waitFor();
  const [team] = (await admin.get("/teams")).teams.filter((each) => each.name === "Northern branch");
  assert.deepEqual([team.accounts, team.agents.length], [["sandbox"], 2]);

  await page.getByRole("button", { name: "Delete the team Northern branch?" }).click();
  await submit(seat, "Delete the team Northern branch?", "Delete");
  await row(seat, "Northern branch").waitFor({ state: "detached" });
  assert.ok((await admin.get("/teams")).teams.every((each) => each.name !== "Northern branch"));
}
