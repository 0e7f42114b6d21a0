import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { ApiError } from "../../api/client.ts";
import { w, wordsFor } from "../../words/index.ts";
import { Dialog } from "../parts.tsx";

// Forms whose faults stand at their fields: what the server says of a member is shown where that member was asked for.

export type Values = Record<string, string | boolean>;

export interface Form {
  values: Values;
  text(name: string): string;
  set(name: string, value: string | boolean): void;
  faults: Readonly<Record<string, string>>;
  /** What belongs to no field that is shown. */
  fault: string;
  busy: boolean;
  changed: boolean;
  submit(e: Event): void;
  /** Fields tell their names, so that a fault finds its place. */
  shows(name: string): void;
}

/** @param send throws what the server says; whatever is to happen afterwards is its last part */
export function useForm(initial: Values, send: (values: Values) => Promise<void>): Form {
  const values = useSignal(initial);
  const faults = useSignal<Record<string, string>>({});
  const fault = useSignal("");
  const busy = useSignal(false);
  const shown = useRef(new Set<string>());
  const form = useRef<HTMLFormElement | null>(null);
  const submit = async (e: Event) => {
    e.preventDefault();
    if (busy.value) return;
    form.current = e.currentTarget as HTMLFormElement;
    busy.value = true;
    faults.value = {};
    fault.value = "";
    try {
      await send(values.value);
    } catch (e) {
      ({ at: faults.value, rest: fault.value } = faultsOf(e, shown.current));
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    } finally {
      busy.value = false;
    }
  };
  return {
    values: values.value,
    text: (name) => String(values.value[name] ?? ""),
    set: (name, value) => {
      values.value = { ...values.value, [name]: value };
      const { [name]: _, ...rest } = faults.value;
      faults.value = rest;
    },
    faults: faults.value,
    fault: fault.value,
    busy: busy.value,
    changed: Object.keys(values.value).some((name) => values.value[name] !== initial[name]),
    submit: (e) => void submit(e),
    shows: (name) => shown.current.add(name),
  };
}

/** The faults of a refusal by their fields; those of fields that are not shown, and every other failure, in one sentence. */
export function faultsOf(error: unknown, shown: ReadonlySet<string>): { at: Record<string, string>; rest: string } {
  const at: Record<string, string> = {};
  const rest: string[] = [];
  const all = error instanceof ApiError ? error.errors : [];
  for (const each of all) {
    const words = faultWords(each);
    // A secret that is missing is, to the server, a setting like others.
    const field = shown.has(each.field) ? each.field : each.field.replace(/^settings\./, "secrets.");
    if (shown.has(field)) at[field] ??= words;
    else rest.push(`${each.field}: ${words}`);
  }
  return { at, rest: all.length === 0 ? wordsFor(error) : rest.join(" ") };
}

function faultWords({ code, detail }: { code: string; detail: string }): string {
  const t = w().settings.faults;
  return t[detail] ?? t[code] ?? `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`;
}

interface FieldProps {
  form: Form;
  name: string;
  label: string;
  hint?: string | undefined;
  optional?: boolean;
}

/** What ties a control to what stands around it. */
interface Control {
  id: string;
  required: boolean;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

/** A control with its name above, a word about it and what is wrong with it below. */
export function Field(props: FieldProps & { children: (control: Control) => ComponentChildren }) {
  const { form, name } = props;
  const id = useId();
  form.shows(name);
  const fault = form.faults[name];
  const about = [fault && `${id}-fault`, props.hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{props.label}{props.optional && <span class="faint"> {w().settings.optional}</span>}</label>
      {props.children({
        id,
        required: !props.optional,
        ...(about === "" ? {} : { "aria-describedby": about }),
        ...(fault ? { "aria-invalid": true as const } : {}),
      })}
      {fault && <p class="bad-words" id={`${id}-fault`}>{fault}</p>}
      {props.hint && <p class="faint" id={`${id}-hint`}>{props.hint}</p>}
    </div>
  );
}

export function TextField(props: FieldProps & {
  type?: "text" | "email" | "password" | "number";
  lines?: number;
  mono?: boolean;
  autocomplete?: string;
  placeholder?: string | undefined;
  focus?: boolean;
}) {
  const { form, name } = props;
  return (
    <Field {...props}>
      {(control) => {
        const all = {
          ...control,
          name,
          value: form.text(name),
          autocomplete: props.autocomplete ?? "off",
          placeholder: props.placeholder ?? "",
          autofocus: props.focus ?? false,
          spellcheck: !props.mono,
          class: props.mono ? "mono" : "",
          onInput: (e: JSX.TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>) => form.set(name, e.currentTarget.value),
        };
        return props.lines === undefined
          ? <input {...all} type={props.type ?? "text"} {...(props.type === "number" ? { min: 0 } : {})} />
          : <textarea {...all} rows={props.lines} />;
      }}
    </Field>
  );
}

export function SelectField(props: FieldProps & { options: readonly { value: string; words: string }[] }) {
  return (
    <Field {...props}>
      {(control) => (
        <select {...control} name={props.name} value={props.form.text(props.name)} onChange={(e) => props.form.set(props.name, e.currentTarget.value)}>
          {props.options.map(({ value, words }) => <option key={value} value={value}>{words}</option>)}
        </select>
      )}
    </Field>
  );
}

export function CheckField({ form, name, label, hint }: FieldProps) {
  form.shows(name);
  return (
    <label class="check">
      <input type="checkbox" name={name} checked={form.values[name] === true} onChange={(e) => form.set(name, e.currentTarget.checked)} />
      <span>{label}{hint && <span class="faint">{hint}</span>}{form.faults[name] && <span class="bad-words">{form.faults[name]}</span>}</span>
    </label>
  );
}

/** What went wrong with the form as a whole, and the way out of it. */
export function FormFoot({ form, words, onCancel, danger }: { form: Form; words: string; onCancel?: () => void; danger?: boolean }) {
  return (
    <>
      {form.fault !== "" && <p class="form-error" role="alert">{form.fault}</p>}
      <div class="dialog-foot">
        {onCancel && <button type="button" class="quiet" onClick={onCancel}>{w().cancel}</button>}
        <button type="submit" class={danger ? "primary danger" : "primary"} aria-disabled={form.busy}>{words}</button>
      </div>
    </>
  );
}

/** A form in front of the page. */
export function FormDialog(props: {
  title: string;
  form: Form;
  submit: string;
  onClose: () => void;
  class?: string;
  children: ComponentChildren;
}) {
  return (
    <Dialog title={props.title} onClose={props.onClose} class={props.class ?? ""}>
      <form class="form" onSubmit={props.form.submit} noValidate>
        {props.children}
        <FormFoot form={props.form} words={props.submit} onCancel={props.onClose} />
      </form>
    </Dialog>
  );
}

/** Asks before something is destroyed. */
export function Confirm(props: { title: string; words: string; action: string; run: () => Promise<void>; onClose: () => void }) {
  const form = useForm({}, async () => {
    await props.run();
    props.onClose();
  });
  const cancel = useRef<HTMLFormElement>(null);
  // The harmless answer is the one that a key finds first.
  useEffect(() => cancel.current?.querySelector<HTMLElement>(".quiet")?.focus(), []);
  return (
    <Dialog title={props.title} onClose={props.onClose} class="confirm">
      <form ref={cancel} class="form" onSubmit={form.submit}>
        <p>{props.words}</p>
        <FormFoot form={form} words={props.action} onCancel={props.onClose} danger />
      </form>
    </Dialog>
  );
}
