// One form for every kind of entry of what carries people: its fields are told, the browser checks each by its bounds.
import { For, type JSX, Match, Switch, createEffect, createSignal, onMount } from "solid-js";
import { t } from "../language";

export interface Field {
  name: string;
  label: string;
  kind: "text" | "number" | "time" | "choice" | "check" | "checks";
  required?: boolean;
  min?: number;
  max?: number;
  /** Of a number; whole numbers unless told otherwise. */
  step?: number | "any";
  length?: number;
  pattern?: string;
  options?: readonly (readonly [string, string])[];
  /** What a choice fills other fields with. */
  fill?: (value: string) => Values;
}
/** What stands in the fields: a tick is `yes`, several are joined by commas. */
export type Values = Record<string, string>;

export const list = (text: string | undefined): string[] => (text ?? "").split(",").map((one) => one.trim()).filter(Boolean);

interface Props { title: string; fields: readonly Field[]; values: Values; onKeep: (values: Values) => void; onGiveUp: () => void }

export function EntryForm(props: Props): JSX.Element {
  let form: HTMLFormElement | undefined;
  const [values, setValues] = createSignal<Values>(props.values);
  const set = (field: Field, value: string): void => void setValues({ ...values(), ...field.fill?.(value), [field.name]: value });
  onMount(() => form?.querySelector<HTMLElement>("input, select")?.focus());
  const keep = (event: SubmitEvent): void => {
    event.preventDefault();
    props.onKeep(values());
  };
  return (
    <form ref={form} class="panel" aria-label={props.title} onSubmit={keep}>
      <h3>{props.title}</h3>
      <div class="columns"><For each={props.fields}>{(field) => <FieldView field={field} value={values()[field.name] ?? ""} onChange={(value) => set(field, value)} />}</For></div>
      <p class="row"><button type="submit" class="primary">{t("transport-keep")}</button><button type="button" onClick={() => props.onGiveUp()}>{t("transport-give-up")}</button></p>
    </form>
  );
}

function FieldView(props: { field: Field; value: string; onChange: (value: string) => void }): JSX.Element {
  const { field, value: begun } = props;
  let input: HTMLInputElement | undefined;
  // What is being typed is never written over: half a date or a single minus sign count as nothing yet.
  createEffect(() => {
    if (input && input.value !== props.value && document.activeElement !== input) input.value = props.value;
  });
  const tick = (code: string, on: boolean): void => props.onChange([...list(props.value).filter((one) => one !== code), ...(on ? [code] : [])].join());
  return (
    <Switch fallback={
      <label><span>{field.label}</span>
        <input ref={input} name={field.name} type={field.kind === "number" ? "number" : field.kind === "time" ? "datetime-local" : "text"} autocomplete="off" required={field.required ?? false} min={field.min} max={field.max}
          step={field.kind === "number" ? (field.step ?? 1) : undefined} maxlength={field.length} pattern={field.pattern} value={begun} onInput={(e) => props.onChange(e.currentTarget.value)} />
      </label>
    }>
      <Match when={field.kind === "choice"}>
        <label><span>{field.label}</span>
          <select name={field.name} required={field.required ?? false} onChange={(e) => props.onChange(e.currentTarget.value)}>
            <For each={field.options}>{([code, words]) => <option value={code} selected={code === props.value}>{words}</option>}</For>
          </select>
        </label>
      </Match>
      <Match when={field.kind === "check"}>
        <label class="choice"><input type="checkbox" name={field.name} checked={props.value === "yes"} onChange={(e) => props.onChange(e.currentTarget.checked ? "yes" : "")} /><span>{field.label}</span></label>
      </Match>
      <Match when={field.kind === "checks"}>
        <fieldset><legend>{field.label}</legend>
          <For each={field.options}>{([code, words]) => <label class="choice"><input type="checkbox" name={`${field.name}-${code}`} checked={list(props.value).includes(code)} onChange={(e) => tick(code, e.currentTarget.checked)} /><span>{words}</span></label>}</For>
        </fieldset>
      </Match>
    </Switch>
  );
}
