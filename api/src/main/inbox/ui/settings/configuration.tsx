import type { WindowPolicy } from "../../api/settings.ts";
import { asTold, asValues, isSecret } from "../../store/account-fields.ts";
import { toast } from "../../store/inbox.ts";
import { api } from "../../store/session.ts";
import { w } from "../../words/index.ts";
import { at, type Props } from "./account.tsx";
import { Fields } from "./account-fields.tsx";
import { type Form, FormFoot, SelectField, TextField, useForm, type Values } from "./form.tsx";

/** What an account is configured with: what its provider asks for, and what we do with what is sent over it. */
export function Configuration({ account, provider, again }: Props) {
  const t = w().settings.accounts;
  const fields = (provider?.fields ?? []).filter((field) => !isSecret(field));
  const policy = account.windowPolicy;
  const before: Values = {
    ...asValues(fields, account.settings),
    ratePerSecond: account.ratePerSecond === undefined ? "" : String(account.ratePerSecond),
    assignment: account.assignment ?? "",
    longText: account.longText,
    ...Object.fromEntries(POLICY.map((member) => [`windowPolicy.${member}`, policy[member] ?? ""])),
  };
  const form = useForm(before, async (values) => {
    const changed = (name: string) => values[name] !== before[name];
    const { settings } = asTold(fields, values, before);
    await api.patch(at(account), {
      ...(Object.keys(settings).length > 0 ? { settings } : {}),
      ...(changed("ratePerSecond") ? { ratePerSecond: rateOf(values) } : {}),
      ...(changed("assignment") ? { assignment: values.assignment } : {}),
      ...(changed("longText") ? { longText: values.longText } : {}),
      ...(POLICY.some((member) => changed(`windowPolicy.${member}`)) ? { windowPolicy: policyOf(values) } : {}),
    });
    await again();
    toast(w().settings.saved);
  });
  const others = Object.entries(account.settings).filter(([name]) => !fields.some((field) => field.name === name));
  return (
    <section aria-label={t.settings}>
      <h3>{t.settings}</h3>
      <form class="card form padded" onSubmit={form.submit} noValidate>
        <Fields form={form} fields={fields} />
        <TextField form={form} name="ratePerSecond" label={t.rate} hint={t.rateHint} optional />
        <SelectField form={form} name="longText" label={t.longText} options={options(t.longTexts)} />
        {account.capabilities?.windowSeconds !== undefined && <Policy form={form} />}
        {account.assignment !== undefined && (
          <SelectField form={form} name="assignment" label={t.assignment} hint={t.assignmentHint}
            options={[{ value: "manual", words: t.manual }, { value: "automatic", words: t.automatic }]} />
        )}
        {others.length > 0 && (
          <div class="field">
            <p class="setting-name">{t.others}</p>
            <pre class="raw" tabIndex={0} role="group" aria-label={t.others}>{JSON.stringify(Object.fromEntries(others), null, 2)}</pre>
          </div>
        )}
        {form.changed && <FormFoot form={form} words={w().settings.save} />}
      </form>
    </section>
  );
}

const options = (words: Record<string, string>) => Object.entries(words).map(([value, words]) => ({ value, words }));

/** What is no number, the server refuses by the member's name. */
function rateOf(values: Values): number | string | null {
  const text = String(values.ratePerSecond).trim().replace(",", ".");
  return text === "" ? null : Number.isNaN(Number(text)) ? text : Number(text);
}

const POLICY = ["type", "name", "language", "variable", "route"] as const satisfies readonly (keyof WindowPolicy)[];
const MEMBERS: Record<WindowPolicy["type"], readonly string[]> = { refuse: [], template: ["name", "language", "variable"], route: ["route"] };

function policyOf(values: Values): Record<string, unknown> {
  const type = values["windowPolicy.type"] as WindowPolicy["type"];
  const said = MEMBERS[type].map((member) => [member, String(values[`windowPolicy.${member}`]).trim()] as const);
  // The first of each is needed; without it the server says so.
  return { type, ...Object.fromEntries(said.filter(([, value], i) => value !== "" || i === 0)) };
}

function Policy({ form }: { form: Form }) {
  const t = w().settings.accounts;
  const type = form.text("windowPolicy.type");
  return (
    <>
      <SelectField form={form} name="windowPolicy.type" label={t.policy} options={options(t.policies)} />
      {type === "template" && (
        <>
          <div class="field-pair">
            <TextField form={form} name="windowPolicy.name" label={t.policyTemplate} />
            <TextField form={form} name="windowPolicy.language" label={w().settings.templates.language} optional />
          </div>
          <TextField form={form} name="windowPolicy.variable" label={t.policyVariable} hint={t.policyVariableHint} optional />
        </>
      )}
      {type === "route" && <TextField form={form} name="windowPolicy.route" label={t.policyRoute} />}
    </>
  );
}
