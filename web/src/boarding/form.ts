// Forms and their rules while one types: the twin of crates/case/src/form.rs and clock.rs. Both are held to one table of
// good and bad values, crates/case/tests/rules.json.

export type Kind =
  | { kind: "text"; max: number; fill?: string | null }
  | { kind: "flag" | "call_sign" | "imo" | "mmsi" | "place"; fill?: string | null }
  | { kind: "choice"; choices: string[] }
  | { kind: "number"; min: number; max: number; whole?: boolean; fill?: string | null }
  | { kind: "time" | "catch" | "violations" | "attachment" };
export interface Measure { id: string; scheme: string; title: string; source: string; date: string; verified: boolean; paragraphs: string[]; verified_paragraphs?: string[] }
export interface Section { id: string; fields: string[] }
export interface Form { id: string; scheme: string; due_working_days?: number | null; due_from?: string | null; due_source?: string | null; verified?: boolean; aboard?: string[]; sections: Section[] }
/** One version of the file, as the node gives it. */
export interface Forms { version: string; sha256?: string; measure: Measure[]; field: Record<string, Kind>; form: Form[]; calendar?: Calendar }
export type Fields = Readonly<Record<string, unknown>>;
export interface Fault { field: string; code: string }

/** Stands for a measure that the file does not have: its paragraph is measure and paragraph in words. Never verified. */
export const OTHER_MEASURE = "other";
/** Longest paragraph, characters: the words of a measure that the file does not have. */
export const PARAGRAPH_MAX = 200;
const ROWS_MAX = 200;
const NOTE_MAX = 1000;
const CATCH_KG_MAX = 5e6;

/** Fields in order, each with whether it must be filled. */
export function fieldsOf(section: Section | Form): [name: string, needed: boolean][] {
  const names = "fields" in section ? section.fields : section.sections.flatMap((part) => part.fields);
  return names.map((name) => (name.endsWith("!") ? [name.slice(0, -1), true] : [name, false]));
}

/** Whether a field holds nothing. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) && value.length === 0;
}

/** Seven digits of which the last is the check digit. */
export function isImo(number: number): boolean {
  if (!Number.isInteger(number) || number < 1_000_000 || number > 9_999_999) return false;
  let [rest, sum] = [Math.floor(number / 10), 0];
  for (let weight = 2; weight <= 7; weight += 1) {
    sum += (rest % 10) * weight;
    rest = Math.floor(rest / 10);
  }
  return sum % 10 === number % 10;
}

const within = (value: unknown, min: number, max: number): value is number => typeof value === "number" && value >= min && value <= max;
const matches = (value: unknown, form: RegExp): boolean => typeof value === "string" && form.test(value);

/** What is wrong with one value; nothing when it is right or empty. */
export function faultOf(forms: Forms, field: string, value: unknown): string | undefined {
  if (isEmpty(value)) return undefined;
  const kind = forms.field[field];
  if (!kind) return "field-unknown";
  const unless = (right: boolean, code: string): string | undefined => (right ? undefined : code);
  switch (kind.kind) {
    case "text": return unless(typeof value === "string" && [...value].length <= kind.max, "field-too-long");
    case "flag": return unless(matches(value, /^[A-Z]{3}$/), "field-flag");
    case "call_sign": return unless(matches(value, /^[A-Z0-9]{3,10}$/), "field-call-sign");
    case "imo": return unless(typeof value === "number" && isImo(value), "field-imo");
    case "mmsi": return unless(within(value, 1_000_000, 999_999_999) && Number.isInteger(value), "field-mmsi");
    case "choice": return unless(typeof value === "string" && kind.choices.includes(value), "field-choice");
    case "number": return unless(within(value, kind.min, kind.max) && (!kind.whole || Number.isInteger(value)), "field-number");
    case "place": return unless(isPlace(value), "field-place");
    case "time": return unless(Number.isSafeInteger(value) && Number(value) > 0, "field-time");
    case "catch": return unless(rows(value)?.every(isCatch) ?? false, "field-catch");
    case "violations": return unless(rows(value)?.every((row) => isViolation(forms, row)) ?? false, "field-violations");
    case "attachment": return unless(matches(value, /^[0-9a-f]{64}$/), "field-attachment");
  }
}

function isPlace(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && within(value[0], -180, 180) && within(value[1], -90, 90);
}

type Row = Record<string, unknown>;
function rows(value: unknown): Row[] | undefined {
  return Array.isArray(value) && value.length <= ROWS_MAX ? value.map((row: unknown) => (typeof row === "object" && row !== null ? (row as Row) : {})) : undefined;
}

const said = (row: Row, what: string): string => (typeof row[what] === "string" ? row[what] : "");

function isCatch(row: Row): boolean {
  return /^[A-Z]{3}$/.test(said(row, "species")) && within(row["kg"], 0, CATCH_KG_MAX);
}

function isViolation(forms: Forms, row: Row): boolean {
  const [measure, paragraph] = [said(row, "measure"), said(row, "paragraph")];
  const known = measure === OTHER_MEASURE || forms.measure.some((one) => one.id === measure);
  return known && paragraph.trim() !== "" && [...paragraph].length <= PARAGRAPH_MAX && [...said(row, "note")].length <= NOTE_MAX;
}

/** Whether a cited paragraph was compared with the text in force. */
export function isVerified(forms: Forms, measure: string, paragraph: string): boolean {
  return forms.measure.some((one) => one.id === measure && ((one.verified && one.paragraphs.includes(paragraph)) || (one.verified_paragraphs ?? []).includes(paragraph)));
}

const IN_ORDER = [["sighted_at", "hailed_at", "boarded_at", "left_at"], ["inspected_from", "inspected_until"]] as const;
const IDENTIFIERS = ["call_sign", "imo", "mmsi", "external_marking"];

const NOT_ABOARD: readonly unknown[] = ["refused", "cancelled"];

/** Whether a field that must be filled need not be, as nobody came aboard. */
export function isWaived(form: Form, field: string, fields: Fields): boolean {
  return NOT_ABOARD.includes(fields["boarding_result"]) && (form.aboard ?? []).includes(field);
}

/** Everything that is wrong with a report, in the order of its form. An empty list: it can be sent. */
export function faults(forms: Forms, form: Form, fields: Fields): Fault[] {
  const out: Fault[] = [];
  const add = (field: string, code: string): void => void out.push({ field, code });
  const value = (name: string): unknown => (isEmpty(fields[name]) ? undefined : fields[name]);
  for (const [field, needed] of fieldsOf(form)) {
    if (value(field) === undefined) {
      if (needed && !isWaived(form, field, fields)) add(field, "field-missing");
      continue;
    }
    const code = faultOf(forms, field, value(field));
    if (code) add(field, code);
  }
  if (value("boarding_result") === "refused" && value("refusal_reason") === undefined) add("refusal_reason", "field-missing");
  if (value("boarding_result") === "completed" && value("boarded_at") === undefined) add("boarded_at", "field-missing");
  const has = fieldsOf(form).some(([field]) => field === "flag");
  if (has && IDENTIFIERS.every((name) => value(name) === undefined)) add("call_sign", "field-no-identifier");
  // Each is held against the last one that is told before it: a step in between may have been left out.
  for (const order of IN_ORDER) {
    let earlier: number | undefined;
    for (const name of order) {
      const time = value(name);
      if (!Number.isSafeInteger(time)) continue;
      if (earlier !== undefined && Number(time) < earlier) add(name, "field-before-the-earlier");
      earlier = Number(time);
    }
  }
  return out;
}

/** The values that are known, for the fields that ask for them; what does not fit is left for a person. */
export function filled(forms: Forms, form: Form, known: Fields): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [field] of fieldsOf(form)) {
    const kind = forms.field[field];
    const from = kind && "fill" in kind ? kind.fill : undefined;
    const value = from ? known[from] : undefined;
    if (!isEmpty(value) && faultOf(forms, field, value) === undefined) out[field] = value;
  }
  return out;
}

const DAY_MS = 86_400_000;
const DAYS_AHEAD_MAX = 400;

/** The authority's calendar, as the node gives it with the forms. */
export interface Calendar {
  version: string; sha256?: string; id: string; source: string; date: string; offset_min: number; changes: { from_ms: number; offset_min: number }[];
  /** Days since 1970-01-01, local. */
  holidays: number[];
  /** Years whose holidays are known, and whether they were compared with the official text. */
  years: Record<string, boolean>;
  schemes: Record<string, boolean>;
}
export interface Mark { code: string; year: number | null }
/** By when a report is due; `plain_ms` if no holiday counted. */
export interface Due { ms: number; plain_ms: number; marks: Mark[] }

/** UTC without holidays: what a node without a calendar reckons with. */
export const PLAIN: Calendar = { version: "", id: "", source: "", date: "", offset_min: 0, changes: [], holidays: [], years: {}, schemes: {} };

const isWeekend = (day: number): boolean => [2, 3].includes(((day % 7) + 7) % 7);

function offsetMsAt(calendar: Calendar, ms: number): number {
  return (calendar.changes.findLast((one) => one.from_ms <= ms)?.offset_min ?? calendar.offset_min) * 60_000;
}

const dayOf = (calendar: Calendar, ms: number): number => Math.floor((ms + offsetMsAt(calendar, ms)) / DAY_MS);

/** The moment at which a local day begins; where midnight comes twice the first, where it is left out the change itself. */
function startMs(calendar: Calendar, day: number): number {
  const starts = [...calendar.changes.map((one) => one.offset_min), calendar.offset_min].map((min) => day * DAY_MS - min * 60_000).sort((a, b) => a - b);
  const found = starts.find((ms) => ms + offsetMsAt(calendar, ms) === day * DAY_MS);
  const skipped = (): number | undefined => calendar.changes.find((one) => dayOf(calendar, one.from_ms) >= day && dayOf(calendar, one.from_ms - 1) < day)?.from_ms;
  return found ?? skipped() ?? day * DAY_MS - calendar.offset_min * 60_000;
}

function lastDay(calendar: Calendar, endMs: number, count: number, works: (day: number) => boolean): number | undefined {
  const first = dayOf(calendar, endMs);
  let left = count;
  for (let day = first + 1; day <= first + DAYS_AHEAD_MAX; day += 1) {
    if (!works(day)) continue;
    left = Math.max(0, left - 1);
    if (left === 0) return day;
  }
  return undefined;
}

/** The end of the `count`-th full working day after a moment: neither Saturday, Sunday nor a holiday; the first day does not count. */
export function deadlineMs(endMs: number, count: number, offsetMin = 0, holidays: readonly number[] = []): number | undefined {
  const calendar = { ...PLAIN, offset_min: offsetMin, holidays: [...holidays] };
  const day = lastDay(calendar, endMs, count, (one) => !isWeekend(one) && !holidays.includes(one));
  return day === undefined ? undefined : startMs(calendar, day + 1);
}

/** By when something of a scheme is due, with what is not certain of it. */
export function due(calendar: Calendar, scheme: string, endMs: number, count: number): Due | undefined {
  const holidays = new Set(calendar.holidays);
  const last = lastDay(calendar, endMs, count, (day) => !isWeekend(day) && !holidays.has(day));
  const plain = lastDay(calendar, endMs, count, (day) => !isWeekend(day));
  if (last === undefined || plain === undefined) return undefined;
  const marks: Mark[] = [];
  const yearOf = (day: number): number => new Date(day * DAY_MS).getUTCFullYear();
  if (!calendar.id) marks.push({ code: "holidays-none", year: null });
  else {
    for (let year = yearOf(dayOf(calendar, endMs)); year <= yearOf(last); year += 1) {
      const verified = calendar.years[String(year)];
      if (verified !== true) marks.push({ code: verified === undefined ? "holidays-missing" : "holidays-not-verified", year });
    }
  }
  if (calendar.schemes[scheme] !== true) marks.push({ code: "scheme-days-not-verified", year: null });
  return { ms: startMs(calendar, last + 1), plain_ms: startMs(calendar, plain + 1), marks };
}

/** By when a report is due, if its form says so and the moment from which it counts is known. */
export function dueOf(forms: Forms, form: Form, fields: Fields): Due | undefined {
  const from = form.due_from ? fields[form.due_from] : undefined;
  return Number.isSafeInteger(from) && form.due_working_days ? due(forms.calendar ?? PLAIN, form.scheme, Number(from), form.due_working_days) : undefined;
}
