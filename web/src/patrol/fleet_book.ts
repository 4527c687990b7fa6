// The fleet as a file (docs/patrol.md): read, compared with what the node has, sent entry by entry and written again.
import { Problem, call } from "../api";
import { putSettings, settings } from "./search";

/** Lists of a fleet file in the order in which they are sent: assets and officers need their ports. */
export const TABLES = ["ports", "assets", "tankers", "riders", "weather", "registers"] as const;
export const SETTINGS = "settings";
const BYTES_MAX = 20_000_000;
const ID = /^[A-Za-z0-9._-]{1,80}$/;
/** Numbers that are nought where nothing is said. */
const NOUGHT: readonly string[] = ["hours_used", "cost_per_h", "rest_min_h"];

type Thing = Record<string, unknown>;
export interface Entry { table: string; id: string; value: Thing; change: "new" | "changed" | "same" }
export interface Fault { table: string; entry: string; code: string; detail: string }
export interface Reading { entries: Entry[]; faults: Fault[] }

const isThing = (value: unknown): value is Thing => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether nothing is said by a value that the node fills in itself. */
function silent(key: string, value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  if (isThing(value)) return Object.entries(value).every(([name, one]) => silent(name, one));
  return value === 0 && NOUGHT.includes(key);
}

/** Whether the node would keep the same of both. */
function same(told: unknown, kept: unknown, key = ""): boolean {
  if (Array.isArray(told) && Array.isArray(kept)) return told.length === kept.length && told.every((one, i) => same(one, kept[i]));
  if (isThing(told) && isThing(kept)) return [...new Set([...Object.keys(told), ...Object.keys(kept)])].every((name) => same(told[name], kept[name], name));
  return told === kept || (silent(key, told) && silent(key, kept));
}

async function things(table: string): Promise<{ id: string; value: Thing }[]> {
  const found = await call<Record<string, { id?: string; value: Thing }[]>>(`patrol/${table}`);
  return (found[table] ?? []).map((row) => ({ id: row.id ?? String(row.value["id"] ?? ""), value: row.value }));
}

function membersOf(text: string): Thing {
  try {
    const whole: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (isThing(whole)) return whole;
  } catch {
    // Told below like any other file that is no fleet.
  }
  throw new Problem(0, "fleet-file-unreadable", "");
}

/** One entry of a list, or why it cannot be one. */
function entryOf(table: string, number: number, told: unknown, kept: ReadonlyMap<string, Thing>): Entry | Fault {
  const bad = (code: string, entry = String(number + 1)): Fault => ({ table, entry, code, detail: "" });
  if (!isThing(told)) return bad("fleet-entry-unfit");
  const { id, ...rest } = told;
  if (typeof id !== "string") return bad("fleet-entry-nameless");
  if (!ID.test(id)) return bad("id-unfit", id);
  // Forecasts and registers are kept under a name that is no part of them.
  const value = table === "weather" || table === "registers" ? rest : told;
  const before = kept.get(id);
  return { table, id, value, change: before === undefined ? "new" : same(value, before) ? "same" : "changed" };
}

/** What a file would change at the node; nothing is sent. */
export async function readFleet(file: File): Promise<Reading> {
  if (file.size > BYTES_MAX) throw new Problem(0, "fleet-file-large", "");
  const whole = membersOf(await file.text());
  const found: Reading = { entries: [], faults: [] };
  for (const table of TABLES) {
    const list = whole[table] ?? [];
    if (!Array.isArray(list)) {
      found.faults.push({ table, entry: "", code: "fleet-table-unfit", detail: "" });
      continue;
    }
    if (list.length === 0) continue;
    const kept = new Map((await things(table)).map((row) => [row.id, row.value]));
    const seen = new Set<string>();
    list.forEach((told: unknown, number) => {
      const one = entryOf(table, number, told, kept);
      if ("code" in one) found.faults.push(one);
      else if (seen.has(one.id)) found.faults.push({ table, entry: one.id, code: "id-twice", detail: "" });
      else {
        seen.add(one.id);
        found.entries.push(one);
      }
    });
  }
  const told = whole[SETTINGS] ?? undefined;
  if (isThing(told)) {
    const now = await settings();
    const value = { ...now, ...told };
    found.entries.push({ table: SETTINGS, id: "", value, change: same(value, now) ? "same" : "changed" });
  } else if (told !== undefined) found.faults.push({ table: SETTINGS, entry: "", code: "fleet-table-unfit", detail: "" });
  for (const name of Object.keys(whole)) {
    if (name !== SETTINGS && !TABLES.some((table) => table === name)) found.faults.push({ table: name, entry: "", code: "fleet-table-unknown", detail: "" });
  }
  return found;
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
export async function fleetText(): Promise<string> {
  const lists = await Promise.all(TABLES.map(async (table) => [table, (await things(table)).map((row) => ({ ...row.value, id: row.id }))] as const));
  return `${JSON.stringify({ ...Object.fromEntries(lists), [SETTINGS]: await settings() }, null, 2)}\n`;
}
