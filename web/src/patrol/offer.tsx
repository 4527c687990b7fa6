// What we offer to a joint plan: assets, with what is kept back of each, and tasks. What is not ticked does not leave.
import { For, type JSX, Show, createSignal } from "solid-js";
import { number, t, word } from "../language";
import { CAPABILITIES, type Capability, type Picks } from "./joint";
import { useLive } from "./live";
import { assets, tasks } from "./plan";
import { taskKind } from "./sentences";

export interface OfferChoice { picks: () => Picks; empty: () => boolean; set: (picks: Picks) => void; Form: () => JSX.Element }

export function useOffer(): OfferChoice {
  const fleet = useLive(assets);
  const work = useLive(tasks);
  const [ships, setShips] = createSignal<ReadonlyMap<string, ReadonlySet<Capability>>>(new Map());
  const [looks, setLooks] = createSignal<ReadonlySet<string>>(new Set<string>());
  const inService = () => (fleet.value()?.assets ?? []).filter((row) => row.in_service);
  const open = () => (work.value()?.tasks ?? []).filter((row) => row.state === "open" || row.state === "planned");
  const toggleShip = (id: string): void => {
    const next = new Map(ships());
    if (!next.delete(id)) next.set(id, new Set());
    setShips(next);
  };
  const toggleKept = (id: string, what: Capability): void => {
    const kept = new Set(ships().get(id));
    if (!kept.delete(what)) kept.add(what);
    setShips(new Map(ships()).set(id, kept));
  };
  const toggleLook = (id: string): void => {
    const next = new Set(looks());
    if (!next.delete(id)) next.add(id);
    setLooks(next);
  };
  const Form = (): JSX.Element => (
    <fieldset class="offer"><legend>{t("joint-offer")}</legend>
      <div class="row"><h3 class="grow">{t("joint-offer-assets")}</h3><button type="button" class="quiet" onClick={() => setShips(new Map(inService().map((row) => [row.value.id, ships().get(row.value.id) ?? new Set<Capability>()])))}>{t("joint-offer-all")}</button></div>
      <Show when={inService().length > 0} fallback={<p class="hint">{t("patrol-assets-none")}</p>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("joint-offer-assets")}><table class="small">
          <thead><tr><th>{t("col-name")}</th><th>{t("col-kind")}</th><th>{t("joint-keep-back")}</th></tr></thead>
          <tbody><For each={inService()}>{(row) => {
            const name = row.value.name || row.value.id;
            return (
              <tr><th scope="row"><label class="check"><input type="checkbox" name="asset" value={row.value.id} checked={ships().has(row.value.id)} onChange={() => toggleShip(row.value.id)} aria-label={t("joint-offer-named", { name })} /> {name}</label></th><td>{word("asset-class", row.value.class)}</td>
                <td class="wrap"><For each={CAPABILITIES}>{(what) => <label class="check"><input type="checkbox" name={`kept-${row.value.id}`} value={what} disabled={!ships().has(row.value.id)} checked={ships().get(row.value.id)?.has(what) ?? false} onChange={() => toggleKept(row.value.id, what)} aria-label={t("joint-keep-back-named", { what: t(`joint-capability-${what}`), name })} /> {t(`joint-capability-${what}`)} </label>}</For></td></tr>
            );
          }}</For></tbody></table></div>
      </Show>
      <div class="row"><h3 class="grow">{t("joint-offer-tasks")}</h3><button type="button" class="quiet" onClick={() => setLooks(new Set(open().map((row) => row.value.id)))}>{t("joint-offer-all")}</button></div>
      <Show when={open().length > 0} fallback={<p class="hint">{t("patrol-tasks-none")}</p>}>
        <div class="scroll tall" tabindex="0" role="region" aria-label={t("joint-offer-tasks")}><table class="small">
          <thead><tr><th>{t("col-name")}</th><th>{t("col-kind")}</th><th class="num">{t("patrol-value")}</th></tr></thead>
          <tbody><For each={open()}>{(row) => {
            const name = row.value.name || row.value.id;
            return <tr><th scope="row"><label class="check"><input type="checkbox" name="task" value={row.value.id} checked={looks().has(row.value.id)} onChange={() => toggleLook(row.value.id)} aria-label={t("joint-offer-named", { name })} /> {name}</label></th><td>{taskKind(row.value.kind)}</td><td class="num">{number(row.value.value, 1)}</td></tr>;
          }}</For></tbody></table></div>
      </Show>
    </fieldset>
  );
  return {
    picks: () => ({ assets: [...ships()].map(([id, kept]) => ({ id, without: [...kept] })), tasks: [...looks()] }),
    empty: () => ships().size === 0 && looks().size === 0,
    set: (picks) => {
      setShips(new Map(picks.assets.map((one) => [one.id, new Set(one.without ?? [])])));
      setLooks(new Set(picks.tasks));
    },
    Form,
  };
}
