// The places of a crisis, more of them, and the rule by which records are erased.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { t, word } from "../language";
import { useAction } from "../page/frame";
import { place } from "../place";
import { type Board, type Place, type Retention, at } from "./crisis";

const KINDS = ["assembly", "embarkation", "safe_haven", "reception"] as const;
const DAYS_MAX = 65_535;

export function PlacesAndRule(props: { board: Board; onChange: () => Promise<unknown> }): JSX.Element {
  return (
    <details data-settings>
      <summary>{t("crisis-settings")}</summary>
      <Places board={props.board} onChange={props.onChange} />
      <Rule board={props.board} onChange={props.onChange} />
    </details>
  );
}

function Places(props: { board: Board; onChange: () => Promise<unknown> }): JSX.Element {
  const [name, setName] = createSignal("");
  const [kind, setKind] = createSignal<string>("assembly");
  const [lat, setLat] = createSignal("");
  const [lon, setLon] = createSignal("");
  const action = useAction();
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      const position = lat() && lon() ? { position: [Number(lon()), Number(lat())] } : {};
      await call(at(props.board.crisis.id, "places"), { json: { name: name(), kind: kind(), ...position } });
      await props.onChange();
      for (const clear of [setName, setLat, setLon]) clear("");
      return t("crisis-place-added");
    });
  };
  return (
    <>
      <Show when={props.board.all_places.length > 0}>
        <table class="small">
          <caption>{t("crisis-places")}</caption>
          <thead><tr><th scope="col">{t("crisis-place")}</th><th scope="col">{t("crisis-place-kind")}</th><th scope="col">{t("crisis-place-where")}</th><th scope="col">{t("crisis-place-do")}</th></tr></thead>
          <tbody><For each={props.board.all_places}>{(one) => <PlaceRow crisis={props.board.crisis.id} place={one} action={action} onChange={props.onChange} />}</For></tbody>
        </table>
      </Show>
      <form class="row" data-place onSubmit={add} aria-label={t("crisis-place-add")}>
        <label><span>{t("crisis-place")}</span><input name="place-name" required autocomplete="off" value={name()} onInput={(e) => setName(e.currentTarget.value)} /></label>
        <label><span>{t("crisis-place-kind")}</span><select value={kind()} onChange={(e) => setKind(e.currentTarget.value)}><For each={KINDS}>{(code) => <option value={code}>{word("place-kind", code)}</option>}</For></select></label>
        <label><span>{t("crisis-latitude")}</span><input type="number" step="any" min="-90" max="90" required={lon() !== ""} value={lat()} onInput={(e) => setLat(e.currentTarget.value)} /></label>
        <label><span>{t("crisis-longitude")}</span><input type="number" step="any" min="-180" max="180" required={lat() !== ""} value={lon()} onInput={(e) => setLon(e.currentTarget.value)} /></label>
        <button type="submit" disabled={action.busy()}>{t("crisis-place-add")}</button>
      </form>
      <action.Said />
    </>
  );
}

/** A place that can have another name, and goes when nothing points to it. */
function PlaceRow(props: { crisis: string; place: Place; action: ReturnType<typeof useAction>; onChange: () => Promise<unknown> }): JSX.Element {
  const [name, setName] = createSignal<string>();
  const action = props.action;
  const path = (): string => at(props.crisis, `places/${encodeURIComponent(props.place.id)}`);
  const rename = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await call(path(), { method: "PUT", json: { name: name() } });
      await props.onChange();
      setName(undefined);
      return t("crisis-place-renamed");
    });
  };
  const remove = (): void => {
    if (!confirm(t("crisis-place-remove-sure", { name: props.place.name }))) return;
    void action.run(async () => {
      await call(path(), { method: "DELETE" });
      await props.onChange();
      return t("crisis-place-removed");
    });
  };
  return (
    <tr data-place-row={props.place.id}><th scope="row">{props.place.name}</th><td>{word("place-kind", props.place.kind)}</td><td class="mono">{props.place.position ? place(props.place.position) : ""}</td>
      <td>
        <Show when={name() !== undefined} fallback={(
          <>
            <button type="button" data-do="rename" aria-label={`${t("crisis-place-rename")} ${props.place.name}`} onClick={() => setName(props.place.name)}>{t("crisis-place-rename")}</button>{" "}
            <button type="button" data-do="remove" aria-label={`${t("crisis-place-remove")} ${props.place.name}`} disabled={action.busy()} onClick={remove}>{t("crisis-place-remove")}</button>
          </>
        )}>
          <form class="row" onSubmit={rename}>
            <input ref={(input) => queueMicrotask(() => input.focus())} aria-label={`${t("crisis-place-rename")} ${props.place.name}`} required maxlength="120" autocomplete="off" value={name() ?? ""} onInput={(e) => setName(e.currentTarget.value)} />
            <button type="submit" disabled={action.busy()}>{t("crisis-place-rename-keep")}</button>
            <button type="button" onClick={() => setName(undefined)}>{t("crisis-place-rename-stop")}</button>
          </form>
        </Show>
      </td></tr>
  );
}

function Rule(props: { board: Board; onChange: () => Promise<unknown> }): JSX.Element {
  const known = (): Retention => props.board.crisis.retention;
  const [said, setSaid] = createSignal<Partial<Retention>>({});
  const action = useAction();
  const keep = (event: SubmitEvent): void => {
    event.preventDefault();
    const rule = { ...known(), ...said() };
    const isShorter = rule.after_return_days < known().after_return_days || rule.after_close_days < known().after_close_days;
    if (isShorter && !confirm(t("retention-sure"))) return;
    void action.run(async () => {
      await call(at(props.board.crisis.id, "retention"), { json: rule });
      setSaid({});
      await props.onChange();
      return t("retention-kept");
    });
  };
  const field = (key: keyof Retention, label: string): JSX.Element => (
    <label><span>{label}</span><input type="number" name={key} required min="0" max={DAYS_MAX} step="1" value={said()[key] ?? known()[key]} onInput={(e) => {
      const days = e.currentTarget.valueAsNumber;
      if (Number.isInteger(days)) setSaid({ ...said(), [key]: days });
    }} /></label>
  );
  return (
    <form class="row" data-rule onSubmit={keep} aria-label={t("retention-title")}>
      {field("after_return_days", t("retention-return"))}
      {field("after_close_days", t("retention-close"))}
      {field("unreviewed_days", t("retention-unreviewed"))}
      <button type="submit" disabled={action.busy()}>{t("retention-keep")}</button>
      <action.Said />
    </form>
  );
}
