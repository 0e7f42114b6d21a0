import { useSignal } from "@preact/signals";
import type { Label } from "../../api/types.ts";
import { labels, toast } from "../../store/inbox.ts";
import { api } from "../../store/session.ts";
import { w } from "../../words/index.ts";
import { Trash } from "../icons.tsx";
import { IconButton } from "../parts.tsx";
import { LabelDot } from "../sidebar.tsx";
import { Confirm, type Form, FormDialog, TextField, useForm } from "./form.tsx";
import { Nothing, SettingSection, Shown, Table, useLoaded } from "./parts.tsx";

type Is = { kind: "write"; label: Label | null } | { kind: "delete"; label: Label } | null;

/** In the order of the colours' names. Each is told from both grounds. */
const COLORS = ["#6b7280", "#dc2626", "#ea580c", "#b45309", "#16a34a", "#0d9488", "#2563eb", "#7c3aed", "#db2777"];

export function Labels() {
  const t = w().settings.labels;
  const open = useSignal<Is>(null);
  const all = useLoaded(async (signal) => (labels.value = (await api.get<{ labels: Label[] }>("/labels", signal)).labels));
  const close = () => (open.value = null);
  const is = open.value;
  return (
    <SettingSection title={w().settings.sections.labels} hint={t.hint}
      actions={<button type="button" class="primary" onClick={() => (open.value = { kind: "write", label: null })}>{t.add}</button>}>
      <Shown of={all}>
        {(fetched, list = labels.value ?? fetched) => list.length === 0 ? <Nothing title={t.none} hint={t.noneHint} /> : (
          <Table name={w().settings.sections.labels} rows={list} keyOf={(each) => each.id} columns={[
            {
              head: w().settings.name,
              cell: (each) => (
                <button type="button" class="row-name" aria-label={t.edit(each.name)} onClick={() => (open.value = { kind: "write", label: each })}>
                  <LabelDot color={each.color} />{each.name}
                </button>
              ),
            },
            {
              head: w().settings.actions, bare: true,
              cell: (each) => <IconButton name={t.deleteTitle(each.name)} onClick={() => (open.value = { kind: "delete", label: each })}><Trash /></IconButton>,
            },
          ]} />
        )}
      </Shown>
      {is?.kind === "write" && <WriteLabel label={is.label} again={all.again} onClose={close} />}
      {is?.kind === "delete" && (
        <Confirm title={t.deleteTitle(is.label.name)} words={t.deleteWords} action={w().settings.remove} onClose={close}
          run={async () => {
            await api.delete(`/labels/${is.label.id}`);
            await all.again();
            toast(t.deleted);
          }} />
      )}
    </SettingSection>
  );
}

function WriteLabel({ label, again, onClose }: { label: Label | null; again: () => Promise<void>; onClose: () => void }) {
  const t = w().settings.labels;
  const form = useForm({ name: label?.name ?? "", color: label?.color ?? COLORS[6]! }, async (values) => {
    if (label === null) await api.post("/labels", values);
    else await api.patch(`/labels/${label.id}`, values);
    toast(w().settings.saved);
    onClose();
    await again();
  });
  return (
    <FormDialog title={label === null ? t.new : t.edit(label.name)} form={form} submit={label === null ? t.add : w().settings.save} onClose={onClose}>
      <TextField form={form} name="name" label={w().settings.name} focus />
      <Colors form={form} />
    </FormDialog>
  );
}

function Colors({ form }: { form: Form }) {
  const t = w().settings.labels;
  const chosen = form.text("color");
  // One that was chosen elsewhere stays to be chosen.
  const all = COLORS.includes(chosen) ? COLORS : [...COLORS, chosen];
  form.shows("color");
  return (
    <fieldset class="colors">
      <legend>{t.color}</legend>
      {all.map((color, i) => (
        <label key={color} title={t.colors[i] ?? color}>
          <input type="radio" name="color" checked={chosen === color} aria-label={t.colors[i] ?? color} onChange={() => form.set("color", color)} />
          <LabelDot color={color} />
        </label>
      ))}
    </fieldset>
  );
}
