// Plays scenarios in one browser: a name on a line of the input, with words for it after that; `{"scenario","failure"}` on a
// line of the output.

import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { Site } from "./site.mjs";
import { Stage } from "./stage.mjs";

const { SWITCHBOARD_URL: url, SWITCHBOARD_KEY: key, AGENT_EMAIL: email, AGENT_PASSWORD: password, CHROMIUM_PATH: executablePath, LOGS: logs } = process.env;

const service = new Site(url, key);
const admin = await service.as(email, password);
const agents = { admin: { email, password } };
for (const name of ["Ana", "Bruno"]) agents[name] = await hired(name);

const browser = await chromium.launch({ executablePath });
console.log(JSON.stringify({ ready: browser.version() }));

for await (const line of createInterface({ input: process.stdin })) {
  const [scenario, ...words] = line.split(" ");
  console.log(JSON.stringify({ scenario, failure: await play(scenario, words) }));
}
await browser.close();

async function hired(name) {
  const credentials = { email: `${name.toLowerCase()}@demo.example`, password: "correct horse battery staple" };
  const { agents: known } = await admin.get("/agents");
  if (!known.some((each) => each.email === credentials.email)) await admin.post("/agents", { name, role: "agent", ...credentials });
  return credentials;
}

async function play(scenario, words) {
  const stage = new Stage(browser, url, agents);
  try {
    const { default: act } = await import(`./scenarios/${scenario}.mjs`);
    await withinReason(act(stage, { service, admin, words, colleague: (name) => service.as(agents[name].email, agents[name].password) }));
    const complaints = stage.complaints();
    if (complaints.length > 0) throw new Error(`the browser complained:\n  ${complaints.join("\n  ")}`);
    return null;
  } catch (e) {
    await stage.photograph(`${logs}/${scenario}`);
    const why = `${e.stack}${e.cause ? `\ncaused by ${e.cause.stack}` : ""}`;
    return `${readable(why)}\n\nthe browser's log:\n  ${stage.log.join("\n  ")}\n\nwhat it showed: ${logs}/${scenario}-*.png`;
  } finally {
    await stage.close();
  }
}

// Nothing waits so long; it is there so that a browser that hangs is a failure with a log.
async function withinReason(work) {
  let timer;
  const tooLong = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error("it hangs")), 120_000)));
  await Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

// Without colours, and without the hundredth time that something was tried.
function readable(words) {
  const lines = words.replaceAll(/\x1b\[\d+m/g, "").split("\n");
  return lines.length <= 40 ? lines.join("\n") : [...lines.slice(0, 25), "...", ...lines.slice(-10)].join("\n");
}
