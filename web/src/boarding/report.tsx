// One report on the device: steps by one touch, the fields of its form part by part, photographs, the paper for the
// master in three languages, and what is still wrong.
import { For, type JSX, Match, Show, Switch, createMemo, createSignal, onMount } from "solid-js";
import { t, word } from "../public/words";
import { Conflicts } from "./conflicts";
import type { Report } from "./edit";
import { FieldInput } from "./field";
import { followPlace } from "./fix";
import { type Due, type Fault, type Form, type Forms, type Section, dueOf, faults, fieldsOf, isWaived } from "./form";
import type { Journal } from "./journal";
import { Photos } from "./photos";
import { Sheet } from "./sheet";
import { type Step, isWithdrawn, reachedAt, stepsOf, touch, withdraw } from "./step";
import { toldFault, utcText } from "./typed";

interface Props { journal: Journal; forms: Forms; form: Form; report: Report; onClose: () => void }
/** Parts beside the sections of the form. */
const [STEPS, PHOTOS, PAPER] = ["steps", "photos", "paper"] as const;

export function ReportView(props: Props): JSX.Element {
  const [part, setPart] = createSignal<string>(STEPS);
  const wrong = createMemo(() => faults(props.forms, props.form, props.report.fields).map(({ field, code }): Fault => ({ field, code: toldFault(code, props.report.fields[field]) })));
  const clashing = createMemo(() => new Set(props.journal.folded().conflicts.flatMap((one) => (one.conflict === "field" && one.report === props.report.report ? [one.field] : []))));
  /** Fields with whether they are needed of this boarding as it went. */
  const needs = (part: Section | Form): [string, boolean][] => fieldsOf(part).map(([name, needed]) => [name, needed && !isWaived(props.form, name, props.report.fields)]);
  const section = (): Section | undefined => props.form.sections.find((one) => one.id === part());
  const faultsIn = (one: Section): number => {
    const names = new Set(fieldsOf(one).map(([name]) => name));
    return wrong().filter((fault) => names.has(fault.field)).length;
  };
  const goTo = (field: string): void => {
    const found = props.form.sections.find((one) => fieldsOf(one).some(([name]) => name === field));
    if (!found) return;
    setPart(found.id);
    queueMicrotask(() => document.querySelector<HTMLElement>(`#field-${field} :is(input, textarea, select, button)`)?.focus());
  };
  let title: HTMLHeadingElement | undefined;
  onMount(() => {
    followPlace();
    title?.focus();
  });
  return (
    <>
      <div class="actions"><button type="button" onClick={props.onClose}>{t("boarding-back")}</button></div>
      <h2 ref={title} tabindex="-1">{word("form", props.form.id)}</h2>
      <p class="hint wrap">{[props.report.fields["vessel_name"], props.report.subject, props.report.report].filter(Boolean).join(" · ")}</p>
      <Clock {...props} />
      <nav class="parts" aria-label={t("boarding-parts")}>
        <PartButton id={STEPS} part={part()} onPart={setPart} text={t("boarding-steps")} />
        <For each={props.form.sections}>{(one) => <PartButton id={one.id} part={part()} onPart={setPart} text={word("section", one.id)} faults={faultsIn(one)} />}</For>
        <PartButton id={PHOTOS} part={part()} onPart={setPart} text={t("boarding-photos-count", { count: props.report.attachments.filter((one) => one.act.kind !== "signature").length })} />
        <PartButton id={PAPER} part={part()} onPart={setPart} text={t("boarding-paper")} />
      </nav>
      <Switch>
        <Match when={part() === STEPS}>
          <Steps {...props} />
          <Conflicts journal={props.journal} forms={props.forms} report={props.report.report} />
          <Completion {...props} faults={wrong()} conflicts={clashing().size} onField={goTo} />
        </Match>
        <Match when={part() === PHOTOS}><Photos journal={props.journal} report={props.report} /></Match>
        <Match when={part() === PAPER}>
          <Sheet forms={props.forms} form={props.form} report={props.report} />
          <Fields {...props} fields={needs(props.form).filter(([name]) => name.endsWith("_signature"))} faults={wrong()} clashing={clashing()} />
        </Match>
        <Match when={section()}>{(one) => <Fields {...props} title={word("section", one().id)} fields={needs(one()).filter(([name]) => !name.endsWith("_signature"))} faults={wrong()} clashing={clashing()} />}</Match>
      </Switch>
    </>
  );
}

function PartButton(props: { id: string; part: string; onPart: (id: string) => void; text: string; faults?: number }): JSX.Element {
  return (
    <button type="button" aria-pressed={props.part === props.id} onClick={() => props.onPart(props.id)}>
      {props.text}<Show when={(props.faults ?? 0) > 0}>{" "}<span class="badge" aria-label={t("boarding-faults", { count: props.faults ?? 0 })}>{props.faults}</span></Show>
    </button>
  );
}

function Fields(props: Props & { title?: string; fields: [string, boolean][]; faults: Fault[]; clashing: Set<string> }): JSX.Element {
  return (
    <section class="stack fields">
      <Show when={props.title}><h3>{props.title}</h3></Show>
      <For each={props.fields.map(([name]) => name)}>{(name) => (
        <FieldInput journal={props.journal} report={props.report} forms={props.forms} field={name} needed={props.fields.find(([one]) => one === name)?.[1] ?? false} fault={props.faults.find((one) => one.field === name)?.code} conflict={props.clashing.has(name)} />
      )}</For>
    </section>
  );
}

/** By when the report is due, on the board. */
function Clock(props: Props): JSX.Element {
  const due = (): Due | undefined => dueOf(props.forms, props.form, props.report.fields);
  const calendar = () => props.forms.calendar;
  const values = () => ({ days: props.form.due_working_days ?? 0, source: props.form.due_source ?? "" });
  const verified = (): boolean => props.forms.measure.some((one) => one.id === props.form.due_source && one.verified);
  return (
    <Show when={props.form.due_working_days}>
      <p class="notice">{due() === undefined ? t("boarding-due-later", values()) : t("boarding-due", { ...values(), time: utcText(due()?.ms ?? 0) })}
        <Show when={!verified()}>{" "}<strong class="tag">{t("measure-not-verified")}</strong></Show>
        <For each={due()?.marks}>{(mark) => <>{" "}<strong class="tag">{t(`due-${mark.code}`, { year: mark.year === null ? "" : String(mark.year) })}</strong></>}</For></p>
      <Show when={due() && calendar()?.id}><p class="hint">{t("due-calendar", { id: calendar()?.id ?? "", version: calendar()?.version ?? "", source: calendar()?.source ?? "", date: calendar()?.date ?? "" })}</p></Show>
    </Show>
  );
}

function Steps(props: Props): JSX.Element {
  return (
    <Show when={stepsOf(props.form).length > 0}>
      <section aria-label={t("boarding-steps")}>
        <div class="steps">
          <For each={stepsOf(props.form)}>{(step: Step) => (
            <button type="button" class="step" aria-pressed={reachedAt(props.report, step) !== undefined} onClick={() => void touch(props.journal, props.report, step)}>
              <strong>{word("step", step)}</strong>
              <span>{reachedAt(props.report, step) === undefined ? t("boarding-step-open") : utcText(reachedAt(props.report, step) ?? 0)}</span>
            </button>
          )}</For>
        </div>
        <p class="hint">{t("boarding-steps-why")}</p>
      </section>
    </Show>
  );
}

function Completion(props: Props & { faults: Fault[]; conflicts: number; onField: (field: string) => void }): JSX.Element {
  return (
    <Show when={!isWithdrawn(props.report)} fallback={<p class="notice" role="status">{t("boarding-is-withdrawn")}</p>}>
      <section class="stack">
        <Switch fallback={<button type="button" class="primary" onClick={() => void props.journal.complete(props.report.report)}>{t("boarding-complete")}</button>}>
          <Match when={props.faults.length > 0}>
            <h3>{t("boarding-faults", { count: props.faults.length })}</h3>
            <ul class="faults">
              <For each={props.faults}>{(fault) => <li><button type="button" class="quiet" onClick={() => props.onField(fault.field)}>{`${word("field", fault.field)}: ${word("fault", fault.code)}`}</button></li>}</For>
            </ul>
          </Match>
          <Match when={props.conflicts > 0}><p class="notice">{t("boarding-settle-first")}</p></Match>
          <Match when={props.report.complete}><p class="notice good" role="status">{t("boarding-is-complete")}</p></Match>
        </Switch>
        <button type="button" class="quiet" onClick={() => confirm(t("boarding-withdraw-ask")) && void withdraw(props.journal, props.report)}>{t("boarding-withdraw")}</button>
      </section>
    </Show>
  );
}
