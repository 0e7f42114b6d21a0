import { Component } from "preact";
import type { Message } from "../api/types.ts";
import { agents, callBack, discard, retry, reveal, sendAnyway, teamwork, toast, write } from "../store/inbox.ts";
import { draftOf, keepDraft } from "../store/drafts.ts";
import { overlay } from "../store/layout.ts";
import type { Entry } from "../store/outbox.ts";
import { me } from "../store/session.ts";
import { sendable } from "../store/sending.ts";
import { previewOf } from "../store/state.ts";
import { clock, dateTime, reasonWords, w } from "../words/index.ts";
import { composing, focusComposer } from "./composer.tsx";
import { Words } from "./content.tsx";
import { Alert, Clock, Close, Copy, Info, Note, Reply, Ticks, Trash, Undo } from "./icons.tsx";
import { IconButton } from "./parts.tsx";

interface Props {
  message: Message;
  quoted: Message | undefined;
  /** Whether the message before is of the same person, just before. */
  joined: boolean;
  words: string;
}

/** A message. It is drawn again only when something of it has changed, which in a long thread is almost never. */
export class Bubble extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { message, quoted, joined, words } = this.props;
    return next.message !== message || next.quoted !== quoted || next.joined !== joined || next.words !== words;
  }

  override render({ message, quoted, joined }: Props) {
    const t = w();
    const side = message.direction === "INBOUND" ? "in" : message.direction === "INTERNAL" ? "note" : "out";
    const failed = message.status === "FAILED" || message.status === "EXPIRED";
    const system = message.content.type === "system";
    return (
      <article class={`message ${side}${joined ? " joined" : ""}${failed ? " failed" : ""}${system ? " system" : ""}`}
        data-id={message.id} aria-label={`${author(message)}, ${dateTime(message.createdAt)}`}>
        <div class="bubble" tabIndex={-1}>
          {!joined && side === "note" && <p class="author"><Note size={12} />{t.thread.note} · {author(message)}</p>}
          {!joined && side === "out" && message.agentId !== me.value?.id && <p class="author">{author(message)}</p>}
          {quoted && <Quote message={quoted} />}
          <Words content={message.content} />
          <footer class="meta">
            <time dateTime={message.createdAt} title={dateTime(message.createdAt)}>{clock(message.createdAt)}</time>
            {side === "out" && <Tick message={message} />}
          </footer>
          <Tools message={message} side={side} />
        </div>
        {failed && (
          <p class="failure">
            <Alert size={12} />
            <span>{t.status[message.status]}. {reasonWords(message.reason)}</span>
            <button type="button" class="link" onClick={() => again(message)}>{t.tryAgain}</button>
            <button type="button" class="link" onClick={() => (overlay.value = { kind: "timeline", messageId: message.id })}>{t.thread.why}</button>
          </p>
        )}
      </article>
    );
  }
}

// A message that has failed stays what it was; trying again is another one.
function again(message: Message): void {
  write(message.chatId, sendable(message.content), message.replyTo === undefined ? {} : { replyTo: message.replyTo });
}

function Tools({ message, side }: { message: Message; side: string }) {
  const t = w().thread;
  if (message.content.type === "deleted") return null;
  const text = message.content.text ?? message.content.caption;
  return (
    <div class="tools">
      {side !== "note" && (
        <IconButton name={t.reply} onClick={() => { composing.replyTo(message); focusComposer(); }}><Reply size={14} /></IconButton>
      )}
      {text !== undefined && text !== "" && (
        <IconButton name={t.copy} onClick={() => void navigator.clipboard?.writeText(text).then(() => toast(t.copied))}><Copy size={14} /></IconButton>
      )}
      {side !== "note" && (
        <IconButton name={t.why} onClick={() => (overlay.value = { kind: "timeline", messageId: message.id })}><Info size={14} /></IconButton>
      )}
      {side === "out" && message.status === "QUEUED" && (
        <IconButton name={t.callBack} onClick={() => void callBack(message, t.calledBack)}><Undo size={14} /></IconButton>
      )}
      {teamwork.value && message.status !== "QUEUED" && message.status !== "SENDING" && (
        <IconButton name={t.remove} onClick={() => (overlay.value = { kind: "remove", message })}><Trash size={14} /></IconButton>
      )}
    </div>
  );
}

function Quote({ message }: { message: Message }) {
  return (
    <button type="button" class="quote" onClick={() => void reveal(message.chatId, message.id)}>
      <span class="quote-author">{author(message)}</span>
      <span class="ellipsis">{previewOf(message)}</span>
    </button>
  );
}

export function author(message: Message): string {
  if (message.direction === "INBOUND") return message.senderName ?? w().list.unknown;
  if (message.agentId === undefined) return w().thread.automatic;
  if (message.agentId === me.value?.id) return w().you;
  return message.agent?.name ?? agents.value?.find((agent) => agent.id === message.agentId)?.name ?? w().thread.automatic;
}

function Tick({ message }: { message: Message }) {
  const t = w();
  const words = [t.status[message.status], reasonWords(message.reason)].filter(Boolean).join(". ");
  return (
    <button type="button" class={`tick ${message.status.toLowerCase()}`} title={words} aria-label={`${words}. ${t.thread.why}`}
      onClick={() => (overlay.value = { kind: "timeline", messageId: message.id })}>
      <TickMark status={message.status} />
    </button>
  );
}

function TickMark({ status }: { status: string }) {
  switch (status) {
    case "SENT":
      return <Ticks two={false} />;
    case "DELIVERED":
    case "READ":
      return <Ticks two />;
    case "FAILED":
    case "EXPIRED":
    case "UNCONFIRMED":
      return <Alert size={12} />;
    case "CANCELED":
      return <Close size={12} />;
    default:
      return <Clock size={12} />;
  }
}

/** What the server has not taken yet: on the screen from the keystroke on, under the id that it keeps. */
export function Pending({ entry, quoted, joined }: { entry: Entry; quoted: Message | undefined; joined: boolean }) {
  const t = w();
  const words = {
    leaving: t.status.LEAVING, waiting: t.status.WAITING, refused: t.status.REFUSED, stale: t.stale.title, old: t.composer.old,
  }[entry.state];
  const stuck = entry.state === "refused" || entry.state === "old" || entry.state === "stale";
  const edit = () => {
    const taken = discard(entry.clientId);
    if (!taken) return;
    const before = draftOf(entry.chatId);
    const { subject } = taken.content;
    keepDraft(entry.chatId, {
      ...before, text: [before.text, taken.content.text ?? ""].filter(Boolean).join("\n"), note: taken.note,
      ...(subject === undefined ? {} : { subject }), ...(taken.replyTo === undefined ? {} : { replyTo: taken.replyTo }),
    });
    composing.reload();
    focusComposer();
  };
  return (
    <article class={`message ${entry.note ? "note" : "out"}${joined ? " joined" : ""}${stuck ? " failed" : ""}`} aria-label={`${t.you}, ${words}`}>
      <div class="bubble">
        {!joined && entry.note && <p class="author"><Note size={12} />{t.thread.note} · {t.you}</p>}
        {quoted && <Quote message={quoted} />}
        <Words content={entry.content} />
        <footer class="meta">
          <time dateTime={entry.writtenAt}>{clock(entry.writtenAt)}</time>
          <span class={`tick ${entry.state}`} role="img" title={words} aria-label={words}>{stuck ? <Alert size={12} /> : <Clock size={12} />}</span>
        </footer>
      </div>
      {stuck && (
        <div class="failure">
          <Alert size={12} />
          <span>{words}{entry.problem ? `. ${entry.problem}` : ""}</span>
          {entry.state === "stale" && entry.missed && entry.missed.length > 0 && (
            <ul class="missed" aria-label={t.stale.hint}>
              {entry.missed.slice(-3).map((each) => <li key={each.id}><b>{author(each)}</b> {previewOf(each)}</li>)}
            </ul>
          )}
          {entry.state === "stale" ? (
            <button type="button" class="link" onClick={() => sendAnyway(entry)}>{t.stale.sendAnyway}</button>
          ) : (
            <button type="button" class="link" onClick={() => retry(entry.clientId)}>{t.tryAgain}</button>
          )}
          {entry.content.text !== undefined && <button type="button" class="link" onClick={edit}>{t.composer.edit}</button>}
          <button type="button" class="link" onClick={() => discard(entry.clientId)}>{t.composer.discard}</button>
        </div>
      )}
    </article>
  );
}

