// The fleet as a file: what a chosen file would change, then sent; and what is here, saved.
import { For, type JSX, Show, createSignal } from "solid-js";
import { Problem } from "../api";
import { saveFile } from "../exchange/save";
import { t, tryT } from "../language";
import { FileChoice } from "../page/file_choice";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { type Entry, FORMATS, type Fault, type Format, type Reading, SETTINGS, TABLES, fleetFile, readFleet, sendFleet } from "./fleet_book";
import { patrolChanged } from "./live";

const PARTS: readonly string[] = [...TABLES, SETTINGS];
const part = (table: string): string => tryT(`fleet-${table}`) ?? table;

export function FleetDesk(): JSX.Element {
  const action = useAction();
  const [reading, setReading] = createSignal<Reading>();
  const [refused, setRefused] = createSignal<Fault[]>([]);
  const changes = (): Entry[] => (reading()?.entries ?? []).filter((one) => one.change !== "same");
  const choose = (file: File): void => void action.run(async () => {
    setReading(undefined);
    setRefused([]);
    try {
      setReading(await readFleet(file));
    } catch (cause) {
      if (!(cause instanceof Problem) || cause.code !== "fleet-file-unreadable") throw cause;
      // Where it stops being one: the sentence alone would leave somebody to look for it.
      setRefused([{ table: file.name, entry: typeof cause.more["line"] === "number" ? t("fleet-line", { line: cause.more["line"] }) : "", code: cause.code, detail: cause.detail }]);
    }
    return undefined;
  });
  const send = (): void => void action.run(async () => {
    const before = reading()?.faults ?? [];
    const done = await sendFleet(changes());
    setReading(undefined);
    setRefused([...before, ...done.faults]);
    patrolChanged();
    return t("fleet-sent", { count: done.sent });
  });
  const save = (format: Format): void => void action.run(async () => {
    saveFile(await fleetFile(format), `fleet.${format}`);
    return t("patrol-saved");
  });
  return (
    <section class="fleet-file"><h2>{t("fleet-title")}</h2>
      <p class="hint">{t("fleet-lead")}</p>
      <div class="row">
        <Show when={may("analyst")}><FileChoice label={t("fleet-choose")} accept=".json,.toml,application/json,application/toml" onFile={choose} /></Show>
        <For each={FORMATS}>{(format) => <button type="button" disabled={action.busy()} onClick={() => save(format)}>{t("fleet-save", { format: format.toUpperCase() })}</button>}</For>
      </div>
      <action.Said />
      <Faults list={refused()} />
      <Show when={reading()}>{(found) => <>
        <Counts found={found()} />
        <Show when={changes().length > 0} fallback={<p class="hint">{t("fleet-nothing")}</p>}>
          <h3>{t("fleet-changes")}</h3>
          <ul><For each={changes()}>{(one) => <li>{part(one.table)} {one.id} <span class="tag">{t(`fleet-word-${one.change}`)}</span></li>}</For></ul>
        </Show>
        <Faults list={found().faults} />
        <div class="row">
          <Show when={changes().length > 0}><button type="button" class="primary" disabled={action.busy()} onClick={send}>{t("fleet-send", { count: changes().length })}</button></Show>
          <button type="button" disabled={action.busy()} onClick={() => setReading(undefined)}>{t("fleet-drop")}</button>
        </div>
      </>}</Show>
    </section>
  );
}

function Counts(props: { found: Reading }): JSX.Element {
  const count = (table: string, change: Entry["change"]): number => props.found.entries.filter((one) => one.table === table && one.change === change).length;
  const faults = (table: string): number => props.found.faults.filter((one) => one.table === table).length;
  const held = (): string[] => PARTS.filter((table) => faults(table) > 0 || props.found.entries.some((one) => one.table === table));
  return (
    <div class="scroll" tabindex="0" role="region" aria-label={t("fleet-title")}><table class="small">
      <thead><tr><th>{t("fleet-part")}</th><th class="num">{t("fleet-new")}</th><th class="num">{t("fleet-changed")}</th><th class="num">{t("fleet-same")}</th><th class="num">{t("fleet-faults")}</th></tr></thead>
      <tbody><For each={held()}>{(table) => <tr><th scope="row">{part(table)}</th><td class="num">{count(table, "new")}</td><td class="num">{count(table, "changed")}</td><td class="num">{count(table, "same")}</td><td class="num">{faults(table)}</td></tr>}</For></tbody></table></div>
  );
}

function Faults(props: { list: readonly Fault[] }): JSX.Element {
  return (
    <Show when={props.list.length > 0}>
      <h3>{t("fleet-faults-told")}</h3>
      <div role="alert"><ul><For each={props.list}>{(one) => <li>{t("fleet-fault", { table: part(one.table), entry: one.entry, reason: tryT(one.code) ?? one.code, detail: one.detail })}</li>}</For></ul></div>
    </Show>
  );
}
