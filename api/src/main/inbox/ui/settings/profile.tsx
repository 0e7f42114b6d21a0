import { useSignal } from "@preact/signals";
import { agents, chooseLanguage, toast } from "../../store/inbox.ts";
import { theme } from "../../store/layout.ts";
import { allowNotifications, notifying, stopNotifications } from "../../store/notifications.ts";
import { api, me } from "../../store/session.ts";
import { date, language, w, wordsFor } from "../../words/index.ts";
import { FormDialog, FormFoot, TextField, useForm } from "./form.tsx";
import { Choice, Row, SettingSection, tell, useLoaded } from "./parts.tsx";

/** How the page is for the agent who is signed in. */
export function Profile() {
  const t = w().settings.profile;
  const changing = useSignal(false);
  return (
    <>
      <SettingSection title={t.you}>
        <div class="card">
          <OwnName key={me.value?.name} />
          <Row name={w().signIn.email}><span class="setting-value">{me.value?.email}</span></Row>
          <Row name={w().settings.team.role}><span class="setting-value">{w().settings.team.roles[me.value?.role ?? ""]}</span></Row>
          <Row name={t.password} hint={t.passwordHint}>
            <button type="button" class="quiet" onClick={() => (changing.value = true)}>{t.change}</button>
          </Row>
        </div>
      </SettingSection>
      <SettingSection title={t.look}>
        <div class="card">
          <Row name={t.language} hint={t.languageHint}>
            <Choice name={t.language} value={language.value} onChange={chooseLanguage}
              options={[{ value: "en", words: "English" }, { value: "pt", words: "Português" }]} />
          </Row>
          <Row name={t.theme} hint={t.themeHint}>
            <Choice name={t.theme} value={theme.value} onChange={(to) => (theme.value = to)}
              options={(["system", "light", "dark"] as const).map((value) => ({ value, words: w().theme[value] }))} />
          </Row>
        </div>
      </SettingSection>
      <SettingSection title={t.notifications}>
        <div class="card"><ThisDevice /><Devices key={notifying.value} />{me.value?.role === "admin" && <Preview />}</div>
      </SettingSection>
      {changing.value && <ChangePassword onClose={() => (changing.value = false)} />}
    </>
  );
}

function OwnName() {
  const t = w().settings;
  const form = useForm({ name: me.value?.name ?? "" }, async (values) => {
    const { name } = await api.patch<{ name: string }>("/me", { name: values.name });
    me.value = { ...me.value!, name };
    agents.value = agents.value?.map((each) => (each.id === me.value?.id ? { ...each, name } : each)) ?? null;
    toast(t.saved);
  });
  return (
    <form class="setting-row stacked" onSubmit={form.submit} noValidate>
      <TextField form={form} name="name" label={t.name} hint={t.profile.nameHint} autocomplete="name" />
      {form.changed && <FormFoot form={form} words={t.save} />}
    </form>
  );
}

function ChangePassword({ onClose }: { onClose: () => void }) {
  const t = w().settings.profile;
  const form = useForm({ current: "", new: "" }, async (values) => {
    await api.post("/me/password", values);
    toast(t.changed);
    onClose();
  });
  return (
    <FormDialog title={t.change} form={form} submit={t.change} onClose={onClose}>
      <TextField form={form} name="current" type="password" label={t.current} autocomplete="current-password" focus />
      <TextField form={form} name="new" type="password" label={t.next} hint={t.nextHint} autocomplete="new-password" />
    </FormDialog>
  );
}

function ThisDevice() {
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

/** All of one's devices that are told, so that a lost one is told nothing any more. */
function Devices() {
  const t = w().settings.profile;
  const found = useLoaded(async (signal) => (await api.get<{ subscriptions: Device[] }>("/push/subscriptions", signal)).subscriptions);
  return (
    <>
      {found.value.value?.map((each) => (
        <Row key={each.id} name={each.name ?? t.notifications} hint={t.thisOne(date(each.createdAt))}>
          <button type="button" class="quiet" aria-label={t.stopOne(each.name ?? t.notifications)}
            onClick={() => void tell(() => api.delete(`/push/subscriptions/${each.id}`).then(found.again), w().notify.stopped)}>{t.stopDevice}</button>
        </Row>
      ))}
    </>
  );
}

interface Device {
  id: string;
  name?: string;
  createdAt: string;
}

// Harmless, so it is as it was chosen at once, and as it was again where the server would not have it.
function Preview() {
  const t = w().settings.profile;
  const found = useLoaded((signal) => api.get<{ preview: boolean }>("/push/settings", signal));
  const is = found.value.value;
  if (is === null) return null;
  const choose = async (preview: boolean) => {
    found.value.value = { preview };
    if (!(await tell(() => api.put("/push/settings", { preview })))) found.value.value = is;
  };
  return (
    <Row name={t.preview} hint={t.previewHint}>
      <input type="checkbox" role="switch" class="switch" aria-label={t.preview} checked={is.preview} onChange={(e) => void choose(e.currentTarget.checked)} />
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
