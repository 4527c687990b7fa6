// When a closed area is closed: dates from which and to which it is in force, and a season that comes back each year.

/** As the fields hold it; empty is not said. */
export interface Closure { from: string; to: string; start: string; end: string }

export const ALWAYS: Closure = { from: "", to: "", start: "", end: "" };

const YEAR_DAY = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Whether the node will read it: both days of a season or none. */
export function isSound(closure: Closure): boolean {
  const days = [closure.start, closure.end];
  return days.every((day) => day === "") || days.every((day) => YEAR_DAY.test(day));
}

/** The properties of the area (docs/feeds.md#areas). */
export function closureProperties(closure: Closure): Record<string, unknown> {
  return {
    ...(closure.from ? { valid_from: closure.from } : {}), ...(closure.to ? { valid_to: closure.to } : {}),
    ...(closure.start && closure.end ? { seasons: [`${closure.start}/${closure.end}`] } : {}),
  };
}
