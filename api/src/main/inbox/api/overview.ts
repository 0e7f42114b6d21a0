// What `GET /overview` says, as docs/api.md has it. Rates and times that are of nothing are left out.

export interface Figures {
  accepted: number;
  received: number;
  replies: number;
  outcomes: {
    queued: number;
    unconfirmed: number;
    sent: number;
    delivered: number;
    read: number;
    failed: number;
    expired: number;
    canceled: number;
  };
  deliveryRate?: number;
  readRate?: number;
  replyRate?: number;
  sendingSeconds?: number;
  answers: number;
  answerMedianSeconds?: number;
  answerP90Seconds?: number;
}

export interface LaneQueue {
  accountId: string;
  account: string;
  lane: "interactive" | "transactional" | "bulk";
  waiting: number;
  scheduled: number;
  oldestDueSeconds?: number;
  sentPerMinute: number;
}

export type HealthState = "WELL" | "PAUSED" | "FAILING" | "UNUSABLE" | "OFF";

export interface AccountFigures {
  id: string;
  name: string;
  provider: string;
  channel?: string;
  health: {
    state: HealthState;
    until?: string;
    reports: { node: string; reason: string; since: string }[];
    refusedWebhooks: number;
    lastRefusedAt?: string;
  };
  waitingChats: number;
  messages: Figures;
}

export interface Hour {
  hour: string;
  accepted: number;
  received: number;
  delivered: number;
  failed: number;
}

export interface ChannelUse {
  channel: string;
  accepted: number;
  received: number;
  series: { hour: string; accepted: number; received: number }[];
}

export interface Failures {
  reason: string;
  fault: "SERVICE" | "RECIPIENT" | "MESSAGE" | "ACCOUNT" | "OURS";
  messages: number;
  before: number;
}

export interface Tenant {
  at: string;
  asOf: string;
  from: string;
  hours: number;
  messages: Figures;
  before: Figures;
  speed: { accepted: number; sent: number; received: number };
  queue: { waiting: number; scheduled: number; oldestDueSeconds?: number; sentPerMinute: number; lanes: LaneQueue[] };
  chats: { waiting: number; since?: string };
  agents: { online: number; away: number; busy: number; offline: number };
  failures: Failures[];
  channels: ChannelUse[];
  accounts: AccountFigures[];
  series: Hour[];
  minutes: { minute: string; accepted: number; sent: number; received: number }[];
}

export interface Node {
  name: string;
  startedAt: string;
  memory: { usedBytes: number; mostBytes: number };
  collections: { times: number; seconds: number };
  processor?: number;
  live: { connections: number; opened: number; resumed: number; refused: number; behindSeconds: number };
  requests: { answered: number; refused: number; failed: number; meanSeconds?: number };
  database: { roundTripSeconds: number; busy: number; most: number; pending: number; meanUseSeconds?: number };
}

export interface Overview {
  tenant: Tenant;
  node: Node;
}
