import { chooseLanguage, toast } from "../../store/inbox.ts";
import { theme } from "../../store/layout.ts";
import { allowNotifications, notifying, stopNotifications } from "../../store/notifications.ts";
import { me } from "../../store/session.ts";
import { language, w, wordsFor } from "../../words/index.ts";
import { Choice, Row, SettingSection } from "./parts.tsx";

/** How the page is for the agent who is signed in. */
export function Profile() {
  const t = w().settings.profile;
  return (
    <SettingSection title={me.value?.name ?? ""} hint={t.hint}>
      <div class="card">
        <Row name={t.language} hint={t.languageHint}>
          <Choice name={t.language} value={language.value} onChange={chooseLanguage}
            options={[{ value: "en", words: "English" }, { value: "pt", words: "Português" }]} />
        </Row>
        <Row name={t.theme} hint={t.themeHint}>
          <Choice name={t.theme} value={theme.value} onChange={(to) => (theme.value = to)}
            options={(["system", "light", "dark"] as const).map((value) => ({ value, words: w().theme[value] }))} />
        </Row>
        <Notifications />
      </div>
    </SettingSection>
  );
}

function Notifications() {
  const t = w().settings.profile;
  const is = notifying.value;
  const denied = "Notification" in self && Notification.permission === "denied";
  return (
    <Row name={t.notifications} hint={is === "impossible" ? t.cannot : denied ? t.blocked : t.notificationsHint}>
      {is === "on" && <button type="button" class="quiet" onClick={() => void stopNotifications().then(() => toast(w().notify.stopped))}>{t.stop}</button>}
      {is === "off" && !denied && <button type="button" class="quiet" onClick={() => void allow()}>{t.allow}</button>}
    </Row>
  );
}

/** Asks the browser, and says what came of it. */
export async function allow(): Promise<void> {
  const t = w().notify;
  try {
    const is = await allowNotifications();
    toast(is === "on" ? t.allowed : is === "denied" ? t.denied : t.unavailable, is !== "on");
  } catch (e) {
    toast(`${t.unavailable} ${wordsFor(e)}`, true);
  }
}
