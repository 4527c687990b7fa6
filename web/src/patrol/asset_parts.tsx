// The parts of an asset of which there may be several: speeds, sensors, authorities to act, times away from port.
import { For, type JSX, Show } from "solid-js";
import type { SetStoreFunction } from "solid-js/store";
import { t } from "../language";
import { ACTIONS, type Action, type AuthorityDraft, type Draft, type Faults, MODES_MAX, noAuthority, noMode, noSweep, noWindow } from "./asset_draft";
import { Line, Wrong } from "./asset_field";

export interface Part { draft: Draft; set: SetStoreFunction<Draft>; faults: Faults }
type List = "modes" | "sweeps" | "authorities" | "windows";

/** Takes one out of a list. */
function without(props: Part, list: List, at: number): void {
  if (list === "modes") props.set("modes", (all) => all.filter((_, n) => n !== at));
  else if (list === "sweeps") props.set("sweeps", (all) => all.filter((_, n) => n !== at));
  else if (list === "authorities") props.set("authorities", (all) => all.filter((_, n) => n !== at));
  else props.set("windows", (all) => all.filter((_, n) => n !== at));
}

function Remove(props: { part: Part; list: List; at: number }): JSX.Element {
  return <button type="button" class="quiet" aria-label={t(`asset-form-${props.list}-remove`, { n: props.at + 1 })} onClick={() => without(props.part, props.list, props.at)}>{t("remove")}</button>;
}

export function Modes(props: Part): JSX.Element {
  return (
    <fieldset><legend>{t("asset-form-modes")}</legend>
      <For each={props.draft.modes}>{(mode, n) => (
        <div class="row">
          <Line at={`modes.${n()}.name`} label={t("asset-form-mode")} max={40} grow faults={props.faults} value={mode.name} onText={(text) => props.set("modes", n(), "name", text)} />
          <Line at={`modes.${n()}.speed`} type="number" label={t("asset-form-speed")} faults={props.faults} value={mode.speed} onText={(text) => props.set("modes", n(), "speed", text)} />
          <Line at={`modes.${n()}.fuel`} type="number" label={t("asset-form-burns")} faults={props.faults} value={mode.fuel} onText={(text) => props.set("modes", n(), "fuel", text)} />
          <Remove part={props} list="modes" at={n()} />
        </div>
      )}</For>
      <Wrong at="modes" faults={props.faults} />
      <button type="button" class="quiet" disabled={props.draft.modes.length >= MODES_MAX} onClick={() => props.set("modes", (all) => [...all, noMode()])}>{t("asset-form-modes-add")}</button>
    </fieldset>
  );
}

export function Sweeps(props: Part): JSX.Element {
  return (
    <fieldset><legend>{t("asset-form-sweeps")}</legend>
      <p class="hint">{t("asset-form-sweeps-lead")}</p>
      <For each={props.draft.sweeps}>{(sweep, n) => (
        <div class="row">
          <Line at={`sweeps.${n()}.name`} label={t("asset-form-sensor")} max={40} grow faults={props.faults} value={sweep.name} onText={(text) => props.set("sweeps", n(), "name", text)} />
          <Line at={`sweeps.${n()}.target`} label={t("asset-form-target")} max={40} placeholder={t("asset-form-target-any")} faults={props.faults} value={sweep.target} onText={(text) => props.set("sweeps", n(), "target", text)} />
          <Line at={`sweeps.${n()}.sea`} type="number" label={t("asset-form-sea")} faults={props.faults} value={sweep.sea} onText={(text) => props.set("sweeps", n(), "sea", text)} />
          <Line at={`sweeps.${n()}.swath`} type="number" label={t("asset-form-swath")} faults={props.faults} value={sweep.swath} onText={(text) => props.set("sweeps", n(), "swath", text)} />
          <Remove part={props} list="sweeps" at={n()} />
        </div>
      )}</For>
      <button type="button" class="quiet" onClick={() => props.set("sweeps", (all) => [...all, noSweep()])}>{t("asset-form-sweeps-add")}</button>
    </fieldset>
  );
}

export function Windows(props: Part): JSX.Element {
  return (
    <fieldset><legend>{t("asset-form-windows")}</legend>
      <p class="hint">{t("asset-form-windows-lead")}</p>
      <For each={props.draft.windows}>{(window, n) => (
        <div class="row">
          <Line at={`windows.${n()}`} type="datetime-local" label={t("task-form-window-from")} faults={props.faults} value={window.from} onText={(text) => props.set("windows", n(), "from", text)} />
          <Line at={`windows.${n()}.until`} type="datetime-local" label={t("task-form-window-until")} faults={props.faults} value={window.until} onText={(text) => props.set("windows", n(), "until", text)} />
          <Remove part={props} list="windows" at={n()} />
        </div>
      )}</For>
      <button type="button" class="quiet" onClick={() => props.set("windows", (all) => [...all, noWindow()])}>{t("asset-form-windows-add")}</button>
    </fieldset>
  );
}

/** Whether a loaded register names the asset; nothing if none of that name is loaded. */
export type Listed = (register: string) => boolean | undefined;

export function Authorities(props: Part & { listed: Listed }): JSX.Element {
  const toggle = (one: AuthorityDraft, n: number, action: Action): void => props.set("authorities", n, "actions", one.actions.includes(action) ? one.actions.filter((other) => other !== action) : [...one.actions, action]);
  const standing = (register: string): string => {
    const found = props.listed(register.trim());
    return t(found === undefined ? "asset-form-register-none" : found ? "asset-form-register-listed" : "asset-form-register-missing", { register: register.trim() });
  };
  return (
    <fieldset><legend>{t("asset-form-authorities")}</legend>
      <p class="hint">{t("asset-form-authorities-lead")}</p>
      <For each={props.draft.authorities}>{(one, n) => {
        const at = (field: string): string => `authorities.${n()}.${field}`;
        const put = (field: "instrument" | "flags" | "areas" | "from" | "until" | "officer" | "register") => (text: string): void => props.set("authorities", n(), field, text);
        return (
          <fieldset class="authority"><legend>{t("asset-form-authority", { n: n() + 1 })}</legend>
            <div class="row">
              <Line at={at("instrument")} label={t("asset-form-instrument")} grow placeholder="NPFC CMM 2017-09 par. 5" faults={props.faults} value={one.instrument} onText={put("instrument")} />
              <Remove part={props} list="authorities" at={n()} />
            </div>
            <div class="row" role="group" aria-label={t("asset-form-actions")} aria-describedby={props.faults[at("actions")] ? `asset-${at("actions")}-wrong` : undefined}>
              <For each={ACTIONS}>{(action) => <label class="check"><input type="checkbox" name={at("actions")} value={action} checked={one.actions.includes(action)} aria-invalid={props.faults[at("actions")] !== undefined} onChange={() => toggle(one, n(), action)} /> {t(`asset-form-action-${action}`)} </label>}</For>
            </div>
            <Wrong at={at("actions")} faults={props.faults} />
            <div class="row">
              <Line at={at("flags")} label={t("asset-form-flags")} placeholder={t("asset-form-flags-any")} faults={props.faults} value={one.flags} onText={put("flags")} />
              <Line at={at("areas")} label={t("asset-form-areas")} placeholder={t("asset-form-areas-any")} faults={props.faults} value={one.areas} onText={put("areas")} />
              <Line at={at("officer")} label={t("asset-form-officer")} max={40} faults={props.faults} value={one.officer} onText={put("officer")} />
              <Line at={at("register")} label={t("asset-form-register")} max={80} placeholder="NPFC-HSBI" faults={props.faults} value={one.register} onText={put("register")} />
            </div>
            <Show when={one.register.trim()}><p class="hint">{standing(one.register)}</p></Show>
            <div class="row">
              <Line at={at("from")} type="datetime-local" label={t("asset-form-force-from")} faults={props.faults} value={one.from} onText={put("from")} />
              <Line at={at("until")} type="datetime-local" label={t("asset-form-force-until")} faults={props.faults} value={one.until} onText={put("until")} />
            </div>
          </fieldset>
        );
      }}</For>
      <button type="button" class="quiet" onClick={() => props.set("authorities", (all) => [...all, noAuthority()])}>{t("asset-form-authorities-add")}</button>
    </fieldset>
  );
}
