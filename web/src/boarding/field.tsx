// One field of a form, by its kind: large enough for gloves, checked while one types, kept on the disk at once.
import { For, Index, type JSX, Match, Show, Switch, createSignal, createUniqueId } from "solid-js";
import { place } from "../place";
import { t, word } from "../public/words";
import { createDraft } from "./draft";
import { placeNow } from "./fix";
import { type Kind, faultOf } from "./form";
import { FaultLine, type FieldProps, labelOf } from "./label";
import { CatchRows, ViolationRows } from "./rows";
import { Signature } from "./signature";
import { type Noted, placesNoted } from "./step";
import { readTyped, toldFault, typedOf, utcText } from "./typed";

/** Longer texts get several lines. */
const LINE_MAX = 200;
/** Nothing longer is typed by hand, and an edit has its limit. */
const TYPED_MAX = 20_000;

export function FieldInput(props: FieldProps): JSX.Element {
  const kind = (): Kind | undefined => props.forms.field[props.field];
  const whole = (): boolean => ["catch", "violations", "attachment", "choice"].includes(kind()?.kind ?? "");
  return (
    <div class="field" id={`field-${props.field}`} data-fault={props.fault}>
      <Show when={props.conflict}><p class="notice error">{t("boarding-conflict-here")}</p></Show>
      <Switch>
        <Match when={!whole()}><Typed {...props} kind={kind() as Kind} /></Match>
        <Match when={kind()?.kind === "choice"}><Choice {...props} choices={(kind() as Extract<Kind, { kind: "choice" }>).choices} /></Match>
        <Match when={kind()?.kind === "catch"}><CatchRows {...props} /></Match>
        <Match when={kind()?.kind === "violations"}><ViolationRows {...props} /></Match>
        <Match when={kind()?.kind === "attachment"}><Signature {...props} /></Match>
      </Switch>
    </div>
  );
}

function Typed(props: FieldProps & { kind: Kind }): JSX.Element {
  const faultId = createUniqueId();
  const value = (): unknown => props.report.fields[props.field];
  // Still known when what was typed is kept after the field has gone from the screen.
  const kind = props.kind;
  const draft = createDraft<string>({
    journal: props.journal, report: props.report.report, field: props.field,
    current: () => props.report.fields[props.field], seen: () => props.report.heads[props.field] ?? [], read: (typed) => readTyped(kind, typed),
  });
  const text = (): string => draft.typed() ?? typedOf(props.kind, value());
  const fault = (): string | undefined => {
    const typed = draft.typed();
    if (typed === undefined) return props.fault;
    const read = readTyped(props.kind, typed);
    const found = faultOf(props.forms, props.field, read);
    return found ? toldFault(found, read) : typed.trim() ? undefined : props.fault;
  };
  const common = () => ({
    "aria-invalid": fault() ? ("true" as const) : ("false" as const), "aria-describedby": faultId, "aria-required": props.needed,
    onInput: (e: InputEvent & { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => draft.input(e.currentTarget.value),
    onBlur: () => void draft.leave(), value: text(),
  });
  const long = (): boolean => props.kind.kind === "text" && props.kind.max > LINE_MAX;
  const keys = (): "numeric" | "decimal" | "text" => (props.kind.kind === "imo" || props.kind.kind === "mmsi" ? "numeric" : props.kind.kind === "number" ? "decimal" : "text");
  const capitals = (): boolean => props.kind.kind === "flag" || props.kind.kind === "call_sign";
  const setNow = async (): Promise<void> => {
    const found = props.kind.kind === "time" ? Math.floor(Date.now() / 60_000) * 60_000 : await placeNow();
    if (found === null) setSaid(t("boarding-no-fix"));
    else await put(found);
  };
  const put = async (found: unknown): Promise<void> => {
    await draft.leave();
    await props.journal.set(props.report.report, [{ field: props.field, value: found }]);
    setSaid("");
  };
  /** What the pack has of the vessel's place: told with its time, for it may be days old. */
  const heard = () => (props.kind.kind === "place" ? props.journal.pack()?.tasks.find((one) => String(one.mmsi) === props.report.subject)?.last : undefined);
  const noted = (): Noted[] => (props.kind.kind === "place" ? placesNoted(props.report) : []);
  const [said, setSaid] = createSignal("");
  return (
    <>
      <label><span>{labelOf(props.field, props.needed)}<Show when={props.kind.kind === "time"}>{` (${t("boarding-utc")})`}</Show></span>
        <Show when={!long()} fallback={<textarea rows="4" maxlength={TYPED_MAX} {...common()} />}>
          <input type={props.kind.kind === "time" ? "datetime-local" : "text"} inputmode={keys()} autocomplete="off" autocapitalize={capitals() ? "characters" : "off"} spellcheck={false} maxlength={TYPED_MAX} {...common()} />
        </Show>
      </label>
      <Show when={props.kind.kind === "time" || props.kind.kind === "place"}>
        <div class="actions">
          <button type="button" onClick={() => void setNow()}>{t(props.kind.kind === "time" ? "boarding-now" : "boarding-here", { field: word("field", props.field) })}</button>
          <Show when={props.kind.kind === "time" && typeof value() === "number"}><span class="hint">{utcText(Number(value()))}</span></Show>
        </div>
        <p class="hint" role="status">{said()}</p>
      </Show>
      <Show when={noted().length > 0}>
        <div class="actions"><Index each={noted()}>{(one) => <button type="button" onClick={() => void put([...one().place])}>{t("boarding-place-noted", { place: place(one().place), what: word(one().family, one().code), time: utcText(one().at_ms) })}</button>}</Index></div>
      </Show>
      <Show when={heard()}>{(last) => <p class="hint">{t("boarding-last-heard", { place: place(last().position), time: utcText(Date.parse(last().time)) })}</p>}</Show>
      <FaultLine id={faultId} code={fault()} />
    </>
  );
}

function Choice(props: FieldProps & { choices: string[] }): JSX.Element {
  const faultId = createUniqueId();
  const name = createUniqueId();
  const value = (): unknown => props.report.fields[props.field] ?? null;
  const choose = (code: string | null): void => void props.journal.set(props.report.report, [{ field: props.field, value: code }]);
  return (
    <fieldset aria-describedby={faultId} aria-invalid={props.fault ? "true" : "false"} role="radiogroup" aria-required={props.needed}>
      <legend>{labelOf(props.field, props.needed)}</legend>
      <div class="choices">
        <For each={props.choices}>{(code) => <label class="choice"><input type="radio" name={name} value={code} checked={value() === code} onChange={() => choose(code)} /><span>{word("choice", code)}</span></label>}</For>
        <label class="choice"><input type="radio" name={name} value="" checked={value() === null} onChange={() => choose(null)} /><span>{t("boarding-no-answer")}</span></label>
      </div>
      <FaultLine id={faultId} code={props.fault} />
    </fieldset>
  );
}
