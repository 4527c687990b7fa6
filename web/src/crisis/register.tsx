// The register, for consular officers: search in any writing, somebody added, one person's card.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { t } from "../language";
import { Waiting } from "../page/frame";
import { PersonCard } from "./card";
import { type Board, type Brief, STATES, type State, at, placeName, shown, stateName } from "./crisis";
import { useLoaded } from "./loaded";
import { PersonForm } from "./person_form";

export function Register(props: { crisis: string; board: Board; onChange: () => void }): JSX.Element {
  const [typed, setTyped] = createSignal("");
  const [asked, setAsked] = createSignal<{ q: string; state: string; overdue?: string }>();
  const [state, setState] = createSignal<State | "">("");
  const [open, setOpen] = createSignal<string>();
  const [adds, setAdds] = createSignal(false);
  const found = useLoaded<{ persons: Brief[]; total: number }>();
  let add: HTMLButtonElement | undefined;
  const look = (): void => {
    const wish = asked();
    if (wish) void found.load(() => call(at(props.crisis, "persons", { ...wish })));
  };
  const ask = (wish: { q: string; state: string; overdue?: string }): void => {
    setOpen(undefined);
    setAsked(wish);
    found.clear();
    look();
  };
  const search = (event: SubmitEvent): void => {
    event.preventDefault();
    ask({ q: typed(), state: state() });
  };
  const changed = (): void => {
    look();
    props.onChange();
  };
  const added = (person: string): void => {
    setAdds(false);
    setOpen(person);
    changed();
    add?.focus();
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
        <p class="notice" data-overdue>{t("register-overdue", { count: props.board.overdue })}{" "}<button type="button" onClick={() => ask({ q: "", state: "", overdue: "true" })}>{t("register-overdue-show")}</button></p>
      </Show>
      <p class="hint">{t("register-audited")}</p>
      <p class="row"><button type="button" ref={add} data-add aria-expanded={adds()} onClick={() => setAdds(!adds())}>{t("person-add")}</button></p>
      <Show when={adds()}><PersonForm crisis={props.crisis} board={props.board} onKept={added} onCancel={() => {
        setAdds(false);
        add?.focus();
      }} /></Show>
      <Show when={asked()}>
        <Show when={!found.error() && found.value()} fallback={<Waiting error={found.error()} loading={t("loading")} />}>{(list) => (
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
      <Show when={open()} keyed>{(person) => <PersonCard crisis={props.crisis} person={person} board={props.board} onChange={changed} onGone={() => setOpen(undefined)} onOpen={setOpen} />}</Show>
    </section>
  );
}
