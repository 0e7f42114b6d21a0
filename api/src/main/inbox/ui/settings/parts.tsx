import type { ComponentChildren } from "preact";

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
