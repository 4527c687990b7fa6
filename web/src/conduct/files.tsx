// Files that go with injects: which the list names, which are here, and one more.
import { For, type JSX, Show } from "solid-js";
import { call, callFile } from "../api";
import { saveFile } from "../exchange/save";
import { number, t } from "../language";
import { FileChoice } from "../page/file_choice";
import type { useAction } from "../page/frame";
import type { Conduct } from "./exercise";

const KINDS = ".txt,.png,.jpg,.jpeg,.pdf";

export function Files(props: { now: Conduct; action: ReturnType<typeof useAction>; refresh: () => Promise<void>; directs: boolean }): JSX.Element {
  const path = (name: string): string => `conduct/files/${encodeURIComponent(name)}`;
  const keep = (name: string, file: File): void => void props.action.run(async () => {
    await call(path(name), { method: "PUT", file, type: "application/octet-stream" });
    await props.refresh();
    return t("files-kept", { name });
  });
  const open = (name: string): void => void props.action.run(async () => {
    saveFile(await callFile(path(name)), name);
    return undefined;
  });
  const files = () => props.now.files ?? [];
  return (
    <Show when={files().length > 0 || props.directs}>
      <section class="files">
        <h2 id="files-title">{t("files-title")}</h2>
        <p class="hint">{t("files-lead")}</p>
        <Show when={files().length > 0}>
          <div class="scroll short" tabindex="0" role="region" aria-labelledby="files-title">
            <table>
              <thead><tr><th>{t("files-name")}</th><th>{t("files-injects")}</th><th>{t("files-size")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
              <tbody><For each={files()}>{(one) => (
                <tr data-file={one.name} data-here={one.bytes !== null}>
                  <th scope="row" class="wrap">{one.name}</th>
                  <td class="wrap mono">{one.injects.join(" ") || "–"}</td>
                  <td>{one.bytes === null ? t("files-missing") : t("files-here", { kb: number(Math.ceil(one.bytes / 1000)) })}</td>
                  <td class="actions">
                    <Show when={one.bytes !== null}><button type="button" class="quiet" onClick={() => open(one.name)}>{t("files-open", { name: one.name })}</button></Show>
                    <Show when={one.bytes === null && props.directs}><FileChoice label={t("files-choose", { name: one.name })} accept={KINDS} onFile={(file) => keep(one.name, file)} /></Show>
                  </td>
                </tr>
              )}</For></tbody>
            </table>
          </div>
        </Show>
        <Show when={props.directs}><FileChoice label={t("files-new")} accept={KINDS} onFile={(file) => keep(file.name, file)} /></Show>
      </section>
    </Show>
  );
}
