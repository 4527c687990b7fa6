// Releases: what left, decided one by one or by itself, to whom, for what, until when, and whether its deletion is proven.
import { For, type JSX, Show, createEffect, createSignal, on, onCleanup, onMount } from "solid-js";
import { giveConsent } from "../exchange/custody";
import { remaining, secondsUntil } from "../exchange/expiry";
import { knownPartners, partyName } from "../exchange/known";
import { useLatest } from "../exchange/latest";
import { RELEASE_STATES, type Release, proof, recall, releases } from "../exchange/release";
import { saveFile } from "../exchange/save";
import { ReleasePanel } from "../exchange/release_desk";
import { isAlert, titleText } from "../exchange/title";
import { fetchWaiting, waitingReleases } from "../exchange/waiting";
import { WaitingList } from "../exchange/waiting_list";
import { t, word } from "../language";
import { Choice } from "../list/watch_list";
import { moment } from "../moment";
import { realTime } from "../real_time";
import { link, route } from "../route";
import { may } from "../watchroom";
import { Page, useAction } from "./frame";

const PAGE = 200;
const COLUMNS = 8;

export default function ReleasesPage(): JSX.Element {
  const [party, setParty] = createSignal(route().query.get("party") ?? "");
  const [state, setState] = createSignal("");
  const [latest, setLatest] = createSignal(false);
  const [older, setOlder] = createSignal<{ rows: Release[]; next: number | null }>();
  const [recalling, setRecalling] = createSignal<string>();
  const [passing, setPassing] = createSignal<string>();
  const action = useAction();
  const found = useLatest(["release", "partner"], () => releases(party(), latest(), undefined, PAGE));
  createEffect(on([party, latest], () => setOlder(undefined), { defer: true }));
  const rows = (): Release[] => {
    const newest = found.value()?.releases ?? [];
    const seen = new Set(newest.map(keyOf));
    return [...newest, ...(older()?.rows ?? []).filter((one) => !seen.has(keyOf(one)))];
  };
  const shown = (): Release[] => rows().filter((one) => !state() || one.state === state() || stateOf(one) === state());
  const next = (): number | null => (older() ? (older()?.next ?? null) : (found.value()?.next ?? null));
  const more = (): void => void action.run(async () => {
    const page = await releases(party(), latest(), next() ?? undefined, PAGE);
    setOlder({ rows: [...(older()?.rows ?? []), ...page.releases], next: page.next });
    return undefined;
  });
  const give = (one: Release, reason: string): void => void action.run(async () => {
    await recall(one, reason);
    setRecalling(undefined);
    await found.refetch();
    return t("recall-done", { seq: one.seq, name: partyName(one.party) });
  });
  const consent = (one: Release, to: string): void => void action.run(async () => {
    await giveConsent(one.party, one.seq, to);
    setPassing(undefined);
    return t("consent-done");
  });
  const [chosen, setChosen] = createSignal<Chosen>();
  // One key opens what is to be decided first: what waits, then what changed at a partner's.
  const first = (): Chosen | undefined => waitingReleases().waiting[0] ?? shown().find(isResendable);
  const keys = (event: KeyboardEvent): void => {
    if (event.key !== "r" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target instanceof HTMLElement && event.target.closest("input, select, textarea, [role=dialog]")) return;
    const one = first();
    if (!one) return;
    event.preventDefault();
    setChosen(one);
  };
  onMount(() => document.addEventListener("keydown", keys));
  onCleanup(() => document.removeEventListener("keydown", keys));
  const decided = (): void => {
    setChosen(undefined);
    void fetchWaiting();
    void found.refetch();
  };
  const save = (one: Release): void => void action.run(async () => {
    saveFile(await proof(one), `${one.party}-${one.seq}.vigie-proof.json`);
    return undefined;
  });
  return (
    <Page title={t("page-releases")} lead={t(latest() ? "releases-lead-latest" : "releases-lead")}>
      <form class="filters" role="search" aria-label={t("filter-title")} onSubmit={(e) => e.preventDefault()}>
        <label><span>{t("releases-which")}</span><select value={latest() ? "latest" : ""} onChange={(e) => setLatest(e.currentTarget.value === "latest")}>
          <option value="">{t("releases-decided")}</option><option value="latest">{t("releases-latest")}</option>
        </select></label>
        <Choice label={t("partner")} value={party()} onChange={setParty} options={(knownPartners()?.partners ?? []).map((one) => [one.party, one.name])} />
        <Choice label={t("col-state")} value={state()} onChange={setState} options={[...RELEASE_STATES, "held"].map((code) => [code, t(`release-state-${code}`)])} />
        <span class="hint" role="status">{t("releases-count", { count: shown().length })}</span>
      </form>
      <WaitingList onChoose={setChosen} />
      <Show when={chosen()} keyed>{(one) => <ReleasePanel kind="event" id={one.id} title={titleText(one)} party={one.party} purpose={one.purpose} onClose={decided} />}</Show>
      <action.Said />
      <found.Told />
      <Show when={found.value()}>
        <Show when={shown().length > 0} fallback={<p class="hint">{t(state() || party() ? "releases-none-filtered" : latest() ? "releases-none-latest" : "releases-none")}</p>}>
          <div class="scroll" tabindex="0" role="region" aria-label={t("page-releases")}>
            <table>
              <thead><tr><th class="num">{t("col-number")}</th><th>{t("partner")}</th><th>{t("release-what")}</th><th>{t("share-purpose")}</th><th>{realTime(t("release-released"))}</th><th>{realTime(t("share-expires"))}</th><th>{t("col-state")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
              <tbody><For each={shown().map(keyOf)}>{(key) => (
                <Show when={shown().find((one) => keyOf(one) === key)}>{(one) => (
                  <>
                    <Row release={one()} recalling={recalling() === key} onRecall={() => setRecalling(recalling() === key ? undefined : key)} onPass={() => setPassing(passing() === key ? undefined : key)} onProof={() => save(one())} onResend={() => setChosen(one())} />
                    <Show when={passing() === key}><tr class="recall-row"><td colspan={COLUMNS}><ConsentForm release={one()} busy={action.busy()} onGive={(to) => consent(one(), to)} onCancel={() => setPassing(undefined)} /></td></tr></Show>
                    <Show when={recalling() === key}><tr class="recall-row"><td colspan={COLUMNS}><RecallForm release={one()} latest={latest()} busy={action.busy()} onGive={(reason) => give(one(), reason)} onCancel={() => setRecalling(undefined)} /></td></tr></Show>
                  </>
                )}</Show>
              )}</For></tbody>
            </table>
          </div>
          <Show when={next() !== null}><p><button type="button" disabled={action.busy()} onClick={more}>{t("more")}</button></p></Show>
        </Show>
      </Show>
    </Page>
  );
}

/** What an officer is about to decide on. */
type Chosen = Pick<Release, "party" | "kind" | "id" | "title"> & { purpose: string | null };

const isResendable = (one: Release): boolean => one.changed === true && may("watch_officer");

const keyOf = (one: Release): string => `${one.party}/${one.seq}`;

/** What an officer looks for: a copy that a partner holds beyond its end is not purged, and is found by what it is besides, too. */
function stateOf(one: Release): string {
  return one.held ? "held" : one.state;
}

function Row(props: { release: Release; recalling: boolean; onRecall: () => void; onPass: () => void; onProof: () => void; onResend: () => void }): JSX.Element {
  const r = () => props.release;
  const named = () => ({ seq: r().seq, title: titleText(r()) });
  const recallable = (): boolean => may("watch_officer") && r().state !== "recalled" && r().state !== "purged";
  return (
    <tr data-release={stateOf(r())}>
      <td class="num">{r().seq}</td>
      <td class="wrap">{partyName(r().party)}</td>
      <th scope="row"><span class="tag">{word("object", r().kind)}</span> <Object release={r()} /></th>
      <td>{word("purpose", r().purpose)}</td>
      <td><span class="mono">{moment(r().released)}</span><br /><span class="hint">{t("release-by", { user: r().by })}</span></td>
      <td><span class="mono">{moment(r().expires)}</span><br /><span class="hint">{r().state === "purged" ? "" : remaining(r().expires)}</span></td>
      <td class="wrap"><span class="tag" data-release={r().state}>{t(`release-state-${r().state}`)}</span>
        <Show when={r().changed}><p class="held"><strong>{t("release-changed")}</strong></p></Show>
        <Show when={r().receipt}><p class="receipt">{t("release-receipt", { at: moment(r().receipt) })}</p></Show>
        <Show when={r().held && r().state === "recalled"}><p class="held"><strong>{t("release-kept", { name: partyName(r().party), over: r().expires !== null && secondsUntil(r().expires ?? "") <= 0 ? "yes" : "no" })}</strong></p></Show>
        <Show when={r().held}>{(held) => <p class="held"><strong>{t("share-held", { name: partyName(r().party), at: moment(held().since) })}</strong> {t("hold-line", { by: held().by, reason: held().reason })}</p>}</Show>
      </td>
      <td class="actions">
        <Show when={isResendable(r())}><button type="button" class="primary" onClick={() => props.onResend()} aria-label={t("release-resend-named", named())}>{t("release-resend")}</button> </Show>
        <Show when={recallable()}><button type="button" aria-expanded={props.recalling} onClick={() => props.onRecall()} aria-label={t("recall-named", named())}>{t("recall")}</button> </Show>
        <Show when={recallable() && (knownPartners()?.partners.length ?? 0) > 1}><button type="button" class="quiet" onClick={() => props.onPass()}>{t("consent-do")}</button> </Show>
        <Show when={r().state !== "waiting"}><button type="button" class="quiet" onClick={() => props.onProof()} aria-label={t("proof-named", named())}>{t("proof")}</button></Show>
      </td>
    </tr>
  );
}

/** What was released, with the way to our own card of it. */
function Object(props: { release: Release }): JSX.Element {
  const to = (): string | undefined => {
    if (props.release.kind === "vessel" && /^\d+$/.test(props.release.id)) return link("watch", { vessel: props.release.id });
    return isAlert(props.release.kind) ? link(`event/${encodeURIComponent(props.release.id)}`) : undefined;
  };
  return <Show when={to()} fallback={<>{titleText(props.release)}</>}>{(address) => <a href={address()}>{titleText(props.release)}</a>}</Show>;
}

/** To whom the partner may pass this copy on. */
function ConsentForm(props: { release: Release; busy: boolean; onGive: (to: string) => void; onCancel: () => void }): JSX.Element {
  const [to, setTo] = createSignal("");
  const others = () => (knownPartners()?.partners ?? []).filter((one) => one.party !== props.release.party);
  return (
    <form class="recall row" onSubmit={(e) => { e.preventDefault(); if (to()) props.onGive(to()); }}>
      <label><span>{t("consent-to")}</span><select required value={to()} onChange={(e) => setTo(e.currentTarget.value)}><option value="" /><For each={others()}>{(one) => <option value={one.party}>{one.name}</option>}</For></select></label>
      <button type="submit" class="primary" disabled={props.busy || !to()}>{t("consent-do")}</button>
      <button type="button" onClick={() => props.onCancel()}>{t("cancel")}</button>
    </form>
  );
}

function RecallForm(props: { release: Release; latest: boolean; busy: boolean; onGive: (reason: string) => void; onCancel: () => void }): JSX.Element {
  const [reason, setReason] = createSignal("");
  let input!: HTMLInputElement;
  queueMicrotask(() => input.focus());
  return (
    <form class="recall" onKeyDown={(e) => e.key === "Escape" && !e.isComposing && props.onCancel()} onSubmit={(e) => {
      e.preventDefault();
      if (reason().trim()) props.onGive(reason().trim());
    }}>
      <p>{t("recall-text", { title: titleText(props.release), name: partyName(props.release.party) })}<Show when={props.latest}> {t("recall-text-latest")}</Show></p>
      <div class="row">
        <label class="grow"><span>{t("recall-reason")}</span><input ref={input} required maxlength="500" value={reason()} onInput={(e) => setReason(e.currentTarget.value)} /></label>
        <button type="submit" class="primary" disabled={props.busy || !reason().trim()}>{t("recall-do")}</button>
        <button type="button" onClick={() => props.onCancel()}>{t("cancel")}</button>
      </div>
    </form>
  );
}
