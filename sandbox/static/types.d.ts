/** What the phone face answers. */

export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
}

export interface PhoneFile {
  kind: "photo" | "voice" | "document" | "video" | "video_note" | "audio" | "sticker" | "animation";
  name: string;
  mime: string;
  size: number;
  url: string;
  width?: number;
  height?: number;
  duration?: number;
  emoji?: string;
  title?: string;
}

export interface Button {
  text: string;
  callback_data?: string;
  url?: string;
  copy_text?: { text: string };
  request_contact?: boolean;
}

export interface Markup {
  inline_keyboard?: Button[][];
  keyboard?: Button[][];
  input_field_placeholder?: string;
}

export interface Message {
  id: number;
  chat: number;
  from: { id: number; name: string; is_bot: boolean };
  date: number;
  /** The date on the desk's clock. */
  shown_at: number;
  is_deleted: boolean;
  text: string;
  /** The words, or what it is without any. */
  brief: string;
  is_taken?: boolean;
  entities: Entity[];
  files: PhoneFile[];
  reply_to: { id: number; name: string; text: string } | null;
  quote?: { text: string };
  markup: Markup | null;
  bot_reaction: string | null;
  own_reaction: string | null;
  is_edited: boolean;
  media_group_id?: string;
  location?: { latitude: number; longitude: number; live_period?: number };
  contact?: { phone_number: string; first_name: string; last_name?: string };
  dice?: { emoji: string; value: number };
  poll?: { question: string };
  forward_origin?: {
    type: string;
    sender_user?: { first_name: string };
    sender_user_name?: string;
    chat?: { title: string };
  };
}

export interface Person {
  id: number;
  name: string;
  username: string | null;
  language_code: string;
  standing: string;
  last_id: number;
  last_text: string;
  last_date: number | null;
}

export interface Account {
  account: string;
  name: string;
  status: string;
}

export interface Bot {
  id: number;
  first_name: string;
  username: string;
}

export interface Chat {
  messages: Message[];
  standing: string;
  bot: Bot;
}

export interface Info {
  bots: Bot[];
  now: number;
  desk: { url?: string; practice_offset_seconds?: number } | null;
}

export interface TapAnswer {
  button?: Button;
  is_answered?: boolean;
  text?: string;
  show_alert?: boolean;
}
