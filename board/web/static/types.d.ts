/** The API's shapes by the page's words for them, and the few the page adds for itself. */

import type { Refusal } from "./api.js";
import type * as api from "./api_types";

export type State = api.TicketJson["state"];
export type Metric = api.DeadlineJson["metric"];
export type Timer = api.TimerJson;
export type Rating = api.RatingJson;
/** As its card needs it; read in full it also has what was said and done. */
export type Ticket = api.TicketJson & Partial<Pick<api.FullTicketJson, "comments" | "trail">> & { scheduled?: Scheduled[] };
export type Segment = api.SegmentJson;
export type Transcript = api.TranscriptJson;
export type TranscriptState = Transcript["state"];
export type Delivery = NonNullable<Comment["delivery"]>;
/** The desk's file, or a recording that only this page has yet, named by a key of its own. */
export type FileFace = Omit<api.FileJson, "id"> & { id: number | string };
export type Comment = api.CommentJson;
export type RedactedFor = NonNullable<NonNullable<Comment["removed"]>["redacted_for"]>;
export type DeskEvent = api.EventJson;
export type EventType = api.EventType;
export type Opening = api.Opening;
export type Cause = api.Cause;
export type Lane = api.LaneJson;
export type Column = api.ColumnJson;
export type Board = api.BoardJson;
export type Desk = api.DeskJson;
export type CustomerFile = api.CustomerPanelJson;
export type Visitor = api.VisitorJson;
export type Plan = api.PlanJson;
export type Plans = api.PlansJson;
export type Calendar = api.CalendarJson;
export type CalendarYear = api.YearJson;
export type CalendarDay = api.DayJson;
export type CalendarCountry = api.CountryJson;
export type Upload = api.UploadJson;
export type QuickReply = api.QuickReplyJson;
export type QuickReplies = api.QuickRepliesJson;
export type QuickFilling = api.FillingJson;
export type QuickActions = api.QuickActionsJson;
export type QuickFile = api.QuickFileJson;
export type Proposal = api.ProposalJson;
export type Proposals = api.ProposalsJson;
export type QuickSettings = api.QuickSettingsJson;
export type Page = api.PageJson;
export type Passages = api.PassagesJson;
export type SavedSearch = api.SavedSearchJson;
export type SavedSearches = api.SavedSearchesJson;
export type SimilarTicket = api.SimilarTicketJson;
export type Similar = api.SimilarJson;
export type Cards = api.CardsJson;
export type OpenHours = api.OpenHoursJson;
export type Door = api.DoorJson;
export type Session = api.SessionJson;
export type Away = api.AwayJson;
export type Shift = api.ShiftJson;
export type Today = api.TodayJson;
export type FirstDay = api.FirstDayJson;
export type FirstDayStep = api.StepJson;
export type Language = api.MeJson["language"];
export type AccountsPage = api.AccountsJson;
export type ListedAccount = api.ListedAccountJson;
export type FullAccount = api.FullAccountJson;
export type PersonOnAccount = api.PersonOnAccountJson;
export type AccountImport = api.ImportJson;
export type Heading = api.HeadingJson;
export type AccountImportPage = api.ImportPageJson;
export type ImportLine = api.LineJson;
export type Many = api.ManyJson;
export type RefusedTicket = api.RefusedTicketJson;
export type Incidents = api.IncidentsJson;
export type Incident = api.IncidentJson;
export type IncidentMember = api.MemberJson;
export type Burst = api.BurstJson;
export type Company = api.CompanyJson;
export type ConsentRules = api.ConsentRulesJson;
export type Copy = api.CopyJson;
export type FoundPerson = api.FoundPersonJson;
export type Retention = api.RetentionJson;
export type RetentionPreview = api.RetentionPreviewJson;
export type CompanyText = api.CompanyTextJson;
export type HintPicture = api.HintPictureJson;
export type Notice = api.NoticeJson;
export type ChangeLine = api.ChangeJson;
export type AgentLine = api.AgentLineJson;
export type WayIn = api.WayInJson;
export type Audit = api.AuditJson;
export type AuditLine = api.AuditLineJson;
export type Invite = api.InviteJson;
export type Invites = api.InvitesJson;
export type InviteCounts = api.CountsJson;
export type InviteLabel = api.LabelJson;
export type InviteSheet = api.SheetJson;
export type InviteSource = api.SourceJson;
export type TopicSettings = api.TopicSettingsJson;
export type TopicsSettings = api.TopicsSettingsJson;
export type BoardSettings = api.BoardSettingsJson;
export type BoardsSettings = api.BoardsSettingsJson;
export type ColumnSettings = api.ColumnSettingsJson;
export type LaneSettings = api.LaneSettingsJson;
export type LayoutHistory = api.LayoutChangesJson;
export type DeskRules = api.DeskRulesJson;
export type Causes = api.CausesJson;
export type Role = api.AgentJson["role"];

/** Telegram's MessageEntity, which the API passes on as it is. */
export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
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

/** What a search found on a card: the words asked for, and where they were said, by turns plain and marked. */
export interface Hit {
  words: string[];
  passage: string[] | null;
}

export type ComposerMode = "reply" | "note";

/** A file on its way up to one composer's words; `arrival` answers whether it got there. */
export interface Coming {
  key: string;
  ticket: number;
  mode: ComposerMode;
  name: string;
  isVoice: boolean;
  place: number;
  line: AbortController;
  arrival: Promise<boolean>;
}

/** An upload that is here; `place` is where it was attached, before or after others. */
export interface Attachment extends Upload {
  place?: number;
}

/** One composer's unsent words; `key` makes sending them again harmless. */
export interface Draft {
  text: string;
  entities: Entity[];
  files: Attachment[];
  key: string;
  /** The comment that a reply quotes. */
  quoted: Comment["id"] | null;
  /** The quick reply that a reply began as, with what is done and goes along as it is sent. */
  quick: { id: QuickReply["id"]; title: string; actions: QuickActions; files: QuickFile[] } | null;
  /** The desk's, as this browser last heard of it; 0 where it has none. */
  version: number;
  /** Whether the desk has these very words. */
  isKept: boolean;
}

export interface DraftOfDesk extends Omit<api.DraftJson, "entities"> {
  entities: Entity[];
}

export interface Scheduled extends Omit<api.ScheduledJson, "entities"> {
  entities: Entity[];
}

export type BegunWords = Pick<DraftOfDesk, "text" | "entities" | "files" | "reply_to" | "quick">;

export interface TakenBack {
  draft: DraftOfDesk | null;
  words: BegunWords | null;
}

export interface KeptDraft {
  draft: DraftOfDesk | null;
  lost: BegunWords | null;
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
  action: { label: string; run: () => void; isUndo?: boolean } | null;
  about: number | string | null;
  lastsMs: number;
  /** Until when it can be undone, where the seconds are told. */
  until: string | null;
}

export interface Destination {
  board?: string;
  lane?: string;
  column?: string;
}

/** A page beside the board, like `settings/topics`; then what its address says after the name, and asks. */
export interface PagePlace {
  name: string;
  rest: string[];
  asked: Record<string, string>;
}

/** One page beside the board: who may change what is on it (`role`), who sees it at all, and its module. */
export interface PageEntry {
  name: string;
  role: Role;
  sees?: Role;
  load: () => Promise<PageModule>;
}

/** What a page's module exports: what is read for it, by name, and how it is drawn. */
export interface PageModule {
  reads?: (place: PagePlace) => Record<string, string>;
  Page: (props: { place: PagePlace; told: any; mayEdit: boolean }) => any;
}

/** The page in view; `module` is null until it is there and read. */
export interface OpenPage {
  address: string;
  place: PagePlace;
  module: PageModule | null;
  told: Record<string, any>;
  refusal: Refusal | null;
}

/** Where the page is; behind a page beside it, the board stays as it was. */
export interface Route {
  page: PagePlace | null;
  board: string;
  ticket: number | null;
  query: string;
}

/** What stands open above the board, besides the ticket panel. */
export type Overlay =
  | { kind: "move"; number: number; x: number; y: number }
  | { kind: "snooze"; number: number; x: number; y: number }
  | { kind: "delay"; number: number; x: number; y: number }
  | { kind: "later"; number: number; x: number; y: number }
  | { kind: "bulk"; what: "answer" | "resolve" | "move" | "labels" | "snooze"; x: number; y: number }
  | { kind: "refused"; refused: RefusedTicket[] }
  | { kind: "new_incident"; numbers: number[]; topic: string | null; name: string }
  | { kind: "incident"; id: number }
  | { kind: "away" }
  | { kind: "labels"; number: number; x: number; y: number }
  | { kind: "keys" }
  | { kind: "leaving"; leave: () => void }
  | { kind: "sheet"; draw: () => any }
  | { kind: "self"; x: number; y: number }
  | { kind: "sessions" }
  | { kind: "warnings" }
  | { kind: "shift" }
  | { kind: "figures" }
  | { kind: "visitor"; person: number }
  | { kind: "resolve"; number: number; andNext: boolean }
  | { kind: "palette"; number: number | null }
  | { kind: "viewer"; files: FileFace[]; index: number };
