import { render } from "preact";
import { show } from "./store/inbox.ts";
import { placeAt } from "./store/places.ts";
import { restore } from "./store/session.ts";
import { App } from "./ui/app.tsx";
import { listen } from "./ui/keyboard.ts";
import { language, speak } from "./words/index.ts";
import "./style/inbox.css";

speak(language.value);
listen();
// A notification was pressed while this page was open.
navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ open?: string }>) => {
  const id = placeAt(data.open ?? "").chatId;
  if (id) show(id);
});
render(<App />, document.getElementById("page")!);
void restore();
