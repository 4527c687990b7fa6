// Vessel lists: IUU lists of the fisheries bodies and authorisation lists, each with its date and source.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { type ListInfo, call, query } from "../api";
import { ReleaseDesk } from "../exchange/release_desk";
import { number, t, tryT, word } from "../language";
import { utcDay } from "../moment";
import { may } from "../watchroom";
import { FileChoice } from "./file_choice";
import { Page, Waiting, useAction } from "./frame";
import { Notices } from "./notices";

interface Fault { line: number; reason: string; column: string }

export default function ListsPage(): JSX.Element {
  const [lists, { refetch }] = createResource(async () => (await call<{ lists: ListInfo[] }>("lists")).lists);
  const [name, setName] = createSignal("");
  const [kind, setKind] = createSignal("iuu");
  const [date, setDate] = createSignal("");
  const [source, setSource] = createSignal("");
  const [flags, setFlags] = createSignal("");
  const [areas, setAreas] = createSignal("");
  const [file, setFile] = createSignal<File>();
  const [faults, setFaults] = createSignal<Fault[]>([]);
  const action = useAction();
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    const chosen = file();
    if (!chosen) return;
    setFaults([]);
    // Only of a list of authorised vessels does absence say anything; the node knows flags by capitals.
    const complete = kind() === "authorised" ? { complete_flag: flags().toUpperCase(), complete_area: areas() } : {};
    void action.run(async () => {
      // The bytes as they are: a list in Latin-1, read as text here, would lose every accent before the node sees it.
      const said = await call<{ faults: Fault[] }>(`lists${query({ kind: kind(), name: name(), date: date(), source: source(), ...complete })}`, { file: chosen, type: "text/csv" });
      setFaults(said.faults);
      await refetch();
      return t("lists-added");
    });
  };
  const remove = (list: ListInfo): void => {
    if (!confirm(t("lists-remove-ask", { name: list.name }))) return;
    void action.run(async () => {
      await call(`lists/${encodeURIComponent(list.id)}`, { method: "DELETE" });
      await refetch();
      return t("removed");
    });
  };
  return (
    <Page title={t("page-lists")} lead={t("lists-lead")}>
      <Show when={!lists.error && lists.latest} fallback={<Waiting error={lists.error} loading={t("loading")} />}>
        {(found) => (
          <Show when={found().length > 0} fallback={<p class="hint">{t("lists-none")}</p>}>
            <table>
              <thead><tr><th>{t("col-name")}</th><th>{t("col-kind")}</th><th>{t("col-date")}</th><th>{t("col-source")}</th><th>{t("col-complete")}</th><th class="num">{t("col-vessels")}</th><th class="num">{t("col-faults")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
              <tbody><For each={found()}>{(list) => (
                <tr><th scope="row">{list.name}</th><td>{word("list", list.kind)}</td><td class="mono">{utcDay(list.date)}</td><td>{list.source || "–"}</td><td>{completeFor(list)}</td><td class="num">{number(list.rows)}</td><td class="num">{number(list.faults)}</td>
                  <td class="actions"><ReleaseDesk quiet kind="vessel-list" id={list.id} title={list.name} /> <Show when={may("analyst")}><button type="button" class="quiet" onClick={() => remove(list)} aria-label={t("lists-remove-named", { name: list.name })}>{t("remove")}</button></Show></td></tr>
              )}</For></tbody>
            </table>
          </Show>
        )}
      </Show>
      <Show when={may("analyst")}>
        <form class="panel form narrow" onSubmit={add}>
          <h2>{t("lists-add")}</h2>
          <p class="hint">{t("lists-add-hint")}</p>
          <div class="row">
            <label class="grow"><span>{t("col-name")}</span><input required value={name()} onInput={(e) => setName(e.currentTarget.value)} /></label>
            <label><span>{t("col-kind")}</span><select value={kind()} onChange={(e) => setKind(e.currentTarget.value)}><option value="iuu">{t("list-iuu")}</option><option value="authorised">{t("list-authorised")}</option></select></label>
          </div>
          <div class="row">
            <label><span>{t("lists-date")}</span><input value={date()} placeholder={t("date-example")} pattern="\d{4}-\d{2}-\d{2}" onInput={(e) => setDate(e.currentTarget.value)} /></label>
            <label class="grow"><span>{t("col-source")}</span><input value={source()} onInput={(e) => setSource(e.currentTarget.value)} /></label>
          </div>
          <Show when={kind() === "authorised"}>
            <div class="row">
              <label class="grow"><span>{t("lists-complete-flag")}</span><input value={flags()} placeholder="JPN, CAN" onInput={(e) => setFlags(e.currentTarget.value)} /></label>
              <label class="grow"><span>{t("lists-complete-area")}</span><input value={areas()} onInput={(e) => setAreas(e.currentTarget.value)} /></label>
            </div>
            <p class="hint">{t("lists-complete-hint")}</p>
          </Show>
          <FileChoice label={t("lists-file")} accept=".csv,text/csv" onFile={setFile} />
          <button type="submit" class="primary" disabled={action.busy() || !file()}>{t("add")}</button>
        </form>
      </Show>
      <action.Said />
      <Show when={faults().length > 0}>
        <ul class="error"><For each={faults()}>{(fault) => <li>{faultText(fault)}</li>}</For></ul>
      </Show>
      <Notices />
    </Page>
  );
}

/** For what a list is said to name every vessel; of an IUU list absence says nothing. */
function completeFor(list: ListInfo): string {
  if (list.kind !== "authorised") return "–";
  if (list.complete_for.length === 0) return t("lists-complete-none");
  return list.complete_for.map((one) => [one.flag, one.area].filter(Boolean).join(" · ") || t("lists-complete-all")).join(t("list-separator"));
}

function faultText(fault: Fault): string {
  const reason = tryT(`fault-${fault.reason}`) ?? fault.reason;
  return fault.column ? t("lists-fault-column", { line: fault.line, column: fault.column, reason }) : t("scenes-fault", { line: fault.line, reason });
}
