// The bytes of feeds as they were received: what is kept since when, for how long, and the purge when who gave them recalls them.
import { For, type JSX, Show, createEffect, createResource, createSignal, onCleanup } from "solid-js";
import { type RawLog, type RawLogs as Answer, type RawRule, call } from "../api";
import { bytesText } from "../exchange/field";
import { number, t, tryT } from "../language";
import { moment } from "../moment";
import { may } from "../watchroom";
import { When } from "../when";
import { Address } from "./address";
import { Waiting, useAction } from "./frame";

const REFRESH_MS = 10_000;
const WHY_MAX = 200;
const FIELDS = [["days", "raw-days"], ["vms_days", "raw-vms_days"], ["mb", "raw-room"]] as const;

export function RawLogs(): JSX.Element {
  const [found, { refetch }] = createResource(() => call<Answer>("raw"));
  const [draft, setDraft] = createSignal<RawRule>();
  const [purging, setPurging] = createSignal<RawLog>();
  const [why, setWhy] = createSignal("");
  const action = useAction();
  const timer = setInterval(() => void refetch(), REFRESH_MS);
  onCleanup(() => clearInterval(timer));
  createEffect(() => {
    if (!found.error && found.latest && !draft()) setDraft(found.latest.rule);
  });
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      setDraft(await call<RawRule>("raw", { method: "PUT", json: draft() }));
      await refetch();
      return t("saved");
    });
  };
  const purge = (event: SubmitEvent): void => {
    event.preventDefault();
    const log = purging();
    if (!log || !confirm(t("raw-purge-ask", { address: log.address }))) return;
    void action.run(async () => {
      const done = await call<{ segments: number; held: number }>(`raw/${log.feed}/purge`, { json: { why: why() } });
      setPurging(undefined);
      setWhy("");
      await refetch();
      return t("raw-purged", { segments: done.segments, held: done.held });
    });
  };
  const notes = (log: RawLog): string[] => [
    ...(log.vms ? [t("raw-vms")] : []),
    ...(log.files > 0 ? [t("raw-files", { count: log.files })] : []),
    ...(log.held > 0 ? [t("raw-held", { count: log.held })] : []),
    ...(log.lost_bytes > 0 ? [t("raw-lost", { lost: number(log.lost_bytes) })] : []),
    ...(log.torn_bytes > 0 ? [t("raw-torn", { torn: number(log.torn_bytes) })] : []),
  ];
  return (
    <section aria-labelledby="raw-title">
      <h2 id="raw-title">{t("raw-title")}</h2>
      <p class="hint">{t("raw-lead")}</p>
      <Show when={!found.error && found.latest} fallback={<Waiting error={found.error} loading={t("loading")} />}>
        {(answer) => (
          <Show when={answer().feeds.length > 0} fallback={<p class="hint">{t("raw-none")}</p>}>
            <div class="scroll" tabindex="0" role="region" aria-label={t("raw-title")}>
              <table>
                <thead><tr><th>{t("col-feed")}</th><th>{t("raw-since")}</th><th>{t("raw-until")}</th><th class="num">{t("raw-size")}</th><th class="num">{t("raw-packed")}</th><th>{t("raw-gone")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
                <tbody><For each={answer().feeds}>{(log) => (
                  <tr><th scope="row" class="wrap"><Address of={log.address || String(log.feed)} /><For each={notes(log)}>{(note) => <p class="hint">{note}</p>}</For><Show when={log.fault}><p class="error">{tryT(log.fault ?? "") ?? log.fault}</p></Show></th>
                    <td class="wrap"><When at={log.since} /></td><td class="wrap"><When at={log.until} /></td><td class="num">{bytesText(log.bytes)}</td><td class="num">{bytesText(log.packed_bytes)}</td>
                    <td class="wrap">{log.dropped + log.purged > 0 ? t("raw-gone-told", { dropped: log.dropped, purged: log.purged, until: moment(log.gone_until) }) : "–"}</td>
                    <td class="actions"><Show when={may("watch_officer") && log.segments > 0}><button type="button" class="quiet" onClick={() => setPurging(log)} aria-label={t("raw-purge-named", { address: log.address })}>{t("raw-purge")}</button></Show></td></tr>
                )}</For></tbody>
              </table>
            </div>
          </Show>
        )}
      </Show>
      <Show when={purging()}>
        {(log) => (
          <form class="panel form narrow" onSubmit={purge}>
            <h3>{t("raw-purge-title", { address: log().address })}</h3>
            <p class="hint">{t("raw-purge-lead")}</p>
            <label><span>{t("raw-purge-why")}</span><input required maxlength={WHY_MAX} value={why()} ref={(field) => queueMicrotask(() => field.focus())} onInput={(e) => setWhy(e.currentTarget.value)} /></label>
            <div class="row"><button type="submit" class="primary" disabled={action.busy()}>{t("raw-purge")}</button><button type="button" class="quiet" onClick={() => setPurging(undefined)}>{t("cancel")}</button></div>
          </form>
        )}
      </Show>
      <Show when={draft()}>
        {(shown) => (
          <form class="panel form narrow" onSubmit={save}>
            <h3>{t("raw-rule")}</h3>
            <p class="hint">{t("raw-rule-hint")}</p>
            {FIELDS.map(([field, label]) => <label><span>{t(label)}</span><input type="number" min="0" required disabled={!may("administrator")} value={shown()[field]} onInput={(e) => setDraft({ ...shown(), [field]: Number(e.currentTarget.value) })} /></label>)}
            <Show when={may("administrator")}><button type="submit" class="primary" disabled={action.busy()}>{t("save")}</button></Show>
          </form>
        )}
      </Show>
      <action.Said />
    </section>
  );
}
