// @ts-check
/** Every word the page shows, in one place. */

import { spoken } from "./voice_words.js";

/** @import { Delivery, Metric, Rating, State } from "./types" */

/** @type {Record<Metric, string>} */
const VERB = { first_response: "Answer", next_response: "Answer", resolution: "Solve" };

/** @type {Record<string, string>} */
const SOURCES = { telegram: "Telegram" };

/** Stands for a name that nobody told. */
export const NOBODY = "—";

/** @param {number} count @param {string} one @param {string} [many] */
function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

export const words = {
  product: "Lanedesk",

  time: {
    justNow: "just now",
    minutes: (/** @type {number} */ n) => `${n} min`,
    hours: (/** @type {number} */ h, /** @type {string} */ mm) => `${h} h ${mm} min`,
    hoursOnly: (/** @type {number} */ h) => `${h} h`,
    days: (/** @type {number} */ d, /** @type {number} */ h) => `${d} d ${h} h`,
    daysOnly: (/** @type {number} */ d) => `${d} d`,
    spokenSeconds: (/** @type {number} */ n) => plural(n, "second"),
    spokenMinutes: (/** @type {number} */ n) => plural(n, "minute"),
    spokenHours: (/** @type {number} */ h, /** @type {number} */ m) => `${plural(h, "hour")} ${plural(m, "minute")}`,
    spokenDays: (/** @type {number} */ d, /** @type {number} */ h) => `${plural(d, "day")} ${plural(h, "hour")}`,
    today: "Today",
    yesterday: "Yesterday",
    goal: (/** @type {number} */ seconds) => goalText(seconds),
  },

  deadline: {
    left: (/** @type {Metric} */ metric) => `${VERB[metric]} in`,
    late: (/** @type {Metric} */ metric) => VERB[metric],
    spokenLeft: (/** @type {Metric} */ metric, /** @type {string} */ time) =>
      `${VERB[metric].toLowerCase()} within ${time}`,
    spokenLate: (/** @type {Metric} */ metric, /** @type {string} */ time) =>
      `${metric === "resolution" ? "solving" : "answer"} late by ${time}`,
    held: "Reply on its way",
    paused: "Paused",
    spokenPaused: "clock paused, waiting for the customer",
    spokenDone: (/** @type {string} */ time) => `done, ${time === "just now" ? time : `${time} ago`}`,
    none: "No deadline",
  },

  sessions: {
    title: "Where you are signed in",
    here: "this browser",
    used: (/** @type {string} */ time) => `last used ${time}`,
    unused: "not used yet",
    unknown: "Unknown device",
    end: "Sign out",
    endOne: (/** @type {string} */ device) => `Sign out ${device}`,
    endOthers: "Sign out everywhere else",
  },

  header: {
    every: "All boards",
    boards: "Boards",
    search: "Search",
    searchHint: "Search everything",
    searchKeys: "Words, a number, account:17-203, state:waiting, is:late",
    clearSearch: "Clear search",
    late: (/** @type {number} */ n) => `${n} late`,
    lateTitle: "Show the late tickets",
    unread: (/** @type {number} */ n) => `${n} unread`,
    unreadTitle: "Show tickets with unread messages",
    allWell: "Nothing late. Nothing unread.",
    undelivered: (/** @type {number} */ n) => `${n} undelivered`,
    undeliveredTitle: "Replies that have not reached their customer",
    parked: (/** @type {number} */ n) => `${n} parked`,
    parkedTitle: "Messages that could not be read or sent. Ask who runs the desk to look at them.",
    live: "Live",
    connecting: "Connecting",
    offline: "Offline",
    offlineTitle: "Offline: no connection to the desk. What you see may be old; it catches up by itself.",
    liveTitle: "Changes arrive as they happen",
    theme: "Switch between light and dark",
    keys: "Keys",
    practice: "Practice time",
    practiceTitle: "Practice time moves only forward",
    advance: [
      { label: "+5 min", seconds: 300, spoken: "+5 min of practice time" },
      { label: "+1 h", seconds: 3600, spoken: "+1 h of practice time" },
      { label: "+5 h", seconds: 18000, spoken: "+5 h of practice time" },
    ],
    tabCounts: (/** @type {number} */ late, /** @type {number} */ unread) =>
      [late ? `${late} late` : "", unread ? `${unread} unread` : ""].filter(Boolean).join(", "),
    skip: "Skip to the board",
    self: (/** @type {string} */ name) => `Signed in as ${name}`,
    signOut: "Sign out",
  },

  door: {
    title: "At the door",
    empty: "Nobody is waiting",
    unregistered: "Not registered yet",
    registered: "Registered, no topic chosen",
    open: (/** @type {string} */ name) => `${name}, at the door`,
    account: "Give an account",
    accountHint: "Account number, like 17-203",
    giveAccount: "Give account",
    giveAnyway: "Give it anyway",
    holds: (/** @type {string} */ accounts) => `Holds ${accounts}`,
    answer: "Answer once",
    answerHint: "Your words, sent to them in Telegram",
    sendAnswer: "Send answer",
    dismiss: "Dismiss",
    dismissed: (/** @type {string} */ name) => `${name} was dismissed from the door`,
    answered: (/** @type {string} */ name) => `Answer sent to ${name}`,
    given: (/** @type {string} */ name, /** @type {string} */ account) => `${name} now holds ${account}`,
  },

  board: {
    cards: (/** @type {number} */ n) => plural(n, "card"),
    late: (/** @type {number} */ n) => `${n} late`,
    goals: (/** @type {string} */ answer, /** @type {string} */ solve) =>
      [answer && `answer in ${answer}`, solve && `solve in ${solve}`].filter(Boolean).join(" · "),
    collapse: (/** @type {string} */ lane) => `Fold ${lane}`,
    expand: (/** @type {string} */ lane) => `Unfold ${lane}`,
    columns: "Columns",
    more: (/** @type {number} */ n) => `Show ${n} more`,
    waiting: (/** @type {number} */ n) => plural(n, "change waits", "changes wait"),
    apply: "Show now",
    loading: "Reading the board",
    empty: "No tickets here. Enjoy the quiet.",
    missing: "There is no such board.",
    cell: (/** @type {string} */ lane, /** @type {string} */ column) => `${lane}, ${column}`,
    arrived: (/** @type {number} */ number, /** @type {string} */ name) => `New ticket #${number} from ${name}`,
    wrote: (/** @type {number} */ number, /** @type {string} */ name) => `${name} wrote on #${number}`,
  },

  card: {
    unread: (/** @type {number} */ n) => `${n} unread`,
    source: (/** @type {string} */ source) => `Came through ${SOURCES[source] ?? source}`,
    newPerson: "New person on this account",
    failed: "A reply was not delivered",
    blocked: "The customer blocked the bot",
    queued: "A reply is on its way",
    rated: (/** @type {Rating["score"]} */ score) => `Rated ${face(score)}`,
    agent: (/** @type {string} */ name) => `With ${name}`,
    menu: (/** @type {number} */ number) => `Move #${number}`,
    board: (/** @type {string} */ name) => `on ${name}`,
    glyphs: /** @type {Record<string, string>} */ ({
      photo: "Photo",
      voice: "Voice message",
      file: "File",
      video: "Video",
    }),
    noWords: "No words yet",
  },

  results: {
    title: (/** @type {number} */ n, /** @type {boolean} */ more) =>
      more ? `More than ${plural(n, "ticket")}` : plural(n, "ticket"),
    none: "Nothing found.",
    noneHint: "Try fewer words, an account number, or a ticket number.",
    searching: "Searching",
    claims: /** @type {Record<string, string>} */ ({
      late: "Late",
      unread: "Unread",
      mine: "Mine",
      stale: "Waiting over 3 days",
      undelivered: "Undelivered",
    }),
  },

  panel: {
    label: (/** @type {number} */ number, /** @type {string} */ name) => `#${number} ${name}`,
    close: "Close",
    move: "Move",
    labels: "Labels",
    take: "Take",
    takeTitle: "Put your name on this ticket",
    takenBy: (/** @type {string} */ name) => `With ${name}`,
    giveBack: "Take your name off this ticket",
    reopen: "Reopen",
    resolve: "Resolve",
    loading: "Reading the conversation",
    missing: (/** @type {number} */ number) => `There is no ticket #${number}.`,
    follows: (/** @type {number} */ number) => `Follows #${number}`,
    toldDue: (/** @type {string} */ time) => `The customer was told: by ${time}`,
    other: (/** @type {number} */ n) => `This person has ${plural(n, "other open ticket")}`,
    blocked: "This customer has blocked the bot. Replies cannot reach them until they return.",
    seeBoard: "Conversation",
    seeCustomer: "Customer",
    unseen: (/** @type {string} */ what) =>
      `Not ${what}: the customer has written since you looked. Their words are below.`,
    refusedMove: "moved",
    refusedResolve: "resolved",
  },

  conversation: {
    label: "Conversation",
    earlierTicket: (/** @type {number} */ number, /** @type {string} */ topic) => `#${number} · ${topic}`,
    thisTicket: "This ticket",
    loadingEarlier: "Reading earlier tickets",
    first: "This is where it all began.",
    newLine: "New",
    customer: "Customer",
    agent: "Agent",
    bot: "Desk",
    note: "Private note",
    edited: "edited",
    erased: "Erased at the customer's wish",
    versions: "Earlier wording",
    quoteGone: "An earlier message",
    quotedFrom: (/** @type {string} */ from) => (from === NOBODY ? "From another chat" : `From ${from}`),
    quotedFile: "What was answered",
    repeats: (/** @type {number} */ n) => `sent ${n} times`,
    forwarded: (/** @type {string} */ from) =>
      from === NOBODY ? "Forwarded, from whom is unknown" : `Forwarded from ${from}`,
    thanks: "Taken for thanks: the ticket stayed closed",
    notThanks: "Not thanks: reopen",
    maybeTwice: "Telegram did not say whether this arrived; it may be there twice",
    delivery: /** @type {Record<Delivery, string>} */ ({
      queued: "On its way",
      sent: "Sent",
      failed: "Not delivered",
      blocked: "The customer blocked the bot",
    }),
    sentAs: (/** @type {string} */ form, /** @type {string} */ own) => `Sent as ${form}, not as ${own}: Telegram did not take it so`,
    /** @type {Record<string, string>} */
    forms: { photo: "a photo", video: "a video", voice: "a voice message", audio: "an audio file", document: "a file" },
    retry: "Send again",
    location: "Location",
    liveLocation: "Live location",
    spoiler: "Hidden words, press to read",
    empty: "Not a word yet.",
    reply: "Quoted",
  },

  files: {
    open: (/** @type {string} */ name) => `Open ${name}`,
    photo: "Photo",
    download: "Download",
    pending: "Being fetched from Telegram",
    tooBig: "Over 20 MB, which Telegram does not let bots fetch. The customer was asked for a link.",
    failed: "Could not be fetched",
    fetch: "Fetch again",
    play: "Play",
    pause: "Pause",
    speed: (/** @type {string} */ speed) => `Speed ${speed}`,
    position: "Position",
    at: (/** @type {string} */ at, /** @type {string} */ of) => `${at} of ${of}`,
    unplayable: "It cannot be played here.",
    previous: "Previous picture",
    next: "Next picture",
    close: "Close picture",
    viewer: "Picture",
    video: "Video",
    count: (/** @type {number} */ at, /** @type {number} */ of) => `${at} of ${of}`,
  },

  ...spoken,

  composer: {
    modes: "What you write",
    reply: "Reply",
    note: "Note",
    replyLabel: (/** @type {string} */ name) => `Reply to ${name}`,
    noteLabel: "Private note, only agents see it",
    replyHint: (/** @type {string} */ name) => `Write to ${name}…`,
    noteHint: "Write a note for the team…",
    sendReply: "Send reply",
    sendNote: "Save note",
    attach: "Attach files",
    remove: (/** @type {string} */ name) => `Remove ${name}`,
    greet: "Greet",
    greetTitle: (/** @type {string} */ greeting) => `Send: “${greeting}”`,
    counter: (/** @type {number} */ left) => `${left} left`,
    tooLong: (/** @type {number} */ over) => `${over} over Telegram's 4096`,
    uploading: (/** @type {string} */ name) => `${name}, uploading`,
    cancelUpload: (/** @type {string} */ name) => `Cancel uploading ${name}`,
    drop: "Drop files to attach them",
    preview: "How it will look",
    keys: "Ctrl+Enter",
    erased: "This person had themselves erased. Nothing reaches them any more; notes can still be kept.",
    notSent: "Not sent: the desk could not be reached. Your words are kept here.",
  },

  resolve: {
    title: (/** @type {number} */ number) => `Resolve #${number}`,
    closing: "Closing words (optional)",
    hint: "What was done, in a sentence the customer will read",
    go: "Resolve",
    goNext: "Resolve and next",
    cancel: "Cancel",
  },

  customer: {
    label: "Customer",
    account: "Account",
    supportUntil: "Support until",
    plan: "Plan",
    person: "Person",
    language: "Language",
    since: "Registered",
    source: "Source",
    confirm: "Confirm this person",
    newPerson: "A new person on this account. Is it really theirs?",
    earlierPerson: "Earlier from this person",
    earlierAccount: "Earlier on this account",
    ratings: "Ratings",
    noRatings: "Not rated yet",
    participants: "Who took part",
    statuses: /** @type {Record<string, string>} */ ({ active: "active", suspended: "suspended", expired: "expired" }),
  },

  kinds: /** @type {Record<string, string>} */ ({
    photo: "Photo",
    album: "Album",
    voice: "Voice message",
    video: "Video",
    video_note: "Video message",
    document: "File",
    audio: "Audio",
    sticker: "Sticker",
    location: "Location",
    contact: "Contact",
    other: "Something Telegram does not let us carry",
  }),

  /** Of kind "other": what it was. */
  what: /** @type {Record<string, string>} */ ({
    poll: "Poll",
    dice: "Dice",
    story: "Story",
    game: "Game",
    checklist: "Checklist",
    paid_media: "Paid media",
    gift: "Gift",
    giveaway: "Giveaway",
    invoice: "Invoice",
    file: "A file that could not be read",
    message: "Something Telegram does not let us carry",
    unreadable: "A message that could not be read",
  }),

  sources: SOURCES,

  states: /** @type {Record<State, string>} */ ({
    inbox: "Inbox",
    working: "In work",
    waiting: "Waiting",
    done: "Done",
  }),

  menu: {
    title: (/** @type {number} */ number) => `Move #${number}`,
    column: "Column",
    lane: "Lane",
    board: "Board",
    labels: (/** @type {number} */ number) => `Labels of #${number}`,
    newLabel: "New label",
    addLabel: "Add",
    noLabels: "No labels yet",
  },

  toast: {
    region: "Notices",
    undo: "Undo",
    dismiss: "Dismiss",
    moved: (/** @type {number} */ number, /** @type {string} */ where) => `#${number} moved to ${where}`,
    resolved: (/** @type {number} */ number) => `#${number} resolved`,
    undone: (/** @type {number} */ number) => `#${number} is back where it was`,
    confirmed: (/** @type {number} */ number) => `The person of #${number} is confirmed`,
    unconfirmed: (/** @type {number} */ number) => `The person of #${number} is marked as new again`,
    guessed: "Somebody is guessing account numbers: many wrong ones within ten minutes.",
    changed: (/** @type {number} */ number, /** @type {string | null} */ who) =>
      `${who ?? "Somebody"} changed #${number} first. It is drawn as it is now.`,
    greeted: (/** @type {number} */ number) => `Greeting sent on #${number}`,
    unreachable: "The desk could not be reached. Nothing was changed.",
    signedOut:
      "You are signed out. Your recording is kept while this page is open: sign in again in another tab, then upload it again.",
    noNext: "Nobody needs you. Nothing late, nothing unread.",
  },

  keys: {
    title: "Keys",
    groups: [
      {
        name: "On the board",
        keys: [
          ["n", "Next card that needs a person"],
          ["← ↑ ↓ →  j k", "Between cards"],
          ["Enter", "Open the card"],
          ["Shift + ← ↑ ↓ →", "Move the card a column or a lane"],
          ["m", "Move menu"],
          ["1 … 9", "Switch boards"],
        ],
      },
      {
        name: "On a ticket",
        keys: [
          ["r", "Reply"],
          ["c", "Note"],
          ["v", "Record a voice message, and stop"],
          ["g", "Greet"],
          ["e", "Resolve"],
          ["t", "Take"],
          ["l", "Labels"],
          ["Ctrl + Enter", "Send"],
          ["Ctrl + B I U", "Bold, italic, underline"],
          ["Ctrl + Shift + X M P", "Strike, code, spoiler"],
          ["j k", "Next, previous ticket"],
          ["Esc", "Close"],
        ],
      },
      {
        name: "Anywhere",
        keys: [
          ["/", "Search"],
          ["?", "These keys"],
        ],
      },
    ],
  },

  error: {
    boot: "The desk does not answer.",
    again: "Try again",
  },

  face: (/** @type {Rating["score"]} */ score) => face(score),
};

/** What was said without words. @param {{ kind: string | null, what: string | null }} said */
export function kindText({ kind, what }) {
  return words.what[what ?? ""] ?? words.kinds[kind ?? ""] ?? "";
}

/** @param {Rating["score"]} score */
function face(score) {
  return score > 0 ? "🤩" : score < 0 ? "😞" : "😐";
}

/** @param {number} seconds */
function goalText(seconds) {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  if (seconds % 60 === 0) return `${seconds / 60} min`;
  return `${seconds} s`;
}
