/** The shapes the desk speaks over /api/v1, and the few the page adds for itself. */

export type State = "inbox" | "working" | "waiting" | "done";
export type Metric = "first_response" | "next_response" | "resolution";
export type Delivery = "queued" | "sent" | "failed" | "blocked";

export interface Timer {
  metric: Metric;
  state: "running" | "paused" | "held" | "met" | "missed" | "cancelled";
  goal_seconds: number;
  started_at: string;
  due_at: string | null;
  ended_at: string | null;
}

export interface Rating {
  score: -1 | 0 | 1;
  text: string | null;
}

export interface Ticket {
  number: number;
  version: number;
  topic: string;
  topic_name: string;
  board: string;
  lane: string;
  column: string;
  state: State;
  account: string | null;
  account_name: string | null;
  customer: { telegram_id: number | null; name: string };
  agent: string | null;
  labels: string[];
  source: string;
  follows: number | null;
  unread: number;
  last_line: string;
  last_kind?: string | null;
  voice: { seconds: number | null; state: TranscriptState | null } | null;
  last_message_at: string | null;
  last_author: "customer" | "agent" | null;
  created_at: string;
  first_response_at: string | null;
  resolved_at: string | null;
  deadline: { metric: Metric; due_at: string } | null;
  timers: Timer[];
  rating: Rating | null;
  new_person: boolean;
  blocked: boolean;
  delivery: Delivery | null;
  glyphs: string[];
  alarm: "near" | "missed" | null;
  paused: boolean;
  snoozed_until: string | null;
  told_due_at: string | null;
  person_has_other: number;
  comments?: Comment[];
  trail?: DeskEvent[];
}

export type TranscriptState = "waiting" | "working" | "words" | "unclear" | "silence" | "refused" | "failed";

/** A stretch of speech as it was heard; seconds from the start of its recording. */
export interface Segment {
  start: number;
  end: number;
  text: string;
}

export interface Transcript {
  state: TranscriptState;
  text: string;
  language: string | null;
  segments: Segment[];
  reason: string | null;
  versions: { text: string; at: string }[];
}

export interface FileFace {
  id: string | number;
  name: string;
  mime: string;
  size: number | null;
  kind?: string;
  width?: number | null;
  height?: number | null;
  duration?: number | null;
  url: string | null;
  state: "pending" | "stored" | "too_big" | "failed";
  reason?: string | null;
  transcript?: Transcript | null;
}

export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
}

export interface Comment {
  id: number;
  author: "customer" | "agent" | "system";
  author_name: string | null;
  public: boolean;
  kind: string;
  text: string;
  entities: Entity[];
  transcript: string | null;
  edited: boolean;
  erased?: boolean;
  versions?: { text: string; at: string }[];
  files: FileFace[];
  reply_to?: number | null;
  quote?: string | null;
  seen?: boolean;
  thanks?: boolean;
  forwarded_from?: string | null;
  location?: { latitude: number; longitude: number; live: boolean } | null;
  contact?: { name: string; phone: string } | null;
  delivery: Delivery | null;
  delivery_reason?: string | null;
  maybe_twice: boolean;
  created_at: string;
}

export interface Standing {
  board: string;
  lane: string;
  column: string;
  state: State;
}

export interface DeskEvent {
  type: string;
  ticket?: number | null;
  comment?: number | null;
  actor?: string | null;
  actor_kind?: "agent" | "customer" | "timer" | "desk";
  reason?: string | null;
  at: string;
  from?: Standing;
  to?: Standing;
  agent?: string | null;
  metric?: Metric;
  due_at?: string;
  state?: string;
  score?: number;
  added?: string[];
  removed?: string[];
}

export interface Goals {
  first_response: number | null;
  next_response: number | null;
  resolution: number | null;
}

export interface Lane {
  key: string;
  name: string;
  goals: Goals;
}

export interface Column {
  key: string;
  name: string;
  kind: State;
}

export interface Board {
  key: string;
  name: string;
  lanes: Lane[];
  columns: Column[];
}

export interface Desk {
  now: string;
  practice: boolean;
  practice_offset_seconds: number;
  timezone: string;
  boards: Board[];
  topics: { key: string; name: string; board: string; lane: string }[];
  agents: string[];
  labels: string[];
  undelivered: number;
  parked: number;
  at_door: number;
  greeting: string;
}

export interface CustomerFile {
  account: {
    number: string;
    name: string;
    status: string;
    support_until: string | null;
    plan: string | null;
    details: Record<string, unknown>;
  } | null;
  customer: {
    telegram_id: number | null;
    name: string;
    username: string | null;
    language: string | null;
    registered_at: string | null;
    blocked: boolean;
  };
  new_person: boolean;
  participants: { name: string; kind: "customer" | "agent" }[];
  ratings: { ticket: number; score: -1 | 0 | 1; text: string | null; at: string }[];
  earlier: {
    number: number;
    topic: string;
    topic_name?: string;
    state: State;
    account: string | null;
    customer: string;
    created_at: string;
    resolved_at: string | null;
    same_person: boolean;
  }[];
}

export interface Visitor {
  person: number;
  telegram_id: number;
  name: string;
  language: string | null;
  registered: boolean;
  accounts: string[];
  since: string;
  last_words: string;
  messages: Comment[];
}

/** Where a card stands on a board, and what orders it there; times in epoch milliseconds. */
export interface Place {
  number: number;
  board: string;
  lane: string;
  column: string;
  state: State;
  due: number | null;
  last: number;
  resolved: number;
  isHeld: boolean;
}

export interface Upload {
  id: string | number;
  name: string;
  mime: string;
  size: number;
  kind?: string;
  duration?: number | null;
}

export type ComposerMode = "reply" | "note";

/** A file on its way up to one composer's words; `arrival` answers whether it got there. */
export interface Coming {
  key: string;
  ticket: number;
  mode: ComposerMode;
  name: string;
  isVoice: boolean;
  line: AbortController;
  arrival: Promise<boolean>;
}

/** One composer's unsent words; `key` makes sending them again harmless. */
export interface Draft {
  text: string;
  entities: Entity[];
  files: Upload[];
  key: string;
}

/** Words being written for a recording; `replaces` is what stood there when it began. */
export interface Correction {
  text: string;
  replaces: string;
}

/** The open ticket and the earlier ones scrolled up to, oldest first. */
export interface Conversation {
  ticket: Ticket;
  earlier: Ticket[];
  reachedFirst: boolean;
  refusal: string | null;
  unseenFrom: number | null;
  /** What was last said from this page. */
  sent: number | null;
}

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "alert";
  action: { label: string; run: () => void } | null;
  about: number | null;
  lastsMs: number;
}

export interface Destination {
  board?: string;
  lane?: string;
  column?: string;
}

export interface Route {
  board: string;
  ticket: number | null;
  query: string;
}

/** What stands open above the board, besides the ticket panel. */
export type Overlay =
  | { kind: "move"; number: number; x: number; y: number }
  | { kind: "labels"; number: number; x: number; y: number }
  | { kind: "keys" }
  | { kind: "self"; x: number; y: number }
  | { kind: "visitor"; person: number }
  | { kind: "resolve"; number: number }
  | { kind: "viewer"; files: FileFace[]; index: number };
