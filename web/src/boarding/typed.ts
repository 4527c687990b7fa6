// Values as they are typed and read back.
import { parsePlace, place } from "../place";
import { type Kind, isEmpty } from "./form";

/** Date and time to the minute, UTC. */
export function utcText(ms: number): string {
  return Number.isFinite(ms) ? `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")}Z` : "–";
}

/** A value as the field shows it for typing. */
export function typedOf(kind: Kind, value: unknown): string {
  if (isEmpty(value)) return "";
  if (kind.kind === "place") return Array.isArray(value) ? place(value as unknown as [number, number]) : String(value);
  if (kind.kind === "time") return typeof value === "number" ? new Date(value).toISOString().slice(0, 16) : "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;
/** `12,500`: thousands in English and Japanese, decimals in French. After a nought alone it can only be decimals. */
const TWO_WAYS = /^[+-]?0*[1-9]\d*,\d{3}$/;

/** What was typed, as the form keeps it. What cannot be read is kept as it was typed, and is a fault until it is set right. */
export function readTyped(kind: Kind, typed: string): unknown {
  const text = typed.trim();
  if (text === "") return null;
  const half = text.normalize("NFKC");
  switch (kind.kind) {
    case "flag":
    case "call_sign": return half.toUpperCase().replaceAll(/\s/g, "");
    case "imo": return asNumber(half.replace(/^IMO\s*/i, "").replaceAll(/\s/g, "")) ?? text;
    case "mmsi": return asNumber(half.replaceAll(/\s/g, "")) ?? text;
    case "number": return asNumber(half) ?? text;
    case "place": {
      const found = parsePlace(half);
      return found ? [...found] : text;
    }
    case "time": {
      const ms = Date.parse(`${text}Z`);
      return Number.isNaN(ms) ? text : ms;
    }
    default: return typed;
  }
}

export function asNumber(text: string): number | undefined {
  return NUMBER.test(text) && !TWO_WAYS.test(text) ? Number(text.replace(",", ".")) : undefined;
}

const readsTwoWays = (value: unknown): boolean => typeof value === "string" && TWO_WAYS.test(value.normalize("NFKC").trim());

/** The fault as it is told here, where one can say what is wrong with what was typed; the rules' own code is the node's too. */
export function toldFault(code: string, value: unknown): string {
  const twoWays = code === "field-number" ? readsTwoWays(value) : code === "field-catch" && Array.isArray(value) && value.some((row: unknown) => readsTwoWays((row as { kg?: unknown } | null)?.kg));
  return twoWays ? "field-number-two-ways" : code;
}
