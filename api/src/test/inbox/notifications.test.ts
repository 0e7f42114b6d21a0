import assert from "node:assert/strict";
import { test } from "node:test";
import { define, storage } from "./browser.ts";

define("localStorage", storage());
define("sessionStorage", storage());
const { deviceName } = await import("../../main/inbox/store/notifications.ts");

test("a device is called as people call it", () => {
  const agents = {
    "Chrome, Android": "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
    "Edge, Windows": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
    "Safari, iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
    "Firefox, Linux": "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
  };
  for (const [name, agent] of Object.entries(agents)) assert.equal(deviceName(agent), name);
});

test("what nobody knows is called as it calls itself", () => {
  assert.equal(deviceName("Lynx/2.9"), "Lynx/2.9");
});
