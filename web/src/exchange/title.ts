// What an object of the exchange is called on the screen. An alert is named by its kind and ships, in the language of the page.
import { t, tryT, word } from "../language";
import { nameOf } from "../watchroom";
import type { Copy } from "./copy";

/** The title that the node gave; an alert's begins with the code of its kind. */
export function titleText(one: { kind: string | null; title: string | null }): string {
  const title = one.title ?? "";
  if (title.startsWith("count/")) return t("count-of", { kind: word("object", title.slice("count/".length)) });
  const [code = "", ...rest] = title.split(": ");
  const kind = isAlert(one.kind) && rest.length > 0 ? eventName(code) : undefined;
  return kind ? `${kind}${t("label-colon")}${shipsIn(rest.join(": "))}` : title || (one.kind === "position" ? t("object-position") : t("no-name"));
}

/** Numbers of ships with the names that the watch knows of them. */
function shipsIn(text: string): string {
  return text.replaceAll(/\b\d{9}\b/g, (mmsi) => (isNamed(Number(mmsi)) ? `${nameOf(Number(mmsi))} (${mmsi})` : mmsi));
}

/** Whether a ship has a name besides its number. */
export const isNamed = (mmsi: number): boolean => nameOf(mmsi) !== `MMSI ${mmsi}`;

/** An event of this watch by its identifier: what kind it is and of which ships; nothing where it does not tell. */
export function eventTitle(id: string): string | undefined {
  const [code = "", ...rest] = id.split("-");
  const kind = eventName(code) ?? tryT(`rule-${code.replaceAll("_", "-")}`);
  const ships = rest.filter((part) => /^\d{9}$/.test(part)).map((part) => nameOf(Number(part)));
  return kind && [kind, ...new Set(ships)].join(" · ");
}

/** A copy by what the partner lets us see of it. */
export function copyTitle(copy: Copy): string {
  if (copy.kind === "position" && typeof copy.body["vessels"] === "number") return t("positions-of", { count: copy.body["vessels"] });
  if ("at_least" in copy.body || "fewer_than" in copy.body) return t("count-of", { kind: word("object", copy.kind) });
  if (!isAlert(copy.kind)) return copy.title ?? t("copy-untitled", { seq: copy.seq });
  const { kind, mmsis } = copy.body;
  const ships = Array.isArray(mmsis) ? mmsis.filter((one): one is number => typeof one === "number").map(nameOf) : [];
  return [typeof kind === "string" ? (eventName(kind) ?? kind) : t("object-alert"), ...ships].join(" · ");
}

/** An event of a watch as it leaves: under the rule for VMS when it rests on it. */
export function isAlert(kind: string | null): boolean {
  return kind === "alert" || kind === "vms-alert";
}

function eventName(code: string): string | undefined {
  return tryT(`event-${code.replaceAll("_", "-")}`);
}
