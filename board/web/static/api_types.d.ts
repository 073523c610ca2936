/** The shapes of the API. Written by `python -m tools.api_types` from the OpenAPI document: change nothing here. */

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description `notice`, by language, is what customers hear who pick the topic meanwhile; the desk has words of its own. */
        About: {
            /** @default null */
            link: string | null;
            name: string;
            notice?: {
                [key: string]: string;
            } | string;
            /** @default null */
            topic: string | null;
        };
        AccountImportedJson: {
            at: string;
            file: string;
            id: number;
        };
        AccountJson: {
            details: {
                [key: string]: string;
            };
            id: number;
            name: string;
            number: string;
            plan: string | null;
            status: string;
            support_until: string | null;
        };
        /** @description `next` is what `after` should be for the next page; null on the last one. */
        AccountsJson: {
            items: components["schemas"]["ListedAccountJson"][];
            next: string | null;
            standings: components["schemas"]["StandingsJson"];
        };
        AccountTicketJson: {
            created_at: string;
            customer: string;
            number: number;
            resolved_at: string | null;
            /** @enum {string} */
            state: "inbox" | "working" | "waiting" | "done";
            topic_name: string;
        };
        Advance: {
            advance_seconds: number;
        };
        /**
         * @description What follows when a plan's tickets are used up.
         * @enum {string}
         */
        After: "refuse" | "let_in";
        /**
         * @description What follows when an account's time of support is over.
         * @enum {string}
         */
        AfterExpiry: "refuse" | "let_in_known" | "let_in";
        /**
         * @description `language` is what they have chosen; null: as their browser wishes.
         *
         *     `takes_back`: their replies wait a moment, so that they can take them back.
         */
        AgentJson: {
            language: ("en" | "id" | "ru") | null;
            name: string;
            /** @enum {string} */
            role: "owner" | "agent" | "viewer";
            takes_back: boolean;
        };
        /**
         * @description `version` goes with a change; `open_tickets` are those they are on and that are not done.
         *
         *     `at_work`: they take tickets, and their page is open.
         */
        AgentLineJson: {
            at_work: boolean;
            has_telegram: boolean;
            id: number;
            is_me: boolean;
            language: ("en" | "id" | "ru") | null;
            name: string;
            open_tickets: number;
            /** @enum {string} */
            role: "owner" | "agent" | "viewer";
            sessions: number;
            tokens: number;
            version: number;
        };
        /** @description By name. */
        AgentsJson: {
            items: components["schemas"]["AgentLineJson"][];
        };
        /** @description What is not given stays as it is; a language of null is their browser's. */
        AgentWish: {
            /** @default null */
            language: ("en" | "id" | "ru") | null;
            /** @default null */
            name: string | null;
            /** @default null */
            role: ("owner" | "agent" | "viewer") | null;
            /** @default null */
            version: number | null;
        };
        Answer: {
            text: string;
        };
        /**
         * @description `text` and `entities` as a draft for this ticket: the earlier person's name and numbers are this one's.
         *
         *     `ours`: whether anything was put in place of theirs.
         */
        AnswerJson: {
            agent: string | null;
            comment: number;
            created_at: string;
            entities: {
                [key: string]: unknown;
            }[];
            ours: boolean;
            text: string;
        };
        /** @description Promised answers; `late_on` names the newest tickets on which one was late or still is. */
        AnswersJson: {
            in_time: number;
            late: number;
            late_on: number[];
        };
        /** @description `before` and `after` in the thing's own shape, null where it was not there. */
        AuditChangeJson: {
            after: unknown;
            before: unknown;
            id: number;
            key: string;
            may_take_back: boolean;
            thing: components["schemas"]["Thing"];
        };
        /** @description `next` is what `after` should be for the next page; null on the last one. */
        AuditJson: {
            items: components["schemas"]["AuditLineJson"][];
            next: number | null;
        };
        /** @description `text` says it in the reader's language; `actor` is a name, or “timer” or “desk”. */
        AuditLineJson: {
            account: string | null;
            actor: string;
            /** @enum {string} */
            actor_kind: "agent" | "customer" | "timer" | "rule" | "desk";
            at: string;
            change: components["schemas"]["AuditChangeJson"] | null;
            id: number;
            kind: components["schemas"]["Kind"];
            text: string;
            ticket: number | null;
        };
        /** @description `why` is what customers read beside it. */
        Away: {
            /** Format: date-time */
            until: string;
            /** @default  */
            why: string;
        };
        /** @description Nobody is there until then; `why` is what customers read beside it. */
        AwayJson: {
            since: string;
            until: string;
            why: string;
        };
        AwayNowJson: {
            away: components["schemas"]["AwayJson"] | null;
        };
        /** @description `reason` is for agents alone; `until` null is for good. `kept`: how many messages came since, shown to nobody. */
        BarJson: {
            agent: string | null;
            at: string;
            id: number;
            kept: number;
            reason: string;
            told_at: string | null;
            until: string | null;
        };
        /** @description An agent blocked the customer, until a time or for good. */
        BarredJson: {
            until: string | null;
        };
        /** @description Words as they stood in the field. */
        BegunJson: {
            entities: {
                [key: string]: unknown;
            }[];
            files: components["schemas"]["UploadJson"][];
            quick: components["schemas"]["QuickBegunJson"] | null;
            reply_to: number | null;
            text: string;
        };
        /** @description `until` null is for good. `seen`: the id of the block the agent saw, 0 for none. */
        Block: {
            reason: string;
            /** @default null */
            seen: number | null;
            /** @default null */
            until: string | null;
        };
        BoardJson: {
            columns: components["schemas"]["ColumnJson"][];
            key: string;
            lanes: components["schemas"]["LaneJson"][];
            name: string;
        };
        BoardSettingsJson: {
            changed_by: string | null;
            columns: components["schemas"]["ColumnSettingsJson"][];
            columns_version: number;
            done: number;
            key: string;
            lanes: components["schemas"]["LaneSettingsJson"][];
            name: string;
            open: number;
            topics: components["schemas"]["NamedJson"][];
            version: number;
        };
        BoardsSettingsJson: {
            boards: components["schemas"]["BoardSettingsJson"][];
            calendars: components["schemas"]["NamedCalendarJson"][];
            order_version: number;
        };
        /** @description Words by language. `told`: Telegram shows it; `refused`: why Telegram doesn't. */
        BotFaceJson: {
            description: {
                [key: string]: string;
            };
            name: {
                [key: string]: string;
            };
            picture: string | null;
            picture_version: number;
            refused: string | null;
            short_description: {
                [key: string]: string;
            };
            told: boolean;
            version: number;
        };
        /** @description `by_environment`: the deployment sets the token, so the page can't. */
        BotJson: {
            by_environment: boolean;
            face: components["schemas"]["BotFaceJson"];
            has_token: boolean;
            link: string | null;
            username: string | null;
            version: number;
        };
        /** @description A lane or a board; neither is off. */
        BreachRule: {
            /** @default null */
            board: string | null;
            /** @default null */
            lane: string | null;
            /** @default null */
            version: number | null;
        };
        /** @description Neither: nothing is moved. */
        BreachRuleJson: {
            board: string | null;
            changed_by: string | null;
            lane: string | null;
            version: number;
        };
        /** @description `seen_until`: the reply marks seen what customers wrote until then, else all. A list of labels adds them. */
        Bulk: {
            /** @default null */
            labels: components["schemas"]["LabelChange"] | string[] | null;
            /** @default null */
            move: components["schemas"]["Place"] | null;
            numbers: number[];
            /** @default null */
            reply: string | components["schemas"]["Words"] | null;
            /** @default false */
            resolve: boolean | components["schemas"]["Closing"];
            /** @default null */
            seen_until: string | null;
            /** @default null */
            snooze: components["schemas"]["Snooze"] | string | components["schemas"]["Until"] | null;
        };
        /**
         * @description `snooze`: wakes them; else the latest move, resolution or reopening is taken back.
         *
         *     `of`: the keys of the requests by which it was done. Then the ten seconds count from when the last of it was done.
         */
        BulkUndo: {
            numbers: number[];
            /** @default [] */
            of: string[];
            /** @default false */
            snooze: boolean;
        };
        /** @description Tickets of one topic that say the same within minutes, and the words that they have in common. */
        BurstJson: {
            numbers: number[];
            topic: string;
            words: string[];
        };
        /**
         * @description `week` has seven lists of intervals like 09:00-18:00, Monday's first. `country` may have a region: RU-MOW.
         *
         *     `lanes`, with their boards, promise in its open time; `kept` tickets have open promises of these, from before, that
         *     they would not give so today.
         */
        CalendarJson: {
            changed_by: string | null;
            closes_at: string | null;
            country: string | null;
            file_days: number;
            file_name: string;
            id: number;
            is_open: boolean;
            kept: number;
            lanes: string[];
            name: string;
            opens_at: string | null;
            own_days: components["schemas"]["OwnDayJson"][];
            version: number;
            week: string[][];
            zone: string;
        };
        CalendarsJson: {
            items: components["schemas"]["CalendarJson"][];
        };
        /** @description `hours`: those in which deadlines count that don't count every hour, by key. */
        CardsJson: {
            cards: components["schemas"]["TicketJson"][];
            cursor: number;
            hours: {
                [key: string]: components["schemas"]["OpenHoursJson"];
            };
            now: string;
        };
        /**
         * @description What moved a ticket, where it was not simply somebody's hand.
         * @enum {string}
         */
        Cause: "answered" | "customer_wrote" | "closed_by_customer" | "empty" | "erased" | "not_thanks" | "not_solved" | "topic_picked" | "place_removed" | "suggestion" | "breach";
        /** @description No topics are all of them. */
        CauseJson: {
            id: number;
            name: string;
            topics: string[];
        };
        Causes: {
            items: components["schemas"]["OneCause"][];
            /** @default null */
            version: number | null;
        };
        CausesJson: {
            changed_by: string | null;
            items: components["schemas"]["CauseJson"][];
            version: number;
        };
        /** @description All its words anew; without `until` its time stays. */
        Change: {
            /** @default null */
            actions: components["schemas"]["QuickActions"] | null;
            entities?: components["schemas"]["Entity"][];
            files?: number[];
            /** @default null */
            quick_files: number[] | null;
            /** @default null */
            quick_reply: number | null;
            /** @default null */
            reply_to: number | null;
            /** @default null */
            seen_up_to: number | null;
            /** @default null */
            text: string | null;
            /** @default null */
            until: string | components["schemas"]["When"] | null;
        };
        ChangedPlan: {
            name: string;
            tickets: number | null;
            /** @default null */
            version: number | null;
        };
        /** @description `before` and `after` in the thing's own shape, null where it was not there; `by` is null for the desk itself. */
        ChangeJson: {
            after: unknown;
            at: string;
            before: unknown;
            by: string | null;
            id: number;
            key: string;
            may_take_back: boolean;
            thing: components["schemas"]["Thing"];
        };
        /** @description `version`: the one the change is made on. */
        ChangeNoteAbout: {
            text: string;
            version: number;
        };
        ChangesJson: {
            items: components["schemas"]["ChangeJson"][];
        };
        /** @description None: as the browser wishes. */
        ChooseLanguage: {
            language: ("en" | "id" | "ru") | null;
        };
        ChooseTakingBack: {
            on: boolean;
        };
        Claimed: {
            account: string;
        };
        ClaimJson: {
            account: string;
            name: string;
            since: string;
        };
        ClockJson: {
            now: string;
            practice_offset_seconds: number;
        };
        Closing: {
            /** @default null */
            text: string | null;
        };
        ColleagueJson: {
            at_work: boolean;
            name: string;
            open: number;
        };
        ColumnJson: {
            key: string;
            /** @enum {string} */
            kind: "inbox" | "working" | "waiting" | "done";
            name: string;
        };
        ColumnSettingsJson: {
            changed_by: string | null;
            done: number;
            key: string;
            /** @enum {string} */
            kind: "inbox" | "working" | "waiting" | "done";
            name: string;
            open: number;
            takes_done: boolean;
            takes_new: boolean;
            version: number;
        };
        /**
         * @description `what` names a message of kind `other`; `quote_from` is where a quote from another chat is from.
         *
         *     `edit_delivery` is what became of its latest edit or removal at the customer's. `may_hold_card`: what looks like a
         *     card's number stands in it. `told_on` is the ticket by whose message the customer was told the same, once.
         *     `goes_at`: until then its agent can take it back.
         */
        CommentJson: {
            /** @enum {string} */
            author: "customer" | "agent" | "system";
            author_name: string | null;
            contact: components["schemas"]["ContactJson"] | null;
            created_at: string;
            delivery: ("queued" | "sent" | "failed" | "blocked" | "withdrawn") | null;
            delivery_reason: string | null;
            edit_delivery: ("queued" | "sent" | "failed" | "blocked" | "withdrawn") | null;
            edit_delivery_reason: string | null;
            edited: boolean;
            entities: {
                [key: string]: unknown;
            }[];
            erased: boolean;
            files: components["schemas"]["FileJson"][];
            forgotten: boolean;
            forwarded_from: string | null;
            goes_at: string | null;
            id: number;
            /** @enum {string} */
            kind: "text" | "photo" | "album" | "voice" | "video" | "video_note" | "document" | "audio" | "sticker" | "location" | "contact" | "other";
            location: components["schemas"]["LocationJson"] | null;
            may_hold_card: boolean;
            maybe_twice: boolean;
            public: boolean;
            quote: string | null;
            quote_from: string | null;
            quote_what: string | null;
            removed: components["schemas"]["RemovedJson"] | null;
            reply_to: number | null;
            seen: boolean;
            telegram_message_ids: number[];
            text: string;
            thanks: boolean;
            told_on: number | null;
            transcript: string | null;
            versions: components["schemas"]["CommentVersionJson"][];
            what: string | null;
        };
        /** @description A comment before an edit: its words then, and the files that the edit took away. */
        CommentVersionJson: {
            at: string;
            files: components["schemas"]["FileJson"][];
            text: string;
        };
        /** @description What is not named stays; an empty `agents_chat` is none. */
        Company: {
            /** @default null */
            agents_chat: string | null;
            /** @default null */
            customer_megabytes_a_day: number | null;
            /** @default null */
            language: string | null;
            /** @default null */
            tell_closed: ("on" | "off") | null;
            /** @default null */
            tell_delays: ("on" | "off") | null;
            /** @default null */
            timezone: string | null;
            /** @default null */
            version: number | null;
        };
        /** @description `agents_chat` is empty where the bot leaves every group; language and time zone are those in force. */
        CompanyJson: {
            agents_chat: string;
            changed_by: string | null;
            customer_megabytes_a_day: number;
            language: string;
            /** @enum {string} */
            tell_closed: "on" | "off";
            /** @enum {string} */
            tell_delays: "on" | "off";
            timezone: string;
            version: number;
        };
        /** @description `texts` by language as the company set them, `defaults` what the desk says itself; `blanks` may stand in it. */
        CompanyTextJson: {
            blanks: string[];
            changed_by: string | null;
            defaults: {
                [key: string]: string;
            };
            is_default: boolean;
            key: string;
            longest: number;
            texts: {
                [key: string]: string;
            };
            version: number;
        };
        CompanyTextsJson: {
            items: components["schemas"]["CompanyTextJson"][];
        };
        /** @description `anew`: who agreed to an earlier text is asked again. */
        Consent: {
            /** @default false */
            anew: boolean;
            mode: components["schemas"]["Mode"];
            /** @default null */
            version: number | null;
        };
        ConsentJson: {
            at: string;
            is_current: boolean;
            /** @enum {string} */
            said: "told" | "agreed" | "refused";
        };
        /** @description How many people have said what last; `is_outdated`: the text has changed since anybody was asked again. */
        ConsentRulesJson: {
            agreed: number;
            changed_by: string | null;
            is_outdated: boolean;
            /** @enum {string} */
            mode: "off" | "said" | "asked";
            refused: number;
            told: number;
            version: number;
        };
        ContactJson: {
            name: string;
            phone: string;
        };
        CopiesJson: {
            items: components["schemas"]["CopyJson"][];
        };
        /** @description Of `person`, whose name is `name`; `by` asked for it. It is deleted at `goes_at`. */
        CopyJson: {
            asked_at: string;
            by: string | null;
            file: string | null;
            goes_at: string | null;
            id: number;
            language: string;
            name: string;
            notes: boolean;
            person: number;
            size: number | null;
            /** @enum {string} */
            state: "making" | "ready" | "failed";
        };
        Correction: {
            /** @default null */
            replaces: string | null;
            text: string;
        };
        /** @description Whose holidays are known, and regions with days of their own. */
        CountriesJson: {
            items: components["schemas"]["CountryJson"][];
        };
        CountryJson: {
            code: string;
            name: string;
            regions: string[];
        };
        /** @description What came of invites: starts of the bot, people, those of them let in, new accounts, tickets, ratings. */
        CountsJson: {
            admitted: number;
            bad: number;
            fair: number;
            good: number;
            people: number;
            registrations: number;
            starts: number;
            tickets: number;
        };
        CustomerBarJson: {
            barred: components["schemas"]["BarJson"] | null;
        };
        CustomerJson: {
            blocked: boolean;
            consent: components["schemas"]["ConsentJson"] | null;
            id: number;
            language: string;
            name: string;
            registered_at: string | null;
            telegram_id: number | null;
            username: string | null;
        };
        /** @description `agent`: who wrote it last; null at the command line. `version` goes back with a change. */
        CustomerNoteJson: {
            agent: string | null;
            at: string;
            changed_at: string | null;
            id: number;
            text: string;
            version: number;
        };
        CustomerNotesJson: {
            items: components["schemas"]["CustomerNoteJson"][];
        };
        CustomerPanelJson: {
            account: components["schemas"]["AccountJson"] | null;
            barred: components["schemas"]["BarJson"] | null;
            customer: components["schemas"]["CustomerJson"];
            earlier: components["schemas"]["EarlierJson"][];
            more: ("person" | "account")[];
            new_person: boolean;
            notes: components["schemas"]["CustomerNoteJson"][];
            participants: components["schemas"]["ParticipantJson"][];
            people: components["schemas"]["HolderJson"][];
            ratings: components["schemas"]["GivenRatingJson"][];
        };
        /**
         * @description `part`: open, but shorter than the longest day of the week; `holiday`: closed though others like it aren't.
         *
         *     `origin` says whence the date has hours of its own; null: from its weekday.
         */
        DayJson: {
            date: string;
            hours: string[];
            name: string;
            origin: ("hand" | "file" | "country") | null;
            /** @enum {string} */
            state: "open" | "part" | "closed" | "holiday";
        };
        /** @description From `first` through `last`, which is the same day if missing. No `hours` close them; null: as without. */
        Days: {
            /** Format: date */
            first: string;
            hours: string[] | null;
            /** @default null */
            last: string | null;
            /** @default null */
            version: number | null;
        };
        /**
         * @description `hours`: the key of those in which it counts, told beside the cards, and how long they will have been open by
         *     then; where they are missing, every hour counts. `counts_from`: nobody was there until then.
         */
        DeadlineJson: {
            counts_from?: string;
            due_at: string;
            hours?: string;
            metric: components["schemas"]["Metric"];
            open_seconds?: number;
        };
        DefaultTopic: {
            key: string;
            /** @default null */
            version: number | null;
        };
        /** @description The new time that the customer is told. */
        Delay: {
            until: string | components["schemas"]["Later"];
        };
        /**
         * @description What is known of a reply's way to Telegram.
         * @enum {string}
         */
        Delivery: "queued" | "sent" | "failed" | "blocked" | "withdrawn";
        DeskJson: {
            agents: string[];
            at_door: number;
            away: components["schemas"]["AwayJson"] | null;
            boards: components["schemas"]["BoardJson"][];
            calendars: components["schemas"]["NamedCalendarJson"][];
            causes: components["schemas"]["CauseJson"][];
            greeting: string;
            labels: string[];
            languages: string[];
            notices: components["schemas"]["ShownNoticeJson"][];
            now: string;
            parked: number;
            practice: boolean;
            practice_offset_seconds: number;
            timezone: string;
            topics: components["schemas"]["TopicJson"][];
            undelivered: number;
            waiting_days: number | null;
        };
        /** @description `lanes` are those that every board has, by their names on the first one. */
        DeskRulesJson: {
            boards: components["schemas"]["NamedJson"][];
            breach: components["schemas"]["BreachRuleJson"];
            lanes: components["schemas"]["NamedJson"][];
            topics: components["schemas"]["TopicRuleJson"][];
            waiting: components["schemas"]["WaitingRuleJson"];
            words: components["schemas"]["WordsRuleJson"];
        };
        DoorJson: {
            items: components["schemas"]["VisitorJson"][];
            now: string;
        };
        /** @description `version` is that of the draft as it was read; 0 where there was none. */
        Draft: {
            /** @default [] */
            entities: components["schemas"]["Entity"][];
            /** @default [] */
            files: number[];
            mode: components["schemas"]["Writing"];
            /** @default null */
            quick: components["schemas"]["QuickBegun"] | null;
            /** @default null */
            reply_to: number | null;
            /** @default  */
            text: string;
            /** @default null */
            version: number | null;
        };
        DraftJson: {
            changed_at: string;
            entities: {
                [key: string]: unknown;
            }[];
            files: components["schemas"]["UploadJson"][];
            /** @enum {string} */
            mode: "reply" | "note";
            quick: components["schemas"]["QuickBegunJson"] | null;
            reply_to: number | null;
            text: string;
            ticket: number;
            version: number;
        };
        DraftsJson: {
            items: components["schemas"]["DraftJson"][];
        };
        DropDraft: {
            mode: components["schemas"]["Writing"];
        };
        EarlierJson: {
            account: string | null;
            cause: string | null;
            created_at: string;
            customer: string;
            number: number;
            resolved_at: string | null;
            same_person: boolean;
            score: (-1 | 0 | 1) | null;
            /** @enum {string} */
            state: "inbox" | "working" | "waiting" | "done";
            topic: string;
            topic_name: string;
        };
        /** @description `more`: there are others before the last of them. */
        EarlierPageJson: {
            items: components["schemas"]["EarlierJson"][];
            more: boolean;
        };
        EarlierTicketJson: {
            account: string | null;
            account_name: string | null;
            agent: string | null;
            alarm: ("near" | "missed") | null;
            barred: components["schemas"]["BarredJson"] | null;
            blocked: boolean;
            board: string;
            cause: string | null;
            column: string;
            comments: components["schemas"]["CommentJson"][];
            created_at: string;
            customer: components["schemas"]["PersonJson"];
            deadline: components["schemas"]["DeadlineJson"] | null;
            delivery: ("failed" | "blocked" | "queued") | null;
            done_at: string | null;
            first_response_at: string | null;
            follows: number | null;
            forgotten: boolean;
            glyphs: ("photo" | "voice" | "file" | "video")[];
            labels: string[];
            lane: string;
            last_author: ("customer" | "agent") | null;
            last_kind: ("text" | "photo" | "album" | "voice" | "video" | "video_note" | "document" | "audio" | "sticker" | "location" | "contact" | "other") | null;
            last_line: string;
            last_message_at: string | null;
            last_what: string | null;
            merged: number[];
            new_person: boolean;
            number: number;
            paused: boolean;
            person_has_other: number;
            rating: components["schemas"]["RatingJson"] | null;
            resolved_at: string | null;
            snoozed: boolean;
            snoozed_until: string | null;
            source: string;
            /** @enum {string} */
            state: "inbox" | "working" | "waiting" | "done";
            suggestion: components["schemas"]["SuggestionJson"] | null;
            summary: components["schemas"]["SummaryJson"] | null;
            timers: components["schemas"]["TimerJson"][];
            to_say: components["schemas"]["NextJson"] | null;
            told_due_at: string | null;
            topic: string;
            topic_name: string;
            unread: number;
            version: number;
            voice: components["schemas"]["VoiceJson"] | null;
            waiting_since: string | null;
        };
        /** @description `replaces`: the words as they were when the agent began. */
        Edit: {
            /** @default [] */
            entities: components["schemas"]["Entity"][];
            /** @default null */
            replaces: string | null;
            text: string;
        };
        EditAccount: {
            /** @default null */
            details: {
                [key: string]: string;
            } | null;
            /** @default null */
            name: string | null;
            /** @default null */
            number: string | null;
            /** @default null */
            plan: string | null;
            /** @default null */
            status: ("active" | "suspended" | "expired") | null;
            /** @default null */
            support_until: string | null;
            /** @default null */
            suspended_reason: string | null;
            /** @default null */
            version: number | null;
        };
        EditColumn: {
            /** @default null */
            kind: ("inbox" | "working" | "waiting" | "done") | null;
            /** @default null */
            name: string | null;
            /** @default null */
            version: number | null;
        };
        EditedCalendar: {
            /** @default null */
            country: string | null;
            name: string;
            /** @default null */
            version: number | null;
            week: string[][];
            zone: string;
        };
        /**
         * @description Goals in seconds; null is not promised any more, and what is missing stays as it is.
         *
         *     A cut-off, in minutes since midnight, instead of a goal: the end of the working day for who asks by then. A calendar
         *     of null is every hour.
         */
        EditLane: {
            /** @default null */
            calendars: {
                [key: string]: number | null;
            } | null;
            /** @default null */
            cut_offs: {
                [key: string]: number | null;
            } | null;
            /** @default false */
            dry: boolean;
            /** @default null */
            elsewhere: {
                [key: string]: string;
            } | null;
            /** @default null */
            goals: {
                [key: string]: number | null;
            } | null;
            /** @default null */
            name: string | null;
            /** @default null */
            version: number | null;
            /** @default null */
            warn: number | null;
        };
        EditNotice: {
            /** @default null */
            ends_at: string | null;
            /** @default true */
            is_on: boolean;
            /** @default null */
            starts_at: string | null;
            texts: {
                [key: string]: string;
            };
            topics?: string[];
            /** @default null */
            version: number | null;
        };
        /** @description What is missing stays as it is; of its `files`, those that are not named go. */
        EditQuickReply: {
            /** @default null */
            actions: components["schemas"]["QuickActions"] | null;
            /** @default null */
            files: number[] | null;
            /** @default null */
            texts: {
                [key: string]: string;
            } | null;
            /** @default null */
            title: string | null;
            uploads?: number[];
            /** @default null */
            version: number | null;
        };
        /** @description What is missing stays as it is; an empty successor is none. */
        EditTopic: {
            /** @default null */
            board: string | null;
            /** @default false */
            dry: boolean;
            /** @default null */
            emoji: string | null;
            /** @default null */
            lane: string | null;
            /** @default null */
            names: {
                [key: string]: string;
            } | null;
            /** @default null */
            on: boolean | null;
            /** @default null */
            prompts: {
                [key: string]: string;
            } | null;
            /** @default null */
            successor: string | null;
            /** @default null */
            version: number | null;
        };
        /** @description What the change means for what is in use: in numbers, and in sentences for whoever makes it. */
        EffectJson: {
            counts: {
                [key: string]: number;
            };
            says: string[];
        };
        Empty: Record<string, never>;
        /** @description Telegram's MessageEntity; offset and length count UTF-16 units. */
        Entity: {
            /** @default null */
            language: string | null;
            length: number;
            offset: number;
            /** @enum {string} */
            type: "bold" | "italic" | "underline" | "strikethrough" | "spoiler" | "code" | "pre" | "blockquote" | "expandable_blockquote" | "text_link";
            /** @default null */
            url: string | null;
        };
        /** @description `confirm` is their name, user name or Telegram id; `reference` is kept, and must not name them. */
        Erasing: {
            confirm: string;
            reference: string;
        };
        EventJson: {
            actor: string;
            /** @enum {string} */
            actor_kind: "agent" | "customer" | "timer" | "rule" | "desk";
            added?: string[];
            agent?: string | null;
            at: string;
            cause?: number;
            change?: number;
            comment?: number;
            customer?: number;
            due_at?: string;
            from?: components["schemas"]["PlaceJson"];
            given?: components["schemas"]["Given"];
            incident?: number;
            into?: number;
            key?: string;
            lane?: string;
            language?: string;
            merged?: number;
            metric?: components["schemas"]["Metric"];
            moved_from?: number;
            moved_to?: number;
            reason?: components["schemas"]["Opening"] | components["schemas"]["Cause"] | components["schemas"]["Given"] | string;
            redacted_for?: components["schemas"]["RedactedFor"];
            removed?: string[];
            score?: number;
            state?: string;
            thing?: components["schemas"]["Thing"];
            ticket: number | null;
            to?: components["schemas"]["PlaceJson"];
            type: components["schemas"]["EventType"];
            until?: string | null;
            words?: string;
        };
        /**
         * @description What the outside tells facts apart by; a `reason` beside it tells more.
         * @enum {string}
         */
        EventType: "ticket.opened" | "ticket.moved" | "ticket.resolved" | "ticket.reopened" | "ticket.undone" | "ticket.cause" | "ticket.merged" | "ticket.taken" | "ticket.labelled" | "ticket.snoozed" | "ticket.woken" | "ticket.seen" | "ticket.scheduled" | "ticket.rated" | "ticket.promised" | "ticket.forgotten" | "ticket.suggested" | "ticket.linked" | "comment.added" | "comment.changed" | "delivery.changed" | "deadline.near" | "deadline.missed" | "person.at_door" | "person.left_door" | "customer.blocked" | "customer.returned" | "customer.changed" | "incident.changed" | "numbers.guessed" | "desk.changed" | "access.changed";
        Face: {
            description?: {
                [key: string]: string;
            };
            name?: {
                [key: string]: string;
            };
            short_description?: {
                [key: string]: string;
            };
            /** @default null */
            version: number | null;
        };
        /** @description `is_detail`: `field` is the name of a detail. */
        FieldChangeJson: {
            after: string | null;
            before: string | null;
            field: string;
            is_detail: boolean;
        };
        /** @description An .ics file: an upload of one's own, or the text itself. */
        File: {
            /** @default null */
            file: number | null;
            /** @default  */
            name: string;
            /** @default null */
            text: string | null;
            /** @default null */
            version: number | null;
        };
        /** @description `quoted` marks a file of the message in another chat that the comment answers. */
        FileJson: {
            duration: number | null;
            height: number | null;
            id: number;
            /** @enum {string} */
            kind: "text" | "photo" | "album" | "voice" | "video" | "video_note" | "document" | "audio" | "sticker" | "location" | "contact" | "other";
            mime: string;
            name: string;
            quoted: boolean;
            reason: string | null;
            sent_as: ("text" | "photo" | "album" | "voice" | "video" | "video_note" | "document" | "audio" | "sticker" | "location" | "contact" | "other") | null;
            shape: number[] | null;
            size: number | null;
            /** @enum {string} */
            state: "pending" | "stored" | "too_big" | "failed" | "forgotten";
            transcript: components["schemas"]["TranscriptJson"] | null;
            url: string | null;
            width: number | null;
        };
        /** @description `left_out`: events that leave no whole day free, or can't be read. */
        FileTakenJson: {
            calendars: components["schemas"]["CalendarsJson"];
            days: number;
            left_out: number;
        };
        /** @description `values` by language: what each placeholder stands for on this ticket, a blank where that is not known. */
        FillingJson: {
            desk_language: string;
            language: string;
            values: {
                [key: string]: {
                    [key: string]: string;
                };
            };
        };
        FirstDayJson: {
            bot: components["schemas"]["BotJson"];
            steps: components["schemas"]["StepJson"][];
            trades: components["schemas"]["TradeJson"][];
            trades_version: number;
            untouched: boolean;
        };
        /** @description `median_seconds` is null of none. */
        FirstResponseJson: {
            median_seconds: number | null;
            tickets: number;
        };
        /** @description Without words the agents are reminded. */
        FollowUp: {
            /** @default null */
            actions: components["schemas"]["QuickActions"] | null;
            days: number;
            entities?: components["schemas"]["Entity"][];
            files?: number[];
            /** @default false */
            from_draft: boolean;
            /** @default null */
            quick_files: number[] | null;
            /** @default null */
            quick_reply: number | null;
            /** @default null */
            reply_to: number | null;
            /** @default null */
            seen_up_to: number | null;
            /** @default null */
            text: string | null;
        };
        FoundPeopleJson: {
            items: components["schemas"]["FoundPersonJson"][];
        };
        /** @description `confirm` is what has to be typed of theirs to erase them. */
        FoundPersonJson: {
            accounts: string[];
            at_door: boolean;
            comments: number;
            confirm: string;
            files: number;
            id: number;
            language: string;
            name: string;
            spoke_at: string | null;
            telegram_id: number;
            tickets: number;
            username: string | null;
        };
        /** @description `version` is what an edit gives back, so that it is not made on an older one. */
        FullAccountJson: {
            details: {
                [key: string]: string;
            };
            id: number;
            imported: components["schemas"]["AccountImportedJson"] | null;
            latest: components["schemas"]["AccountTicketJson"][];
            name: string;
            new_people: number;
            number: string;
            open_tickets: number;
            people: number;
            persons: components["schemas"]["PersonOnAccountJson"][];
            plan: string | null;
            promises: components["schemas"]["PromisesJson"];
            /** @enum {string} */
            standing: "active" | "suspended" | "expired";
            /** @enum {string} */
            status: "active" | "suspended" | "expired";
            support_until: string | null;
            suspended_reason: string | null;
            tickets: number;
            version: number;
        };
        /** @description One ticket with all its comments, what is to be said later, and its history. */
        FullTicketJson: {
            account: string | null;
            account_name: string | null;
            agent: string | null;
            alarm: ("near" | "missed") | null;
            barred: components["schemas"]["BarredJson"] | null;
            blocked: boolean;
            board: string;
            cause: string | null;
            column: string;
            comments: components["schemas"]["CommentJson"][];
            created_at: string;
            customer: components["schemas"]["PersonJson"];
            deadline: components["schemas"]["DeadlineJson"] | null;
            delivery: ("failed" | "blocked" | "queued") | null;
            done_at: string | null;
            first_response_at: string | null;
            follows: number | null;
            forgotten: boolean;
            glyphs: ("photo" | "voice" | "file" | "video")[];
            labels: string[];
            lane: string;
            last_author: ("customer" | "agent") | null;
            last_kind: ("text" | "photo" | "album" | "voice" | "video" | "video_note" | "document" | "audio" | "sticker" | "location" | "contact" | "other") | null;
            last_line: string;
            last_message_at: string | null;
            last_what: string | null;
            merged: number[];
            new_person: boolean;
            now: string;
            number: number;
            paused: boolean;
            person_has_other: number;
            rating: components["schemas"]["RatingJson"] | null;
            resolved_at: string | null;
            scheduled: components["schemas"]["ScheduledJson"][];
            snoozed: boolean;
            snoozed_until: string | null;
            source: string;
            /** @enum {string} */
            state: "inbox" | "working" | "waiting" | "done";
            suggestion: components["schemas"]["SuggestionJson"] | null;
            summary: components["schemas"]["SummaryJson"] | null;
            timers: components["schemas"]["TimerJson"][];
            to_say: components["schemas"]["NextJson"] | null;
            told_due_at: string | null;
            topic: string;
            topic_name: string;
            trail: components["schemas"]["EventJson"][];
            unread: number;
            version: number;
            voice: components["schemas"]["VoiceJson"] | null;
            waiting_since: string | null;
        };
        GiveAccount: {
            account: string;
            /** @default false */
            anyway: boolean;
        };
        GiveLanguage: {
            /** @enum {string} */
            language: "en" | "id" | "ru";
        };
        /**
         * @description Why a ticket is an agent's who did not take it.
         * @enum {string}
         */
        Given: "knows" | "free" | "handed_over";
        GivenRatingJson: {
            at: string;
            /** @enum {integer} */
            score: -1 | 0 | 1;
            text: string | null;
            ticket: number;
        };
        Greet: {
            /** @default false */
            waits: boolean;
        };
        HandedOverJson: {
            handed: number[];
            shift: components["schemas"]["ShiftJson"];
        };
        /** @description `to` null: each goes to whoever at work has the least to do. The note is put on each ticket. */
        HandOver: {
            /** @default  */
            note: string;
            /** @default null */
            to: string | null;
        };
        /** @description `column` is what the desk takes it for: one of its own fields, or the name of a detail. */
        HeadingJson: {
            column: string;
            heading: string;
        };
        HealthJson: {
            at_door: number;
            loops: {
                [key: string]: components["schemas"]["LoopJson"];
            };
            ok: boolean;
            parked: number;
            trouble?: string;
            undelivered: number;
        };
        /** @description `refused` is what Telegram said of the company's own; then the desk's is shown. */
        HintPictureJson: {
            is_own: boolean;
            name: string | null;
            refused: string | null;
            version: number;
        };
        /** @description Somebody on the account, with their latest ticket and the score they gave last. */
        HolderJson: {
            confirmed: boolean;
            id: number;
            is_this: boolean;
            name: string;
            score: (-1 | 0 | 1) | null;
            state: ("inbox" | "working" | "waiting" | "done") | null;
            ticket: number | null;
            username: string | null;
        };
        /**
         * @description Lines of each kind; `emptying` lines take a value away, `emptied` says how many of which column.
         *
         *     `unknown_plans`: accounts that would name a plan which isn't there, and have no limit then.
         */
        ImportCountsJson: {
            changed: number;
            emptied: {
                [key: string]: number;
            };
            emptying: number;
            new: number;
            not_named: number;
            refused: number;
            unchanged: number;
            unknown_plans: {
                [key: string]: number;
            };
        };
        ImportJson: {
            by: string | null;
            columns: components["schemas"]["HeadingJson"][];
            committed_at: string | null;
            counts: components["schemas"]["ImportCountsJson"];
            encoding: string;
            file: string;
            id: number;
            made_at: string;
            may_undo: boolean;
            undone: components["schemas"]["UndoneJson"] | null;
            undone_at: string | null;
        };
        ImportPageJson: {
            by: string | null;
            columns: components["schemas"]["HeadingJson"][];
            committed_at: string | null;
            counts: components["schemas"]["ImportCountsJson"];
            encoding: string;
            file: string;
            id: number;
            lines: components["schemas"]["LinesJson"];
            made_at: string;
            may_undo: boolean;
            undone: components["schemas"]["UndoneJson"] | null;
            undone_at: string | null;
        };
        /** @description Those that were done, the latest first. */
        ImportsJson: {
            items: components["schemas"]["ImportJson"][];
        };
        IncidentClosing: {
            /** @default null */
            text: string | null;
        };
        /**
         * @description `following` counts those who want to hear of it instead of a ticket; `similar` are tickets like its own.
         *
         *     `loop` are the texts that closing the loop says, by language; `loop_told` of the people it concerns have heard it.
         */
        IncidentJson: {
            following: number;
            id: number;
            link: string | null;
            loop: {
                [key: string]: string;
            };
            loop_closed_at: string | null;
            loop_told: number;
            members: components["schemas"]["MemberJson"][];
            name: string;
            notice: {
                [key: string]: string;
            };
            opened_at: string;
            opened_by: string;
            resolved_at: string | null;
            similar: number[];
            topic: string | null;
        };
        /**
         * @description `untold`: only those who were not answered since it was opened.
         *
         *     `quick_reply` is said to each in their own language; `seen_until` as in `bulk`.
         */
        IncidentReply: {
            /** @default null */
            quick_reply: number | null;
            /** @default null */
            seen_until: string | null;
            /** @default null */
            text: string | null;
            /** @default false */
            untold: boolean;
        };
        /** @description The open ones, then the latest of the others; `suggested` may be opened as one. */
        IncidentsJson: {
            items: components["schemas"]["IncidentJson"][];
            suggested: components["schemas"]["BurstJson"][];
        };
        /** @description `columns`: of a file that doesn't name those it needs, what its columns are taken for. */
        InvalidJson: {
            columns?: components["schemas"]["HeadingJson"][];
            detail: string;
            errors?: components["schemas"]["WrongFieldJson"][];
            status: number;
            title: string;
            type: string;
        };
        InviteJson: {
            account: string | null;
            account_name: string | null;
            agent: string | null;
            batch: number;
            counts: components["schemas"]["CountsJson"];
            created_at: string;
            created_by: string | null;
            expires_at: string | null;
            id: number;
            language: string | null;
            line: string | null;
            link: string | null;
            revoked_at: string | null;
            source: string | null;
            /** @enum {string} */
            state: "good" | "spent" | "expired" | "revoked";
            topic: string | null;
            topic_name: string | null;
            uses: number | null;
        };
        InvitesJson: {
            bot: string | null;
            items: components["schemas"]["InviteJson"][];
            next: number | null;
        };
        /** @description `draft` is null where nothing is kept any more. `lost` is what was written elsewhere since the caller read it. */
        KeptJson: {
            draft: components["schemas"]["DraftJson"] | null;
            lost: components["schemas"]["BegunJson"] | null;
        };
        KeptSearch: {
            name: string;
            q: string;
        };
        /**
         * @description What an event is about.
         * @enum {string}
         */
        Kind: "tickets" | "talk" | "deadlines" | "people" | "settings" | "access" | "machinery";
        LabelChange: {
            /** @default [] */
            add: string[];
            /** @default [] */
            remove: string[];
        };
        LabelJson: {
            account: string | null;
            account_name: string | null;
            id: number;
            line: string;
            link: string;
            path: string;
            size: number;
        };
        Labels: {
            /** @default [] */
            add: string[];
            /** @default [] */
            remove: string[];
            /** @default null */
            version: number | null;
        };
        LabelsJson: {
            bot: string;
            items: components["schemas"]["LabelJson"][];
            next: number | null;
        };
        /** @description Why their account gets no new ticket. */
        LackJson: {
            account: string;
            plan: string | null;
            reason: string | null;
            tickets: number | null;
            until: string | null;
            /** @enum {string} */
            why: "suspended" | "expired" | "used_up";
        };
        /** @description `is_open`: whether its promises count now. `next_opening`: when they next begin to; null if they always do. */
        LaneJson: {
            calendars: number[];
            cut_offs: {
                [key: string]: number | null;
            };
            goals: {
                [key: string]: number | null;
            };
            is_open: boolean;
            key: string;
            name: string;
            next_opening: string | null;
        };
        /**
         * @description Goals in seconds; a cut-off, in minutes since midnight, is a goal by the calendar's days; null of both is not
         *     promised. A calendar of null is every hour. `warn`: the percentage of a goal after which agents are warned.
         *     `elsewhere`, by language: how else to reach someone while nobody is there.
         */
        LaneSettingsJson: {
            calendars: {
                [key: string]: number | null;
            };
            changed_by: string | null;
            cut_offs: {
                [key: string]: number | null;
            };
            elsewhere: {
                [key: string]: string;
            };
            goals: {
                [key: string]: number | null;
            };
            kept: number;
            key: string;
            name: string;
            open_promises: {
                [key: string]: number;
            };
            version: number;
            warn: number;
        };
        /**
         * @description A new time by a word: an hour more, the end of this working day, ten o'clock on the next.
         * @enum {string}
         */
        Later: "hour" | "tonight" | "tomorrow";
        /** @description `names` are what the changed things are called, by `thing:key`, also of those that were removed. */
        LayoutChangesJson: {
            items: components["schemas"]["ChangeJson"][];
            names: {
                [key: string]: string;
            };
        };
        LetIn: {
            /** @default null */
            topic: string | null;
        };
        LineJson: {
            account: number | null;
            cells: string[];
            changes: components["schemas"]["FieldChangeJson"][];
            /** @enum {string} */
            kind: "new" | "changed" | "unchanged" | "refused";
            line: number;
            name: string | null;
            number: string | null;
            stayed: ("changed_since" | "in_use") | null;
            why: string[];
        };
        /** @description `next` is what `after` should be for the next page; null on the last one. */
        LinesJson: {
            items: components["schemas"]["LineJson"][];
            next: number | null;
        };
        /**
         * @description `command` is what to send to the bot, `address` opens it with that, `qr` shows it to a phone.
         *
         *     Null once shown; without a bot, only the command is there.
         */
        LinkJson: {
            address: string | null;
            command: string | null;
            minutes: number;
            qr: components["schemas"]["QrJson"] | null;
        };
        /** @description `status` is the one set; `standing` also knows whether support has ended. `new_people` await an agent's word. */
        ListedAccountJson: {
            id: number;
            name: string;
            new_people: number;
            number: string;
            open_tickets: number;
            people: number;
            plan: string | null;
            promises: components["schemas"]["PromisesJson"];
            /** @enum {string} */
            standing: "active" | "suspended" | "expired";
            /** @enum {string} */
            status: "active" | "suspended" | "expired";
            support_until: string | null;
            tickets: number;
        };
        LocationJson: {
            latitude: number;
            live: boolean;
            longitude: number;
        };
        /** @description Null when the request is repeated with its key: it is shown once. */
        LoginJson: {
            address: string | null;
            minutes: number;
        };
        /** @description What is said, by language; where a language is missing, the desk has words of its own. */
        Loop: {
            texts?: {
                [key: string]: string;
            };
        };
        LoopJson: {
            beat_age_s: number | null;
            lag_s: number;
        };
        MadeJson: {
            batch: number;
            invites: number;
        };
        /** @description `notes`: with what only agents see. `language`: else the person's. */
        MakeCopy: {
            /** @default null */
            language: ("en" | "id" | "ru") | null;
            /** @default false */
            notes: boolean;
        };
        MakeInvite: {
            /** @default null */
            account: string | null;
            /** @default null */
            agent: string | null;
            /** @default null */
            days: number | null;
            /** @default null */
            language: string | null;
            /** @default null */
            line: string | null;
            /** @default null */
            source: string | null;
            /** @default null */
            topic: string | null;
            /** @default null */
            uses: number | null;
        };
        MakeInvites: {
            /** @default null */
            accounts: string[] | null;
            /** @default null */
            agent: string | null;
            /** @default null */
            days: number | null;
            /** @default null */
            language: string | null;
            /** @default null */
            line: string | null;
            /** @default null */
            plan: string | null;
            /** @default null */
            source: string | null;
            /** @default null */
            topic: string | null;
            /** @default null */
            uses: number | null;
            /** @default false */
            without_people: boolean;
        };
        /** @description In the order given. */
        ManyJson: {
            done: number[];
            refused: components["schemas"]["RefusedTicketJson"][];
        };
        /** @description `language` is in which the desk speaks to them now. */
        MeJson: {
            agent: components["schemas"]["AgentJson"];
            /** @enum {string} */
            language: "en" | "id" | "ru";
        };
        /** @description `told`: what became of the latest answer since the incident was opened; null if there was none. */
        MemberJson: {
            number: number;
            /** @enum {string} */
            state: "inbox" | "working" | "waiting" | "done";
            told: components["schemas"]["Delivery"] | null;
        };
        Merge: {
            into: number;
            /** @default null */
            version: number | null;
        };
        /** @enum {string} */
        Metric: "first_response" | "next_response" | "resolution";
        /** @enum {string} */
        Mode: "off" | "said" | "asked";
        Move: {
            /** @default null */
            board: string | null;
            /** @default null */
            column: string | null;
            /** @default null */
            lane: string | null;
            /** @default null */
            summary: string | null;
            /** @default null */
            version: number | null;
        };
        Named: {
            numbers: number[];
        };
        NamedCalendarJson: {
            id: number;
            name: string;
        };
        NamedJson: {
            key: string;
            name: string;
        };
        /** @description What accounts name, though there is no such plan. */
        NamedPlanJson: {
            accounts: number;
            name: string;
        };
        NewAccount: {
            /** @default null */
            details: {
                [key: string]: string;
            } | null;
            /** @default null */
            name: string | null;
            number: string;
            /** @default null */
            plan: string | null;
            /** @default null */
            status: ("active" | "suspended" | "expired") | null;
            /** @default null */
            support_until: string | null;
            /** @default null */
            suspended_reason: string | null;
        };
        NewAgent: {
            name: string;
            /**
             * @default agent
             * @enum {string}
             */
            role: "owner" | "agent" | "viewer";
        };
        NewBoard: {
            /** @default  */
            key: string;
            name: string;
        };
        /** @description `week` has seven lists of intervals, Monday's first. `country` may have a region: RU-MOW. */
        NewCalendar: {
            /** @default null */
            country: string | null;
            name: string;
            week: string[][];
            zone: string;
        };
        NewColumn: {
            /** @default  */
            key: string;
            /** @enum {string} */
            kind: "inbox" | "working" | "waiting" | "done";
            name: string;
        };
        /**
         * @description An upload of one's own, in any encoding, or the text itself.
         *
         *     `columns` says what headings are: a column of the desk's, or null for a detail. It is remembered.
         */
        NewImport: {
            columns?: {
                [key: string]: ("account" | "name" | "status" | "support_until" | "plan") | null;
            };
            /** @default null */
            file: number | null;
            /** @default  */
            name: string;
            /** @default null */
            text: string | null;
        };
        NewIncident: {
            /** @default null */
            link: string | null;
            name: string;
            notice?: {
                [key: string]: string;
            } | string;
            /** @default [] */
            numbers: number[];
            /** @default null */
            topic: string | null;
        };
        NewKeyJson: {
            key: string;
        };
        /** @description No topics are all of them. */
        NewNotice: {
            /** @default null */
            ends_at: string | null;
            /** @default true */
            is_on: boolean;
            /** @default null */
            starts_at: string | null;
            texts: {
                [key: string]: string;
            };
            topics?: string[];
        };
        /**
         * @description What becomes of somebody new on an account.
         * @enum {string}
         */
        NewPeople: "mark" | "approve";
        /** @description `tickets` a month; null: as many as they like. */
        NewPlan: {
            name: string;
            tickets: number | null;
        };
        /** @description `texts` by language, `uploads` by their numbers; `proposal`: the one it is made of, which is proposed no more. */
        NewQuickReply: {
            /**
             * @default {
             *       "labels": [],
             *       "lane": null,
             *       "column": null,
             *       "resolve": false
             *     }
             */
            actions: components["schemas"]["QuickActions"];
            /** @default null */
            proposal: number | null;
            texts: {
                [key: string]: string;
            };
            title: string;
            uploads?: number[];
        };
        /** @description `role`: the most it may, where that is less than its agent may; `days` null: until it is revoked. */
        NewToken: {
            agent: number;
            /** @default null */
            days: number | null;
            /** @default null */
            role: ("owner" | "agent" | "viewer") | null;
        };
        /** @description Null when the request is repeated with its key: it is shown once. */
        NewTokenJson: {
            token: string | null;
        };
        /** @description Without a key one is made from the name, the English one first. */
        NewTopic: {
            board: string;
            /** @default  */
            emoji: string;
            /** @default  */
            key: string;
            lane: string;
            names: {
                [key: string]: string;
            };
            /** @default null */
            prompts: {
                [key: string]: string;
            } | null;
        };
        NextDeadlineJson: {
            counts_from?: string;
            due_at: string;
            hours?: string;
            metric: components["schemas"]["Metric"];
            open_seconds?: number;
            ticket: number;
        };
        /** @description When something is to be said; `calls` if somebody is to look at it first. */
        NextJson: {
            at: string;
            calls: boolean;
        };
        Note: {
            /** @default [] */
            files: number[];
            /** @default false */
            from_draft: boolean;
            /** @default  */
            text: string;
        };
        NoteAbout: {
            text: string;
        };
        /** @description `is_shown` is whether customers are told it now; no topics are all of them. */
        NoticeJson: {
            changed_by: string | null;
            ends_at: string | null;
            id: number;
            is_on: boolean;
            is_shown: boolean;
            now: string;
            starts_at: string | null;
            texts: {
                [key: string]: string;
            };
            topics: string[];
            version: number;
        };
        NoticesJson: {
            items: components["schemas"]["NoticeJson"][];
        };
        NotThanks: {
            comment: number;
        };
        OnAccount: {
            person: number;
        };
        /** @description Without `id` it is new. */
        OneCause: {
            /** @default null */
            id: number | null;
            name: string;
            topics?: string[];
        };
        Open: {
            /** @default null */
            account: string | null;
            /** @default false */
            private: boolean;
            /** @default null */
            telegram_id: number | null;
            text: string;
            topic: string;
        };
        /**
         * @description `open_seconds`: how long they had been open at `since`, counted as a deadline's are. `spans`: from when to when
         *     they are open from then on, for two weeks, and the one that comes after. `name`: the calendar that has these hours
         *     now; null: none does any more.
         */
        OpenHoursJson: {
            name: string | null;
            open_seconds: number;
            since: string;
            spans: string[][];
        };
        /**
         * @description What opened a ticket, where it was not simply a topic picked.
         * @enum {string}
         */
        Opening: "no_topic" | "follow_up" | "something_new" | "split" | "agent" | "private";
        OpenJson: {
            board: string;
            lane: string;
            tickets: number;
        };
        Order: {
            order: string[];
            /** @default null */
            version: number | null;
        };
        /** @description A date by hand; without hours it is closed. */
        OwnDayJson: {
            date: string;
            hours: string[];
        };
        /** @enum {string} */
        OwnPage: "1";
        /**
         * @description `next` is what `after` should be for the next page; null on the last one.
         *
         *     `hints`: sentences about filters in `q` that name nothing the desk knows.
         */
        PageJson: {
            hints: string[];
            items: components["schemas"]["TicketJson"][];
            next: string | null;
        };
        ParticipantJson: {
            /** @enum {string} */
            kind: "customer" | "agent";
            name: string;
        };
        /** @description `parts` are by turns plain and marked; the first is plain, and may be empty. */
        PassageJson: {
            parts: string[];
            ticket: number;
        };
        PassagesJson: {
            passages: components["schemas"]["PassageJson"][];
        };
        /** @description Several hold the account: which of them is meant. */
        PeopleJson: {
            detail: string;
            people: components["schemas"]["PersonJson"][];
            status: number;
            title: string;
            type: string;
        };
        PersonJson: {
            name: string;
            telegram_id: number | null;
        };
        PersonOnAccountJson: {
            blocked: boolean;
            confirmed: boolean;
            id: number;
            name: string;
            since: string;
            telegram_id: number | null;
            ticket: number | null;
            username: string | null;
        };
        /** @description The number of an upload. */
        Picture: {
            file: number;
            /** @default null */
            version: number | null;
        };
        Place: {
            /** @default null */
            board: string | null;
            /** @default null */
            column: string | null;
            /** @default null */
            lane: string | null;
        };
        /** @description `examples` by language. */
        PlaceholderJson: {
            called: string;
            examples: {
                [key: string]: string;
            };
            name: string;
        };
        PlaceJson: {
            board: string;
            column: string;
            lane: string;
            /** @enum {string} */
            state: "inbox" | "working" | "waiting" | "done";
        };
        /** @description `tickets` a month; null: as many as they like. */
        PlanJson: {
            accounts: number;
            changed_by: string | null;
            id: number;
            name: string;
            tickets: number | null;
            version: number;
        };
        PlansJson: {
            items: components["schemas"]["PlanJson"][];
            rules: components["schemas"]["RulesJson"];
            undefined: components["schemas"]["NamedPlanJson"][];
        };
        Preview: {
            language: string;
            /** @default  */
            text: string;
        };
        PreviewJson: {
            text: string;
        };
        PreviousJson: {
            ticket: components["schemas"]["EarlierTicketJson"] | null;
        };
        ProblemJson: {
            detail: string;
            status: number;
            title: string;
            type: string;
        };
        /** @description Of the promises that came to a verdict; a cancelled one came to none. */
        PromisesJson: {
            broken: number;
            kept: number;
        };
        /**
         * @description `comment`: the latest of the `comments` that say it, by which it is known.
         *
         *     `text` has placeholders and blanks in place of what is one customer's; `times`: on so many tickets in 90 days, those
         *     of one incident counted once.
         */
        ProposalJson: {
            comment: number;
            comments: number[];
            language: string;
            last_said_at: string;
            text: string;
            tickets: number[];
            times: number;
            title: string;
        };
        /** @description The most often said first. */
        ProposalsJson: {
            items: components["schemas"]["ProposalJson"][];
        };
        /** @description `path` fills the dark modules of a square of `size` units. */
        QrJson: {
            path: string;
            size: number;
        };
        /** @description What is done in the same breath; a column is one of whichever board the ticket is on. */
        QuickActions: {
            /** @default null */
            column: string | null;
            /** @default [] */
            labels: string[];
            /** @default null */
            lane: string | null;
            /** @default false */
            resolve: boolean;
        };
        /** @description What is done in the same breath; `column` is a key, of whichever board the ticket is on. */
        QuickActionsJson: {
            column: string | null;
            labels: string[];
            lane: string | null;
            resolve: boolean;
        };
        /** @description The quick reply that a draft began as, with the actions and files that are left of it. */
        QuickBegun: {
            actions: components["schemas"]["QuickActions"];
            /** @default [] */
            files: number[];
            id: number;
        };
        /** @description The quick reply that unsent words began as, with what is left of its actions and files. */
        QuickBegunJson: {
            actions: components["schemas"]["QuickActionsJson"];
            files: components["schemas"]["QuickFileJson"][];
            id: number;
            title: string;
        };
        QuickFileJson: {
            id: number;
            kind: string;
            mime: string;
            name: string;
            size: number;
        };
        /** @description By use; `filling` if a ticket was named. */
        QuickRepliesJson: {
            filling: components["schemas"]["FillingJson"] | null;
            items: components["schemas"]["QuickReplyJson"][];
        };
        /** @description `uses` are those of the last 90 days. */
        QuickReplyJson: {
            actions: components["schemas"]["QuickActionsJson"];
            changed_by: string | null;
            files: components["schemas"]["QuickFileJson"][];
            id: number;
            last_used_at: string | null;
            texts: {
                [key: string]: string;
            };
            title: string;
            uses: number;
            version: number;
        };
        /** @description Lanes and columns by the names that the first board has for them. */
        QuickSettingsJson: {
            columns: components["schemas"]["NamedJson"][];
            desk_language: string;
            items: components["schemas"]["QuickReplyJson"][];
            lanes: components["schemas"]["NamedJson"][];
            placeholders: components["schemas"]["PlaceholderJson"][];
        };
        RatingJson: {
            /** @enum {integer} */
            score: -1 | 0 | 1;
            text: string | null;
        };
        Redact: {
            why: components["schemas"]["RedactedFor"];
        };
        /**
         * @description Why words and files of one message were taken out everywhere.
         * @enum {string}
         */
        RedactedFor: "card" | "secret" | "personal" | "wish" | "mistake";
        /** @description `why` is a sentence for the agent. */
        RefusedTicketJson: {
            number: number;
            why: string;
        };
        /** @description `hands_over`: their open tickets go to `to`, or each to whoever at work has the least to do. */
        Removal: {
            /** @default false */
            hands_over: boolean;
            /** @default null */
            to: number | null;
            /** @default null */
            version: number | null;
        };
        Remove: {
            /** @default false */
            dry: boolean;
            /** @default null */
            to: string | null;
            /** @default null */
            version: number | null;
        };
        RemovedCalendar: {
            /** @default null */
            version: number | null;
        };
        /** @description Who took a comment away, and when. If `redacted_for` says why, its words and files are gone everywhere. */
        RemovedJson: {
            at: string;
            by: string | null;
            redacted_for: components["schemas"]["RedactedFor"] | null;
        };
        /** @description `anyway`: also one that accounts have; they keep its name, and have no limit then. */
        RemovedPlan: {
            /** @default false */
            anyway: boolean;
            /** @default null */
            version: number | null;
        };
        RemoveNoteAbout: {
            version: number;
        };
        RemoveTopic: {
            /** @default false */
            dry: boolean;
            /** @default null */
            successor: string | null;
            /** @default null */
            version: number | null;
        };
        Rename: {
            name: string;
            /** @default null */
            version: number | null;
        };
        /** @description Promises that count by a calendar, or those of a lane. `dry`: only how many tickets it concerns. */
        Renew: {
            /** @default null */
            board: string | null;
            /** @default null */
            calendar: number | null;
            /** @default false */
            dry: boolean;
            /** @default null */
            lane: string | null;
        };
        RenewedJson: {
            tickets: number;
        };
        /** @description `actions`, and `quick_files` of the quick reply, instead of those that it has; so too a text that is given. */
        Reply: {
            /** @default null */
            actions: components["schemas"]["QuickActions"] | null;
            /** @default [] */
            entities: components["schemas"]["Entity"][];
            /** @default [] */
            files: number[];
            /** @default false */
            from_draft: boolean;
            /** @default null */
            quick_files: number[] | null;
            /** @default null */
            quick_reply: number | null;
            /** @default null */
            reply_to: number | null;
            /** @default null */
            seen_up_to: number | null;
            /** @default null */
            text: string | null;
            /** @default false */
            waits: boolean;
        };
        Resolve: {
            /** @default null */
            cause: number | null;
            /** @default null */
            text: string | null;
            /** @default null */
            version: number | null;
            /** @default false */
            waits: boolean;
        };
        /** @description In days; null: for ever. Files go with the words at the latest. */
        Retention: {
            files_days: number | null;
            /** @default null */
            version: number | null;
            words_days: number | null;
        };
        /** @description Days, null for ever. Until `counts_from`, if there is one, the ages that count are those of `now_…`. */
        RetentionJson: {
            changed_by: string | null;
            counts_from: string | null;
            files_days: number | null;
            least_days: number;
            now_files_days: number | null;
            now_words_days: number | null;
            version: number;
            words_days: number | null;
        };
        /** @description What goes by these ages now, and how much more within 30 days. */
        RetentionPreviewJson: {
            now: components["schemas"]["TakenNowJson"];
            soon: components["schemas"]["TakenJson"];
        };
        RevokedJson: {
            revoked: number;
        };
        /** @description A board that a topic may lead to. */
        RouteJson: {
            key: string;
            lanes: components["schemas"]["NamedJson"][];
            name: string;
        };
        Rules: {
            new_people: components["schemas"]["NewPeople"];
            /** @default null */
            version: number | null;
            when_expired: components["schemas"]["AfterExpiry"];
            when_used_up: components["schemas"]["After"];
        };
        RulesJson: {
            changed_by: string | null;
            /** @enum {string} */
            new_people: "mark" | "approve";
            version: number;
            /** @enum {string} */
            when_expired: "refuse" | "let_in_known" | "let_in";
            /** @enum {string} */
            when_used_up: "refuse" | "let_in";
        };
        SavedSearchesJson: {
            items: components["schemas"]["SavedSearchJson"][];
        };
        /** @description `count`: how many tickets it finds; from a hundred on it is not counted, and `more` is true. */
        SavedSearchJson: {
            count: number;
            id: number;
            more: boolean;
            name: string;
            q: string;
        };
        /** @description `held`: it is not sent before somebody has looked at it. Without words the agents alone are reminded (`due`). */
        ScheduledJson: {
            agent: string;
            due: boolean;
            entities: {
                [key: string]: unknown;
            }[];
            files: components["schemas"]["UploadJson"][];
            held: ("customer_wrote" | "done" | "agent_gone" | "file_gone" | "place_gone" | "redacted") | null;
            id: number;
            /** @enum {string} */
            kind: "later" | "follow_up";
            quick: components["schemas"]["QuickBegunJson"] | null;
            reply_to: number | null;
            send_at: string;
            text: string;
        };
        ScheduledListJson: {
            items: components["schemas"]["ScheduledJson"][];
        };
        Seen: {
            up_to: number;
        };
        /** @description A piece of speech as it was heard, in seconds from the start of its recording. */
        SegmentJson: {
            end: number;
            start: number;
            text: string;
        };
        SendLater: {
            /** @default null */
            actions: components["schemas"]["QuickActions"] | null;
            entities?: components["schemas"]["Entity"][];
            files?: number[];
            /** @default false */
            from_draft: boolean;
            /** @default null */
            quick_files: number[] | null;
            /** @default null */
            quick_reply: number | null;
            /** @default null */
            reply_to: number | null;
            /** @default null */
            seen_up_to: number | null;
            /** @default null */
            text: string | null;
            until: string | components["schemas"]["When"];
        };
        SendNow: {
            /** @default null */
            seen_up_to: number | null;
        };
        /** @description `is_here`: the one that asks. `device` and `address` are as last used, empty when unknown. */
        SessionJson: {
            address: string;
            created_at: string;
            device: string;
            id: number;
            is_here: boolean;
            used_at: string | null;
        };
        /** @description The latest used first. */
        SessionsJson: {
            items: components["schemas"]["SessionJson"][];
        };
        /** @description How many invites were made of a sheet, or would be, and the first lines that give none. */
        SheetJson: {
            batch: number | null;
            encoding: string;
            invites: number;
            refused: components["schemas"]["UnfitJson"][];
            refused_lines: number;
        };
        /** @description `takes_tickets`: new ones may be given to you while your page is open. */
        ShiftJson: {
            colleagues: components["schemas"]["ColleagueJson"][];
            open: number;
            takes_tickets: boolean;
        };
        /** @description In the reader's language, with the names of its topics. */
        ShownNoticeJson: {
            id: number;
            text: string;
            topics: string[];
        };
        /** @description `proposal`: that one of these answers becomes a quick reply; only told to whoever may do so. */
        SimilarJson: {
            items: components["schemas"]["SimilarTicketJson"][];
            proposal: components["schemas"]["ProposalJson"] | null;
        };
        /** @description `times`: on how many of the tickets most like this one it was answered so. */
        SimilarTicketJson: {
            answer: components["schemas"]["AnswerJson"];
            number: number;
            opening: string;
            rating: (-1 | 0 | 1) | null;
            resolved_at: string;
            times: number;
            topic: string;
            topic_name: string;
        };
        Skip: {
            /** @default true */
            skipped: boolean;
            step: string;
        };
        Snooze: {
            until: string | components["schemas"]["Until"];
        };
        SourceJson: {
            counts: components["schemas"]["CountsJson"];
            invites: number;
            source: string | null;
        };
        SourcesJson: {
            items: components["schemas"]["SourceJson"][];
        };
        Split: {
            comment: number;
            /** @default false */
            later: boolean;
            /** @default null */
            topic: string | null;
        };
        /** @description The ticket was changed in the meantime: how it stands, and by whom it was changed. */
        StaleJson: {
            changed_by: string | null;
            detail: string;
            status: number;
            ticket: components["schemas"]["TicketJson"];
            title: string;
            type: string;
        };
        StandingsJson: {
            active: number;
            expired: number;
            suspended: number;
        };
        /**
         * @description In the order in which the first day goes through them.
         * @enum {string}
         */
        Step: "owner" | "place" | "topics" | "bot" | "face" | "accounts" | "agent" | "customer";
        /** @description `needed`: without it nobody can be served. */
        StepJson: {
            done: boolean;
            needed: boolean;
            skipped: boolean;
            step: components["schemas"]["Step"];
        };
        /** @description `word` is of the owner's words the one that stands in the opening. */
        SuggestionJson: {
            lane: string;
            word: string;
        };
        /** @description What the next agent reads first. */
        SummaryJson: {
            by: string | null;
            text: string;
        };
        Take: {
            agent: string | null;
            /** @default null */
            summary: string | null;
            /** @default null */
            version: number | null;
        };
        TakeBack: {
            comment: number;
        };
        /** @description `words` are those of the reply; in `draft` they stand before what was begun since. Both null for a greeting. */
        TakenBackJson: {
            draft: components["schemas"]["DraftJson"] | null;
            words: components["schemas"]["BegunJson"] | null;
        };
        /** @description Of how many tickets words go, with how many comments; files with them or alone, and the bytes that come free. */
        TakenJson: {
            bytes: number;
            comments: number;
            files: number;
            tickets: number;
        };
        /** @description When the tickets whose words go were last written on, the first and the last of them. */
        TakenNowJson: {
            bytes: number;
            comments: number;
            files: number;
            newest: string | null;
            oldest: string | null;
            tickets: number;
        };
        /** @description `texts` null: as a new desk says it. */
        Texts: {
            texts: {
                [key: string]: string;
            } | null;
            /** @default null */
            version: number | null;
        };
        /**
         * @description What the owner decides about, each kind changed and taken back by verbs of its own.
         * @enum {string}
         */
        Thing: "topic" | "board" | "column" | "lane" | "setting" | "notice" | "agent" | "account" | "import" | "plan" | "invite" | "person" | "calendar" | "rule" | "quick_reply" | "proposal";
        /** @description A ticket as its card needs it. If it is `snoozed`, null as the end is when its customer writes. */
        TicketJson: {
            account: string | null;
            account_name: string | null;
            agent: string | null;
            alarm: ("near" | "missed") | null;
            barred: components["schemas"]["BarredJson"] | null;
            blocked: boolean;
            board: string;
            cause: string | null;
            column: string;
            created_at: string;
            customer: components["schemas"]["PersonJson"];
            deadline: components["schemas"]["DeadlineJson"] | null;
            delivery: ("failed" | "blocked" | "queued") | null;
            done_at: string | null;
            first_response_at: string | null;
            follows: number | null;
            forgotten: boolean;
            glyphs: ("photo" | "voice" | "file" | "video")[];
            labels: string[];
            lane: string;
            last_author: ("customer" | "agent") | null;
            last_kind: ("text" | "photo" | "album" | "voice" | "video" | "video_note" | "document" | "audio" | "sticker" | "location" | "contact" | "other") | null;
            last_line: string;
            last_message_at: string | null;
            last_what: string | null;
            merged: number[];
            new_person: boolean;
            number: number;
            paused: boolean;
            person_has_other: number;
            rating: components["schemas"]["RatingJson"] | null;
            resolved_at: string | null;
            snoozed: boolean;
            snoozed_until: string | null;
            source: string;
            /** @enum {string} */
            state: "inbox" | "working" | "waiting" | "done";
            suggestion: components["schemas"]["SuggestionJson"] | null;
            summary: components["schemas"]["SummaryJson"] | null;
            timers: components["schemas"]["TimerJson"][];
            to_say: components["schemas"]["NextJson"] | null;
            told_due_at: string | null;
            topic: string;
            topic_name: string;
            unread: number;
            version: number;
            voice: components["schemas"]["VoiceJson"] | null;
            waiting_since: string | null;
        };
        TimerJson: {
            due_at: string | null;
            ended_at: string | null;
            goal_seconds: number;
            metric: components["schemas"]["Metric"];
            started_at: string;
            /** @enum {string} */
            state: "running" | "paused" | "held" | "met" | "missed" | "cancelled";
            warn_at: string | null;
        };
        /** @description `since` is the midnight before, in the desk's zone. */
        TodayJson: {
            answers: components["schemas"]["AnswersJson"];
            first_response: components["schemas"]["FirstResponseJson"];
            next_deadline: components["schemas"]["NextDeadlineJson"] | null;
            now: string;
            open: components["schemas"]["OpenJson"][];
            since: string;
        };
        Token: {
            token: string;
            /** @default null */
            version: number | null;
        };
        TopicJson: {
            board: string;
            key: string;
            lane: string;
            name: string;
        };
        /** @description Where a topic's new tickets begin, in names. */
        TopicRuleJson: {
            board: string;
            lane: string;
            name: string;
            topic: string;
        };
        /** @description `name` is in the reader's language; `open_tickets` keep their topic's name whatever becomes of it. */
        TopicSettingsJson: {
            board: string;
            changed_by: string | null;
            default: boolean;
            emoji: string;
            key: string;
            lane: string;
            name: string;
            names: {
                [key: string]: string;
            };
            older_names: string[];
            on: boolean;
            open_tickets: number;
            prompts: {
                [key: string]: string;
            };
            successor: string | null;
            version: number;
        };
        /** @description In the keyboard's order. `order_version` and `default_version` are what a change of these is made on. */
        TopicsSettingsJson: {
            asks: {
                [key: string]: string;
            };
            boards: components["schemas"]["RouteJson"][];
            default_version: number;
            order_version: number;
            topics: components["schemas"]["TopicSettingsJson"][];
        };
        Trade: {
            trade: string;
            /** @default null */
            version: number | null;
        };
        TradeJson: {
            boards: string[];
            key: string;
            name: string;
            topics: string[];
        };
        /** @description `text` is the current one; after a correction, `versions` and `segments` hold what was heard. */
        TranscriptJson: {
            language: string | null;
            reason: string | null;
            segments: components["schemas"]["SegmentJson"][];
            /** @enum {string} */
            state: "waiting" | "working" | "words" | "unclear" | "silence" | "refused" | "failed";
            text: string;
            versions: components["schemas"]["VersionJson"][];
        };
        /** @description `shown` is false where there is nobody to show it to. */
        TypingJson: {
            shown: boolean;
        };
        Unblock: {
            /** @default null */
            seen: number | null;
        };
        /** @description What the undo did, and what had to stay. */
        UndoneJson: {
            changed_since: number;
            in_use: number;
            removed: number;
            restored: number;
        };
        UnfitJson: {
            account: string;
            line: number;
            why: string;
        };
        /** @description What the customer wrote and no agent has seen. */
        UnseenJson: {
            detail: string;
            status: number;
            title: string;
            type: string;
            unseen: components["schemas"]["CommentJson"][];
        };
        /**
         * @description What ends a snooze, where it is no time that an agent names.
         * @enum {string}
         */
        Until: "opening" | "customer";
        /** @description A file that was uploaded and not sent yet. */
        UploadJson: {
            duration: number | null;
            id: number;
            /** @enum {string} */
            kind: "text" | "photo" | "album" | "voice" | "video" | "video_note" | "document" | "audio" | "sticker" | "location" | "contact" | "other";
            mime: string;
            name: string;
            shape: number[] | null;
            size: number;
        };
        Versioned: {
            /** @default null */
            version: number | null;
        };
        /** @description What a comment or a transcript said before an edit. */
        VersionJson: {
            at: string;
            text: string;
        };
        VisitorJson: {
            accounts: string[];
            claims: components["schemas"]["ClaimJson"][];
            lack: components["schemas"]["LackJson"] | null;
            language: string;
            last_words: string;
            messages: components["schemas"]["CommentJson"][];
            name: string;
            person: number;
            registered: boolean;
            since: string;
            telegram_id: number | null;
        };
        /**
         * @description The recording that the customer sent last, if nothing of theirs came after it.
         *
         *     Its words, also unclear ones, are the ticket's `last_line`.
         */
        VoiceJson: {
            seconds: number | null;
            state: ("waiting" | "working" | "words" | "unclear" | "silence" | "refused" | "failed") | null;
        };
        WaitingRule: {
            days: number;
            is_on: boolean;
            /** @default null */
            version: number | null;
        };
        WaitingRuleJson: {
            changed_by: string | null;
            days: number;
            is_on: boolean;
            version: number;
        };
        /** @description A session or a token; `role` is what it may now, `is_here` the one that asks. */
        WayInJson: {
            address: string;
            agent: string;
            created_at: string;
            device: string;
            expires_at: string | null;
            id: number;
            is_here: boolean;
            /** @enum {string} */
            role: "owner" | "agent" | "viewer";
            used_at: string | null;
        };
        /** @description The latest used first. */
        WaysInJson: {
            items: components["schemas"]["WayInJson"][];
        };
        /** @enum {string} */
        When: "opening";
        /** @description Either words, the same for all, or a quick reply, said to each in their own language. */
        Words: {
            /** @default [] */
            entities: components["schemas"]["Entity"][];
            /** @default null */
            quick_reply: number | null;
            /** @default null */
            text: string | null;
        };
        /** @description `words` by language. */
        WordsRule: {
            is_on: boolean;
            lane: string;
            /** @default null */
            version: number | null;
            words: {
                [key: string]: string[];
            };
        };
        WordsRuleJson: {
            changed_by: string | null;
            is_on: boolean;
            lane: string;
            version: number;
            words: {
                [key: string]: string[];
            };
        };
        Work: {
            at_work: boolean;
        };
        /**
         * @description What an agent's words are: said to the customer, or to the other agents alone.
         * @enum {string}
         */
        Writing: "reply" | "note";
        /** @description `field` is a name in the body or the query, like `entities.0.url`. */
        WrongFieldJson: {
            detail: string;
            field: string;
        };
        /** @description Holidays are known from `known_from` through `known_to`. */
        YearJson: {
            days: components["schemas"]["DayJson"][];
            known_from: number;
            known_to: number;
            year: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type About = components['schemas']['About'];
export type AccountImportedJson = components['schemas']['AccountImportedJson'];
export type AccountJson = components['schemas']['AccountJson'];
export type AccountsJson = components['schemas']['AccountsJson'];
export type AccountTicketJson = components['schemas']['AccountTicketJson'];
export type Advance = components['schemas']['Advance'];
export type After = components['schemas']['After'];
export type AfterExpiry = components['schemas']['AfterExpiry'];
export type AgentJson = components['schemas']['AgentJson'];
export type AgentLineJson = components['schemas']['AgentLineJson'];
export type AgentsJson = components['schemas']['AgentsJson'];
export type AgentWish = components['schemas']['AgentWish'];
export type Answer = components['schemas']['Answer'];
export type AnswerJson = components['schemas']['AnswerJson'];
export type AnswersJson = components['schemas']['AnswersJson'];
export type AuditChangeJson = components['schemas']['AuditChangeJson'];
export type AuditJson = components['schemas']['AuditJson'];
export type AuditLineJson = components['schemas']['AuditLineJson'];
export type Away = components['schemas']['Away'];
export type AwayJson = components['schemas']['AwayJson'];
export type AwayNowJson = components['schemas']['AwayNowJson'];
export type BarJson = components['schemas']['BarJson'];
export type BarredJson = components['schemas']['BarredJson'];
export type BegunJson = components['schemas']['BegunJson'];
export type Block = components['schemas']['Block'];
export type BoardJson = components['schemas']['BoardJson'];
export type BoardSettingsJson = components['schemas']['BoardSettingsJson'];
export type BoardsSettingsJson = components['schemas']['BoardsSettingsJson'];
export type BotFaceJson = components['schemas']['BotFaceJson'];
export type BotJson = components['schemas']['BotJson'];
export type BreachRule = components['schemas']['BreachRule'];
export type BreachRuleJson = components['schemas']['BreachRuleJson'];
export type Bulk = components['schemas']['Bulk'];
export type BulkUndo = components['schemas']['BulkUndo'];
export type BurstJson = components['schemas']['BurstJson'];
export type CalendarJson = components['schemas']['CalendarJson'];
export type CalendarsJson = components['schemas']['CalendarsJson'];
export type CardsJson = components['schemas']['CardsJson'];
export type Cause = components['schemas']['Cause'];
export type CauseJson = components['schemas']['CauseJson'];
export type Causes = components['schemas']['Causes'];
export type CausesJson = components['schemas']['CausesJson'];
export type Change = components['schemas']['Change'];
export type ChangedPlan = components['schemas']['ChangedPlan'];
export type ChangeJson = components['schemas']['ChangeJson'];
export type ChangeNoteAbout = components['schemas']['ChangeNoteAbout'];
export type ChangesJson = components['schemas']['ChangesJson'];
export type ChooseLanguage = components['schemas']['ChooseLanguage'];
export type ChooseTakingBack = components['schemas']['ChooseTakingBack'];
export type Claimed = components['schemas']['Claimed'];
export type ClaimJson = components['schemas']['ClaimJson'];
export type ClockJson = components['schemas']['ClockJson'];
export type Closing = components['schemas']['Closing'];
export type ColleagueJson = components['schemas']['ColleagueJson'];
export type ColumnJson = components['schemas']['ColumnJson'];
export type ColumnSettingsJson = components['schemas']['ColumnSettingsJson'];
export type CommentJson = components['schemas']['CommentJson'];
export type CommentVersionJson = components['schemas']['CommentVersionJson'];
export type Company = components['schemas']['Company'];
export type CompanyJson = components['schemas']['CompanyJson'];
export type CompanyTextJson = components['schemas']['CompanyTextJson'];
export type CompanyTextsJson = components['schemas']['CompanyTextsJson'];
export type Consent = components['schemas']['Consent'];
export type ConsentJson = components['schemas']['ConsentJson'];
export type ConsentRulesJson = components['schemas']['ConsentRulesJson'];
export type ContactJson = components['schemas']['ContactJson'];
export type CopiesJson = components['schemas']['CopiesJson'];
export type CopyJson = components['schemas']['CopyJson'];
export type Correction = components['schemas']['Correction'];
export type CountriesJson = components['schemas']['CountriesJson'];
export type CountryJson = components['schemas']['CountryJson'];
export type CountsJson = components['schemas']['CountsJson'];
export type CustomerBarJson = components['schemas']['CustomerBarJson'];
export type CustomerJson = components['schemas']['CustomerJson'];
export type CustomerNoteJson = components['schemas']['CustomerNoteJson'];
export type CustomerNotesJson = components['schemas']['CustomerNotesJson'];
export type CustomerPanelJson = components['schemas']['CustomerPanelJson'];
export type DayJson = components['schemas']['DayJson'];
export type Days = components['schemas']['Days'];
export type DeadlineJson = components['schemas']['DeadlineJson'];
export type DefaultTopic = components['schemas']['DefaultTopic'];
export type Delay = components['schemas']['Delay'];
export type Delivery = components['schemas']['Delivery'];
export type DeskJson = components['schemas']['DeskJson'];
export type DeskRulesJson = components['schemas']['DeskRulesJson'];
export type DoorJson = components['schemas']['DoorJson'];
export type Draft = components['schemas']['Draft'];
export type DraftJson = components['schemas']['DraftJson'];
export type DraftsJson = components['schemas']['DraftsJson'];
export type DropDraft = components['schemas']['DropDraft'];
export type EarlierJson = components['schemas']['EarlierJson'];
export type EarlierPageJson = components['schemas']['EarlierPageJson'];
export type EarlierTicketJson = components['schemas']['EarlierTicketJson'];
export type Edit = components['schemas']['Edit'];
export type EditAccount = components['schemas']['EditAccount'];
export type EditColumn = components['schemas']['EditColumn'];
export type EditedCalendar = components['schemas']['EditedCalendar'];
export type EditLane = components['schemas']['EditLane'];
export type EditNotice = components['schemas']['EditNotice'];
export type EditQuickReply = components['schemas']['EditQuickReply'];
export type EditTopic = components['schemas']['EditTopic'];
export type EffectJson = components['schemas']['EffectJson'];
export type Empty = components['schemas']['Empty'];
export type Entity = components['schemas']['Entity'];
export type Erasing = components['schemas']['Erasing'];
export type EventJson = components['schemas']['EventJson'];
export type EventType = components['schemas']['EventType'];
export type Face = components['schemas']['Face'];
export type FieldChangeJson = components['schemas']['FieldChangeJson'];
export type File = components['schemas']['File'];
export type FileJson = components['schemas']['FileJson'];
export type FileTakenJson = components['schemas']['FileTakenJson'];
export type FillingJson = components['schemas']['FillingJson'];
export type FirstDayJson = components['schemas']['FirstDayJson'];
export type FirstResponseJson = components['schemas']['FirstResponseJson'];
export type FollowUp = components['schemas']['FollowUp'];
export type FoundPeopleJson = components['schemas']['FoundPeopleJson'];
export type FoundPersonJson = components['schemas']['FoundPersonJson'];
export type FullAccountJson = components['schemas']['FullAccountJson'];
export type FullTicketJson = components['schemas']['FullTicketJson'];
export type GiveAccount = components['schemas']['GiveAccount'];
export type GiveLanguage = components['schemas']['GiveLanguage'];
export type Given = components['schemas']['Given'];
export type GivenRatingJson = components['schemas']['GivenRatingJson'];
export type Greet = components['schemas']['Greet'];
export type HandedOverJson = components['schemas']['HandedOverJson'];
export type HandOver = components['schemas']['HandOver'];
export type HeadingJson = components['schemas']['HeadingJson'];
export type HealthJson = components['schemas']['HealthJson'];
export type HintPictureJson = components['schemas']['HintPictureJson'];
export type HolderJson = components['schemas']['HolderJson'];
export type ImportCountsJson = components['schemas']['ImportCountsJson'];
export type ImportJson = components['schemas']['ImportJson'];
export type ImportPageJson = components['schemas']['ImportPageJson'];
export type ImportsJson = components['schemas']['ImportsJson'];
export type IncidentClosing = components['schemas']['IncidentClosing'];
export type IncidentJson = components['schemas']['IncidentJson'];
export type IncidentReply = components['schemas']['IncidentReply'];
export type IncidentsJson = components['schemas']['IncidentsJson'];
export type InvalidJson = components['schemas']['InvalidJson'];
export type InviteJson = components['schemas']['InviteJson'];
export type InvitesJson = components['schemas']['InvitesJson'];
export type KeptJson = components['schemas']['KeptJson'];
export type KeptSearch = components['schemas']['KeptSearch'];
export type Kind = components['schemas']['Kind'];
export type LabelChange = components['schemas']['LabelChange'];
export type LabelJson = components['schemas']['LabelJson'];
export type Labels = components['schemas']['Labels'];
export type LabelsJson = components['schemas']['LabelsJson'];
export type LackJson = components['schemas']['LackJson'];
export type LaneJson = components['schemas']['LaneJson'];
export type LaneSettingsJson = components['schemas']['LaneSettingsJson'];
export type Later = components['schemas']['Later'];
export type LayoutChangesJson = components['schemas']['LayoutChangesJson'];
export type LetIn = components['schemas']['LetIn'];
export type LineJson = components['schemas']['LineJson'];
export type LinesJson = components['schemas']['LinesJson'];
export type LinkJson = components['schemas']['LinkJson'];
export type ListedAccountJson = components['schemas']['ListedAccountJson'];
export type LocationJson = components['schemas']['LocationJson'];
export type LoginJson = components['schemas']['LoginJson'];
export type Loop = components['schemas']['Loop'];
export type LoopJson = components['schemas']['LoopJson'];
export type MadeJson = components['schemas']['MadeJson'];
export type MakeCopy = components['schemas']['MakeCopy'];
export type MakeInvite = components['schemas']['MakeInvite'];
export type MakeInvites = components['schemas']['MakeInvites'];
export type ManyJson = components['schemas']['ManyJson'];
export type MeJson = components['schemas']['MeJson'];
export type MemberJson = components['schemas']['MemberJson'];
export type Merge = components['schemas']['Merge'];
export type Metric = components['schemas']['Metric'];
export type Mode = components['schemas']['Mode'];
export type Move = components['schemas']['Move'];
export type Named = components['schemas']['Named'];
export type NamedCalendarJson = components['schemas']['NamedCalendarJson'];
export type NamedJson = components['schemas']['NamedJson'];
export type NamedPlanJson = components['schemas']['NamedPlanJson'];
export type NewAccount = components['schemas']['NewAccount'];
export type NewAgent = components['schemas']['NewAgent'];
export type NewBoard = components['schemas']['NewBoard'];
export type NewCalendar = components['schemas']['NewCalendar'];
export type NewColumn = components['schemas']['NewColumn'];
export type NewImport = components['schemas']['NewImport'];
export type NewIncident = components['schemas']['NewIncident'];
export type NewKeyJson = components['schemas']['NewKeyJson'];
export type NewNotice = components['schemas']['NewNotice'];
export type NewPeople = components['schemas']['NewPeople'];
export type NewPlan = components['schemas']['NewPlan'];
export type NewQuickReply = components['schemas']['NewQuickReply'];
export type NewToken = components['schemas']['NewToken'];
export type NewTokenJson = components['schemas']['NewTokenJson'];
export type NewTopic = components['schemas']['NewTopic'];
export type NextDeadlineJson = components['schemas']['NextDeadlineJson'];
export type NextJson = components['schemas']['NextJson'];
export type Note = components['schemas']['Note'];
export type NoteAbout = components['schemas']['NoteAbout'];
export type NoticeJson = components['schemas']['NoticeJson'];
export type NoticesJson = components['schemas']['NoticesJson'];
export type NotThanks = components['schemas']['NotThanks'];
export type OnAccount = components['schemas']['OnAccount'];
export type OneCause = components['schemas']['OneCause'];
export type Open = components['schemas']['Open'];
export type OpenHoursJson = components['schemas']['OpenHoursJson'];
export type Opening = components['schemas']['Opening'];
export type OpenJson = components['schemas']['OpenJson'];
export type Order = components['schemas']['Order'];
export type OwnDayJson = components['schemas']['OwnDayJson'];
export type OwnPage = components['schemas']['OwnPage'];
export type PageJson = components['schemas']['PageJson'];
export type ParticipantJson = components['schemas']['ParticipantJson'];
export type PassageJson = components['schemas']['PassageJson'];
export type PassagesJson = components['schemas']['PassagesJson'];
export type PeopleJson = components['schemas']['PeopleJson'];
export type PersonJson = components['schemas']['PersonJson'];
export type PersonOnAccountJson = components['schemas']['PersonOnAccountJson'];
export type Picture = components['schemas']['Picture'];
export type Place = components['schemas']['Place'];
export type PlaceholderJson = components['schemas']['PlaceholderJson'];
export type PlaceJson = components['schemas']['PlaceJson'];
export type PlanJson = components['schemas']['PlanJson'];
export type PlansJson = components['schemas']['PlansJson'];
export type Preview = components['schemas']['Preview'];
export type PreviewJson = components['schemas']['PreviewJson'];
export type PreviousJson = components['schemas']['PreviousJson'];
export type ProblemJson = components['schemas']['ProblemJson'];
export type PromisesJson = components['schemas']['PromisesJson'];
export type ProposalJson = components['schemas']['ProposalJson'];
export type ProposalsJson = components['schemas']['ProposalsJson'];
export type QrJson = components['schemas']['QrJson'];
export type QuickActions = components['schemas']['QuickActions'];
export type QuickActionsJson = components['schemas']['QuickActionsJson'];
export type QuickBegun = components['schemas']['QuickBegun'];
export type QuickBegunJson = components['schemas']['QuickBegunJson'];
export type QuickFileJson = components['schemas']['QuickFileJson'];
export type QuickRepliesJson = components['schemas']['QuickRepliesJson'];
export type QuickReplyJson = components['schemas']['QuickReplyJson'];
export type QuickSettingsJson = components['schemas']['QuickSettingsJson'];
export type RatingJson = components['schemas']['RatingJson'];
export type Redact = components['schemas']['Redact'];
export type RedactedFor = components['schemas']['RedactedFor'];
export type RefusedTicketJson = components['schemas']['RefusedTicketJson'];
export type Removal = components['schemas']['Removal'];
export type Remove = components['schemas']['Remove'];
export type RemovedCalendar = components['schemas']['RemovedCalendar'];
export type RemovedJson = components['schemas']['RemovedJson'];
export type RemovedPlan = components['schemas']['RemovedPlan'];
export type RemoveNoteAbout = components['schemas']['RemoveNoteAbout'];
export type RemoveTopic = components['schemas']['RemoveTopic'];
export type Rename = components['schemas']['Rename'];
export type Renew = components['schemas']['Renew'];
export type RenewedJson = components['schemas']['RenewedJson'];
export type Reply = components['schemas']['Reply'];
export type Resolve = components['schemas']['Resolve'];
export type Retention = components['schemas']['Retention'];
export type RetentionJson = components['schemas']['RetentionJson'];
export type RetentionPreviewJson = components['schemas']['RetentionPreviewJson'];
export type RevokedJson = components['schemas']['RevokedJson'];
export type RouteJson = components['schemas']['RouteJson'];
export type Rules = components['schemas']['Rules'];
export type RulesJson = components['schemas']['RulesJson'];
export type SavedSearchesJson = components['schemas']['SavedSearchesJson'];
export type SavedSearchJson = components['schemas']['SavedSearchJson'];
export type ScheduledJson = components['schemas']['ScheduledJson'];
export type ScheduledListJson = components['schemas']['ScheduledListJson'];
export type Seen = components['schemas']['Seen'];
export type SegmentJson = components['schemas']['SegmentJson'];
export type SendLater = components['schemas']['SendLater'];
export type SendNow = components['schemas']['SendNow'];
export type SessionJson = components['schemas']['SessionJson'];
export type SessionsJson = components['schemas']['SessionsJson'];
export type SheetJson = components['schemas']['SheetJson'];
export type ShiftJson = components['schemas']['ShiftJson'];
export type ShownNoticeJson = components['schemas']['ShownNoticeJson'];
export type SimilarJson = components['schemas']['SimilarJson'];
export type SimilarTicketJson = components['schemas']['SimilarTicketJson'];
export type Skip = components['schemas']['Skip'];
export type Snooze = components['schemas']['Snooze'];
export type SourceJson = components['schemas']['SourceJson'];
export type SourcesJson = components['schemas']['SourcesJson'];
export type Split = components['schemas']['Split'];
export type StaleJson = components['schemas']['StaleJson'];
export type StandingsJson = components['schemas']['StandingsJson'];
export type Step = components['schemas']['Step'];
export type StepJson = components['schemas']['StepJson'];
export type SuggestionJson = components['schemas']['SuggestionJson'];
export type SummaryJson = components['schemas']['SummaryJson'];
export type Take = components['schemas']['Take'];
export type TakeBack = components['schemas']['TakeBack'];
export type TakenBackJson = components['schemas']['TakenBackJson'];
export type TakenJson = components['schemas']['TakenJson'];
export type TakenNowJson = components['schemas']['TakenNowJson'];
export type Texts = components['schemas']['Texts'];
export type Thing = components['schemas']['Thing'];
export type TicketJson = components['schemas']['TicketJson'];
export type TimerJson = components['schemas']['TimerJson'];
export type TodayJson = components['schemas']['TodayJson'];
export type Token = components['schemas']['Token'];
export type TopicJson = components['schemas']['TopicJson'];
export type TopicRuleJson = components['schemas']['TopicRuleJson'];
export type TopicSettingsJson = components['schemas']['TopicSettingsJson'];
export type TopicsSettingsJson = components['schemas']['TopicsSettingsJson'];
export type Trade = components['schemas']['Trade'];
export type TradeJson = components['schemas']['TradeJson'];
export type TranscriptJson = components['schemas']['TranscriptJson'];
export type TypingJson = components['schemas']['TypingJson'];
export type Unblock = components['schemas']['Unblock'];
export type UndoneJson = components['schemas']['UndoneJson'];
export type UnfitJson = components['schemas']['UnfitJson'];
export type UnseenJson = components['schemas']['UnseenJson'];
export type Until = components['schemas']['Until'];
export type UploadJson = components['schemas']['UploadJson'];
export type Versioned = components['schemas']['Versioned'];
export type VersionJson = components['schemas']['VersionJson'];
export type VisitorJson = components['schemas']['VisitorJson'];
export type VoiceJson = components['schemas']['VoiceJson'];
export type WaitingRule = components['schemas']['WaitingRule'];
export type WaitingRuleJson = components['schemas']['WaitingRuleJson'];
export type WayInJson = components['schemas']['WayInJson'];
export type WaysInJson = components['schemas']['WaysInJson'];
export type When = components['schemas']['When'];
export type Words = components['schemas']['Words'];
export type WordsRule = components['schemas']['WordsRule'];
export type WordsRuleJson = components['schemas']['WordsRuleJson'];
export type Work = components['schemas']['Work'];
export type Writing = components['schemas']['Writing'];
export type WrongFieldJson = components['schemas']['WrongFieldJson'];
export type YearJson = components['schemas']['YearJson'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
