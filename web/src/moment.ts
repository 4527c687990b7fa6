// Times on the screen: UTC first, marked Z; the local time of the watch room second, by one toggle for the whole page.
import { createSignal } from "solid-js";
import { language, t } from "./language";

const STORED = "vigie-local-time";
const [local, setLocal] = createSignal(localStorage.getItem(STORED) === "yes");

export { local as localShown };

/** Shows or hides local time everywhere. */
export function toggleLocal(): void {
  setLocal(!local());
  localStorage.setItem(STORED, local() ? "yes" : "no");
}

type Time = string | number | Date;

function asDate(time: Time): Date {
  return typeof time === "number" ? new Date(time * 1000) : new Date(time);
}

function parts(date: Date, zone: string | undefined): Record<string, string> {
  const format = new Intl.DateTimeFormat("en-CA", {
    ...(zone ? { timeZone: zone } : {}), hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  return Object.fromEntries(format.formatToParts(date).map((part) => [part.type, part.value]));
}

function dayText(p: Record<string, string>): string {
  if (language() === "ja") return `${p["year"]}年${Number(p["month"])}月${Number(p["day"])}日`;
  return `${p["year"]}-${p["month"]}-${p["day"]}`;
}

/** Date and time to the minute, UTC. */
export function utc(time: Time, seconds = false): string {
  const date = asDate(time);
  if (Number.isNaN(date.getTime())) return "–";
  const p = parts(date, "UTC");
  return `${dayText(p)} ${p["hour"]}:${p["minute"]}${seconds ? `:${p["second"]}` : ""}Z`;
}

/** Time of day, UTC. */
export function utcClock(time: Time, seconds = false): string {
  const p = parts(asDate(time), "UTC");
  return `${p["hour"]}:${p["minute"]}${seconds ? `:${p["second"]}` : ""}Z`;
}

/** Day, UTC. */
export function utcDay(time: Time): string {
  return dayText(parts(asDate(time), "UTC"));
}

/** The same moment in the watch room's own time, with its zone. */
export function localTime(time: Time): string {
  const date = asDate(time);
  if (Number.isNaN(date.getTime())) return "";
  const p = parts(date, undefined);
  const zone = new Intl.DateTimeFormat(language(), { timeZoneName: "short" }).formatToParts(date).find((part) => part.type === "timeZoneName");
  return `${dayText(p)} ${p["hour"]}:${p["minute"]} ${zone?.value ?? ""}`;
}

/** UTC, and local in brackets when the toggle is on. */
export function moment(time: Time | null | undefined): string {
  if (time === null || time === undefined || time === "") return "–";
  return local() ? `${utc(time)} (${localTime(time)})` : utc(time);
}

/** A duration in the largest two units. */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return t("span-s", { s: total });
  const minutes = Math.round(total / 60);
  if (minutes < 60) return t("span-min", { m: minutes });
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  if (h < 48) return m === 0 ? t("span-h", { h }) : t("span-h-min", { h, m });
  return t("span-d-h", { d: Math.floor(h / 24), h: h % 24 });
}
