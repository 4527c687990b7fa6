// Feeds: what comes in and whether it still does; and the quarantine: every line that could not be read, by reason.
import { For, type JSX, Show, createResource, createSignal, onCleanup } from "solid-js";
import { type Feed, type Quarantine, call, query } from "../api";
import { number, t, word } from "../language";
import { Marks } from "../list/mark";
import { Choice } from "../list/watch_list";
import { realTime } from "../real_time";
import { may } from "../watchroom";
import { When } from "../when";
import { Address } from "./address";
import { feedFault } from "./feed_fault";
import { Page, Waiting, useAction } from "./frame";
import { RawLogs } from "./raw_log";
import { Receivers } from "./receivers";

const FORMATS = ["auto", "nmea", "csv", "naf", "cot"] as const;
const REFRESH_MS = 5000;
const LINES_MAX = 200;

export default function FeedsPage(): JSX.Element {
  const [feeds, { refetch }] = createResource(async () => (await call<{ feeds: Feed[] }>("feeds")).feeds);
  const [feed, setFeed] = createSignal("");
  const [reason, setReason] = createSignal("");
  const [held, { refetch: refetchHeld }] = createResource(() => ({ feed: feed(), reason: reason(), limit: LINES_MAX }), (ask) => call<Quarantine>(`quarantine${query(ask)}`));
  const [address, setAddress] = createSignal("");
  const [format, setFormat] = createSignal("auto");
  const action = useAction();
  const timer = setInterval(() => {
    void refetch();
    void refetchHeld();
  }, REFRESH_MS);
  onCleanup(() => clearInterval(timer));
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await call("feeds", { json: { address: address(), format: format() } });
      setAddress("");
      await refetch();
      return t("feeds-added");
    });
  };
  const stop = (one: Feed): void => {
    if (!confirm(t("feeds-stop-ask", { address: one.address }))) return;
    void action.run(async () => {
      await call(`feeds/${encodeURIComponent(one.id)}`, { method: "DELETE" });
      await refetch();
      return t("removed");
    });
  };
  const nameOf = (id: string | number): string => feeds.latest?.find((one) => String(one.id) === String(id))?.address ?? String(id);
  return (
    <Page title={t("page-feeds")} lead={t("feeds-lead")}>
      <Show when={!feeds.error && feeds.latest} fallback={<Waiting error={feeds.error} loading={t("loading")} />}>
        {(found) => (
          <Show when={found().length > 0} fallback={<p class="hint">{t("feeds-none")}</p>}>
            <div class="scroll" tabindex="0" role="region" aria-label={t("page-feeds")}>
              <table>
                <thead><tr><th>{t("col-address")}</th><th>{t("col-format")}</th><th>{t("col-state")}</th><th class="num">{t("col-lines")}</th><th class="num">{t("col-messages")}</th><th class="num">{t("col-reports")}</th><th class="num">{t("col-faults")}</th><th>{realTime(t("col-last-message"))}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
                <tbody><For each={found()}>{(one) => (
                  <tr><th scope="row" class="wrap"><Address of={one.address} /><Show when={one.last_error}><p class="error">{feedFault(one.last_error ?? "")}</p></Show></th><td>{word("format", one.format)}</td>
                    <td><span class="tag" data-feed={one.state}>{word("feed", one.state)}</span></td><td class="num">{number(one.lines)}</td><td class="num">{number(one.messages)}</td><td class="num">{number(one.positions)}</td><td class="num">{number(one.faults)}</td><td class="wrap"><When at={one.last_message} /></td>
                    <td class="actions"><Show when={may("watch_officer")}><button type="button" class="quiet" onClick={() => stop(one)} aria-label={t("feeds-stop-named", { address: one.address })}>{t("feeds-stop")}</button></Show></td></tr>
                )}</For></tbody>
              </table>
            </div>
          </Show>
        )}
      </Show>
      <Show when={may("watch_officer")}>
        <form class="panel form narrow" onSubmit={add}>
          <h2>{t("feeds-add")}</h2>
          <div class="row">
            <label class="grow"><span>{t("col-address")}</span><input required value={address()} placeholder={t("feeds-example")} onInput={(e) => setAddress(e.currentTarget.value)} /></label>
            <label><span>{t("col-format")}</span><select value={format()} onChange={(e) => setFormat(e.currentTarget.value)}>{FORMATS.map((code) => <option value={code}>{t(`format-${code}`)}</option>)}</select></label>
            <button type="submit" class="primary" disabled={action.busy()}>{t("add")}</button>
          </div>
        </form>
      </Show>
      <action.Said />
      <RawLogs />
      <Receivers feedName={nameOf} />
      <Marks />
      <section>
        <h2>{t("quarantine-title")}</h2>
        <p class="hint">{t("quarantine-lead")} <a href="/api/v1/quarantine.log" download="">{t("quarantine-file")}</a></p>
        <Show when={!held.error && held.latest} fallback={<Waiting error={held.error} loading={t("loading")} />}>
          {(found) => (
            <>
              <form class="filters" role="search" aria-label={t("quarantine-title")} onSubmit={(e) => e.preventDefault()}>
                <Choice label={t("col-feed")} value={feed()} onChange={setFeed} options={[...new Set(found().counts.map((c) => String(c.feed)))].map((id) => [id, nameOf(id)])} />
                <Choice label={t("col-reason")} value={reason()} onChange={setReason} options={[...new Set(found().counts.map((c) => c.reason))].map((code) => [code, word("fault", code)])} />
              </form>
              <Show when={found().counts.length > 0} fallback={<p class="hint">{t("quarantine-none")}</p>}>
                <table class="narrow"><thead><tr><th>{t("col-feed")}</th><th>{t("col-reason")}</th><th class="num">{t("col-count")}</th></tr></thead>
                  <tbody><For each={[...found().counts].sort((a, b) => b.count - a.count)}>{(c) => <tr><td class="wrap"><Address of={nameOf(c.feed)} /></td><td>{word("fault", c.reason)}</td><td class="num">{number(c.count)}</td></tr>}</For></tbody></table>
                <div class="scroll tall" tabindex="0" role="region" aria-label={t("quarantine-lines")}>
                  <table class="small"><thead><tr><th>{realTime(t("col-received"))}</th><th>{t("col-source")}</th><th class="num">{t("col-line")}</th><th>{t("col-reason")}</th><th>{t("col-text")}</th></tr></thead>
                    <tbody><For each={found().lines}>{(line) => <tr><td class="wrap"><When at={line.received} /></td><td class="wrap"><Address of={line.source} /></td><td class="num">{line.line}</td><td>{word("fault", line.reason)}</td><td class="raw wrap">{line.text}</td></tr>}</For></tbody></table>
                </div>
              </Show>
            </>
          )}
        </Show>
      </section>
    </Page>
  );
}
