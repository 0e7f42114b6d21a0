import { signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { dismiss, toasts } from "../store/inbox.ts";
import { w } from "../words/index.ts";
import { Close } from "./icons.tsx";

/** A button that shows a picture only; its name is for those who do not see it, and for a pointer that rests on it. */
export function IconButton(props: {
  name: string;
  onClick: (e: MouseEvent) => void;
  children: ComponentChildren;
  pressed?: boolean;
  disabled?: boolean;
  class?: string;
  keys?: string;
  expanded?: boolean;
}) {
  return (
    <button type="button" class={`icon-button ${props.class ?? ""}`} aria-label={props.name}
      title={props.keys ? `${props.name} (${props.keys})` : props.name} onClick={props.onClick}
      {...(props.pressed === undefined ? {} : { "aria-pressed": props.pressed })}
      {...(props.expanded === undefined ? {} : { "aria-expanded": props.expanded })}
      disabled={props.disabled ?? false}>
      {props.children}
    </button>
  );
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter((word) => /\p{L}/u.test(word));
  if (words.length === 0) return name.replace(/\D/g, "").slice(-2) || "?";
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!] : [words[0]!];
  return letters.map((word) => [...word][0]).join("").toUpperCase();
}

const HUES = 8;

/** The same person always has the same colour; of the id, because names change. */
export function Avatar({ id, name, small }: { id: string; name: string; small?: boolean }) {
  let hash = 0;
  for (const char of id) hash = (hash * 31 + char.charCodeAt(0)) | 0;
  return <span class={`avatar hue-${Math.abs(hash) % HUES}${small ? " small" : ""}`} aria-hidden="true">{initials(name)}</span>;
}

/** How many things are in front of the page, one before the other. What is behind is neither seen nor read out. */
const inFront = signal(0);

/** Something in front of everything else. Esc and a click beside it close it; where one was comes back. */
export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren; class?: string; bare?: boolean }) {
  const element = useRef<HTMLDialogElement>(null);
  const gone = useRef(false);
  const level = useSignal(0);
  useLayoutEffect(() => {
    const dialog = element.current!;
    const before = document.activeElement as HTMLElement | null;
    dialog.showModal();
    level.value = ++inFront.value;
    return () => {
      gone.current = true;
      inFront.value--;
      if (dialog.open) dialog.close();
      before?.focus?.();
    };
  }, []);
  return (
    <dialog ref={element} class={`dialog ${props.class ?? ""}`} aria-label={props.title}
      onCancel={(e) => { e.preventDefault(); props.onClose(); }}
      onClose={() => {
        if (gone.current) return;
        props.onClose();
        // Pressing Esc twice closes it whatever one says; what has to stay comes back.
        requestAnimationFrame(() => { if (!gone.current && !element.current!.open) element.current!.showModal(); });
      }}
      onMouseDown={(e) => e.target === element.current && props.onClose()}>
      <div class="dialog-body">
        {!props.bare && (
          <header class="dialog-head">
            <h2>{props.title}</h2>
            <IconButton name={w().close} onClick={props.onClose}><Close /></IconButton>
          </header>
        )}
        {props.children}
      </div>
      <Toasts level={level.value} />
    </dialog>
  );
}

export interface MenuItem {
  words: string;
  run: () => void;
  icon?: ComponentChildren;
  checked?: boolean;
  danger?: boolean;
}

/** A list of things to do, under what opened it. Arrow keys go through it. */
export function Menu({ items, onClose, label, up }: { items: MenuItem[]; onClose: () => void; label: string; up?: boolean }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    element.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus();
    const away = (e: Event) => !element.current?.parentElement?.contains(e.target as Node) && onClose();
    addEventListener("pointerdown", away, true);
    return () => {
      removeEventListener("pointerdown", away, true);
      opener?.focus?.();
    };
  }, []);
  const move = (e: KeyboardEvent) => {
    const all = [...element.current!.querySelectorAll<HTMLElement>("[role^=menuitem]")];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[e.key];
    if (to !== undefined) all[(to + all.length) % all.length]?.focus();
    else if (e.key === "Escape" || e.key === "Tab") onClose();
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <div ref={element} class={`menu${up ? " up" : ""}`} role="menu" aria-label={label} onKeyDown={move}>
      {items.map((item) => (
        <button key={item.words} type="button" role={item.checked === undefined ? "menuitem" : "menuitemcheckbox"}
          {...(item.checked === undefined ? {} : { "aria-checked": item.checked })}
          class={item.danger ? "danger" : ""} tabIndex={-1}
          onClick={() => { onClose(); item.run(); }}>
          {item.icon}<span>{item.words}</span>{item.checked && <span class="menu-check" aria-hidden="true">✓</span>}
        </button>
      ))}
    </div>
  );
}

/** What is told in passing, before everything else that is in front. */
export function Toasts({ level }: { level: number }) {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {level === inFront.value && toasts.value.map((each) => (
        <div key={each.id} class={`toast${each.bad ? " bad" : ""}`}>
          <span>{each.text}</span>
          {each.action && (
            <button type="button" class="link" onClick={() => { each.action!.run(); dismiss(each.id); }}>{each.action.words}</button>
          )}
          <IconButton name={w().dismiss} onClick={() => dismiss(each.id)}><Close size={12} /></IconButton>
        </div>
      ))}
    </div>
  );
}

export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {hint && <p class="empty-hint">{hint}</p>}
      {children}
    </div>
  );
}
