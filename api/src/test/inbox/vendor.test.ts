import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

// Tests run in api/.
const FILES: Record<string, string> = {
  "preact.js": "preact/dist/preact.mjs",
  "preact-hooks.js": "preact/hooks/dist/hooks.mjs",
  "preact-jsx-runtime.js": "preact/jsx-runtime/dist/jsxRuntime.mjs",
  "signals.js": "@preact/signals/dist/signals.mjs",
  "signals-core.js": "@preact/signals-core/dist/signals-core.mjs",
};

for (const [file, published] of Object.entries(FILES)) {
  test(`${file} is what was published, byte for byte`, () => {
    assert.deepEqual(readFileSync(`src/main/inbox/vendor/${file}`), readFileSync(`node_modules/${published}`));
  });
}
