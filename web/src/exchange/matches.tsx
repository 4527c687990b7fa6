// Comparisons of lists that show no list: asked by an officer here, answered or refused by an officer there.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { number, t } from "../language";
import { moment } from "../moment";
import { useAction } from "../page/frame";
import { MATCH_KINDS, type Match, answerMatch, askMatch, listNames, matches } from "./custody";
import { partyName } from "./known";
import { PartyChoice } from "./party_choice";
import { useLatest } from "./latest";

export function ListMatches(): JSX.Element {
  const found = useLatest(["match"], matches);
  const [lists] = createResource(listNames);
  const choices = (): [string, string][] => [["watch", t("match-list-watch")], ...(lists() ?? [])];
  return (
    <section class="panel" aria-labelledby="matches-title">
      <h2 id="matches-title">{t("matches-title")}</h2>
      <found.Told />
      <Show when={found.value()}>{(all) => (
        <>
          <p class="hint">{t("matches-hint", { items: all().quota.items, runs: all().quota.runs })}</p>
          <Show when={all().matches.length > 0} fallback={<p class="hint">{t("matches-none")}</p>}>
            <div class="scroll" tabindex="0" role="region" aria-label={t("matches-title")}>
              <table>
                <thead><tr><th>{t("partner")}</th><th>{t("match-kind")}</th><th>{t("col-state")}</th><th /></tr></thead>
                <tbody><For each={all().matches}>{(one) => <Row match={one} lists={choices()} onChanged={found.refetch} />}</For></tbody>
              </table>
            </div>
          </Show>
          <Ask lists={choices()} onChanged={found.refetch} />
        </>
      )}</Show>
    </section>
  );
}

function Row(props: { match: Match; lists: [string, string][]; onChanged: () => Promise<unknown> }): JSX.Element {
  const m = () => props.match;
  const action = useAction();
  const [list, setList] = createSignal("watch");
  const reply = (chosen: string | null): void => void action.run(async () => {
    await answerMatch(m().id, chosen);
    await props.onChanged();
    return t("match-done-said");
  });
  return (
    <tr data-match={m().state}>
      <th scope="row">{partyName(m().party)}<br /><span class="hint mono">{moment(m().at)}</span></th>
      <td>{t(`match-kind-${m().kind}`)}<br /><span class="hint">{t("match-counts", { asked: number(m().asked), listed: m().listed === null ? "–" : number(m().listed ?? 0) })}</span></td>
      <td><span class="tag">{t(`match-${m().state}`)}</span> <Show when={m().by}><span class="hint">{m().by}</span></Show></td>
      <td class="wrap">
        <Show when={m().state === "done"}><strong>{t("match-common", { count: m().common.length })}</strong> <span class="mono">{m().common.join(" ")}</span></Show>
        <Show when={m().state === "waiting"}>
          <div class="row">
            <label><span>{t("match-list")}</span><select value={list()} onChange={(e) => setList(e.currentTarget.value)}><For each={props.lists}>{([id, name]) => <option value={id}>{name}</option>}</For></select></label>
            <button type="button" class="primary" disabled={action.busy()} onClick={() => reply(list())}>{t("match-answer")}</button>
            <button type="button" disabled={action.busy()} onClick={() => reply(null)}>{t("match-refuse")}</button>
          </div>
        </Show>
        <action.Said />
      </td>
    </tr>
  );
}

function Ask(props: { lists: [string, string][]; onChanged: () => Promise<unknown> }): JSX.Element {
  const action = useAction();
  const [party, setParty] = createSignal("");
  const [kind, setKind] = createSignal<string>("imo");
  const [list, setList] = createSignal("watch");
  const ask = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await askMatch(party(), kind(), list());
      await props.onChanged();
      return t("match-ask-done");
    });
  };
  return (
    <form class="row match-form" onSubmit={ask}>
      <PartyChoice label={t("partner")} party={party()} onChange={setParty} open />
      <label><span>{t("match-kind")}</span><select value={kind()} onChange={(e) => setKind(e.currentTarget.value)}><For each={MATCH_KINDS}>{(code) => <option value={code}>{t(`match-kind-${code}`)}</option>}</For></select></label>
      <label><span>{t("match-list")}</span><select value={list()} onChange={(e) => setList(e.currentTarget.value)}><For each={props.lists}>{([id, name]) => <option value={id}>{name}</option>}</For></select></label>
      <button type="submit" class="primary" disabled={action.busy() || !party()}>{t("match-ask")}</button>
      <action.Said />
    </form>
  );
}
