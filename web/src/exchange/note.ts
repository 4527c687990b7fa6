// Notes and chat: on a vessel, on an event, or with a partner (docs/api.md).
import { call, query } from "../api";
import type { Language } from "../language";
import type { Copy } from "./copy";
import { knownPartners } from "./known";
import { isAlert } from "./title";

export interface Note { object: string; text: string; language: string; by: string; party: string; at: string; to: string[] }
export interface NotePage { notes: Note[]; next: number | null }

export const notes = (object: string): Promise<NotePage> => call(`notes${query({ object })}`);
export const addNote = (object: string, text: string, language: Language, to: string[]): Promise<unknown> => call("notes", { json: { object, text, language, to } });

/** What notes of an object of our own hang on: areas and plans of several agencies may bear the same identifier. */
export const ownObject = (kind: "area" | "plan", id: string): string => `${kind}:${knownPartners()?.own?.party ?? "own"}/${id}`;

/** What notes on a partner's copy hang on: the object itself, so that both sides write on the same one. */
export function noteObject(copy: Copy): string | undefined {
  const { event, mmsi, id } = copy.body;
  if (isAlert(copy.kind)) return typeof event === "string" ? `event:${event}` : undefined;
  if (copy.kind === "area") return typeof id === "string" ? `area:${copy.originator}/${id}` : undefined;
  return typeof mmsi === "number" ? `vessel:${mmsi}` : undefined;
}
