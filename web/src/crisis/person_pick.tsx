// Finds one person of the register by name, to travel with or to be the guardian of somebody. Every search is in the audit.
import { For, type JSX, Show, createSignal, createUniqueId } from "solid-js";
import { call } from "../api";
import { t } from "../language";
import { problemText } from "../list/watch_list";
import { type Brief, at, shown } from "./crisis";
import { useLoaded } from "./loaded";

const SHOWN = 8;

export function PersonPick(props: { crisis: string; label: string; not: string; onPick: (one: Brief) => void }): JSX.Element {
  const [typed, setTyped] = createSignal("");
  const found = useLoaded<{ persons: Brief[] }>();
  const list = createUniqueId();
  const search = (): void => {
    if (typed().trim()) void found.load(() => call(at(props.crisis, "persons", { q: typed(), limit: SHOWN })));
  };
  const pick = (one: Brief): void => {
    props.onPick(one);
    setTyped("");
    found.clear();
  };
  return (
    <div>
      <div class="row">
        <label><span>{props.label}</span><input type="text" autocomplete="off" value={typed()} aria-controls={list} onInput={(e) => setTyped(e.currentTarget.value)} onKeyDown={(e) => {
          // The form around it is not sent by a search.
          if (e.key !== "Enter" || e.isComposing) return;
          e.preventDefault();
          search();
        }} /></label>
        <button type="button" onClick={search}>{t("register-find")}</button>
      </div>
      <div id={list} role="status">
        <Show when={found.error()}>{(cause) => <p class="error">{problemText(cause())}</p>}</Show>
        <Show when={found.value()}>{(answer) => {
          const others = (): Brief[] => answer().persons.filter((one) => one.id !== props.not);
          return (
            <Show when={others().length > 0} fallback={<p class="hint">{t("register-found", { count: 0 })}</p>}>
              <p class="row"><For each={others()}>{(one) => <button type="button" onClick={() => pick(one)}>{shown(one.names)} {one.birth ?? ""}</button>}</For></p>
            </Show>
          );
        }}</Show>
      </div>
    </div>
  );
}
