import type { Account, Agent, Placeholder, Template } from "./types.ts";

// What the settings read of the API, as docs/api.md has it.

export interface AccountField {
  name: string;
  kind: "TEXT" | "LONG_TEXT" | "NUMBER" | "FLAG" | "CHOICE" | "LIST" | "PAIRS" | "SECRET" | "LONG_SECRET";
  need: "NEEDED" | "WANTED" | "RARE";
  title: string;
  hint?: string;
  usual?: string;
  choices?: string[];
}

export interface Provider {
  name: string;
  title: string;
  fields?: AccountField[];
}

export interface FullAccount extends Account {
  settings: Record<string, unknown>;
  secrets: string[];
  ratePerSecond?: number;
  longText: "refuse" | "split";
  windowPolicy: WindowPolicy;
  serviceAccount?: string;
  createdAt: string;
  /** Where the server gives chats to agents by itself. */
  assignment?: "manual" | "automatic";
}

export interface WindowPolicy {
  type: "refuse" | "template" | "route";
  name?: string;
  language?: string;
  variable?: string;
  route?: string;
}

export type Verdict = "GOOD" | "DOUBTFUL" | "BAD" | "UNKNOWN";

export interface CheckReport {
  verdict: Verdict;
  findings: { verdict: Verdict; what: string; setting?: string; words: string }[];
}

export interface FullAgent extends Agent {
  capacity?: number;
}

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  createdAt: string;
  revokedAt?: string;
}

export interface Team {
  id: string;
  name: string;
  agents: { id: string; name: string }[];
  accounts: string[];
}

export interface FullTemplate extends Template {
  channel: string;
  account?: string;
  category?: string;
  version: number;
  default: boolean;
  body?: Record<string, unknown>;
  variables: Placeholder[];
  updatedAt: string;
}

export interface Webhook {
  id: string;
  account: string;
  receivedAt: string;
  method: string;
  outcome: "APPLIED" | "PARTLY_UNKNOWN";
  messages: number;
  receipts: number;
  unknown: number;
  reason?: string;
  bytes: number;
  replayedAt?: string;
}

export interface WebhookItem {
  kind: string;
  id?: string;
  what?: string;
}

export interface RawWebhook {
  webhook: Webhook;
  url: string;
  headers: Record<string, string[]>;
  body?: string;
  bodyBase64?: string;
  items?: WebhookItem[];
}

export interface Replayed {
  before?: WebhookItem[];
  after: WebhookItem[];
  gone: WebhookItem[];
  come: WebhookItem[];
  applied: WebhookItem[];
}
