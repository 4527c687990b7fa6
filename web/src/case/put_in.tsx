// From a card into a case: an alert, a vessel or her track, without typing an identifier.
import { For, type JSX, Show, createResource, createSignal, createUniqueId } from "solid-js";
import { call } from "../api";
import { t } from "../language";
import { useAction } from "../page/frame";
import { link } from "../route";
import type { components } from "../schema";
import { may } from "../watchroom";

type Brief = components["schemas"]["CaseBrief"];
const NEW = "";

/** `kinds`: what of it can be put in, the usual first. */
export function PutIn(props: { kinds: readonly string[]; id: string; title: string; mmsi: number | null }): JSX.Element {
  return <Show when={may("analyst")}><Desk {...props} /></Show>;
}

function Desk(props: { kinds: readonly string[]; id: string; title: string; mmsi: number | null }): JSX.Element {
  const [opened, setOpened] = createSignal(false);
  const [cases, { refetch }] = createResource(opened, async () => (await call<{ cases: Brief[] }>("cases")).cases.filter((one) => one.stage !== "closed"));
  const [chosen, setChosen] = createSignal(NEW);
  const [kind, setKind] = createSignal("");
  const [title, setTitle] = createSignal("");
  const [note, setNote] = createSignal("");
  const [done, setDone] = createSignal("");
  const action = useAction();
  const name = createUniqueId();
  const put = (event: SubmitEvent): void => {
    event.preventDefault();
    setDone("");
    void action.run(async () => {
      const id = chosen() === NEW ? (await call<{ id: string }>("cases", { json: { title: title().trim() || props.title, mmsi: props.mmsi } })).id : chosen();
      await call(`cases/${encodeURIComponent(id)}/entries`, { json: { do: "add", item: { kind: kind() || props.kinds[0], id: props.id }, note: note() } });
      setNote("");
      setDone(id);
      // The next thing goes into the same case.
      await refetch();
      setChosen(id);
      return t("case-put-done");
    });
  };
  return (
    <details class="put-in" onToggle={(e) => setOpened(e.currentTarget.open)}>
      <summary>{t("case-put")}</summary>
      <form class="form" aria-labelledby={name} onSubmit={put}>
        <span id={name} class="hidden">{t("case-put")}</span>
        <div class="row">
          <label class="grow"><span>{t("page-case")}</span>
            <select value={chosen()} onChange={(e) => setChosen(e.currentTarget.value)}>
              <option value={NEW}>{t("case-put-new")}</option>
              <For each={(!cases.error && cases.latest) || []}>{(one) => <option value={one.id} selected={one.id === chosen()}>{one.title} · {one.id}</option>}</For>
            </select></label>
          <Show when={props.kinds.length > 1}>
            <label><span>{t("col-kind")}</span><select value={kind() || props.kinds[0]} onChange={(e) => setKind(e.currentTarget.value)}><For each={props.kinds}>{(code) => <option value={code}>{t(`case-item-${code}`)}</option>}</For></select></label>
          </Show>
        </div>
        <Show when={chosen() === NEW}><label><span>{t("case-title-label")}</span><input maxlength="200" placeholder={props.title} value={title()} onInput={(e) => setTitle(e.currentTarget.value)} /></label></Show>
        <label><span>{t("case-why")}</span><input maxlength="2000" value={note()} onInput={(e) => setNote(e.currentTarget.value)} /></label>
        <p class="row"><button type="submit" disabled={action.busy()}>{t("case-put-do")}</button><Show when={done()}>{(id) => <a href={link(`case/${encodeURIComponent(id())}`)}>{t("case-put-show")}</a>}</Show></p>
        <action.Said />
      </form>
    </details>
  );
}
