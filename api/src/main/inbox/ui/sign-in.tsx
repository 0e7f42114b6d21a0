import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ApiError } from "../api/client.ts";
import { me, session, signIn, signOut } from "../store/session.ts";
import { language, speak, w, wordsFor } from "../words/index.ts";

/** The form; on a page of its own, or in front of the inbox where the session has ended. */
export function SignInForm({ expired }: { expired: boolean }) {
  const email = useSignal(expired ? (me.value?.email ?? "") : "");
  const password = useSignal("");
  const busy = useSignal(false);
  const error = useSignal("");
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const submit = async (e: Event) => {
    e.preventDefault();
    if (busy.value) return;
    busy.value = true;
    error.value = "";
    try {
      await signIn(email.value.trim(), password.value);
    } catch (e) {
      const t = w().signIn;
      error.value =
        e instanceof ApiError && e.status === 401 ? t.wrong
        : e instanceof ApiError && e.status === 429 ? t.wait(e.retryAfter ?? 15)
        : wordsFor(e);
    } finally {
      busy.value = false;
      password.value = error.value === "" ? "" : password.value;
    }
  };

  const t = w().signIn;
  return (
    <form class="sign-in-form" onSubmit={submit}>
      {expired && <p class="hint">{t.expired}</p>}
      <label>
        <span>{t.email}</span>
        <input ref={expired ? null : first} type="email" name="email" autocomplete="username" required
          value={email.value} onInput={(e) => (email.value = e.currentTarget.value)} />
      </label>
      <label>
        <span>{t.password}</span>
        <input ref={expired ? first : null} type="password" name="password" autocomplete="current-password" required
          value={password.value} onInput={(e) => (password.value = e.currentTarget.value)} />
      </label>
      <p class="form-error" role="alert">{error.value}</p>
      <button type="submit" class="primary" aria-disabled={busy.value}>{busy.value ? t.busy : t.submit}</button>
      {expired && (
        <button type="button" class="quiet" onClick={() => void signOut()}>{t.otherAgent}</button>
      )}
    </form>
  );
}

export function SignIn() {
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <div class="brand big"><Mark />{w().product}</div>
        <h1>{w().signIn.title}</h1>
        <SignInForm expired={session.value === "expired"} />
      </div>
      <div class="sign-in-foot">
        <button type="button" class="quiet" onClick={() => speak(language.value === "pt" ? "en" : "pt")}>
          {w().palette.switchLanguage}
        </button>
      </div>
    </main>
  );
}

export function Mark() {
  return (
    <svg class="mark" width="20" height="20" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <path d="M9 12.5h14M9 19.5h14" stroke="#fff" stroke-opacity=".45" stroke-width="2.5" stroke-linecap="round" />
      <circle cx="13" cy="12.5" r="3.6" fill="#fff" />
      <circle cx="19.5" cy="19.5" r="3.6" fill="#fff" />
    </svg>
  );
}
