// Findings of an event in words: coded values, a number beside its word, and revisions that say the same.
import type { EventRecord } from "../api";
import { flagName } from "../flag";
import { number, t, tryT, word } from "../language";
import { percent } from "../measure";
import { moment, utcDay } from "../moment";

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/;
/** A day, such as the date of a list, comes as its first moment. */
const MIDNIGHT = /^\d{4}-\d{2}-\d{2}T00:00(:00(\.0+)?)?Z$/;

/** Words for a coded value; several codes are one text with spaces; names, dates and numbers stay as they are. */
export function codeText(key: string, value: string): string {
  if (MIDNIGHT.test(value)) return utcDay(value);
  if (INSTANT.test(value)) return moment(value);
  if (/(^|_)(name|source|date)(_|$)/.test(key) && !/^(role|gear)_source/.test(key)) return value;
  if (/flag|country/.test(key)) return flagName(value);
  if (key === "gear") return word("gear", value);
  if (key === "area_kind") return word("area", value);
  const one = (text: string): string => tryT(`code-${text.replaceAll("_", "-")}`) ?? text;
  if (key === "pair") return pairText(value, one);
  return tryT(`code-${value.replaceAll("_", "-")}`) ?? value.split(" ").map(one).join(t("list-separator"));
}

/** Roles hold no hyphen, so `carrier-fishing` is two of them. */
function pairText(value: string, one: (text: string) => string): string {
  return value.split("-").map(one).join(" – ");
}

/** A number and, where the evidence gives both under one name, its word beside. */
export function inWords(event: EventRecord, key: string, value: string): string {
  const code = event.evidence.codes?.[key];
  return code ? t("evidence-both", { value, word: codeText(key, code) }) : value;
}

/** The newest first; revisions that say the same here are one row, from the first of them to the last. */
export function foldedRevisions(history: readonly EventRecord[]): { event: EventRecord; from: number }[] {
  const said = (one: EventRecord): string => [one.state, moment(one.end?.time ?? one.start.time), percent(one.confidence), one.confidence > 0.99 || one.confidence < 0.01 ? "" : number(one.confidence * 100)].join();
  const rows: { event: EventRecord; from: number }[] = [];
  for (const event of [...history].sort((a, b) => b.revision - a.revision)) {
    const newer = rows.at(-1);
    if (newer && said(newer.event) === said(event)) newer.from = event.revision;
    else rows.push({ event, from: event.revision });
  }
  return rows;
}
