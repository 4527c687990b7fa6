// The players' inbox: what came to this partner and nobody else's, with one key to say that it was seen.
import { For, type JSX, Show, createResource, createSignal, onCleanup, onMount } from "solid-js";
import { call } from "../api";
import { Attached } from "../conduct/attached";
import { receiver } from "../conduct/words";
import { clockState, inLanguage, inbox, refreshInbox, unseen } from "../conduct/exercise";
import type { Crisis } from "../crisis/crisis";
import { IntoCrisis, TakeIn } from "../crisis/take_in";
import { number, t, word } from "../language";
import { utc } from "../moment";
import type { components } from "../schema";
import { may } from "../watchroom";
import { Page, useAction } from "./frame";

type ToldTables = components["schemas"]["ToldTables"];
/** People tell something every few minutes of the story. */
const TOLD_AGAIN_MS = 15_000;

/** Papers that are handed to the players from the beginning, in the order in which they are taken in. */
const HANDED: readonly string[] = ["transport", "register"];

/** The words of sightings, citizens' and nationals' reports, and the papers: to read, and to import where they belong. */
function Told(): JSX.Element {
  const [told, { refetch }] = createResource(() => call<ToldTables>("conduct/told"));
  const [crises, { refetch: crisesAgain }] = createResource(() => may("consular"), () => call<{ crises: Crisis[] }>("crises"));
  const [chosen, setChosen] = createSignal<string>();
  const timer = setInterval(() => {
    void refetch();
    void crisesAgain();
  }, TOLD_AGAIN_MS);
  onCleanup(() => clearInterval(timer));
  const of = (handed: boolean) => (told.error ? [] : (told.latest?.tables ?? [])).filter((one) => HANDED.includes(one.kind) === handed).sort((a, b) => HANDED.indexOf(a.kind) - HANDED.indexOf(b.kind));
  const open = (): Crisis[] => (crises.error ? [] : (crises.latest?.crises ?? []).filter((one) => one.closed_ms === null));
  const crisis = (): string | undefined => open().find((one) => one.id === chosen())?.id ?? open()[0]?.id;
  return (
    <>
      <Tables id="handed" tables={of(true)} crisis={crisis()}>
        <Show when={!crises.error && crises.latest}><IntoCrisis crises={open()} crisis={crisis()} onChoose={setChosen} /></Show>
      </Tables>
      <Tables id="told" tables={of(false)} crisis={crisis()} />
    </>
  );
}

/** Rows stay as they are while the tables are asked for again: what a button said, and the focus, are in them. */
function Tables(props: { id: "handed" | "told"; tables: ToldTables["tables"]; crisis: string | undefined; children?: JSX.Element }): JSX.Element {
  const title = () => `${props.id}-title`;
  return (
    <Show when={props.tables.length > 0}>
      <section class="panel" aria-labelledby={title()}>
        <h2 id={title()}>{t(title())}</h2>
        <p class="hint">{t(`${props.id}-lead`)}</p>
        {props.children}
        <div class="scroll" tabindex="0" role="region" aria-labelledby={title()}>
          <table>
            <thead><tr><th>{t("told-kind")}</th><th>{t("told-source")}</th><th class="num">{t("told-rows")}</th><th>{t("told-newest")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
            <tbody><For each={props.tables.map((one) => one.name)}>{(name) => <Show when={props.tables.find((one) => one.name === name)}>{(one) => (
              <tr data-told={name}>
                <th scope="row">{t(`told-kind-${one().kind}`)}</th>
                <td class="mono">{name.slice(one().kind.length + 1)}</td>
                <td class="num">{number(one().rows)}</td>
                <td class="mono">{one().newest ? utc(one().newest ?? "") : ""}</td>
                <td class="actions"><a class="button quiet" href={`/api/v1/conduct/told/${encodeURIComponent(name)}`} download="" aria-label={t("told-file-named", { name })}>{one().kind === "transport" ? "JSON" : "CSV"}</a> <Show when={props.crisis}>{(crisis) => <TakeIn crisis={crisis()} paper={one()} />}</Show></td>
              </tr>
            )}</Show>}</For></tbody>
          </table>
        </div>
      </section>
    </Show>
  );
}

export default function InboxPage(): JSX.Element {
  const action = useAction();
  const see = (id: string): void => void action.run(async () => {
    await call(`conduct/inbox/${encodeURIComponent(id)}/seen`, { method: "POST" });
    await refreshInbox();
    return t("inbox-seen-done", { id });
  });
  const key = (event: KeyboardEvent): void => {
    const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    const first = unseen()[0];
    if (event.key !== "a" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing || !first) return;
    event.preventDefault();
    see(first.inject.id);
  };
  onMount(() => {
    void refreshInbox();
    addEventListener("keydown", key);
  });
  onCleanup(() => removeEventListener("keydown", key));
  const rows = () => [...(inbox()?.injects ?? [])].reverse();
  return (
    <Page title={t("page-inbox")} lead={t("inbox-lead")}>
      <Show when={inbox()?.refused}>{(code) => <p class="error" role="alert">{t(code())}</p>}</Show>
      <Show when={inbox()?.clock}>{(clock) => <p><span class="mono">{utc(clock().now)}</span> <span class="tag">{t(`clock-${clockState(clock())}`)} ×{number(clock().speed)}</span> <Show when={!inbox()?.connected}><span class="error">{t("inbox-cut")}</span></Show></p>}</Show>
      <action.Said />
      <ul class="cards inbox" aria-label={t("page-inbox")}><For each={rows()} fallback={<li class="hint">{t("inbox-none")}</li>}>{(one) => (
        <li class="panel" data-inject={one.inject.id} data-seen={Boolean(one.seen)}>
          <p class="exercise-word"><strong lang="en">EXERCISE</strong> · <strong lang="fr-CA">EXERCICE</strong> · <strong lang="ja">演習</strong></p>
          <h2>{one.inject.number}. {inLanguage(one.inject.title)}</h2>
          <p class="hint"><span class="tag">{word("inject-channel", one.inject.channel)}</span> {t("inbox-from", { from: one.inject.from })} → <span title={one.inject.to.join(", ")}>{one.inject.to.map(receiver).join(", ")}</span> <span class="mono">{utc(one.inject.at)}</span></p>
          <p class="body-text">{inLanguage(one.inject.body)}</p>
          <Attached inject={one.inject} />
          <Show when={one.seen} fallback={<button type="button" class="primary" aria-keyshortcuts="a" aria-label={`${t("inbox-see")} ${one.inject.id}`} onClick={() => see(one.inject.id)}>{t("inbox-see")} <kbd>a</kbd></button>}>
            {(seen) => <p class="done">{t("inbox-seen", { by: seen().by })} <span class="mono">{seen().at ? utc(seen().at ?? "") : ""}</span></p>}
          </Show>
        </li>
      )}</For></ul>
      <Told />
    </Page>
  );
}
