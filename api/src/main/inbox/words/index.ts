import { computed, signal } from "@preact/signals";
import { en, type Words } from "./en.ts";
import { pt } from "./pt.ts";
import { ApiError, Unreachable } from "../api/client.ts";

export type Language = "pt" | "en";

const KEPT = "switchboard.language";

export const language = signal<Language>(first());
const catalogue = computed<Words>(() => (language.value === "pt" ? pt : en));

/** The words to show now. Whoever calls this while rendering is rendered again when the language changes. */
export function w(): Words {
  return catalogue.value;
}

export function speak(chosen: Language): void {
  language.value = chosen;
  localStorage.setItem(KEPT, chosen);
  document.documentElement.lang = locale();
}

export function locale(): string {
  return language.value === "pt" ? "pt-BR" : "en";
}

function first(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "pt" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("pt") ? "pt" : "en";
}

/** What went wrong, in words for an agent. The server's own are taken where there are none of ours. */
export function wordsFor(error: unknown): string {
  if (error instanceof Unreachable) return w().unreachable;
  if (error instanceof ApiError) {
    const code = error.errors[0]?.code;
    return w().problems[code ?? ""] ?? w().problems[error.type] ?? error.detail;
  }
  return w().somethingWrong;
}

export function reasonWords(reason: string | undefined): string {
  return reason === undefined ? "" : (w().reasons[reason] ?? reason);
}

// ---- times ----

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale() + name;
  let found = formats.get(key);
  if (found === undefined) formats.set(key, (found = new Intl.DateTimeFormat(locale(), options)));
  return found;
}

export function clock(at: string | number): string {
  return format("clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));
}

export function clockSeconds(at: string): string {
  return format("seconds", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(new Date(at));
}

export function dateTime(at: string | number): string {
  return format("dateTime", { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }).format(new Date(at));
}

export function date(at: string | number): string {
  return format("date", { dateStyle: "medium" }).format(new Date(at));
}

export function dayOf(at: string): string {
  const then = new Date(at);
  return `${then.getFullYear()}-${then.getMonth()}-${then.getDate()}`;
}

/** A day as one says it: today, yesterday, a weekday, a date. */
export function day(at: string, now: number): string {
  if (dayOf(at) === dayOf(new Date(now).toISOString())) return w().thread.today;
  if (dayOf(at) === dayOf(new Date(now - 86_400_000).toISOString())) return w().thread.yesterday;
  const far = now - Date.parse(at) > 6 * 86_400_000;
  const words = far
    ? format("day", { day: "numeric", month: "long", year: "numeric" }).format(new Date(at))
    : format("weekday", { weekday: "long" }).format(new Date(at));
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** When it was, as short as a list needs it: the time today, the day before, the date before that. */
export function shortTime(at: string, now: number): string {
  if (dayOf(at) === dayOf(new Date(now).toISOString())) return clock(at);
  const far = now - Date.parse(at) > 6 * 86_400_000;
  return far
    ? format("short", { day: "2-digit", month: "2-digit" }).format(new Date(at))
    : format("shortDay", { weekday: "short" }).format(new Date(at)).replace(".", "");
}

/** How long, in the largest unit that says something. */
export function duration(milliseconds: number): string {
  const t = w().time;
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return milliseconds < 1000 ? t.now : t.seconds(Math.floor(milliseconds / 1000));
  if (minutes < 60) return t.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 10) return t.hoursMinutes(hours, minutes % 60);
  return hours < 48 ? t.hours(hours) : t.days(Math.floor(hours / 24));
}

export function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let n = bytes;
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return `${new Intl.NumberFormat(locale(), { maximumFractionDigits: n < 10 && unit > 0 ? 1 : 0 }).format(n)} ${units[unit]}`;
}
