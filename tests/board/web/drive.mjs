// @ts-check
/** Makes each write with openapi-fetch, whose calls are held to the types that the description gave. */
import createClient from "openapi-fetch";

/** @typedef {{ id: string, number: number, key: string, inner: any, body: any }} Write */
/** @typedef {{ response: Response, error?: unknown }} Answer */
/** @typedef {import("openapi-fetch").Client<import("desk").paths>} Desk */

/** @param {string} address @param {string} token @param {string} cookie @param {Write[]} writes */
export async function drive(address, token, cookie, writes) {
  /** @type {Desk} */
  const desk = createClient({ baseUrl: address, headers: { Authorization: `Bearer ${token}` } });
  const calls = callsOf(desk);
  told("upload", await upload(desk));
  told("make_invites_of_sheet", await inviteAll(desk));
  for (const { id, number, key, inner, body } of writes) told(id, await calls[id]?.({ number, key, ...inner }, body));
  /** @type {Desk} */
  const page = createClient({ baseUrl: address, headers: { Cookie: cookie } });
  told("sign_out", await page.POST("/api/v1/sign-out", { params: { header: { "X-Lanedesk": "1" } } }));
}

/** @param {string} id @param {Answer | undefined} answer */
function told(id, answer) {
  if (!answer?.response.ok) throw new Error(`${id}: ${answer?.response.status} ${JSON.stringify(answer?.error)}`);
  console.log(id);
}

/** @param {Desk} desk */
function upload(desk) {
  const form = new FormData();
  form.set("file", new File(["%PDF-1.7"], "invoice.pdf", { type: "application/pdf" }));
  return desk.POST("/api/v1/uploads", { body: { file: "" }, bodySerializer: () => form });
}

/** @param {Desk} desk */
function inviteAll(desk) {
  const form = new FormData();
  form.set("file", new File(["account\n17-203\n"], "accounts.csv", { type: "text/csv" }));
  return desk.POST("/api/v1/invites/sheet", {
    params: { query: { source: "mail", dry: "1" } }, body: { file: "" }, bodySerializer: () => form,
  });
}

/** @param {Desk} desk @returns {Record<string, (path: { number: number, key: string, column: string, lane: string, scheduled: string, note: string }, body: any) => Promise<Answer>>} */
function callsOf(desk) {
  return {
    reply: (path, body) => desk.POST("/api/v1/tickets/{number}/replies", { params: { path }, body }),
    keep_draft: (path, body) => desk.PUT("/api/v1/tickets/{number}/draft", { params: { path }, body }),
    drop_draft: (path, body) => desk.DELETE("/api/v1/tickets/{number}/draft", { params: { path }, body }),
    note: (path, body) => desk.POST("/api/v1/tickets/{number}/notes", { params: { path }, body }),
    send_later: (path, body) => desk.POST("/api/v1/tickets/{number}/scheduled", { params: { path }, body }),
    follow_up: (path, body) => desk.POST("/api/v1/tickets/{number}/scheduled/follow-up", { params: { path }, body }),
    change_scheduled: (path, body) =>
      desk.PUT("/api/v1/tickets/{number}/scheduled/{scheduled}", { params: { path }, body }),
    drop_scheduled: (path, body) =>
      desk.DELETE("/api/v1/tickets/{number}/scheduled/{scheduled}", { params: { path }, body }),
    send_scheduled: (path, body) =>
      desk.POST("/api/v1/tickets/{number}/scheduled/{scheduled}/send", { params: { path }, body }),
    show_typing: (path) => desk.POST("/api/v1/tickets/{number}/typing", { params: { path } }),
    change_many: (_, body) => desk.POST("/api/v1/tickets/bulk", { body }),
    undo_many: (_, body) => desk.POST("/api/v1/tickets/bulk-undo", { body }),
    open_incident: (_, body) => desk.POST("/api/v1/incidents", { body }),
    edit_incident: (path, body) => desk.POST("/api/v1/incidents/{number}", { params: { path }, body }),
    link_tickets: (path, body) => desk.POST("/api/v1/incidents/{number}/tickets", { params: { path }, body }),
    unlink_tickets: (path, body) => desk.POST("/api/v1/incidents/{number}/unlink", { params: { path }, body }),
    answer_incident: (path, body) => desk.POST("/api/v1/incidents/{number}/replies", { params: { path }, body }),
    resolve_incident: (path, body) => desk.POST("/api/v1/incidents/{number}/resolve", { params: { path }, body }),
    reopen_incident: (path) => desk.POST("/api/v1/incidents/{number}/reopen", { params: { path } }),
    close_loop: (path, body) => desk.POST("/api/v1/incidents/{number}/close-loop", { params: { path }, body }),
    dismiss_burst: (_, body) => desk.POST("/api/v1/incidents/dismiss", { body }),
    greet: (path) => desk.POST("/api/v1/tickets/{number}/greet", { params: { path } }),
    seen: (path, body) => desk.POST("/api/v1/tickets/{number}/seen", { params: { path }, body }),
    move: (path, body) => desk.POST("/api/v1/tickets/{number}/move", { params: { path }, body }),
    resolve: (path, body) => desk.POST("/api/v1/tickets/{number}/resolve", { params: { path }, body }),
    reopen: (path) => desk.POST("/api/v1/tickets/{number}/reopen", { params: { path } }),
    undo: (path) => desk.POST("/api/v1/tickets/{number}/undo", { params: { path } }),
    take: (path, body) => desk.POST("/api/v1/tickets/{number}/take", { params: { path }, body }),
    label: (path, body) => desk.POST("/api/v1/tickets/{number}/labels", { params: { path }, body }),
    snooze: (path, body) => desk.POST("/api/v1/tickets/{number}/snooze", { params: { path }, body }),
    wake: (path) => desk.DELETE("/api/v1/tickets/{number}/snooze", { params: { path } }),
    take_suggestion: (path, body) => desk.POST("/api/v1/tickets/{number}/take-suggestion", { params: { path }, body }),
    set_causes: (_, body) => desk.PUT("/api/v1/settings/causes", { body }),
    merge: (path, body) => desk.POST("/api/v1/tickets/{number}/merge", { params: { path }, body }),
    split: (path, body) => desk.POST("/api/v1/tickets/{number}/split", { params: { path }, body }),
    open_to: (_, body) => desk.POST("/api/v1/tickets", { body }),
    dismiss_suggestion: (path, body) => desk.POST("/api/v1/tickets/{number}/dismiss-suggestion", { params: { path }, body }),
    not_thanks: (path, body) => desk.POST("/api/v1/tickets/{number}/not-thanks", { params: { path }, body }),
    confirm_person: (path) => desk.POST("/api/v1/tickets/{number}/confirm-person", { params: { path } }),
    unconfirm_person: (path) => desk.POST("/api/v1/tickets/{number}/unconfirm-person", { params: { path } }),
    retry: (path) => desk.POST("/api/v1/comments/{number}/retry", { params: { path } }),
    edit_comment: (path, body) => desk.POST("/api/v1/comments/{number}/edit", { params: { path }, body }),
    delete_comment: (path) => desk.POST("/api/v1/comments/{number}/delete", { params: { path } }),
    redact_comment: (path, body) => desk.POST("/api/v1/comments/{number}/redact", { params: { path }, body }),
    fetch: (path) => desk.POST("/api/v1/comments/{number}/fetch", { params: { path } }),
    correct: (path, body) => desk.POST("/api/v1/files/{number}/transcript", { params: { path }, body }),
    hear_again: (path) => desk.POST("/api/v1/files/{number}/hear-again", { params: { path } }),
    give_account: (path, body) => desk.POST("/api/v1/door/{number}/account", { params: { path }, body }),
    approve_person: (path, body) => desk.POST("/api/v1/door/{number}/approve", { params: { path }, body }),
    refuse_person: (path, body) => desk.POST("/api/v1/door/{number}/refuse", { params: { path }, body }),
    let_person_in: (path, body) => desk.POST("/api/v1/door/{number}/let-in", { params: { path }, body }),
    save_search: (_, body) => desk.POST("/api/v1/searches", { body }),
    change_search: (path, body) => desk.PUT("/api/v1/searches/{number}", { params: { path }, body }),
    remove_search: (path) => desk.DELETE("/api/v1/searches/{number}", { params: { path } }),
    add_plan: (_, body) => desk.POST("/api/v1/settings/plans", { body }),
    set_plan: (path, body) => desk.PUT("/api/v1/settings/plans/{number}", { params: { path }, body }),
    remove_plan: (path, body) => desk.DELETE("/api/v1/settings/plans/{number}", { params: { path }, body }),
    set_admission: (_, body) => desk.PUT("/api/v1/settings/admission", { body }),
    answer_at_door: (path, body) => desk.POST("/api/v1/door/{number}/answer", { params: { path }, body }),
    dismiss: (path) => desk.POST("/api/v1/door/{number}/dismiss", { params: { path } }),
    choose_taking_back: (_, body) => desk.POST("/api/v1/me/taking-back", { body }),
    take_back_reply: (path, body) => desk.POST("/api/v1/tickets/{number}/take-back", { params: { path }, body }),
    choose_language: (_, body) => desk.POST("/api/v1/me/language", { body }),
    edit_account: (path, body) => desk.PUT("/api/v1/accounts/{number}", { params: { path }, body }),
    add_account: (_, body) => desk.POST("/api/v1/accounts", { body }),
    confirm_on_account: (path, body) => desk.POST("/api/v1/accounts/{number}/confirm", { params: { path }, body }),
    unconfirm_on_account: (path, body) => desk.POST("/api/v1/accounts/{number}/unconfirm", { params: { path }, body }),
    take_off_account: (path, body) => desk.POST("/api/v1/accounts/{number}/take-off", { params: { path }, body }),
    preview_import: (_, body) => desk.POST("/api/v1/accounts/imports", { body }),
    commit_import: (path) => desk.POST("/api/v1/accounts/imports/{number}/commit", { params: { path } }),
    take_tickets: (_, body) => desk.POST("/api/v1/me/work", { body }),
    hand_over: (_, body) => desk.POST("/api/v1/me/hand-over", { body }),
    advance_clock: (_, body) => desk.POST("/api/v1/clock", { body }),
    end_session: (path) => desk.POST("/api/v1/sessions/{number}/end", { params: { path } }),
    make_invite: (_, body) => desk.POST("/api/v1/invites", { body }),
    make_invites: (_, body) => desk.POST("/api/v1/invites/many", { body }),
    revoke_invite: (path) => desk.POST("/api/v1/invites/{number}/revoke", { params: { path } }),
    revoke_invites: (path) => desk.POST("/api/v1/invites/batches/{number}/revoke", { params: { path } }),
    add_agent: (_, body) => desk.POST("/api/v1/settings/agents", { body }),
    change_agent: (path, body) => desk.PUT("/api/v1/settings/agents/{number}", { params: { path }, body }),
    remove_agent: (path) => desk.DELETE("/api/v1/settings/agents/{number}", { params: { path } }),
    end_any_session: (path) => desk.DELETE("/api/v1/settings/sessions/{number}", { params: { path } }),
    revoke_token: (path) => desk.DELETE("/api/v1/settings/tokens/{number}", { params: { path } }),
    make_login: (path) => desk.POST("/api/v1/settings/agents/{number}/login", { params: { path } }),
    make_link: (path) => desk.POST("/api/v1/settings/agents/{number}/link", { params: { path } }),
    make_token: (_, body) => desk.POST("/api/v1/settings/tokens", { body }),
    end_other_sessions: () => desk.POST("/api/v1/sessions/end-others"),
    set_texts: (path, body) => desk.PUT("/api/v1/settings/texts/{key}", { params: { path }, body }),
    tell_delay: (path, body) => desk.POST("/api/v1/tickets/{number}/delay", { params: { path }, body }),
    go_away: (_, body) => desk.POST("/api/v1/away", { body }),
    come_back: (_, body) => desk.DELETE("/api/v1/away", { body }),
    renew_promises: (_, body) => desk.POST("/api/v1/settings/promises/renew", { body }),
    set_company: (_, body) => desk.PUT("/api/v1/settings/company", { body }),
    erase_person: (path, body) => desk.POST("/api/v1/people/{number}/erase", { params: { path }, body }),
    note_about_customer: (path, body) => desk.POST("/api/v1/customers/{number}/notes", { params: { path }, body }),
    change_note_about: (path, body) => desk.PUT("/api/v1/customers/{number}/notes/{note}", { params: { path }, body }),
    remove_note_about: (path, body) => desk.DELETE("/api/v1/customers/{number}/notes/{note}", { params: { path }, body }),
    restore_note_about: (path) => desk.POST("/api/v1/customers/{number}/notes/{note}/restore", { params: { path } }),
    give_language: (path, body) => desk.POST("/api/v1/customers/{number}/language", { params: { path }, body }),
    block_customer: (path, body) => desk.POST("/api/v1/customers/{number}/block", { params: { path }, body }),
    unblock_customer: (path, body) => desk.POST("/api/v1/customers/{number}/unblock", { params: { path }, body }),
    make_copy: (path, body) => desk.POST("/api/v1/people/{number}/copies", { params: { path }, body }),
    set_consent: (_, body) => desk.PUT("/api/v1/settings/privacy/consent", { body }),
    set_retention: (_, body) => desk.PUT("/api/v1/settings/privacy/retention", { body }),
    preview_text: (path, body) => desk.POST("/api/v1/settings/texts/{key}/preview", { params: { path }, body }),
    skip_step: (_, body) => desk.POST("/api/v1/start/skip", { body }),
    set_bot_face: (_, body) => desk.PUT("/api/v1/settings/bot/face", { body }),
    set_words_rule: (_, body) => desk.PUT("/api/v1/settings/rules/words", { body }),
    set_breach_rule: (_, body) => desk.PUT("/api/v1/settings/rules/breach", { body }),
    set_waiting_rule: (_, body) => desk.PUT("/api/v1/settings/rules/waiting", { body }),
    add_notice: (_, body) => desk.POST("/api/v1/settings/notices", { body }),
    edit_notice: (path, body) => desk.PUT("/api/v1/settings/notices/{number}", { params: { path }, body }),
    remove_notice: (path) => desk.DELETE("/api/v1/settings/notices/{number}", { params: { path } }),
    add_quick_reply: (_, body) => desk.POST("/api/v1/quick-replies", { body }),
    edit_quick_reply: (path, body) => desk.PUT("/api/v1/quick-replies/{number}", { params: { path }, body }),
    remove_quick_reply: (path) => desk.DELETE("/api/v1/quick-replies/{number}", { params: { path } }),
    dismiss_proposal: (path, body) =>
      desk.POST("/api/v1/settings/quick-replies/proposals/{number}/dismiss", { params: { path }, body }),
    add_calendar: (_, body) => desk.POST("/api/v1/settings/calendars", { body }),
    edit_calendar: (path, body) => desk.PUT("/api/v1/settings/calendars/{number}", { params: { path }, body }),
    remove_calendar: (path, body) => desk.DELETE("/api/v1/settings/calendars/{number}", { params: { path }, body }),
    set_calendar_days: (path, body) =>
      desk.POST("/api/v1/settings/calendars/{number}/days", { params: { path }, body }),
    set_calendar_file: (path, body) => desk.PUT("/api/v1/settings/calendars/{number}/file", { params: { path }, body }),
    remove_calendar_file: (path, body) =>
      desk.DELETE("/api/v1/settings/calendars/{number}/file", { params: { path }, body }),
    unset_picture: () => desk.DELETE("/api/v1/settings/picture"),
    add_topic: (_, body) => desk.POST("/api/v1/settings/topics", { body }),
    arrange_topics: (_, body) => desk.PUT("/api/v1/settings/topics", { body }),
    set_default_topic: (_, body) => desk.PUT("/api/v1/settings/default-topic", { body }),
    edit_topic: (path, body) => desk.PUT("/api/v1/settings/topics/{key}", { params: { path }, body }),
    remove_topic: (path, body) => desk.DELETE("/api/v1/settings/topics/{key}", { params: { path }, body }),
    add_board: (_, body) => desk.POST("/api/v1/settings/boards", { body }),
    arrange_boards: (_, body) => desk.PUT("/api/v1/settings/boards", { body }),
    rename_board: (path, body) => desk.PUT("/api/v1/settings/boards/{key}", { params: { path }, body }),
    remove_board: (path, body) => desk.DELETE("/api/v1/settings/boards/{key}", { params: { path }, body }),
    add_column: (path, body) => desk.POST("/api/v1/settings/boards/{key}/columns", { params: { path }, body }),
    arrange_columns: (path, body) => desk.PUT("/api/v1/settings/boards/{key}/columns", { params: { path }, body }),
    edit_column: (path, body) => desk.PUT("/api/v1/settings/boards/{key}/columns/{column}", { params: { path }, body }),
    remove_column: (path, body) => desk.DELETE("/api/v1/settings/boards/{key}/columns/{column}", { params: { path }, body }),
    edit_lane: (path, body) => desk.PUT("/api/v1/settings/boards/{key}/lanes/{lane}", { params: { path }, body }),
    take_back: (path) => desk.POST("/api/v1/settings/changes/{number}/take-back", { params: { path } }),
  };
}
