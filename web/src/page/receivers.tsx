// Receivers: who hears for this node and from where. Places decide which positions cannot be true.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { type Receiver, call, query } from "../api";
import { number, t, tryT, word } from "../language";
import { place } from "../place";
import { may } from "../watchroom";
import { Address } from "./address";
import { FileChoice } from "./file_choice";
import { Waiting, useAction } from "./frame";

interface Added { added: string[]; faults: { line: number; reason: string }[] }

export function Receivers(props: { feedName: (id: number) => string }): JSX.Element {
  const [receivers, { refetch }] = createResource(async () => (await call<{ receivers: Receiver[] }>("receivers")).receivers);
  const [source, setSource] = createSignal("");
  const [file, setFile] = createSignal<File>();
  const [faults, setFaults] = createSignal<Added["faults"]>([]);
  const action = useAction();
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    const chosen = file();
    if (!chosen) return;
    void action.run(async () => {
      const said = await call<Added>(`receivers${query({ source: source() })}`, { file: chosen, type: "text/plain" });
      setFaults(said.faults);
      await refetch();
      return t("receivers-added", { count: said.added.length });
    });
  };
  const withdraw = (one: Receiver): void => {
    if (!confirm(t("receivers-withdraw-ask", { name: one.name }))) return;
    void action.run(async () => {
      await call(`receivers/${encodeURIComponent(one.name)}`, { method: "DELETE" });
      await refetch();
      return t("removed");
    });
  };
  return (
    <section aria-labelledby="receivers-title">
      <h2 id="receivers-title">{t("receivers-title")}</h2>
      <p class="hint">{t("receivers-lead")}</p>
      <Show when={!receivers.error && receivers.latest} fallback={<Waiting error={receivers.error} loading={t("loading")} />}>
        {(found) => (
          <Show when={found().length > 0} fallback={<p class="hint">{t("receivers-none")}</p>}>
            <div class="scroll tall" tabindex="0" role="region" aria-label={t("receivers-title")}>
              <table>
                <thead><tr><th>{t("col-receiver")}</th><th>{t("col-feed")}</th><th>{t("col-kind")}</th><th>{t("col-place")}</th><th>{t("col-place-from")}</th><th class="num">{t("col-usual-range")}</th><th class="num">{t("col-positions")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
                <tbody><For each={found()}>{(one) => (
                  <tr><th scope="row" class="wrap">{one.name}</th><td class="wrap">{one.feed === null ? t("receivers-unheard") : <Address of={props.feedName(one.feed)} />}</td>
                    <td>{word("receiver", one.kind)}</td><td class="mono">{one.place ? place(one.place) : "–"}</td><td>{one.place_from ? word("place-from", one.place_from) : "–"}</td>
                    <td class="num">{one.usual_range_nm === null ? "–" : number(one.usual_range_nm)}</td><td class="num">{number(one.positions)}</td>
                    <td class="actions"><Show when={one.by_officer && may("watch_officer")}><button type="button" class="quiet" onClick={() => withdraw(one)} aria-label={t("receivers-withdraw-named", { name: one.name })}>{t("receivers-withdraw")}</button></Show></td></tr>
                )}</For></tbody>
              </table>
            </div>
          </Show>
        )}
      </Show>
      <Show when={may("watch_officer")}>
        <form class="panel form narrow" onSubmit={add}>
          <h3>{t("receivers-add")}</h3>
          <p class="hint">{t("receivers-add-hint")}</p>
          <label><span>{t("col-source")}</span><input value={source()} onInput={(e) => setSource(e.currentTarget.value)} /></label>
          <FileChoice label={t("receivers-file")} accept=".csv,.tle,.txt,text/csv,text/plain" onFile={setFile} />
          <button type="submit" class="primary" disabled={action.busy() || !file()}>{t("add")}</button>
        </form>
      </Show>
      <action.Said />
      <Show when={faults().length > 0}>
        <ul class="error"><For each={faults()}>{(fault) => <li>{t("receivers-fault", { line: fault.line, reason: tryT(`fault-${fault.reason}`) ?? fault.reason })}</li>}</For></ul>
      </Show>
    </section>
  );
}
