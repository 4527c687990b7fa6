// Contingency plans as the node tells of them (docs/api.md, Plan book), and the CSV form of their entries.

export const KINDS = ["assembly", "route", "embarkation", "haven", "provider", "contact", "trigger", "pledge"] as const;
export type Kind = (typeof KINDS)[number];
export interface BookEntry { kind: Kind; key: string; name: string; owner: string; position: [number, number] | null; quantity: number | null; note: string }
export interface Brief { key: string; name: string; country: string; version: number; made: string; by: string; exercised: string | null; entries: number; party?: string }
export interface BookPlan { key: string; name: string; country: string; version: number; made: string; by: string; exercised: string | null; entries: BookEntry[] }
export interface Found { plan: BookPlan; pledged: { owner: string; key: string; sum: number }[]; history: Brief[] }
export interface Difference { kind: Kind; key: string; what: string; left: BookEntry | null; right: BookEntry | null }

export function emptyEntry(): BookEntry {
  return { kind: "assembly", key: "", name: "", owner: "", position: null, quantity: null, note: "" };
}

/** Rows of a CSV text (RFC 4180): quotes doubled inside quotes, line ends inside them kept. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  const end = (): void => {
    row.push(field);
    field = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at];
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") end();
    else if (c === "\n") {
      end();
      rows.push(row);
      row = [];
    } else if (c !== "\r" && c !== "\uFEFF") field += c;
  }
  if (field !== "" || row.length > 0) {
    end();
    rows.push(row);
  }
  return rows.filter((one) => one.some((cell) => cell.trim() !== ""));
}

/** Entries of a CSV file with a heading; the number of the first line that makes no sense, if there is one. */
export function entriesOf(text: string): { entries: BookEntry[]; bad: number | undefined } {
  const [head = [], ...rows] = csvRows(text);
  const column = (name: string): number => head.findIndex((cell) => cell.trim().toLowerCase() === name);
  const entries: BookEntry[] = [];
  let bad: number | undefined;
  rows.forEach((row, at) => {
    const cell = (name: string): string => row[column(name)]?.trim() ?? "";
    const number = (name: string): number | null => (cell(name) === "" ? null : Number(cell(name)));
    const kind = KINDS.find((one) => one === cell("kind"));
    const [lon, lat, quantity] = [number("lon"), number("lat"), number("quantity")];
    if (!kind || cell("key") === "" || [lon, lat, quantity].some((one) => one !== null && !Number.isFinite(one))) bad ??= at + 2;
    else entries.push({ kind, key: cell("key"), name: cell("name") || cell("key"), owner: cell("owner"), position: lon !== null && lat !== null ? [lon, lat] : null, quantity, note: cell("note") });
  });
  return { entries, bad };
}
