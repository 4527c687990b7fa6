// What the orders of a plan say beyond it: who coordinates, who speaks where, to whom reports go.
import { For, type JSX, Show, createEffect, createSignal } from "solid-js";
import { t } from "../language";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { useLive } from "./live";
import { type Net, type Terms, dropTerms, putTerms, terms } from "./plan";

const PURPOSES = ["control-primary", "control-secondary", "on-scene-surface", "on-scene-air", "monitor", "press", "data"] as const;
const NETS_MAX = 20;
const LINES = [["coordinator", "patrol-terms-coordinator"], ["on_scene_coordinator", "patrol-terms-osc"], ["airspace", "patrol-terms-airspace"], ["reports_to", "patrol-terms-reports-to"]] as const;

export function OrderTerms(props: { id: string; onChanged: () => Promise<void> }): JSX.Element {
  const action = useAction();
  const kept = useLive(() => terms(props.id), () => false, () => props.id);
  const [nets, setNets] = createSignal<Net[]>([]);
  let form!: HTMLFormElement;
  const shown = (): Terms | undefined => kept.value()?.plan ?? kept.value()?.usual;
  // Text of what is shown: a fetch that brings the same does not undo what somebody types.
  const [filled, setFilled] = createSignal("");
  createEffect(() => {
    const found = shown();
    if (!found) return;
    const now = `${props.id} ${JSON.stringify(found)}`;
    if (now === filled()) return;
    setFilled(now);
    setNets(found.comms.nets);
    for (const [name] of LINES) field(name).value = found[name];
    field("remarks").value = found.remarks;
    field("every").value = String(found.comms.report_every_h);
  });
  const field = (name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement;
  const text = (name: string): string => field(name).value.trim();
  const change = (at: number, part: Partial<Net>): void => void setNets((all) => all.map((net, n) => (n === at ? { ...net, ...part } : net)));
  const again = async (): Promise<void> => {
    await Promise.all([kept.refetch(), props.onChanged()]);
  };
  const save = (): Promise<boolean> => action.run(async () => {
    const { issued } = await putTerms(props.id, {
      coordinator: text("coordinator"), on_scene_coordinator: text("on_scene_coordinator"), airspace: text("airspace"), reports_to: text("reports_to"), remarks: text("remarks"),
      comms: { nets: nets().map((net) => ({ ...net, channel: net.channel.trim(), station: net.station.trim() })), report_every_h: Number(text("every")) },
    });
    await again();
    return t("patrol-terms-saved", { count: issued.length });
  });
  const drop = (): Promise<boolean> => action.run(async () => {
    await dropTerms(props.id);
    await again();
    return undefined;
  });
  return (
    <section><h2>{t("patrol-terms")}</h2>
      <kept.Told />
      <form ref={form} class="panel form" onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}>
        <p class="hint">{t(kept.value()?.plan ? "patrol-terms-own" : "patrol-terms-usual")}</p>
        <fieldset disabled={!may("watch_officer") || !shown()}>
          <div class="row"><For each={LINES}>{([name, label]) => <label class="grow"><span>{t(label)}</span><input name={name} maxlength="200" /></label>}</For></div>
          <div class="scroll" tabindex="0" role="region" aria-label={t("patrol-terms-nets")}><table class="small">
            <thead><tr><th>{t("patrol-terms-purpose")}</th><th>{t("patrol-terms-channel")}</th><th>{t("patrol-terms-station")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
            <tbody><For each={nets().map((_, n) => n)}>{(n) => {
              const net = (): Net | undefined => nets()[n];
              const label = (id: string): string => `${t(id)} ${n + 1}`;
              return (
                <tr><td><select aria-label={label("patrol-terms-purpose")} value={net()?.purpose ?? "monitor"} onChange={(e) => change(n, { purpose: e.currentTarget.value })}>{PURPOSES.map((code) => <option value={code}>{t(`order-net-${code}`)}</option>)}</select></td>
                  <td><input aria-label={label("patrol-terms-channel")} required maxlength="200" value={net()?.channel ?? ""} onInput={(e) => change(n, { channel: e.currentTarget.value })} /></td>
                  <td><input aria-label={label("patrol-terms-station")} maxlength="200" value={net()?.station ?? ""} onInput={(e) => change(n, { station: e.currentTarget.value })} /></td>
                  <td class="actions"><button type="button" class="quiet" aria-label={t("patrol-terms-remove", { n: n + 1 })} onClick={() => setNets((all) => all.filter((_, other) => other !== n))}>{t("remove")}</button></td></tr>
              );
            }}</For></tbody></table></div>
          <div class="row">
            <button type="button" class="quiet" disabled={nets().length >= NETS_MAX} onClick={() => setNets((all) => [...all, { purpose: "monitor", channel: "", station: "" }])}>{t("patrol-terms-add")}</button>
            <label><span>{t("patrol-terms-every")}</span><input name="every" type="number" min="0.25" max="168" step="0.25" required /></label>
          </div>
          <label><span>{t("patrol-terms-remarks")}</span><textarea name="remarks" rows="3" maxlength="4000" /></label>
          <action.Said />
          <Show when={may("watch_officer")}><div class="row">
            <button type="submit" class="primary" disabled={action.busy()}>{t("save")}</button>
            <Show when={kept.value()?.plan}><button type="button" class="quiet" disabled={action.busy()} onClick={() => confirm(t("patrol-terms-drop-ask")) && void drop()}>{t("patrol-terms-drop")}</button></Show>
          </div></Show>
        </fieldset>
      </form>
    </section>
  );
}
