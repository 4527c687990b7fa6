// The form of one asset: added, or changed. What is wrong stands at its field, by the ranges of the node and then by its word.
import { For, type JSX, Show, createMemo, createSignal, onMount } from "solid-js";
import { type SetStoreFunction, createStore } from "solid-js/store";
import { Problem } from "../api";
import { t, word } from "../language";
import { useAction } from "../page/frame";
import { type Amount, type AssetValue, BASES_MAX, CLASSES, type Draft, type Faults, assetOf, draftOf, faultsOf, fieldOf, newDraft, ports, putAsset, registers } from "./asset_draft";
import { Line, Select, Wrong } from "./asset_field";
import { Authorities, Modes, Sweeps, Windows } from "./asset_parts";
import { useLive } from "./live";

const FUEL: readonly Amount[] = ["fuel_capacity_t", "fuel_reserve_t", "task_speed_kn", "task_fuel_t_per_h"];
const TIMES: readonly Amount[] = ["endurance_h", "turn_round_h", "sortie_max_h", "rest_min_h", "total_max_h"];
const FLIES: readonly string[] = ["aircraft", "helicopter", "drone"];

interface Props { asset: AssetValue | undefined; agency: string; taken: readonly string[]; onDone: (name: string) => void; onCancel: () => void }

export function AssetForm(props: Props): JSX.Element {
  const action = useAction();
  const known = useLive(ports);
  const lists = useLive(registers);
  // The asset as it was when the form was opened: a fetch that brings it anew does not undo what somebody types.
  const was = props.asset;
  const fresh = was === undefined;
  const [draft, set] = createStore<Draft>(was ? draftOf(was) : newDraft(props.agency));
  const [tried, setTried] = createSignal(false);
  const [refused, setRefused] = createSignal<Faults>({});
  const found = createMemo((): Faults => (tried() ? faultsOf(draft, fresh, props.taken) : {}));
  const faults = (): Faults => ({ ...refused(), ...found() });
  const name = (): string => draft.name.trim() || draft.id;
  const listed = (register: string): boolean | undefined => lists.value()?.registers.find((one) => one.id === register)?.value.assets.includes(draft.id);
  let form!: HTMLFormElement;
  // The button that opened the form is gone: the hand goes on in its first field.
  onMount(() => form.querySelector<HTMLElement>("input:not([readonly])")?.focus());
  const toFirst = (): void => queueMicrotask(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  const send = (): void => {
    setRefused({});
    setTried(true);
    if (Object.keys(found()).length > 0) {
      toFirst();
      return;
    }
    void action.run(async () => {
      try {
        await putAsset(assetOf(draft, was));
      } catch (cause) {
        const { field, about } = cause instanceof Problem ? cause.more : {};
        const at = typeof field === "string" && about === draft.id ? fieldOf(field, draft) : undefined;
        if (at === undefined) throw cause;
        setRefused({ [at]: { id: cause instanceof Problem ? cause.code : "request-refused" } });
        toFirst();
        throw cause;
      }
      props.onDone(name());
      return undefined;
    });
  };
  const amount = (field: Amount): JSX.Element => <Line at={field} type="number" label={t(`asset-form-${field.replaceAll("_", "-")}`)} faults={faults()} value={draft.amounts[field]} onText={(text) => set("amounts", field, text)} />;
  const towns = createMemo(() => harbours(known.value()?.ports));
  return (
    <form ref={form} class="panel form asset-form" noValidate aria-label={fresh ? t("asset-form-new") : t("asset-form-change", { name: was.name || was.id })} onSubmit={(e) => {
      e.preventDefault();
      send();
    }}>
      <h3>{fresh ? t("asset-form-new") : t("asset-form-change", { name: was.name || was.id })}</h3>
      <div class="row">
        <Line at="id" label={t("asset-form-id")} max={80} readonly={!fresh} faults={faults()} value={draft.id} onText={(text) => set("id", text.trim())} />
        <Line at="name" label={t("col-name")} max={80} grow faults={faults()} value={draft.name} onText={(text) => set("name", text)} />
        <Line at="agency" label={t("patrol-agency")} max={40} faults={faults()} value={draft.agency} onText={(text) => set("agency", text)} />
        <Select at="class" label={t("col-kind")} faults={faults()} value={draft.kind} options={CLASSES.map((code) => [code, word("asset-class", code)] as const)} onText={(code) => set("kind", code)} />
      </div>
      <Bases draft={draft} set={set} faults={faults()} harbours={towns()} />
      <Start draft={draft} set={set} faults={faults()} harbours={towns()} amount={amount} />
      <Windows draft={draft} set={set} faults={faults()} />
      <Modes draft={draft} set={set} faults={faults()} />
      <fieldset><legend>{t("asset-form-fuel")}</legend><div class="row"><For each={FUEL}>{(field) => amount(field)}</For></div></fieldset>
      <fieldset><legend>{t("asset-form-hours")}</legend><p class="hint">{t("asset-form-hours-lead")}</p><div class="row"><For each={TIMES}>{(field) => amount(field)}</For></div></fieldset>
      <Sweeps draft={draft} set={set} faults={faults()} />
      <label class="check"><input type="checkbox" name="boarding_team" checked={draft.team} onChange={(e) => set("team", e.currentTarget.checked)} /> {t("asset-form-team")}</label>
      <Authorities draft={draft} set={set} faults={faults()} listed={listed} />
      <fieldset><legend>{t("asset-form-limits")}</legend>
        <div class="row">{amount("task_sea_state_max")}{amount("board_sea_state_max")}<Show when={FLIES.includes(draft.kind) || draft.amounts.altitude_ft !== ""}>{amount("altitude_ft")}</Show>{amount("cost_per_h")}</div>
        <p class="hint">{t("asset-form-daylight")}</p>
      </fieldset>
      <p class="error" role="alert">{tried() && Object.keys(found()).length > 0 ? t("asset-form-wrong", { count: Object.keys(found()).length }) : ""}</p>
      <action.Said />
      <div class="row">
        <button type="submit" class="primary" disabled={action.busy()}>{t("save")}</button>
        <button type="button" class="quiet" disabled={action.busy()} onClick={() => props.onCancel()}>{t("cancel")}</button>
      </div>
    </form>
  );
}

type Harbours = readonly (readonly [string, string])[];
const harbours = (list: readonly { value: { id: string; name?: string } }[] | undefined): Harbours => (list ?? []).map(({ value }) => [value.id, value.name || value.id] as const);

interface Places { draft: Draft; set: SetStoreFunction<Draft>; faults: Faults; harbours: Harbours }

/** Ports that it may use: chosen one by one, so that none is lost by a slip of the hand. */
function Bases(props: Places): JSX.Element {
  const [chosen, setChosen] = createSignal("");
  const nameOf = (id: string): string => props.harbours.find(([code]) => code === id)?.[1] ?? id;
  const rest = createMemo(() => props.harbours.filter(([code]) => !props.draft.bases.includes(code)));
  const add = (): void => {
    const id = chosen();
    setChosen("");
    if (id && !props.draft.bases.includes(id)) props.set("bases", (all) => [...all, id]);
  };
  return (
    <fieldset aria-describedby={props.faults["bases"] ? "asset-bases-wrong" : undefined}><legend>{t("asset-form-bases")}</legend>
      <ul class="plain"><For each={props.draft.bases}>{(id) => <li>{nameOf(id)} <button type="button" class="quiet" aria-label={t("asset-form-base-remove", { name: nameOf(id) })} onClick={() => props.set("bases", (all) => all.filter((other) => other !== id))}>{t("remove")}</button></li>}</For></ul>
      <div class="row">
        <label><span>{t("task-form-port")}</span><select name="base" aria-invalid={props.faults["bases"] !== undefined} aria-describedby={props.faults["bases"] ? "asset-bases-wrong" : undefined} onChange={(e) => setChosen(e.currentTarget.value)}>
          <option value="" selected={chosen() === ""}>{t(props.harbours.length > 0 ? "asset-form-port-choose" : "task-form-port-none")}</option>
          <For each={rest()}>{([code, words]) => <option value={code} selected={chosen() === code}>{words}</option>}</For></select></label>
        <button type="button" class="quiet" disabled={chosen() === "" || props.draft.bases.length >= BASES_MAX} onClick={add}>{t("asset-form-base-add")}</button>
      </div>
      <Wrong at="bases" faults={props.faults} />
    </fieldset>
  );
}

/** Where it is at first, when, and with how much fuel. */
function Start(props: Places & { amount: (field: Amount) => JSX.Element }): JSX.Element {
  return (
    <fieldset><legend>{t("asset-form-start")}</legend>
      <div class="row" role="radiogroup" aria-label={t("asset-form-start")}>
        <For each={["port", "sea"] as const}>{(at) => <label class="check"><input type="radio" name="at" value={at} checked={props.draft.at === at} onChange={() => props.set("at", at)} /> {t(`asset-form-at-${at}`)} </label>}</For>
      </div>
      <div class="row">
        <Show when={props.draft.at === "port"} fallback={<Line at="place" label={t("patrol-place")} grow placeholder={t("place-example")} faults={props.faults} value={props.draft.place} onText={(text) => props.set("place", text)} />}>
          <Select at="port" label={t("task-form-port")} none={t(props.harbours.length > 0 ? "asset-form-port-choose" : "task-form-port-none")} faults={props.faults} value={props.draft.port} options={props.harbours} onText={(code) => props.set("port", code)} />
        </Show>
        <Line at="time" type="datetime-local" label={t("asset-form-time")} faults={props.faults} value={props.draft.time} onText={(text) => props.set("time", text)} />
        {props.amount("fuel_t")}
      </div>
      <div class="row">
        <Show when={props.draft.at === "sea"}><Line at="since" type="datetime-local" label={t("asset-form-since")} faults={props.faults} value={props.draft.since} onText={(text) => props.set("since", text)} /></Show>
        {props.amount("hours_used")}
        <Line at="officers" label={t("asset-form-officers")} grow faults={props.faults} value={props.draft.officers} onText={(text) => props.set("officers", text)} />
      </div>
    </fieldset>
  );
}
