// Fields of an object that came from a partner or goes to one: their names and values in words. What they hold is the
// partner's; a shape that this page does not know is shown as it came.
import { flagName } from "../flag";
import { language, number, t, tryT, word } from "../language";
import { amount, bareKey, unitOf } from "../measure";
import { moment } from "../moment";
import { type LonLat, place } from "../place";

/** Deepest value that is written out: bodies of records are flat. */
const DEPTH_MAX = 3;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** What a field is called. */
export function fieldName(name: string): string {
  const id = (text: string): string => text.replaceAll(/[_.]/g, "-").toLowerCase();
  for (const family of ["field", "shared-field", "evidence"]) {
    const found = tryT(`${family}-${id(name)}`) ?? tryT(`${family}-${id(bareKey(name))}`);
    if (found) return found;
  }
  return name;
}

/** A value in words. */
export function fieldText(name: string, value: unknown, depth = 0): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  if (typeof value === "number") return numberText(name, value);
  if (typeof value === "string") return codeText(name, value);
  const { code, points } = value as { code?: unknown; points?: unknown };
  if (typeof code === "string" && typeof points === "number") return `${word("reason", code)}${t("label-colon")}${number(points, 1)}`;
  const at = placeOf(value);
  if (at) return place(at);
  if (depth >= DEPTH_MAX) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map((one) => fieldText(name, one, depth + 1)).join(t("list-separator"));
  return Object.entries(value as Record<string, unknown>).map(([key, one]) => `${fieldName(key)}${t("label-colon")}${name === "codes" ? evidenceCode(key, one) : fieldText(key, one, depth + 1)}`).join(t("list-separator"));
}

function numberText(name: string, value: number): string {
  if (name.endsWith("_ms")) return moment(value / 1000);
  if (/mmsi|imo|vessel|ship_type|row|seq/.test(name)) return String(value);
  return unitOf(name) ? amount(name, value) : number(value, Number.isInteger(value) ? 0 : 2);
}

function codeText(name: string, value: string): string {
  if (TIME.test(value)) return moment(value);
  if (name === "flag") return flagName(value);
  if (name === "gear") return word("gear", value);
  if (name === "kind") return tryT(`event-${value.replaceAll("_", "-")}`) ?? value;
  if (name === "refuted_by") return word("refute", value);
  if (name === "role") return word("role", value);
  if (name === "state") return word("state", value);
  if (name === "rule") return tryT(`rule-${value.replaceAll(/[._]/g, "-")}`) ?? value;
  return value;
}

/** A coded finding of the evidence in words, as the card of the event tells it. */
function evidenceCode(key: string, value: unknown): string {
  return (typeof value === "string" && /^[a-z][a-z0-9_.-]*$/.test(value) ? tryT(`code-${value.replaceAll(/[_.]/g, "-")}`) : undefined) ?? fieldText(key, value, DEPTH_MAX);
}

function placeOf(value: unknown): LonLat | undefined {
  if (Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === "number")) return [value[0] as number, value[1] as number];
  const { lat, lon } = value as { lat?: unknown; lon?: unknown };
  return typeof lat === "number" && typeof lon === "number" ? [lon, lat] : undefined;
}

/** Several codes of one family, or a dash. */
export function words(family: string, codes: readonly string[]): string {
  return codes.length > 0 ? codes.map((code) => word(family, code)).join(t("list-separator")) : "–";
}

/** Bytes as people read them. */
export function bytesText(bytes: number): string {
  const style = { maximumFractionDigits: 1 } as const;
  if (bytes < 1000) return t("exchange-bytes", { value: number(bytes) });
  if (bytes < 1_000_000) return t("exchange-kilobytes", { value: new Intl.NumberFormat(language(), style).format(bytes / 1000) });
  return t("exchange-megabytes", { value: new Intl.NumberFormat(language(), style).format(bytes / 1_000_000) });
}
