// One field of the form of an asset: its label, what is typed, and below it what is wrong with it.
import { For, type JSX, Show } from "solid-js";
import { t } from "../language";
import type { Fault, Faults } from "./asset_draft";

/** The sentence of a fault. */
export const faultText = (fault: Fault): string => t(fault.id, fault.values);

/** What is wrong with a field, tied to it by its name. */
export function Wrong(props: { at: string; faults: Faults }): JSX.Element {
  return <Show when={props.faults[props.at]}>{(fault) => <p class="error" id={`asset-${props.at}-wrong`}>{faultText(fault())}</p>}</Show>;
}

interface Common { at: string; label: string; faults: Faults; value: string; onText: (text: string) => void; named?: string }
const described = (props: Common): string | undefined => (props.faults[props.at] ? `asset-${props.at}-wrong` : undefined);

interface Line extends Common { type?: "text" | "number" | "datetime-local"; grow?: boolean; max?: number; placeholder?: string; readonly?: boolean }

/** A line of text, a number or a moment (UTC). */
export function Line(props: Line): JSX.Element {
  return (
    <div class="field" classList={{ grow: props.grow ?? false }}>
      <label><span>{props.label}</span><input name={props.at} type={props.type ?? "text"} step="any" maxlength={props.max ?? 200} placeholder={props.placeholder ?? ""} readonly={props.readonly ?? false} value={props.value} aria-label={props.named}
        aria-invalid={props.faults[props.at] !== undefined} aria-describedby={described(props)} onInput={(e) => props.onText(e.currentTarget.value)} /></label>
      <Wrong at={props.at} faults={props.faults} />
    </div>
  );
}

interface Select extends Common { options: readonly (readonly [string, string])[]; none?: string }

/** One of several; `none` stands for nothing chosen yet. */
export function Select(props: Select): JSX.Element {
  return (
    <div class="field">
      <label><span>{props.label}</span><select name={props.at} aria-label={props.named} aria-invalid={props.faults[props.at] !== undefined} aria-describedby={described(props)} onChange={(e) => props.onText(e.currentTarget.value)}>
        <Show when={props.none !== undefined}><option value="" selected={props.value === ""}>{props.none}</option></Show>
        <For each={props.options}>{([code, words]) => <option value={code} selected={props.value === code}>{words}</option>}</For></select></label>
      <Wrong at={props.at} faults={props.faults} />
    </div>
  );
}
