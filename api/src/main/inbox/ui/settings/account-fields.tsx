import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AccountField } from "../../api/settings.ts";
import { nameOf } from "../../store/account-fields.ts";
import { w } from "../../words/index.ts";
import { CheckField, type Form, SelectField, TextField } from "./form.tsx";

/** What a provider asks for: what every account has in sight, what hardly anybody changes folded away. */
export function Fields({ form, fields }: { form: Form; fields: readonly AccountField[] }) {
  const plain = fields.filter((field) => field.need !== "RARE");
  const rare = fields.filter((field) => field.need === "RARE");
  const open = useSignal(false);
  const fault = rare.some((field) => form.faults[nameOf(field)] !== undefined);
  // Nobody finds a fault in what is folded away.
  useEffect(() => {
    if (fault) open.value = true;
  }, [fault]);
  return (
    <>
      {plain.map((field) => <OneField key={field.name} form={form} field={field} />)}
      {rare.length > 0 && (
        <details class="more-fields" open={open.value} onToggle={(e) => (open.value = e.currentTarget.open)}>
          <summary>{w().settings.accounts.more}</summary>
          <div class="form">{rare.map((field) => <OneField key={field.name} form={form} field={field} />)}</div>
        </details>
      )}
    </>
  );
}

export function OneField({ form, field, focus }: { form: Form; field: AccountField; focus?: boolean }) {
  const t = w().settings.accounts;
  const shape = field.kind === "LIST" ? t.lines : field.kind === "PAIRS" ? t.pairs : "";
  const usual = field.usual !== undefined && field.kind !== "FLAG" && field.kind !== "CHOICE" ? t.usual(field.usual) : "";
  const all = {
    form,
    name: nameOf(field),
    label: field.title,
    hint: [field.hint, shape, usual].filter(Boolean).join(" ") || undefined,
    optional: field.need !== "NEEDED",
  };
  switch (field.kind) {
    case "FLAG":
      return <CheckField {...all} />;
    case "CHOICE":
      return (
        <SelectField {...all} options={[
          ...(field.need === "NEEDED" ? [{ value: "", words: "—" }] : [{ value: "", words: field.usual ? `${t.asUsual} (${field.usual})` : "—" }]),
          ...(field.choices ?? []).map((value) => ({ value, words: value })),
        ]} />
      );
    case "LONG_TEXT":
    case "LONG_SECRET":
    case "LIST":
    case "PAIRS":
      return <TextField {...all} lines={field.kind === "LONG_SECRET" ? 5 : 3} mono focus={focus ?? false} />;
    case "SECRET":
      return <TextField {...all} type="password" autocomplete="new-password" mono focus={focus ?? false} />;
    case "TEXT":
    case "NUMBER":
      return <TextField {...all} mono={field.kind === "NUMBER"} focus={focus ?? false} />;
  }
}
