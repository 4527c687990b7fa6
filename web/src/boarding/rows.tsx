// Rows of a field: what is on board by species, and what was broken by measure and paragraph.
import { For, Index, type JSX, Show, createUniqueId } from "solid-js";
import { t } from "../public/words";
import { createDraft } from "./draft";
import { type Measure, OTHER_MEASURE, PARAGRAPH_MAX, isVerified } from "./form";
import { FaultLine, type FieldProps, labelOf } from "./label";
import { asNumber } from "./typed";
import { formsVersion, rowsOf } from "./value";

type Row = Record<string, string>;

function asTyped(value: unknown): Row[] {
  return rowsOf(value).map((row) => Object.fromEntries(Object.entries(row).map(([name, part]) => [name, part === null ? "" : String(part)])));
}

const filledIn = (row: Row): boolean => Object.values(row).some((part) => part.trim() !== "");

function createRows(props: FieldProps, read: (row: Row) => Record<string, unknown>) {
  const draft = createDraft<Row[]>({
    journal: props.journal, report: props.report.report, field: props.field,
    current: () => props.report.fields[props.field], seen: () => props.report.heads[props.field] ?? [], read: (rows) => rows.filter(filledIn).map(read),
  });
  const rows = (): Row[] => draft.typed() ?? asTyped(props.report.fields[props.field]);
  return {
    rows,
    add: (row: Row) => draft.input([...rows(), row]),
    change: (at: number, part: Row) => draft.input(rows().map((row, n) => (n === at ? { ...row, ...part } : row))),
    remove: (at: number) => draft.input(rows().filter((_, n) => n !== at)),
    /** Leaves when the focus left the whole field, so that a new row stays while one goes from part to part. */
    left: (e: FocusEvent & { currentTarget: HTMLElement }) => {
      if (!(e.relatedTarget instanceof Node) || !e.currentTarget.contains(e.relatedTarget)) void draft.leave();
    },
  };
}

export function CatchRows(props: FieldProps): JSX.Element {
  const faultId = createUniqueId();
  const list = createRows(props, (row) => ({ species: row["species"] ?? "", kg: asNumber((row["kg"] ?? "").normalize("NFKC").trim()) ?? row["kg"] ?? "", state: row["state"] ?? "" }));
  return (
    <fieldset aria-describedby={faultId} onFocusOut={list.left}>
      <legend>{labelOf(props.field, props.needed)}</legend>
      <ul class="people">
        <Index each={list.rows()}>{(row, at) => (
          <li class="rowed">
            <label><span>{t("boarding-species")}</span><input maxlength="3" autocapitalize="characters" autocomplete="off" spellcheck={false} value={row()["species"] ?? ""} onInput={(e) => list.change(at, { species: e.currentTarget.value.normalize("NFKC").toUpperCase() })} /></label>
            <label><span>{t("boarding-kg")}</span><input inputmode="decimal" autocomplete="off" value={row()["kg"] ?? ""} onInput={(e) => list.change(at, { kg: e.currentTarget.value })} /></label>
            <label><span>{t("boarding-state")}</span><input maxlength="80" value={row()["state"] ?? ""} onInput={(e) => list.change(at, { state: e.currentTarget.value })} /></label>
            <button type="button" onClick={() => list.remove(at)} aria-label={t("boarding-row-remove", { n: at + 1 })}>×</button>
          </li>
        )}</Index>
      </ul>
      <button type="button" onClick={() => list.add({ species: "", kg: "", state: "" })}>{t("boarding-row-add-catch")}</button>
      <FaultLine id={faultId} code={props.fault} />
    </fieldset>
  );
}

export function ViolationRows(props: FieldProps): JSX.Element {
  const faultId = createUniqueId();
  const list = createRows(props, (row) => ({ measure: row["measure"] ?? "", paragraph: row["paragraph"] ?? "", note: row["note"] ?? "" }));
  /** Measures of the form's own scheme first. */
  const measures = (): Measure[] => {
    const scheme = props.forms.form.find((form) => form.id === props.report.form)?.scheme;
    return [...props.forms.measure].sort((a, b) => Number(b.scheme === scheme) - Number(a.scheme === scheme));
  };
  return (
    <fieldset aria-describedby={faultId} onFocusOut={list.left}>
      <legend>{labelOf(props.field, props.needed)}</legend>
      <ul class="people">
        <Index each={list.rows()}>{(row, at) => {
          const measure = (): Measure | undefined => props.forms.measure.find((one) => one.id === row()["measure"]);
          const other = (): boolean => row()["measure"] === OTHER_MEASURE;
          const paragraphs = createUniqueId();
          return (
            <li>
              <label><span>{t("boarding-measure")}</span>
                <select value={row()["measure"] ?? ""} onChange={(e) => list.change(at, { measure: e.currentTarget.value })}>
                  <option value="">–</option>
                  <For each={measures()}>{(one) => <option value={one.id} selected={one.id === row()["measure"]}>{`${one.id} · ${one.title}`}</option>}</For>
                  <option value={OTHER_MEASURE} selected={other()}>{t("measure-other")}</option>
                </select>
              </label>
              <label><span>{t(other() ? "measure-other-words" : "boarding-paragraph")}</span><input list={paragraphs} maxlength={PARAGRAPH_MAX} autocomplete="off" value={row()["paragraph"] ?? ""} onInput={(e) => list.change(at, { paragraph: e.currentTarget.value })} /></label>
              <datalist id={paragraphs}><For each={measure()?.paragraphs}>{(one) => <option value={one} />}</For></datalist>
              <label><span>{t("boarding-violation-note")}</span><textarea rows="2" maxlength="1000" value={row()["note"] ?? ""} onInput={(e) => list.change(at, { note: e.currentTarget.value })} /></label>
              <Show when={measure()}>{(one) => (
                <p class="hint">{`${one().source}, ${one().date}`}<Show when={!isVerified(props.forms, one().id, row()["paragraph"] ?? "")}>{" "}<strong class="tag">{t("measure-not-verified")}</strong></Show></p>
              )}</Show>
              <Show when={other()}><p class="hint"><strong class="tag">{t("measure-not-verified")}</strong></p></Show>
              <button type="button" onClick={() => list.remove(at)} aria-label={t("boarding-row-remove", { n: at + 1 })}>×</button>
            </li>
          );
        }}</Index>
      </ul>
      <button type="button" onClick={() => list.add({ measure: "", paragraph: "", note: "" })}>{t("boarding-row-add-violation")}</button>
      <p class="hint">{t("report-forms-version", formsVersion(props.forms))}</p>
      <FaultLine id={faultId} code={props.fault} />
    </fieldset>
  );
}
