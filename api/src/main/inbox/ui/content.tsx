import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Content, MediaFile } from "../api/types.ts";
import { overlay } from "../store/layout.ts";
import { download, file as fileOf } from "../store/media.ts";
import { size, w } from "../words/index.ts";
import { File } from "./icons.tsx";

/** What a message says. Everything in it was written by strangers, so it is only ever text, or a file of a known kind. */
export function Words({ content }: { content: Content }) {
  const t = w();
  switch (content.type) {
    case "text":
      return <Text text={content.text ?? ""} />;
    case "note":
      return <Text text={content.text ?? ""} />;
    case "image":
    case "sticker":
    case "video":
    case "audio":
    case "document":
      return (
        <>
          {content.file && <Media type={content.type} file={content.file} voice={content.voice === true} />}
          {content.caption && <Text text={content.caption} />}
        </>
      );
    case "email":
      return <Mail content={content} />;
    case "template":
      return (
        <>
          <p class="content-kind">{t.content.template} · {content.name}</p>
          {content.text ? <Text text={content.text} /> : <Variables content={content} />}
        </>
      );
    case "location":
      return (
        <>
          <p class="content-kind">{t.content.location}</p>
          <Text text={[content.name, content.address].filter(Boolean).join("\n") || `${content.latitude}, ${content.longitude}`} />
          <a class="link" target="_blank" rel="noopener noreferrer"
            href={`https://www.openstreetmap.org/?mlat=${content.latitude}&mlon=${content.longitude}#map=16/${content.latitude}/${content.longitude}`}>
            {t.content.map}
          </a>
        </>
      );
    case "contacts":
      return (
        <>
          <p class="content-kind">{t.content.contacts}</p>
          {content.contacts?.map((card) => (
            <Text key={card.name} text={[card.name, ...(card.phones ?? []).map((phone) => phone.number), ...(card.emails ?? [])].join("\n")} />
          ))}
        </>
      );
    case "reaction":
      return <p class="content-note">{content.emoji ? t.content.reaction(content.emoji) : t.content.reactionGone}</p>;
    case "choice":
      return (
        <>
          <p class="content-kind">{t.content.choice}</p>
          <Text text={content.title ?? ""} />
        </>
      );
    case "order":
      return (
        <>
          <p class="content-kind">{t.content.order}</p>
          {content.items?.map((item) => <Text key={item.productId} text={`${item.quantity} × ${item.productId}`} />)}
          {content.text && <Text text={content.text} />}
        </>
      );
    case "interactive":
      return <Text text={[content.header, content.body, content.footer].filter(Boolean).join("\n")} />;
    case "notification":
      return <Text text={[content.title, content.body].filter(Boolean).join("\n")} />;
    case "system":
      return <p class="content-note">{content.text}</p>;
    case "deleted":
      return <p class="content-note">{t.thread.deleted}</p>;
    default:
      return <p class="content-note">{content.text ?? t.content.unknown(content.kindName ?? content.type)}</p>;
  }
}

const LINK = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/g;

function Text({ text }: { text: string }) {
  const parts = useMemo(() => text.split(LINK), [text]);
  return (
    <p class="text" dir="auto">
      {parts.map((part, i) =>
        i % 2 === 1 ? <a key={i} href={part} target="_blank" rel="noopener noreferrer nofollow">{part}</a> : part)}
    </p>
  );
}

function Variables({ content }: { content: Content }) {
  const all = Object.entries(content.variables ?? {}).filter(([, value]) => typeof value === "string");
  return all.length === 0 ? null : <Text text={all.map(([name, value]) => `${name}: ${String(value)}`).join("\n")} />;
}

function Mail({ content }: { content: Content }) {
  const whole = useSignal(false);
  const t = w().content;
  const text = content.text ?? plain(content.html ?? "");
  const short = content.reply !== undefined && content.reply.trim() !== "" && content.reply.length < text.length;
  return (
    <>
      <p class="mail-subject">{content.subject}</p>
      <Text text={short && !whole.value ? content.reply! : text} />
      {short && (
        <button type="button" class="link" aria-expanded={whole.value} onClick={() => (whole.value = !whole.value)}>
          {whole.value ? t.hideMail : t.showMail}
        </button>
      )}
      {content.attachments?.map((each) => <Media key={each.file.attachmentId ?? each.file.name} type="document" file={each.file} />)}
    </>
  );
}

// A mail's HTML is never shown as such: it is strangers' code. Its words are.
function plain(html: string): string {
  return html
    .replace(/<(style|script|head)[\s\S]*?<\/\1>/gi, "")
    .replace(/<(br|\/p|\/div|\/tr|\/li|\/h\d)[^>]*>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&nbsp;/g, " ").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/\n{3,}/g, "\n\n").trim();
}

export function Media({ type, file, voice = false }: { type: string; file: MediaFile & { state?: string }; voice?: boolean }) {
  const t = w().files;
  const kinds: Record<string, string> = {
    image: t.image, sticker: t.sticker, video: t.video, audio: voice ? t.voice : t.audio, document: t.document };
  const name = file.name ?? kinds[type] ?? t.document;
  if (file.state === "GONE" || file.state === "REFUSED") {
    return <p class="content-note">{name}: {file.state === "GONE" ? t.gone : t.refused}</p>;
  }
  if (file.attachmentId === undefined) {
    return file.url ? <a class="link" href={file.url} target="_blank" rel="noopener noreferrer">{name}</a> : <p class="content-note">{name}</p>;
  }
  if (type === "image" || type === "sticker") return <Picture id={file.attachmentId} name={name} stamp={file.state ?? ""} />;
  if (type === "audio" || type === "video") return <Played id={file.attachmentId} type={type} name={name} />;
  const id = file.attachmentId;
  return (
    <button type="button" class="file" onClick={() => void download(id, name)} title={t.download}>
      <File size={20} />
      <span class="file-name ellipsis">{name}</span>
      <span class="file-facts">{[file.mimeType?.split("/").at(-1)?.toUpperCase(), file.size && size(file.size)].filter(Boolean).join(" · ")}</span>
    </button>
  );
}

// The box has its size before the picture is there, so that nothing moves when it comes.
function Picture({ id, name, stamp }: { id: string; name: string; stamp: string }) {
  const loaded = useMemo(() => fileOf(id), [id, stamp]).value;
  const t = w().files;
  if (loaded === "failed") return <p class="content-note">{name}: {t.coming}</p>;
  return (
    <button type="button" class="picture" aria-label={`${t.view}: ${name}`} disabled={loaded === "loading"}
      onClick={() => (overlay.value = { kind: "picture", attachmentId: id, name })}>
      {typeof loaded === "object" && <img src={loaded.address} alt={name} decoding="async" />}
    </button>
  );
}

function Played({ id, type, name }: { id: string; type: "audio" | "video"; name: string }) {
  const loaded = useMemo(() => fileOf(id), [id]).value;
  const t = w().files;
  if (loaded === "failed") return <p class="content-note">{name}: {t.coming}</p>;
  if (loaded === "loading") return <div class={`played ${type}`} role="status" aria-label={w().loading} />;
  return type === "audio"
    ? <audio class="played audio" controls preload="metadata" src={loaded.address} aria-label={name} />
    : <video class="played video" controls preload="metadata" src={loaded.address} aria-label={name} />;
}
