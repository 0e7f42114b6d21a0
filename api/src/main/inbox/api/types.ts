// What the API says, as docs/api.md and docs/live.md have it. Members that a server may leave out are optional; members
// that nobody here reads are left out.

export type ChatStatus = "ACTIVE" | "CLOSED" | "ARCHIVED";

export type MessageStatus =
  | "QUEUED"
  | "SENDING"
  | "UNCONFIRMED"
  | "SENT"
  | "DELIVERED"
  | "READ"
  | "FAILED"
  | "CANCELED"
  | "EXPIRED"
  | "RECEIVED"
  | "STORED";

export interface Person {
  id: string;
  name?: string;
}

export interface Label {
  id: string;
  name: string;
  color: string;
}

export interface Chat {
  id: string;
  kind: string;
  status: ChatStatus;
  account?: string;
  provider?: string;
  contact?: Person;
  address?: string;
  assignee?: Person;
  lastMessage?: { id: string; preview?: string; direction?: string; agentId?: string };
  lastActivityAt: string;
  unread: number;
  windowExpiresAt?: string;
  createdAt: string;
  continuedIn?: string;
  labels?: Label[];
  snoozedUntil?: string;
  waitingSince?: string;
  /** Only services have written in it, and nobody has seen to it. */
  silent?: boolean;
}

export interface MediaFile {
  attachmentId?: string;
  url?: string;
  mimeType?: string;
  name?: string;
  size?: number;
}

/** Content is open: a service may say something new, and it is shown as well as it can be. */
export interface Content {
  type: string;
  text?: string;
  subject?: string;
  html?: string;
  reply?: string;
  caption?: string;
  file?: MediaFile;
  attachments?: { file: MediaFile; contentId?: string }[];
  name?: string;
  address?: string;
  latitude?: number;
  longitude?: number;
  emoji?: string;
  title?: string;
  body?: string;
  footer?: string;
  header?: string;
  language?: string;
  variables?: Record<string, string | MediaFile>;
  contacts?: { name: string; phones?: { number: string }[]; emails?: string[] }[];
  items?: { productId: string; quantity: number; price?: number; currency?: string }[];
  kindName?: string;
  voice?: boolean;
}

export interface Message {
  id: string;
  chatId: string;
  account?: string;
  direction: "INBOUND" | "OUTBOUND" | "INTERNAL";
  kind: string;
  content: Content;
  status: MessageStatus;
  reason?: string;
  createdAt: string;
  contactId?: string;
  senderName?: string;
  agentId?: string;
  agent?: Person;
  replyTo?: string;
  sendAt?: string;
  partOf?: string;
  automatic?: boolean;
  deletedAt?: string;
  deletedBy?: string;
}

export interface ChatPage {
  chats: Chat[];
  next?: string;
}

export interface MessagePage {
  messages: Message[];
  next?: string;
}

export interface Accepted {
  id: string;
  chatId: string;
  status: MessageStatus;
  parts?: string[];
}

export interface Limits {
  textLength?: number;
  mimeTypes: string[];
  bytes?: number;
}

export interface Capabilities {
  channel: string;
  contents: Record<string, Limits>;
  receipts: string[];
  windowSeconds?: number;
  signals: string[];
  webhooks?: boolean;
}

export interface Account {
  id: string;
  name: string;
  provider: string;
  enabled: boolean;
  deletedAt?: string;
  capabilities?: Capabilities;
  problem?: string;
}

export interface TimelineEntry {
  what: string;
  at: string;
  words: string;
  providerAt?: string;
  status?: MessageStatus;
  attempt?: number;
  result?: string;
  reason?: string;
  code?: string;
  detail?: string;
  nextAt?: string;
  applied?: boolean;
}

export interface Timeline {
  id: string;
  status: MessageStatus;
  entries: TimelineEntry[];
  waiting?: { why: string; until?: string; behind?: string; words: string };
}

export interface Contact {
  id: string;
  name?: string;
  createdAt: string;
  identities: { kind: string; address: string; since: string }[];
  former?: { kind: string; address: string; until: string; why: string }[];
  chats?: Chat[];
  consent?: { kind?: string; address?: string; why?: string }[];
  fields?: Record<string, string>;
}

export interface Placeholder {
  name: string;
  kind: "TEXT" | "IMAGE" | "VIDEO" | "DOCUMENT";
  required: boolean;
  oneLine: boolean;
  longest?: number;
  description?: string;
  example?: string;
}

export interface Template {
  id: string;
  name: string;
  language: string;
  state: string;
  reason?: string;
  variables: Placeholder[];
  text?: string;
}

export interface Attachment {
  id: string;
  state: string;
  mimeType?: string;
  name?: string;
  size?: number;
}

export interface Agent {
  id: string;
  name: string;
  role: string;
  email?: string;
  presence?: Presence;
  lastSeenAt?: string;
  disabledAt?: string;
}

export type Presence = "online" | "away" | "busy" | "offline";

export interface CannedReply {
  id: string;
  shortcut: string;
  text: string;
}

export interface Deed {
  id: string;
  at: string;
  action: string;
  agent?: Person;
  apiKeyId?: string;
}

export interface Counts {
  unread: number;
  waiting: number;
  unassigned: number;
  mine: { unread: number; open: number };
}

export interface Found {
  chat: Chat;
  message?: { id: string; snippet: string };
}

export interface LoggedIn {
  accessToken: string;
  expiresIn: number;
  agent?: { id: string; name: string; email: string; role: string; tenantId: string };
}

/** Whatever comes over the socket. What is known of it is looked at where it is applied. */
export interface LiveEvent {
  type: string;
  cursor?: string;
  at?: string;
  chatId?: string;
  messageId?: string;
  message?: Message;
  [member: string]: unknown;
}
