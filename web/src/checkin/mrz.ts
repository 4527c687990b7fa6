// The machine-readable zone (ICAO 9303) on a device without a network: the same fields, classes and check digits as the
// program's own reader (crates/crisis/src/mrz), held to it by the same specimens in the tests of both.

export type Format = "td1" | "td2" | "td3" | "mrv_a" | "mrv_b";
export interface Fault { field: string; kind: "character" | "check" | "date"; line: number; column: number }
export interface Zone {
  format: Format; code: string; issuer: string; number: string; nationality: string;
  birth: string | undefined; sex: string; family: string; given: string; faults: Fault[];
}
type Place = readonly [line: number, from: number, length: number];

const WEIGHTS = [7, 3, 1] as const;
const LETTERS = /^[A-Z<]+$/;
const DIGITS = /^[0-9]+$/;
const ANY = /^[A-Z0-9<]+$/;

function value(c: string): number {
  return c === "<" ? 0 : Number.parseInt(c, 36);
}

/** The check digit of characters (ICAO 9303-3 section 4.9). */
export function checkDigit(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) sum += value(text[i] ?? "<") * (WEIGHTS[i % 3] ?? 1);
  return String(sum % 10);
}

const TD1: Record<string, Place> = {
  code: [0, 0, 2], issuer: [0, 2, 3], number: [0, 5, 9], number_check: [0, 14, 1], optional: [0, 15, 15],
  birth: [1, 0, 6], birth_check: [1, 6, 1], sex: [1, 7, 1], expiry: [1, 8, 6], expiry_check: [1, 14, 1],
  nationality: [1, 15, 3], optional_more: [1, 18, 11], composite: [1, 29, 1], names: [2, 0, 30],
};

function twoLines(width: number, format: Format): Record<string, Place> {
  const fields: Record<string, Place> = {
    code: [0, 0, 2], issuer: [0, 2, 3], names: [0, 5, width - 5], number: [1, 0, 9], number_check: [1, 9, 1],
    nationality: [1, 10, 3], birth: [1, 13, 6], birth_check: [1, 19, 1], sex: [1, 20, 1], expiry: [1, 21, 6], expiry_check: [1, 27, 1],
  };
  if (format === "td3") return { ...fields, optional: [1, 28, 14], optional_check: [1, 42, 1], composite: [1, 43, 1] };
  if (format === "td2") return { ...fields, optional: [1, 28, 7], composite: [1, 35, 1] };
  return { ...fields, optional: [1, 28, width - 28] };
}

const COMPOSITE: Record<Format, readonly Place[]> = {
  td1: [[0, 5, 25], [1, 0, 7], [1, 8, 7], [1, 18, 11]], td2: [[1, 0, 10], [1, 13, 7], [1, 21, 14]],
  td3: [[1, 0, 10], [1, 13, 7], [1, 21, 22]], mrv_a: [], mrv_b: [],
};

function lay(lines: readonly string[]): { format: Format; fields: Record<string, Place> } | undefined {
  const width = lines[0]?.length ?? 0;
  if (lines.some((line) => line.length !== width)) return undefined;
  const visa = lines[0]?.startsWith("V");
  if (lines.length === 3 && width === 30) return { format: "td1", fields: TD1 };
  if (lines.length === 2 && width === 44) {
    const format = visa ? "mrv_a" : "td3";
    return { format, fields: twoLines(44, format) };
  }
  if (lines.length === 2 && width === 36) {
    const format = visa ? "mrv_b" : "td2";
    return { format, fields: twoLines(36, format) };
  }
  return undefined;
}

function linesOf(text: string): string[] {
  const lines = text.toUpperCase().replaceAll(/[«‹]/g, "<").split(/\r?\n/).map((line) => line.replaceAll(/\s/g, "")).filter(Boolean);
  const [only] = lines;
  if (lines.length === 1 && only) {
    const parts = { 88: 44, 72: 36, 90: 30 }[only.length];
    if (parts) return only.match(new RegExp(`.{${parts}}`, "g")) ?? lines;
  }
  return lines;
}

/** Whether a typed or scanned text is a whole zone by number and length of lines. */
export function isZone(text: string): boolean {
  return lay(linesOf(text)) !== undefined;
}

function classOf(field: string): RegExp {
  if (field === "number" || field.startsWith("optional") && !field.endsWith("check")) return ANY;
  if (field === "sex") return /^[MF<]$/;
  if (field === "birth") return /^[0-9]{2}[0-9<]{4}$/;
  if (field === "number_check" || field === "optional_check") return /^[0-9<]$/;
  if (field === "expiry" || field.endsWith("check") || field === "composite") return DIGITS;
  return LETTERS;
}

function isDate(text: string): boolean {
  const [year, month, day] = [text.slice(0, 2), text.slice(2, 4), text.slice(4, 6)];
  if (month === "<<") return day === "<<";
  const m = Number(month);
  if (!(m >= 1 && m <= 12)) return false;
  if (day === "<<") return true;
  // A leap day is possible in every fourth year of both centuries; 1900 is too long ago to matter.
  const days = m === 2 ? (Number(year) % 4 === 0 ? 29 : 28) : [4, 6, 9, 11].includes(m) ? 30 : 31;
  return Number(day) >= 1 && Number(day) <= days;
}

function birthOf(text: string, year: number): string | undefined {
  if (!classOf("birth").test(text) || !isDate(text)) return undefined;
  const short = Number(text.slice(0, 2));
  const century = year - (year % 100);
  const full = century + short > year ? century - 100 + short : century + short;
  return [String(full), text.slice(2, 4), text.slice(4, 6)].filter((part) => part !== "<<").join("-");
}

/** Reads a zone; nothing when number and length of lines fit no document. `year` is the year of today. */
export function readZone(text: string, year: number): Zone | undefined {
  const lines = linesOf(text);
  const found = lay(lines);
  if (!found) return undefined;
  const { format, fields } = found;
  const at = (place: Place | undefined): string => (place ? (lines[place[0]] ?? "").slice(place[1], place[1] + place[2]) : "");
  const text_of = (field: string): string => at(fields[field]);
  const faults: Fault[] = [];
  const fault = (field: string, kind: Fault["kind"], offset = 0): void => {
    const place = fields[field];
    if (place) faults.push({ field, kind, line: place[0] + 1, column: place[1] + offset + 1 });
  };
  for (const field of Object.keys(fields)) {
    const held = text_of(field);
    if (!classOf(field).test(held)) {
      const single = field === "birth" ? /[0-9<]/ : classOf(field);
      const offset = [...held].findIndex((c) => !single.test(c));
      fault(field, "character", Math.max(0, offset));
    } else if ((field === "birth" || field === "expiry") && !isDate(held)) fault(field, "date");
  }
  const { number, digit } = longNumber(text_of("number"), text_of("number_check"), text_of("optional"), format);
  const check = (field: string, over: string, has: string): void => {
    if (ANY.test(over) && checkDigit(over) !== has) fault(field, "check");
  };
  check("number_check", number, digit);
  check("birth_check", text_of("birth"), text_of("birth_check"));
  check("expiry_check", text_of("expiry"), text_of("expiry_check"));
  if (format === "td3" && !(text_of("optional_check") === "<" && /^<*$/.test(text_of("optional")))) check("optional_check", text_of("optional"), text_of("optional_check"));
  if (COMPOSITE[format].length > 0) check("composite", COMPOSITE[format].map(at).join(""), text_of("composite"));
  const bare = (field: string): string => text_of(field).replace(/<+$/, "");
  const [family = "", given = ""] = text_of("names").split(/<<(.*)/s);
  const spaced = (part: string): string => part.split("<").filter(Boolean).join(" ");
  return {
    format, code: bare("code"), issuer: bare("issuer"), number: number.replace(/<+$/, ""), nationality: bare("nationality"),
    birth: birthOf(text_of("birth"), year), sex: text_of("sex").replace("<", ""), family: spaced(family), given: spaced(given), faults,
  };
}

/** A long number goes on in the optional data, its check digit last (ICAO 9303-5 section 4.2.4). */
function longNumber(number: string, digit: string, optional: string, format: Format): { number: string; digit: string } {
  const rest = optional.split("<")[0] ?? "";
  if (digit !== "<" || rest === "" || (format !== "td1" && format !== "td2")) return { number, digit };
  return { number: number + rest.slice(0, -1), digit: rest.slice(-1) };
}
