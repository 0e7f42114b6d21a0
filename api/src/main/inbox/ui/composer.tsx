import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { CannedReply, Message } from "../api/types.ts";
import { ApiError } from "../api/client.ts";
import { draftOf, keepDraft } from "../store/drafts.ts";
import {
  cannedReplies, chatAction, now, openAccount, openChat, openThread, show, teamwork, tellTyping, tellTypingEnded, write,
} from "../store/inbox.ts";
import { overlay } from "../store/layout.ts";
import { api, me } from "../store/session.ts";
import { previewOf } from "../store/state.ts";
import { answerSubject, filled, kindOfFile, longest, takesFiles, textContent, windowLeft, wording } from "../store/sending.ts";
import { duration, size, w, wordsFor } from "../words/index.ts";
import { Canned, Clip, Clock, Close, File as FileIcon, Note, Send, Template } from "./icons.tsx";
import { author } from "./message.tsx";
import { IconButton } from "./parts.tsx";
import { jumpToEnd } from "./thread.tsx";

/** What the open composer can be told from elsewhere. */
export const composing: { replyTo(message: Message): void; reload(): void; note(): void; field: HTMLTextAreaElement | null } = {
  replyTo() {}, reload() {}, note() {}, field: null };

export function focusComposer(): void {
  composing.field?.focus();
}

interface Upload {
  file: File;
  kind: string;
  progress: number;
  id: string | null;
  error: string;
  abort: AbortController;
}

export function Composer({ chatId }: { chatId: string }) {
  const first = draftOf(chatId);
  const text = useSignal(first.text);
  const subject = useSignal(first.subject ?? null as string | null);
  const note = useSignal(first.note === true);
  const replyTo = useSignal(first.replyTo ?? null as string | null);
  const uploads = useSignal<readonly Upload[]>([]);
  const over = useSignal(false);
  const cannedAt = useSignal(0);
  const cannedShut = useSignal(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  const chat = openChat.value;
  const account = openAccount.value;
  const capabilities = account?.capabilities;
  const how = wording(capabilities);
  const t = w().composer;
  const team = teamwork.value;
  const left = chat === null ? null : windowLeft(chat, account, now.value);
  const shut = left === 0 && !note.value;
  const limit = note.value ? undefined : longest(capabilities);
  const length = [...text.value].length;
  const tooLong = limit !== undefined && length > limit ? length - limit : 0;
  const lastMail = how === "email" ? lastSubject() : undefined;
  const subjectNow = subject.value ?? answerSubject(lastMail);

  const keep = () => keepDraft(chatId, {
    text: text.value,
    ...(subject.value === null ? {} : { subject: subject.value }),
    ...(note.value ? { note: true } : {}),
    ...(replyTo.value === null ? {} : { replyTo: replyTo.value }),
  });

  // Before anything is painted, so that whoever opened the chat can give the field the focus.
  useLayoutEffect(() => {
    composing.field = field.current;
    composing.replyTo = (message) => { replyTo.value = message.id; note.value = false; keep(); };
    composing.note = () => { if (teamwork.value) { note.value = true; keep(); } };
    composing.reload = () => {
      const draft = draftOf(chatId);
      text.value = draft.text;
      subject.value = draft.subject ?? null;
      replyTo.value = draft.replyTo ?? null;
      note.value = draft.note === true;
    };
    return () => {
      if (composing.field === field.current) composing.field = null;
      for (const upload of uploads.value) upload.abort.abort();
    };
  }, []);

  // As tall as what is in it, up to a third of the window.
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, innerHeight * 0.35)}px`;
  }, [text.value, shut]);

  if (chat === null) return <div class="composer" />;
  const name = chat.contact?.name ?? chat.address ?? "";
  const quoted = replyTo.value === null ? undefined : openThread.value?.byId.get(replyTo.value);
  const canned = cannedShut.value ? [] : cannedFor(text.value);

  const input = (value: string) => {
    text.value = value;
    cannedShut.value = false;
    cannedAt.value = 0;
    keep();
    if (note.value) return;
    if (value === "") tellTypingEnded(chatId);
    else tellTyping(chatId);
  };

  const add = (files: Iterable<File>) => {
    if (!capabilities || note.value) return;
    for (const file of files) {
      const kind = kindOfFile(file.type || "application/octet-stream", file.size, capabilities);
      const upload: Upload = { file, kind: typeof kind === "string" ? kind : "", progress: 0, id: null, error: "", abort: new AbortController() };
      if (typeof kind === "string") start(upload);
      else upload.error = kind.refused === "size" ? t.fileTooLarge(size(kind.limit ?? 0)) : t.fileRefused(file.type || file.name);
      uploads.value = [...uploads.value, upload];
    }
  };

  const start = (upload: Upload) => {
    const change = (with_: Partial<Upload>) => {
      uploads.value = uploads.value.map((each) => (each.file === upload.file ? { ...each, ...with_ } : each));
    };
    api.upload(upload.file, (part) => change({ progress: part }), upload.abort.signal)
      .then((kept) => change({ id: kept.id, progress: 1 }))
      .catch((e: unknown) => { if (!upload.abort.signal.aborted) change({ error: e instanceof ApiError ? wordsFor(e) : t.uploadFailed }); });
  };

  const remove = (upload: Upload) => {
    upload.abort.abort();
    uploads.value = uploads.value.filter((each) => each.file !== upload.file);
  };

  const ready = uploads.value.filter((upload) => upload.id !== null);
  const busy = uploads.value.some((upload) => upload.id === null && upload.error === "");
  const sayable = text.value.trim() !== "" || ready.length > 0;
  const sendable = sayable && !busy && tooLong === 0 && !shut && (note.value || how !== "none");

  const send = () => {
    if (!sendable) return;
    const words = text.value.trim();
    const also = replyTo.value === null ? {} : { replyTo: replyTo.value };
    if (note.value) write(chatId, { type: "note", text: words }, { note: true });
    else {
      // Words go below a single file, where it can have some; else they are a message of their own.
      const captioned = ready.length === 1 && ready[0]!.kind !== "audio" && how === "text";
      ready.forEach((upload) => write(chatId, {
        type: upload.kind,
        file: { attachmentId: upload.id!, name: upload.file.name, mimeType: upload.file.type, size: upload.file.size },
        ...(captioned && words !== "" ? { caption: words } : {}),
      }, also));
      if (words !== "" && !(captioned && ready.length === 1)) write(chatId, textContent(capabilities, words, subjectNow), also);
    }
    text.value = "";
    subject.value = null;
    replyTo.value = null;
    uploads.value = uploads.value.filter((upload) => upload.id === null);
    note.value = false;
    keep();
    jumpToEnd.current?.();
    field.current?.focus();
  };

  const insertCanned = (reply: CannedReply) => {
    const values = { "contact.name": chat.contact?.name ?? "", "agent.name": me.value?.name ?? "", "account.name": chat.account ?? "" };
    input(filled(reply.text, values));
    cannedShut.value = true;
    field.current?.focus();
  };

  const key = (e: KeyboardEvent) => {
    if (canned.length > 0) {
      if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        cannedAt.value = (cannedAt.value + (e.key === "ArrowDown" ? 1 : canned.length - 1)) % canned.length;
        return e.preventDefault();
      }
      if ((e.key === "Enter" || e.key === "Tab") && !e.isComposing) {
        insertCanned(canned[cannedAt.value]!);
        return e.preventDefault();
      }
      if (e.key === "Escape") {
        cannedShut.value = true;
        e.stopPropagation();
        return e.preventDefault();
      }
    }
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing && (matchMedia("(hover: hover)").matches || e.metaKey || e.ctrlKey)) {
      e.preventDefault();
      send();
    } else if (e.key === "Escape") {
      e.stopPropagation();
      if (replyTo.value !== null) { replyTo.value = null; keep(); }
      else field.current?.blur();
    }
  };

  return (
    <div class={`composer${note.value ? " noting" : ""}${over.value ? " over" : ""}`}
      onDragOver={(e) => { if (takesFiles(capabilities) && e.dataTransfer?.types.includes("Files")) { e.preventDefault(); over.value = true; } }}
      onDragLeave={() => (over.value = false)}
      onDrop={(e) => { e.preventDefault(); over.value = false; add(e.dataTransfer?.files ?? []); }}>
      {over.value && <p class="drop">{t.drop}</p>}
      <State left={left} />
      {chat.continuedIn && <p class="composer-state">{w().thread.continued} <a class="link" href={`/inbox/chats/${chat.continuedIn}`} onClick={(e) => { e.preventDefault(); show(chat.continuedIn!); }}>{w().thread.openContinued}</a></p>}
      {quoted && (
        <div class="answering">
          <blockquote class="quote">
            <span class="quote-author">{w().thread.replyingTo} {author(quoted)}</span>
            <span class="ellipsis">{previewOf(quoted)}</span>
          </blockquote>
          <IconButton name={t.cancelReply} onClick={() => { replyTo.value = null; keep(); }}><Close size={12} /></IconButton>
        </div>
      )}
      {canned.length > 0 && (
        <div class="canned" role="listbox" aria-label={w().canned.title} id="canned">
          {canned.map((reply, i) => (
            <button key={reply.id} type="button" role="option" aria-selected={i === cannedAt.value} id={`canned-${i}`} tabIndex={-1}
              onMouseDown={(e) => { e.preventDefault(); insertCanned(reply); }}>
              <b>/{reply.shortcut}</b><span class="ellipsis">{reply.text}</span>
            </button>
          ))}
        </div>
      )}
      {uploads.value.length > 0 && (
        <ul class="uploads">
          {uploads.value.map((upload) => (
            <li key={upload.file.name + upload.file.size} class={`upload${upload.error ? " bad" : ""}`}>
              <FileIcon />
              <span class="file-name ellipsis">{upload.file.name}</span>
              <span class="file-facts">{upload.error || (upload.id ? `${t.uploaded} · ${size(upload.file.size)}` : t.uploading(Math.round(upload.progress * 100)))}</span>
              <IconButton name={`${t.remove}: ${upload.file.name}`} onClick={() => remove(upload)}><Close size={12} /></IconButton>
              {!upload.error && !upload.id && <progress value={upload.progress} max={1} aria-label={upload.file.name} />}
            </li>
          ))}
        </ul>
      )}
      {how === "email" && !note.value && (
        <input class="subject" value={subjectNow} aria-label={t.subject} placeholder={t.subject}
          onInput={(e) => { subject.value = e.currentTarget.value; keep(); }} />
      )}
      {shut || (how === "none" && !note.value) ? (
        <div class="shut">
          <p>{shut ? t.windowClosed : t.noFree}</p>
          <button type="button" class="primary" onClick={() => (overlay.value = { kind: "templates" })}>{t.chooseTemplate}</button>
          {team && <button type="button" class="quiet" onClick={() => (note.value = true)}>{t.note}</button>}
        </div>
      ) : (
        <div class="composer-field">
          <textarea ref={field} rows={1} value={text.value} dir="auto" aria-label={note.value ? t.note : t.label}
            placeholder={note.value ? t.notePlaceholder : t.placeholder(name)}
            {...(canned.length > 0 ? { "aria-controls": "canned", "aria-activedescendant": `canned-${cannedAt.value}` } : {})}
            onInput={(e) => input(e.currentTarget.value)} onKeyDown={key} onBlur={() => tellTypingEnded(chatId)}
            onPaste={(e) => { const files = e.clipboardData?.files; if (files?.length) { e.preventDefault(); add(files); } }} />
        </div>
      )}
      <div class="composer-tools">
        {team && (
          <div class="modes" role="group" aria-label={t.label}>
            <button type="button" aria-pressed={!note.value} onClick={() => { note.value = false; keep(); }}>{t.reply}</button>
            <button type="button" aria-pressed={note.value} onClick={() => { note.value = true; keep(); }}><Note size={12} />{t.note}</button>
          </div>
        )}
        {takesFiles(capabilities) && !note.value && (
          <>
            <input ref={picker} type="file" multiple class="unseen" tabIndex={-1} aria-hidden="true"
              onChange={(e) => { add([...(e.currentTarget.files ?? [])]); e.currentTarget.value = ""; }} />
            <IconButton name={t.attach} disabled={shut} onClick={() => picker.current?.click()}><Clip /></IconButton>
          </>
        )}
        {capabilities && !note.value && (
          <IconButton name={t.template} onClick={() => (overlay.value = { kind: "templates" })}><Template /></IconButton>
        )}
        {(cannedReplies.value?.length ?? 0) > 0 && !note.value && (
          <IconButton name={t.canned} keys="/" onClick={() => { input("/"); field.current?.focus(); }}><Canned /></IconButton>
        )}
        <span class="composer-hint">{tooLong > 0 ? <b class="bad-words">{t.tooLong(tooLong)}</b> : t.enterHint}</span>
        <button type="button" class="primary send" aria-disabled={!sendable} aria-label={note.value ? t.saveNote : t.send} onClick={send}>
          <Send /><span>{note.value ? t.saveNote : t.send}</span>
        </button>
      </div>
    </div>
  );
}

// What the agent has to know before they write.
function State({ left }: { left: number | null }) {
  const chat = openChat.value;
  const account = openAccount.value;
  const t = w().composer;
  if (chat?.status === "CLOSED") {
    return (
      <p class="composer-state">
        <span>{t.closed}</span>
        {teamwork.value && <button type="button" class="link" onClick={() => void chatAction(chat.id, "reopen", undefined, w().actions.reopened)}>{t.reopen}</button>}
      </p>
    );
  }
  if (account && !account.enabled) return <p class="composer-state warn">{t.accountOff}</p>;
  if (account?.problem) return <p class="composer-state warn">{t.accountGone} {account.problem}</p>;
  if (left !== null && left > 0) {
    return <p class={`composer-state window${left < 3_600_000 ? " warn" : ""}`}><Clock size={12} />{t.windowOpen(duration(left))}</p>;
  }
  return null;
}

function cannedFor(text: string): readonly CannedReply[] {
  if (!text.startsWith("/") || text.includes("\n") || text.length > 40) return [];
  const wanted = text.slice(1).toLowerCase();
  return (cannedReplies.value ?? [])
    .filter((reply) => reply.shortcut.toLowerCase().startsWith(wanted) || (wanted.length > 2 && reply.text.toLowerCase().includes(wanted)))
    .slice(0, 8);
}

function lastSubject(): string | undefined {
  const thread = openThread.value;
  if (thread === null) return undefined;
  for (let i = thread.order.length - 1; i >= 0; i--) {
    const content = thread.byId.get(thread.order[i]!)!.content;
    if (content.type === "email" && content.subject) return content.subject;
  }
  return undefined;
}

