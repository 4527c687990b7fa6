// The fleet as a file (docs/patrol.md), TOML or JSON: the node reads it and says what it would change; what is new or changed is
// sent entry by entry. What is here is saved in either form.
import { Problem, call, callFile } from "../api";
import { putSettings } from "./search";

/** Lists of a fleet file in the order in which they are sent: assets and officers need their ports. */
export const TABLES = ["ports", "assets", "tankers", "riders", "weather", "registers"] as const;
export const SETTINGS = "settings";
export const FORMATS = ["json", "toml"] as const;
export type Format = (typeof FORMATS)[number];
const BYTES_MAX = 20_000_000;

type Thing = Record<string, unknown>;
export interface Entry { table: string; id: string; value: Thing; change: "new" | "changed" | "same" }
export interface Fault { table: string; entry: string; code: string; detail: string }
export interface Reading { entries: Entry[]; faults: Fault[] }
interface Read extends Reading { settings: { value: Thing; change: "changed" | "same" } | null }

/** What a file would change at the node; nothing is sent to be kept. */
export async function readFleet(file: File): Promise<Reading> {
  if (file.size > BYTES_MAX) throw new Problem(0, "fleet-file-large", "");
  const { entries, faults, settings: told } = await call<Read>("patrol/fleet", { text: await file.text() });
  return { entries: [...entries, ...(told ? [{ table: SETTINGS, id: "", ...told }] : [])], faults };
}

/** Sends what is new or changed; what the node refuses is given back with its reason, and the rest goes on. */
export async function sendFleet(entries: readonly Entry[]): Promise<{ sent: number; faults: Fault[] }> {
  const faults: Fault[] = [];
  let sent = 0;
  for (const { table, id, value, change } of entries) {
    if (change === "same") continue;
    try {
      if (table === SETTINGS) await putSettings(value);
      else await call(`patrol/${table}/${id}`, { method: "PUT", json: value });
      sent += 1;
    } catch (cause) {
      // A node that answers no more, or a session that is over, is no fault of the entry.
      if (!(cause instanceof Problem) || cause.status === 0 || cause.status === 401) throw cause;
      faults.push({ table, entry: id, code: cause.code, detail: cause.detail });
    }
  }
  return { sent, faults };
}

/** What the node has, as a file that is read again. */
export const fleetFile = (format: Format): Promise<Blob> => callFile(`patrol/fleet?format=${format}`);
