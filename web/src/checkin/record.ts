// A walk-in's record as the register takes it: what the node would refuse is said while the person stands at the desk.

/** A name without letters; a date of birth that does not exist. */
export type RecordFault = "name" | "birth";

/** Whether a date of birth exists: year, year-month or year-month-day (crates/crisis/src/person.rs). */
export function isBirth(text: string): boolean {
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (!found) return false;
  const [, y, m, d] = found;
  const year = Number(y);
  if (year < 1850 || year > 2200) return false;
  if (m === undefined) return true;
  const month = Number(m);
  if (month < 1 || month > 12) return false;
  // Day 0 of the next month is the last of this one.
  return d === undefined || (Number(d) >= 1 && Number(d) <= new Date(Date.UTC(year, month, 0)).getUTCDate());
}

/** What is wrong with what was typed, if anything. An empty date is none. */
export function recordFault(family: string, birth: string): RecordFault | undefined {
  if (family.trim() === "") return "name";
  return birth === "" || isBirth(birth) ? undefined : "birth";
}

/** A record as it is sent: an earlier page let dates pass that do not exist, and one of them must not cost the name. */
export function sendable(record: Record<string, unknown>): Record<string, unknown> {
  return typeof record.birth === "string" && !isBirth(record.birth) ? { ...record, birth: null } : record;
}
