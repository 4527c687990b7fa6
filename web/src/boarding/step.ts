// Steps of a boarding: one touch notes the step and the time of its field. A time that is there is never overwritten:
// a glove that touches twice changes nothing, and the time can be set right in its field.
import type { Report } from "./edit";
import { type Form, fieldsOf, isEmpty } from "./form";
import type { Journal, NewValue } from "./journal";

export const STEPS = ["sighted", "intent", "hailed", "aboard", "left", "refused"] as const;
export type Step = (typeof STEPS)[number];

/** A refusal ends the boarding: its clock runs from there, as from leaving. */
const FIELD: Record<Step, string | undefined> = { sighted: "sighted_at", intent: undefined, hailed: "hailed_at", aboard: "boarded_at", left: "left_at", refused: "left_at" };

/** Steps that a form knows: those whose field it has, and the notice of intent where there is a boarding. */
export function stepsOf(form: Form): Step[] {
  const names = new Set(fieldsOf(form).map(([name]) => name));
  return STEPS.filter((step) => names.has(FIELD[step] ?? "boarded_at"));
}

/** The moment at which a step was touched, if it was. */
export function reachedAt(report: Report, step: Step): number | undefined {
  return report.steps.filter((one) => one.act.step === step).at(0)?.at_ms;
}

export async function touch(journal: Journal, report: Report, step: Step): Promise<void> {
  if (reachedAt(report, step) !== undefined) return;
  const values: NewValue[] = [];
  const field = FIELD[step];
  if (field && isEmpty(report.fields[field])) values.push({ field, value: Date.now() });
  if (step === "refused") values.push({ field: "boarding_result", value: "refused" });
  await journal.set(report.report, values, { step, note: "" });
}
