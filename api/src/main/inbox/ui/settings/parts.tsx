import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { toast } from "../../store/inbox.ts";
import { w, wordsFor } from "../../words/index.ts";
import { Copy } from "../icons.tsx";
import { Empty, IconButton } from "../parts.tsx";

/** A part of a page of settings: a title, perhaps a word about it, what can be done, and what there is. */
export function SettingSection(props: { title: string; hint?: string; actions?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="setting-section" aria-label={props.title}>
      <header>
        <div>
          <h2>{props.title}</h2>
          {props.hint && <p class="setting-hint">{props.hint}</p>}
        </div>
        {props.actions}
      </header>
      {props.children}
    </section>
  );
}

/** One setting of a card: what it is on the left, how to change it on the right. */
export function Row({ name, hint, children }: { name: string; hint?: string | undefined; children: ComponentChildren }) {
  return (
    <div class="setting-row">
      <div>
        <p class="setting-name">{name}</p>
        {hint && <p class="faint">{hint}</p>}
      </div>
      <div class="setting-control">{children}</div>
    </div>
  );
}

/** One of a few, all of them in sight. */
export function Choice<T extends string>(props: { name: string; options: readonly { value: T; words: string }[]; value: T; onChange: (to: T) => void }) {
  return (
    <div class="choice-group" role="radiogroup" aria-label={props.name}>
      {props.options.map(({ value, words }) => (
        <label key={value}>
          <input type="radio" name={props.name} checked={props.value === value} onChange={() => props.onChange(value)} />
          {words}
        </label>
      ))}
    </div>
  );
}

export type Tone = "good" | "warn" | "bad" | "plain";

/** A state in a word; its colour says nothing that the word does not. */
export function State({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return <span class={`state ${tone}`}>{children}</span>;
}

/** A value to be taken along, such as an address or a key. */
export function CopyLine({ label, value }: { label: string; value: string }) {
  const line = useRef<HTMLElement>(null);
  // Where the page came without TLS there is no clipboard, and whoever needs it presses the keys.
  const select = () => getSelection()?.selectAllChildren(line.current!);
  const copy = () => {
    if (navigator.clipboard) navigator.clipboard.writeText(value).then(() => toast(w().thread.copied), select);
    else select();
  };
  return (
    <div class="copy-line">
      <code ref={line} aria-label={label} role="group">{value}</code>
      <IconButton name={`${w().thread.copy}: ${label}`} onClick={copy}><Copy /></IconButton>
    </div>
  );
}

export interface Column<T> {
  head: string;
  cell: (each: T) => ComponentChildren;
  /** Left out where there is no room. */
  wide?: boolean;
  /** Its head is for those who do not see that it needs none. */
  bare?: boolean;
}

/** Rows that are looked at side by side. The first column is what a row is called. */
export function Table<T>(props: {
  name: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (each: T) => string;
  faded?: (each: T) => boolean;
}) {
  return (
    <div class="card table-card">
      <table class="table" aria-label={props.name}>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column.head} scope="col" class={column.wide ? "wide-only" : ""}>
                {column.bare ? <span class="unseen">{column.head}</span> : column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={props.keyOf(row)} class={props.faded?.(row) ? "faded" : ""}>
              {props.columns.map((column, i) =>
                i === 0
                  ? <th key={column.head} scope="row">{column.cell(row)}</th>
                  : <td key={column.head} class={`${column.wide ? "wide-only" : ""}${column.bare ? " row-actions" : ""}`}>{column.cell(row)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export interface Loaded<T> {
  value: Signal<T | null>;
  error: Signal<string>;
  again: () => Promise<void>;
}

/** What a page shows, fetched when it is opened and whenever something that it hangs on is another. */
export function useLoaded<T>(get: (signal: AbortSignal) => Promise<T>, on: readonly unknown[] = []): Loaded<T> {
  const value = useSignal<T | null>(null);
  const error = useSignal("");
  const fetch = async (signal: AbortSignal) => {
    try {
      const found = await get(signal);
      if (signal.aborted) return;
      value.value = found;
      error.value = "";
    } catch (e) {
      if (!signal.aborted) error.value = wordsFor(e);
    }
  };
  useEffect(() => {
    const abort = new AbortController();
    void fetch(abort.signal);
    return () => abort.abort();
  }, on);
  return { value, error, again: () => fetch(new AbortController().signal) };
}

/** What there is; until it is there, that it is being fetched; where it cannot be had, why. */
export function Shown<T>({ of, children }: { of: Loaded<T>; children: (value: T) => ComponentChildren }) {
  const value = of.value.value;
  if (value !== null) return <>{children(value)}</>;
  if (of.error.value === "") return <div class="card setting-wait" aria-busy="true"><p class="faint">{w().loading}</p></div>;
  return (
    <div class="card">
      <Empty title={w().somethingWrong} hint={of.error.value}>
        <button type="button" class="quiet" onClick={() => void of.again()}>{w().tryAgain}</button>
      </Empty>
    </div>
  );
}

/** Nothing yet, in the place where it would be. */
export function Nothing({ title, hint, children }: { title: string; hint: string; children?: ComponentChildren }) {
  return <div class="card"><Empty title={title} hint={hint}>{children}</Empty></div>;
}

/** Does it and says so; what goes wrong is said as well. */
export async function tell(work: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work();
    if (done) toast(done);
    return true;
  } catch (e) {
    toast(wordsFor(e), true);
    return false;
  }
}
