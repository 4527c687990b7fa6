// The register, for consular officers: search in any writing, one person's card, what is noted, erasure.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call } from "../api";
import { t, word } from "../language";
import { utc } from "../moment";
import { Waiting, useAction } from "../page/frame";
import { type Board, type Brief, type Card, STATES, type State, at, note, placeName, shown, stateName } from "./crisis";

const REPLIES = ["safe", "wants_out", "own_way", "needs_help"] as const;

export function Register(props: { crisis: string; board: Board; onChange: () => void }): JSX.Element {
  const [typed, setTyped] = createSignal("");
  const [asked, setAsked] = createSignal<{ q: string; state: string; overdue?: string }>();
  const [state, setState] = createSignal<State | "">("");
  const [open, setOpen] = createSignal<string>();
  const [found, { refetch }] = createResource(asked, (wish) => call<{ persons: Brief[]; total: number }>(at(props.crisis, "persons", { q: wish.q, state: wish.state, overdue: wish.overdue })));
  const search = (event: SubmitEvent): void => {
    event.preventDefault();
    setOpen(undefined);
    setAsked({ q: typed(), state: state() });
  };
  const waits = (): void => {
    setOpen(undefined);
    setAsked({ q: "", state: "", overdue: "true" });
  };
  const changed = (): void => {
    void refetch();
    props.onChange();
  };
  return (
    <section aria-labelledby="register-title">
      <h2 id="register-title">{t("register-title")}</h2>
      <form class="row" role="search" onSubmit={search}>
        <label class="grow"><span>{t("register-search")}</span><input type="search" value={typed()} onInput={(e) => setTyped(e.currentTarget.value)} /></label>
        <label><span>{t("funnel-state")}</span>
          <select value={state()} onChange={(e) => setState(e.currentTarget.value as State | "")}><option value="">{t("register-state-any")}</option><For each={STATES}>{(code) => <option value={code}>{stateName(code)}</option>}</For></select>
        </label>
        <button type="submit" class="primary">{t("register-find")}</button>
      </form>
      <Show when={props.board.overdue > 0}>
        <p class="notice" data-overdue>{t("register-overdue", { count: props.board.overdue })}{" "}<button type="button" onClick={waits}>{t("register-overdue-show")}</button></p>
      </Show>
      <p class="hint">{t("register-audited")}</p>
      <Show when={asked()}>
        <Show when={!found.error && found()} fallback={<Waiting error={found.error} loading={t("loading")} />}>{(list) => (
          <>
            <p role="status">{t("register-found", { count: list().total })}</p>
            <table>
              <thead><tr><th scope="col">{t("register-name")}</th><th scope="col">{t("register-birth")}</th><th scope="col">{t("funnel-state")}</th><th scope="col">{t("crisis-place")}</th></tr></thead>
              <tbody><For each={list().persons}>{(one) => (
                <tr>
                  <th scope="row"><button type="button" class="quiet" aria-expanded={open() === one.id} onClick={() => setOpen(open() === one.id ? undefined : one.id)}>{shown(one.names)}</button></th>
                  <td class="mono">{one.birth ?? ""}</td><td>{one.state ? stateName(one.state) : ""}</td><td>{placeName(props.board, one.place)}</td>
                </tr>
              )}</For></tbody>
            </table>
          </>
        )}</Show>
      </Show>
      <Show when={open()} keyed>{(person) => <PersonCard crisis={props.crisis} person={person} board={props.board} onChange={changed} onGone={() => setOpen(undefined)} />}</Show>
    </section>
  );
}

function PersonCard(props: { crisis: string; person: string; board: Board; onChange: () => void; onGone: () => void }): JSX.Element {
  const [card, { refetch }] = createResource(() => props.person, (id) => call<Card>(at(props.crisis, `persons/${id}`)));
  const action = useAction();
  const replied = (reply: string): void => void action.run(async () => {
    await note(props.crisis, props.person, { act: "replied", reply });
    await refetch();
    props.onChange();
    return t("register-noted");
  });
  const missing = (): void => void action.run(async () => {
    await note(props.crisis, props.person, { act: "not_reached" });
    await refetch();
    props.onChange();
    return t("register-noted");
  });
  const erase = (): void => {
    if (!confirm(t("register-erase-ask"))) return;
    void action.run(async () => {
      const done = await call<{ recalled: number }>(at(props.crisis, `persons/${props.person}`, { reason: "asked" }), { method: "DELETE" });
      props.onChange();
      props.onGone();
      return done.recalled > 0 ? t("register-erased-told", { count: done.recalled }) : t("register-erased");
    });
  };
  return (
    <article class="card" aria-label={t("register-card")}>
      <Show when={!card.error && card()} fallback={<Waiting error={card.error} loading={t("loading")} />}>{(found) => (
        <>
          <h3>{shown(found().person.names)}</h3>
          <dl class="facts">
            <dt>{t("funnel-state")}</dt><dd>{found().standing ? stateName(found().standing?.state ?? "registered") : ""}</dd>
            <dt>{t("register-birth")}</dt><dd class="mono">{found().person.birth ?? ""}</dd>
            <dt>{t("register-nationality")}</dt><dd>{found().person.nationalities.join(", ")}</dd>
            <dt>{t("register-documents")}</dt><dd>{found().person.documents.map((one) => `${one.issuer} ${one.number}`).join(", ")}</dd>
            <dt>{t("register-contacts")}</dt><dd>{found().person.contacts.map((one) => one["number"] ?? one["address"] ?? `${one["name"]} ${one["reach"]}`).join(", ")}</dd>
            <dt>{t("register-whereabouts")}</dt><dd>{found().person.whereabouts}</dd>
            <dt>{t("register-group")}</dt><dd>{found().group.map((one) => shown(one.names)).join(", ")}</dd>
          </dl>
          <div class="row" role="group" aria-label={t("register-answer")}>
            <For each={REPLIES}>{(reply) => <button type="button" disabled={action.busy()} onClick={() => replied(reply)}>{word("reply", reply)}</button>}</For>
            <button type="button" disabled={action.busy()} onClick={missing}>{t("register-not-reached")}</button>
            <button type="button" disabled={action.busy()} onClick={erase}>{t("register-erase")}</button>
          </div>
          <action.Said />
          <table>
            <caption>{t("register-journey")}</caption>
            <thead><tr><th scope="col">{t("register-when")}</th><th scope="col">{t("register-what")}</th><th scope="col">{t("register-source")}</th></tr></thead>
            <tbody><For each={found().events}>{(event) => (
              <tr><td class="mono">{utc(event.at_ms / 1000, true)}</td><td>{word("act", event.act)}{event.reply ? `: ${word("reply", event.reply)}` : ""}</td><td>{event.by}</td></tr>
            )}</For></tbody>
          </table>
        </>
      )}</Show>
    </article>
  );
}
