// Numbers with their units. The unit is the end of the key (`silence_h`, `distance_m`), as everywhere in Vigie.
import { number, t, tryT, word } from "./language";
import { duration } from "./moment";

const UNITS = ["points_per_h", "kn", "nm", "km", "m", "h", "min", "s", "days", "d", "deg", "pct", "share", "probability", "count"] as const;
export type Unit = (typeof UNITS)[number] | "";

/** The unit a key carries. */
export function unitOf(key: string): Unit {
  const plain = key.endsWith("_max") ? key.slice(0, -4) : key;
  return UNITS.find((unit) => plain === unit || plain.endsWith(`_${unit}`)) ?? "";
}

const TENTHS_BELOW = 100;
/** Two places behind the point would say nothing of less. */
const TINY = 0.1;
const METRES_BELOW = 5000;
const NM_M = 1852;

const SURE = 0.99;
const HARDLY = 0.01;

/** A probability that a method here gives. None gives certainty: beyond 99 % and below 1 % only the bound is said. */
export function percent(share: number): string {
  if (share > SURE) return t("pct-above", { value: number(SURE * 100) });
  if (share < HARDLY) return t("pct-below", { value: number(HARDLY * 100) });
  return t("unit-pct", { value: number(share * 100) });
}

const FIGURES = 3;
const POWERS_BELOW = 1e-3;
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Three significant figures, so that a working can be checked; what is very small as a power of ten, `3.60 × 10⁻⁴`. */
export function figures(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0) return number(value);
  // The rounding may bring the value to the next power: the exponent is read behind it.
  const [digits = "0", power = "0"] = value.toExponential(FIGURES - 1).split("e");
  const exponent = Number(power);
  if (size >= POWERS_BELOW) return number(value, Math.max(0, FIGURES - 1 - exponent));
  const raised = [...String(Math.abs(exponent))].map((digit) => RAISED[Number(digit)] ?? "").join("");
  return `${number(Number(digits), FIGURES - 1)}\u00a0×\u00a010⁻${raised}`;
}

/** A value as an officer reads it: metres become nautical miles when they are many, hours become hours and minutes. */
export function amount(key: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return t("not-known");
  if (/(^|_)(unix_s|time_s)$/.test(key)) return number(value);
  switch (unitOf(key)) {
    case "m": return Math.abs(value) < METRES_BELOW ? unit("m", value, 0) : unit("nm", value / NM_M, 1);
    case "km": return unit("nm", (value * 1000) / NM_M, 1);
    case "nm": return unit("nm", value, 1);
    case "kn": return unit("kn", value, 1);
    case "h": return Math.abs(value) < 240 ? duration(value * 3600) : unit("days", value / 24, 1);
    case "min": return duration(value * 60);
    case "s": return duration(value);
    case "d":
    case "days": return Math.abs(value) < 2 ? duration(value * 86_400) : unit("days", value, value < 10 ? 1 : 0);
    case "deg": return unit("deg", value, 0);
    case "pct": return unit("pct", value, 0);
    case "probability": return percent(value);
    case "share": return unit("pct", value * 100, 0);
    default: return /(^|_)per_km2$/.test(key) || (value !== 0 && Math.abs(value) < TINY) ? figures(value) : number(value, Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 2 : Math.abs(value) < TENTHS_BELOW ? 1 : 0);
  }
}

function unit(name: string, value: number, digits: number): string {
  return t(`unit-${name}`, { value: number(value, Math.abs(value) < TENTHS_BELOW ? digits : 0) });
}

/** A course in whole degrees of three digits; nothing where it is not known. */
export function courseText(deg: number | null | undefined): string {
  return deg === null || deg === undefined ? "" : `${String(Math.round(deg) % 360).padStart(3, "0")}°`;
}

/** Speed, or a dash, and the course behind it. */
export function speedAndCourse(kn: number | null | undefined, deg: number | null | undefined): string {
  return [kn === null || kn === undefined ? "–" : t("unit-kn", { value: number(kn, 1) }), courseText(deg)].join(" ");
}

/** A key without its unit, for catalogues that name the thing once for all units. */
export function bareKey(key: string): string {
  const unitName = unitOf(key);
  return unitName && key !== unitName ? key.slice(0, -unitName.length - 1) : key;
}

/** What a number of the evidence is called. */
export function evidenceName(key: string): string {
  const id = (text: string): string => `evidence-${text.replaceAll("_", "-")}`;
  // The ranked list tells the greatest of several events as `silence_h_max`.
  if (key.endsWith("_max") && unitOf(key.slice(0, -4)) !== "") return t("evidence-most", { name: evidenceName(key.slice(0, -4)) });
  // The working of a detection numbers the tracks that may explain it: `candidate_1_offset_m`.
  const candidate = /^candidate_(\d)_(.+)$/.exec(key);
  if (candidate) return t("evidence-candidate", { n: candidate[1] ?? "", name: evidenceName(candidate[2] ?? "") });
  // That of a dark vessel numbers its sightings: `sighting_2_join_probability`.
  const sighting = /^sighting_(\d+)_(.+)$/.exec(key);
  if (sighting) return t("evidence-of-sighting", { n: sighting[1] ?? "", name: evidenceName(sighting[2] ?? "") });
  return tryT(id(key)) ?? tryT(id(bareKey(key))) ?? word("evidence", key);
}
