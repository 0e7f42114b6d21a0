import { locale, w } from "../../words/index.ts";

// Figures as people read them. Formats are kept, as they are dear to make.

const formats = new Map<string, Intl.NumberFormat>();

function format(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale() + name;
  let found = formats.get(key);
  if (found === undefined) formats.set(key, (found = new Intl.NumberFormat(locale(), options)));
  return found;
}

/** A number in full up to a hundred thousand, then in thousands and millions. */
export function count(n: number): string {
  return n < 100_000
    ? format("whole", { maximumFractionDigits: 0 }).format(n)
    : format("compact", { notation: "compact", maximumFractionDigits: 1 }).format(n);
}

/** So many a second, or a minute: small numbers with a digit behind the point. */
export function rate(n: number): string {
  return format(n < 10 ? "fine" : "whole", { maximumFractionDigits: n < 10 ? (n < 1 ? 2 : 1) : 0 }).format(n);
}

export function share(part: number | undefined): string {
  if (part === undefined) return w().overview.nothing;
  return format("share", { style: "percent", maximumFractionDigits: part > 0 && part < 0.9995 ? 1 : 0 }).format(part);
}

/** A change in percent, with its sign. */
export function signed(change: number): string {
  return format("signed", { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" }).format(change);
}

/** A change of a share, in points of a hundred, with its sign. */
export function points(change: number): string {
  return w().overview.points(format("points", { maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(change * 100));
}

/** How long, from milliseconds to days: two units at most. */
export function span(seconds: number | undefined): string {
  if (seconds === undefined) return w().overview.nothing;
  if (seconds < 0.01) return `${format("tenth", { maximumFractionDigits: 1 }).format(seconds * 1000)} ms`;
  if (seconds < 1) return `${format("whole", { maximumFractionDigits: 0 }).format(seconds * 1000)} ms`;
  if (seconds < 10) return `${format("tenth", { maximumFractionDigits: 1 }).format(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return both(Math.floor(whole / 60), "min", whole < 600 ? whole % 60 : 0, "s");
  if (whole < 86_400) return both(Math.floor(whole / 3600), "h", Math.floor((whole % 3600) / 60), "min");
  return both(Math.floor(whole / 86_400), "d", Math.floor((whole % 86_400) / 3600), "h");
}

function both(many: number, unit: string, few: number, smaller: string): string {
  return few === 0 ? `${many} ${unit}` : `${many} ${unit} ${few} ${smaller}`;
}
