import { useSignal } from "@preact/signals";
import type { CannedReply } from "../../api/types.ts";
import { cannedReplies, toast } from "../../store/inbox.ts";
import { api } from "../../store/session.ts";
import { folded } from "../../store/views.ts";
import { w } from "../../words/index.ts";
import { Trash } from "../icons.tsx";
import { IconButton } from "../parts.tsx";
import { Confirm, FormDialog, TextField, useForm } from "./form.tsx";
import { Nothing, SettingSection, Shown, Table, useLoaded } from "./parts.tsx";

type Is = { kind: "write"; reply: CannedReply | null } | { kind: "delete"; reply: CannedReply } | null;

const MANY = 8;

/** What everybody says every day. What is changed here is in the answer field at once. */
export function Replies() {
  const t = w().settings.replies;
  const open = useSignal<Is>(null);
  const query = useSignal("");
  const all = useLoaded(async (signal) =>
    (cannedReplies.value = (await api.get<{ cannedReplies: CannedReply[] }>("/canned-replies", signal)).cannedReplies));
  const close = () => (open.value = null);
  const is = open.value;
  const wanted = folded(query.value.trim());
  return (
    <SettingSection title={w().settings.sections.replies} hint={t.hint}
      actions={<button type="button" class="primary" onClick={() => (open.value = { kind: "write", reply: null })}>{t.add}</button>}>
      <Shown of={all}>
        {(fetched, list = cannedReplies.value ?? fetched) => list.length === 0 ? <Nothing title={t.none} hint={t.noneHint} /> : (
          <>
            {list.length > MANY && (
              <input type="search" class="find" value={query.value} placeholder={t.find} aria-label={t.find} onInput={(e) => (query.value = e.currentTarget.value)} />
            )}
            <Table name={w().settings.sections.replies} keyOf={(each) => each.id}
              rows={list.filter((each) => folded(`${each.shortcut} ${each.text}`).includes(wanted))} columns={[
                {
                  head: t.shortcut,
                  cell: (each) => (
                    <button type="button" class="row-name" aria-label={t.edit(each.shortcut)} onClick={() => (open.value = { kind: "write", reply: each })}>
                      <code>/{each.shortcut}</code>
                    </button>
                  ),
                },
                { head: t.text, cell: (each) => <span class="row-text">{each.text}</span> },
                {
                  head: w().settings.actions, bare: true,
                  cell: (each) => <IconButton name={t.deleteTitle(each.shortcut)} onClick={() => (open.value = { kind: "delete", reply: each })}><Trash /></IconButton>,
                },
              ]} />
          </>
        )}
      </Shown>
      {is?.kind === "write" && <WriteReply reply={is.reply} again={all.again} onClose={close} />}
      {is?.kind === "delete" && (
        <Confirm title={t.deleteTitle(is.reply.shortcut)} words={t.deleteWords} action={w().settings.remove} onClose={close}
          run={async () => {
            await api.delete(`/canned-replies/${is.reply.id}`);
            await all.again();
            toast(t.deleted);
          }} />
      )}
    </SettingSection>
  );
}

function WriteReply({ reply, again, onClose }: { reply: CannedReply | null; again: () => Promise<void>; onClose: () => void }) {
  const t = w().settings.replies;
  const form = useForm({ shortcut: reply?.shortcut ?? "", text: reply?.text ?? "" }, async (values) => {
    const wanted = { shortcut: String(values.shortcut).trim().replace(/^\//, ""), text: values.text };
    if (reply === null) await api.post("/canned-replies", wanted);
    else await api.patch(`/canned-replies/${reply.id}`, wanted);
    toast(w().settings.saved);
    onClose();
    await again();
  });
  return (
    <FormDialog title={reply === null ? t.new : t.edit(reply.shortcut)} form={form} submit={reply === null ? t.add : w().settings.save} onClose={onClose}>
      <TextField form={form} name="shortcut" label={t.shortcut} hint={t.shortcutHint} focus />
      <TextField form={form} name="text" label={t.text} hint={t.textHint} lines={6} />
    </FormDialog>
  );
}
