// The list of events as a file, in and out, with what is wrong with it; and the after-action report.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call, callFile } from "../api";
import { saveFile } from "../exchange/save";
import { language, t, tryT } from "../language";
import { FileChoice } from "../page/file_choice";
import type { useAction } from "../page/frame";
import type { components } from "../schema";

type Checked = components["schemas"]["ListOfEventsChecked"];
const LISTS = ["xlsx", "csv", "toml"] as const;
const REPORTS = ["html", "pdf", "csv", "json"] as const;

export function Papers(props: { id: string; action: ReturnType<typeof useAction>; refresh: () => Promise<void>; directs: boolean }): JSX.Element {
  const [checked, setChecked] = createSignal<Checked>();
  const [held, setHeld] = createSignal<File>();
  const fetchFile = (path: string, name: string): void => void props.action.run(async () => {
    saveFile(await callFile(path), name);
    return undefined;
  });
  const check = (file: File): void => void props.action.run(async () => {
    setHeld(file);
    setChecked(await call<Checked>("conduct/list/check", { file, type: "application/octet-stream" }));
    return undefined;
  });
  const load = (): void => {
    const file = held();
    if (!file) return;
    void props.action.run(async () => {
      await call("conduct/list", { method: "PUT", file, type: "application/octet-stream" });
      setChecked(undefined);
      await props.refresh();
      return t("papers-loaded");
    });
  };
  return (
    <section class="papers">
      <h2>{t("papers-title")}</h2>
      <div class="row">
        <span>{t("papers-report")}</span>
        <For each={[...REPORTS]}>{(form) => <button type="button" data-report={form} aria-label={`${t("papers-report")} ${form.toUpperCase()}`} onClick={() => fetchFile(`conduct/report/${form}?lang=${language()}`, `${props.id}.${form}`)}>{form.toUpperCase()}</button>}</For>
      </div>
      <div class="row">
        <span>{t("papers-list")}</span>
        <For each={[...LISTS]}>{(form) => <button type="button" aria-label={`${t("papers-list")} ${form.toUpperCase()}`} onClick={() => fetchFile(`conduct/list/${form}`, `${props.id}.${form}`)}>{form.toUpperCase()}</button>}</For>
      </div>
      <Show when={props.directs}>
        <FileChoice label={t("papers-choose")} accept=".xlsx,.csv,.toml" onFile={check} />
        <Show when={checked()}>{(found) => (
          <div role="status">
            <p>{t("papers-checked", { injects: found().injects, faults: found().faults.length, findings: found().findings.length })}</p>
            <ul>
              <For each={found().faults}>{(fault) => <li class="error"><span class="mono">{fault.table} {fault.line}</span>: {tryT(fault.code) ?? fault.code} <span class="raw">{fault.detail}</span></li>}</For>
              <For each={found().findings}>{(one) => <li classList={{ error: one.severity === "error" }}><span class="mono">{one.line} {one.id}</span>: {tryT(one.code) ?? one.code} <span class="raw">{one.detail}</span></li>}</For>
            </ul>
            <button type="button" class="primary" disabled={found().faults.length > 0} onClick={load}>{t("papers-load")}</button>
          </div>
        )}</Show>
      </Show>
    </section>
  );
}
