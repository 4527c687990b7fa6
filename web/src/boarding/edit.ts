// Edits as a set, and the reports they make: the twin of crates/case/src/journal.rs. The order of arrival decides
// nothing, nor does a clock; two values of which none replaced the other are a conflict, and a person decides.

export interface EditId { device: string; seq: number }
export type Act =
  | { do: "begin"; form: string; subject: string }
  | { do: "set"; field: string; value: unknown; replaces: EditId[] }
  | { do: "attach"; kind: string; caption: string; sha256: string; size: number; media: string; place: [number, number] | null }
  | { do: "step"; step: string; note: string }
  | { do: "complete" };
export interface Edit { id: EditId; at_ms: number; user: string; report: string; act: Act }
export type EditOf<D extends Act["do"]> = Edit & { act: Extract<Act, { do: D }> };

export interface Report {
  report: string; form: string; subject: string;
  /** Of several heads the one with the greatest id, until a person decides. */
  fields: Record<string, unknown>;
  /** The edits on which each field rests: what the next edit of it replaces. */
  heads: Record<string, EditId[]>;
  attachments: EditOf<"attach">[]; steps: EditOf<"step">[]; complete: boolean;
}
export type Conflict =
  | { conflict: "field"; report: string; field: string; values: [EditId, unknown][] }
  | { conflict: "twin"; id: EditId }
  | { conflict: "begin"; report: string };
export interface Folded { reports: Map<string, Report>; conflicts: Conflict[] }

const NAME_BYTES_MAX = 64;
const REPLACES_MAX = 1000;

/** One text of a value, whatever the order in which its parts were written. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  return `{${Object.entries(value).filter(([, part]) => part !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => `${JSON.stringify(key)}:${textOf(part)}`).join(",")}}`;
}

export const keyOf = (id: EditId): string => `${id.device}/${id.seq}`;

/** The order of ids: devices by code points, then their counts. */
export function compareIds(a: EditId, b: EditId): number {
  if (a.device === b.device) return a.seq - b.seq;
  const [left, right] = [[...a.device], [...b.device]];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const by = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (by !== 0) return by;
  }
  return left.length - right.length;
}

const named = (name: unknown): boolean => typeof name === "string" && name !== "" && new TextEncoder().encode(name).length <= NAME_BYTES_MAX;
const isId = (id: unknown): id is EditId => typeof id === "object" && id !== null && named((id as EditId).device) && Number.isSafeInteger((id as EditId).seq) && (id as EditId).seq > 0;
const text = (value: unknown): value is string => typeof value === "string";
const only = (value: object, names: readonly string[]): boolean => Object.keys(value).every((name) => names.includes(name));
/** Parts of each act: the node refuses what has more. */
const PARTS: Readonly<Record<Act["do"], readonly string[]>> = { begin: ["form", "subject"], set: ["field", "value", "replaces"], attach: ["kind", "caption", "sha256", "size", "media", "place"], step: ["step", "note"], complete: [] };

/** Whether something that came from elsewhere can be an edit. One that the node cannot read would keep all that is sent with it from leaving. */
export function isEdit(one: unknown): one is Edit {
  if (typeof one !== "object" || one === null) return false;
  const { id, at_ms, user, report, act } = one as Edit;
  if (!isId(id) || !Number.isSafeInteger(at_ms) || !text(user) || !named(report) || typeof act !== "object" || act === null) return false;
  if (!only(one, ["id", "at_ms", "user", "report", "act"]) || !only(id, ["device", "seq"]) || !only(act, ["do", ...(PARTS[act.do] ?? [])])) return false;
  switch (act.do) {
    case "begin": return text(act.form) && text(act.subject);
    case "set": return named(act.field) && Array.isArray(act.replaces) && act.replaces.length <= REPLACES_MAX && act.replaces.every((id) => isId(id) && only(id, ["device", "seq"])) && "value" in act;
    case "attach": return /^[0-9a-f]{64}$/.test(act.sha256) && text(act.kind) && text(act.caption) && text(act.media) && Number.isSafeInteger(act.size) && act.size >= 0 && isPlace(act.place);
    case "step": return text(act.step) && text(act.note);
    case "complete": return true;
    default: return false;
  }
}

function isPlace(place: unknown): boolean {
  if (place === null || place === undefined) return true;
  const [lon, lat] = Array.isArray(place) && place.length === 2 ? (place as number[]) : [NaN, NaN];
  return Math.abs(lon ?? NaN) <= 180 && Math.abs(lat ?? NaN) <= 90;
}

interface Set_ { id: EditId; value: unknown }

/** The reports as they stand, and what people must sort out: the same for every order of arrival. */
export function fold(all: Iterable<Edit>): Folded {
  const edits = [...all].sort((a, b) => compareIds(a.id, b.id) || (textOf(a) < textOf(b) ? -1 : 1));
  const reports = new Map<string, Report>();
  const conflicts: Conflict[] = [];
  const sets = new Map<string, Map<string, Set_[]>>();
  const replaced = new Set<string>();
  const once = new Map<string, number>();
  for (const edit of edits) once.set(keyOf(edit.id), (once.get(keyOf(edit.id)) ?? 0) + 1);
  for (const edit of edits) {
    if ((once.get(keyOf(edit.id)) ?? 0) > 1) {
      conflicts.push({ conflict: "twin", id: edit.id });
      once.delete(keyOf(edit.id));
    }
  }
  for (const edit of edits) {
    const report = reports.get(edit.report) ?? { report: edit.report, form: "", subject: "", fields: {}, heads: {}, attachments: [], steps: [], complete: false };
    reports.set(edit.report, report);
    const { act } = edit;
    if (act.do === "begin") {
      if (report.form !== "" && (report.form !== act.form || report.subject !== act.subject)) conflicts.push({ conflict: "begin", report: edit.report });
      else Object.assign(report, { form: act.form, subject: act.subject });
    } else if (act.do === "set") {
      const fields = sets.get(edit.report) ?? new Map<string, Set_[]>();
      sets.set(edit.report, fields);
      fields.set(act.field, [...(fields.get(act.field) ?? []), { id: edit.id, value: act.value }]);
      for (const id of act.replaces) if (keyOf(id) !== keyOf(edit.id)) replaced.add(`${edit.report}\n${act.field}\n${keyOf(id)}`);
    } else if (act.do === "attach") report.attachments.push(edit as EditOf<"attach">);
    else if (act.do === "step") report.steps.push(edit as EditOf<"step">);
    else report.complete = true;
  }
  for (const [name, report] of [...reports].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [field, found] of [...(sets.get(name) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const open = found.filter(({ id }) => !replaced.has(`${name}\n${field}\n${keyOf(id)}`));
      // A ring of edits that replace each other can only come from a faulty device: then all of them count.
      const heads = open.length > 0 ? open : found;
      report.fields[field] = heads.at(-1)?.value;
      report.heads[field] = heads.map(({ id }) => id);
      const first = textOf(heads[0]?.value);
      if (heads.some(({ value }) => textOf(value) !== first)) conflicts.push({ conflict: "field", report: name, field, values: heads.map(({ id, value }) => [id, value]) });
    }
  }
  return { reports, conflicts };
}

/** Of each device the greatest count up to which nothing is missing: what need not be sent to us. */
export function heldUpTo(edits: Iterable<Edit>): Map<string, number> {
  const held = new Map<string, Set<number>>();
  for (const { id } of edits) held.set(id.device, (held.get(id.device) ?? new Set()).add(id.seq));
  return new Map([...held].map(([device, counts]) => {
    let up = 0;
    while (counts.has(up + 1)) up += 1;
    return [device, up];
  }));
}
