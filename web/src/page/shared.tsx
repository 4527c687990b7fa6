// Shared: the copies that partners released to us, each with its source and its end. One is open beside the list.
import { For, type JSX, Show, createEffect, createMemo, createSignal, on } from "solid-js";
import { COPY_STATES, type Copy, copies, copyKey, isKept } from "../exchange/copy";
import { CopyCard } from "../exchange/copy_card";
import { endsSoon, remaining } from "../exchange/expiry";
import { knownPartners, partyName } from "../exchange/known";
import { useLatest } from "../exchange/latest";
import { copyTitle } from "../exchange/title";
import { t, word } from "../language";
import { Choice } from "../list/watch_list";
import { realTime } from "../real_time";
import { link, route } from "../route";
import { When } from "../when";
import { Page } from "./frame";

export default function SharedPage(): JSX.Element {
  const [party, setParty] = createSignal("");
  const [kind, setKind] = createSignal("");
  const [state, setState] = createSignal("");
  const [kinds, setKinds] = createSignal<string[]>([]);
  const found = useLatest(["copy", "partner"], () => copies({ party: party(), kind: kind(), state: state() }));
  const rows = (): Copy[] => found.value()?.copies ?? [];
  createEffect(on(found.value, () => setKinds([...new Set([...kinds(), ...rows().map((copy) => copy.kind)])].sort())));
  const chosen = (): string | undefined => route().id;
  const open = createMemo(() => rows().find((copy) => copyKey(copy) === chosen()));
  let box!: HTMLElement;
  // The copy that a person opened gets the focus, not one that merely changed.
  createEffect(on(chosen, () => queueMicrotask(() => box?.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true })), { defer: true }));
  return (
    <Page title={t("page-shared")} lead={t("shared-lead")}>
      <form class="filters" role="search" aria-label={t("filter-title")} onSubmit={(e) => e.preventDefault()}>
        <Choice label={t("partner")} value={party()} onChange={setParty} options={(knownPartners()?.partners ?? []).map((one) => [one.party, one.name])} />
        <Choice label={t("col-kind")} value={kind()} onChange={setKind} options={kinds().map((code) => [code, word("object", code)])} />
        <Choice label={t("col-state")} value={state()} onChange={setState} options={COPY_STATES.map((code) => [code, t(`copy-${code}`)])} />
        <span class="hint" role="status">{t("shared-count", { count: rows().length })}</span>
      </form>
      <found.Told />
      <div class="split shared-split">
        <Show when={rows().length > 0} fallback={<Show when={found.value()}><p class="hint">{t(party() || kind() || state() ? "shared-none-filtered" : "shared-none")}</p></Show>}>
          <div class="scroll" tabindex="0" role="region" aria-label={t("page-shared")}>
            <table class="copies">
              <thead><tr><th>{t("copy-source")}</th><th>{t("copy-what")}</th><th>{realTime(t("col-received"))}</th><th>{realTime(t("share-expires"))}</th><th>{t("col-state")}</th></tr></thead>
              <tbody><For each={rows()}>{(copy) => (
                <tr data-copy={copy.state} classList={{ chosen: copyKey(copy) === chosen() }}>
                  <td><span class="party">{partyName(copy.party)}</span></td>
                  <th scope="row"><a href={link(`shared/${copyKey(copy)}`)} aria-current={copyKey(copy) === chosen() ? "true" : undefined}>{copyTitle(copy)}</a><br /><span class="hint">{word("object", copy.kind)}</span>
                    <Show when={copy.differences.length > 0}> <span class="tag differs">≠ {t("differ-count", { count: copy.differences.length })}</span></Show></th>
                  <td><When at={copy.received} /></td>
                  <td><When at={copy.expires} /><br /><span class="countdown" data-soon={copy.state !== "purged" && endsSoon(copy.expires)}>{copy.state === "purged" ? "" : remaining(copy.expires)}</span></td>
                  <td class="wrap"><span class="tag" data-copy={copy.state}>{t(`copy-${copy.state}`)}</span><Show when={isKept(copy)}><p class="held"><strong>{t("copy-kept")}</strong></p></Show></td>
                </tr>
              )}</For></tbody>
            </table>
          </div>
        </Show>
        <section ref={box} aria-label={t("copy-open")}>
          <Show when={open()} fallback={<p class="hint pad">{t(chosen() && found.value() ? "copy-gone" : "copy-choose")}</p>}>{(copy) => <CopyCard copy={copy()} onChanged={found.refetch} />}</Show>
        </section>
      </div>
    </Page>
  );
}
