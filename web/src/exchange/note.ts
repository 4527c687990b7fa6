// Notes and chat: on a vessel, on an event, or with a partner (docs/api.md).
import { call, query } from "../api";
import type { Language } from "../language";

export interface Note { object: string; text: string; language: string; by: string; party: string; at: string; to: string[] }
export interface NotePage { notes: Note[]; next: number | null }

export const notes = (object: string): Promise<NotePage> => call(`notes${query({ object })}`);
export const addNote = (object: string, text: string, language: Language, to: string[]): Promise<unknown> => call("notes", { json: { object, text, language, to } });
