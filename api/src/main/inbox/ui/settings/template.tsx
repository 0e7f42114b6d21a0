import { ApiError } from "../../api/client.ts";
import type { FullTemplate } from "../../api/settings.ts";
import { gapsOf } from "../../store/gaps.ts";
import { toast } from "../../store/inbox.ts";
import { api } from "../../store/session.ts";
import { w } from "../../words/index.ts";
import { CheckField, FormDialog, SelectField, TextField, useForm, type Values } from "./form.tsx";

/** What a template of a channel says, in the order in which it is written. */
const PARTS: Record<string, readonly string[]> = {
  whatsapp: ["text"],
  sms: ["text"],
  telegram: ["text"],
  email: ["subject", "text", "html"],
  push: ["title", "body"],
};

function bodyOf(values: Values, channel: string): Record<string, string> {
  return Object.fromEntries((PARTS[channel] ?? ["text"])
    .map((part) => [part, String(values[`body.${part}`] ?? "")] as const)
    .filter(([, text]) => text !== ""));
}

/** Writes one of our own: a new one, or the next version of it. */
export function WriteTemplate(props: { template: FullTemplate | null; again: () => Promise<void>; onClose: () => void; onDelete: () => void }) {
  const { template } = props;
  const t = w().settings.templates;
  const written = Object.fromEntries(Object.entries(template?.body ?? {}).map(([part, text]) => [`body.${part}`, String(text)]));
  const form = useForm({
    name: template?.name ?? "", channel: template?.channel ?? "whatsapp", language: template?.language ?? "pt_BR",
    default: template?.default ?? false, ...written,
  }, async (values) => {
    const words = bodyOf(values, String(values.channel));
    // What the form does not show, such as data for an app, stays as it is.
    const body = { ...Object.fromEntries(Object.entries(template?.body ?? {}).filter(([part]) => !PARTS[String(values.channel)]?.includes(part))), ...words };
    const known = new Map((template?.variables ?? []).map((each) => [each.name, each]));
    const variables = gapsOf(words).map((name) => {
      const before = known.get(name);
      return { name, ...(before?.description ? { description: before.description } : {}), ...(before?.example ? { example: before.example } : {}) };
    });
    const told = { default: values.default, body, variables };
    try {
      if (template === null) await api.post("/templates", { name: String(values.name).trim(), channel: values.channel, language: String(values.language).trim(), ...told });
      else await api.put(`/templates/${template.id}`, { version: template.version, ...told });
    } catch (e) {
      throw e instanceof ApiError && e.status === 412 ? new ApiError(412, e.type, t.changedMeanwhile) : e;
    }
    toast(w().settings.saved);
    props.onClose();
    await props.again();
  });
  const channel = form.text("channel");
  const gaps = gapsOf(bodyOf(form.values, channel));
  const label: Record<string, string> = { text: t.text, body: t.text, subject: t.subject, title: t.title, html: t.html };
  return (
    <FormDialog title={template === null ? t.new : t.edit(template.name)} form={form} submit={w().settings.save} onClose={props.onClose} class="wide-dialog">
      {template === null ? (
        <div class="field-pair">
          <TextField form={form} name="name" label={w().settings.name} hint={t.nameHint} focus />
          <TextField form={form} name="language" label={t.language} hint={t.languageHint} />
          <SelectField form={form} name="channel" label={t.channel} options={Object.keys(PARTS).map((value) => ({ value, words: channelName(value) }))} />
        </div>
      ) : <p class="faint">{channelName(template.channel)}, {template.language}, {t.version(template.version).toLowerCase()}</p>}
      {(PARTS[channel] ?? ["text"]).map((part) => (
        <TextField key={part} form={form} name={`body.${part}`} label={label[part] ?? part}
          optional={part === "html"}
          {...(part === "html" ? { hint: t.htmlHint, mono: true } : part === "text" || part === "body" ? { hint: t.gapsHint } : {})}
          {...(part === "subject" || part === "title" ? {} : { lines: part === "html" ? 6 : 5 })} />
      ))}
      <p class="faint" aria-live="polite">{t.gaps}: {gaps.length === 0 ? t.noGaps.toLowerCase() : gaps.map((gap) => <code key={gap}>{gap} </code>)}</p>
      <CheckField form={form} name="default" label={t.standard} />
      {template !== null && <div class="form-also"><button type="button" class="link danger" onClick={props.onDelete}>{w().settings.remove}</button></div>}
    </FormDialog>
  );
}

function channelName(channel: string): string {
  return ({ whatsapp: "WhatsApp", sms: "SMS", telegram: "Telegram", email: w().signIn.email, push: "Push" } as Record<string, string>)[channel] ?? channel;
}
