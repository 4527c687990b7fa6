// Values as they are shown, in the language of the page or of a paper.
import type { Language } from "../language";
import { place } from "../place";
import { tIn, wordIn } from "../public/words";
import { type Forms, OTHER_MEASURE, isEmpty, isVerified } from "./form";
import { utcText } from "./typed";

type Row = Record<string, unknown>;
const part = (row: Row, name: string): string => (isEmpty(row[name]) ? "" : String(row[name]));

/** Version of the forms and the beginning of the file's SHA-256; a pack from before has none. */
export function formsVersion(forms: Forms): { version: string; sha256: string } {
  return { version: forms.version, sha256: forms.sha256?.slice(0, 16) ?? "–" };
}

/** A value in words, for a paper, a list or a conflict. */
export function shownIn(language: Language, forms: Forms, field: string, value: unknown): string {
  if (isEmpty(value)) return "–";
  const kind = forms.field[field]?.kind;
  switch (kind) {
    case "choice": return wordIn(language, "choice", String(value));
    case "time": return typeof value === "number" ? utcText(value) : String(value);
    case "place": return Array.isArray(value) ? place(value as unknown as [number, number]) : String(value);
    case "number": return typeof value === "number" ? new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(value) : String(value);
    case "catch": return rowsOf(value).map((row) => [part(row, "species"), `${part(row, "kg")} kg`, part(row, "state")].filter(Boolean).join(" ")).join("; ");
    case "violations": return rowsOf(value).map((row) => {
      const [measure, paragraph] = [part(row, "measure"), part(row, "paragraph")];
      const mark = isVerified(forms, measure, paragraph) ? "" : ` (${tIn(language, "measure-not-verified")})`;
      const cited = measure === OTHER_MEASURE ? tIn(language, "measure-other-cited", { words: paragraph }) : tIn(language, "boarding-cited", { measure, paragraph });
      return `${cited}${mark}${part(row, "note") ? `: ${part(row, "note")}` : ""}`;
    }).join("; ");
    case "attachment": return `${String(value).slice(0, 16)}…`;
    default: return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
}

export function rowsOf(value: unknown): Row[] {
  return Array.isArray(value) ? value.filter((row): row is Row => typeof row === "object" && row !== null) : [];
}
