// What is overdue, as numbers.
import type { components } from "../schema";

export type Brief = components["schemas"]["CaseBrief"];
export type Report = Pick<components["schemas"]["BoardingReport"], "report" | "overdue">;

const DAY_MS = 86_400_000;

/** Whether a date has passed: the twin of `is_past` in crates/case/src/case.rs. A day without a time of day lasts until its end, UTC. */
export function isPast(dueMs: number | null, nowMs: number): boolean {
  return dueMs !== null && nowMs >= dueMs + (dueMs % DAY_MS === 0 ? DAY_MS : 0);
}

/** How many cases wait for something that is overdue, and how many reports. */
export function overdueCounts(cases: readonly Brief[], reports: readonly Report[]): { cases: number; reports: number } {
  const late = ({ overdue }: Brief): boolean => overdue.reply || overdue.tasks > 0 || (overdue.reports ?? 0) > 0;
  return { cases: cases.filter(late).length, reports: reports.filter((one) => one.overdue).length };
}
