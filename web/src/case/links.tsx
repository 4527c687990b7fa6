// Links of a case: which others have to do with it, and why; both cases show the link, whichever of them named the other.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call } from "../api";
import { t, word } from "../language";
import { link } from "../route";
import type { components } from "../schema";
import { may } from "../watchroom";

type Linked = components["schemas"]["CaseLink"];
type Brief = components["schemas"]["CaseBrief"];
const WHYS = ["owner", "sister_ship", "master", "same_event", "other"] as const;

export function Links(props: { id: string; linked: readonly Linked[]; enter: (deed: Record<string, unknown>) => Promise<boolean> }): JSX.Element {
  const [cases] = createResource(() => may("analyst"), async () => (await call<{ cases: Brief[] }>("cases")).cases);
  const [other, setOther] = createSignal("");
  const [why, setWhy] = createSignal<string>(WHYS[0]);
  const others = (): Brief[] => ((!cases.error && cases.latest) || []).filter((one) => one.id !== props.id);
  const wanted = (): string => other() || others()[0]?.id || "";
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    void props.enter({ do: "link", case: wanted(), why: why() });
  };
  const name = (one: Linked): string => one.title ?? one.case;
  return (
    <section class="panel" aria-labelledby="links-title">
      <h2 id="links-title">{t("case-links")}</h2>
      <Show when={props.linked.length > 0} fallback={<p class="hint">{t("case-links-none")}</p>}>
        <ul class="plain"><For each={props.linked}>{(one) => (
          <li>
            <Show when={one.title !== null} fallback={<span class="mono">{one.case}</span>}><a href={link(`case/${encodeURIComponent(one.case)}`)}>{name(one)}</a></Show>{" "}
            <span class="tag">{word("case-link", one.why)}</span>{" "}<span class="hint mono">{one.case}</span>
            <Show when={one.back}>{" "}<span class="hint">{t("case-link-back")}</span></Show>
            <Show when={!one.back && may("analyst")}>{" "}<button type="button" class="quiet" aria-label={t("case-link-end-named", { name: name(one) })} onClick={() => void props.enter({ do: "link", case: one.case, why: one.why, on: false })}>{t("remove")}</button></Show>
          </li>
        )}</For></ul>
      </Show>
      <Show when={may("analyst") && others().length > 0}>
        <form class="row" onSubmit={add}>
          <label class="grow"><span>{t("case-link-to")}</span><select value={wanted()} onChange={(e) => setOther(e.currentTarget.value)}><For each={others()}>{(one) => <option value={one.id} selected={one.id === wanted()}>{one.title} · {one.id}</option>}</For></select></label>
          <label><span>{t("case-why")}</span><select value={why()} onChange={(e) => setWhy(e.currentTarget.value)}><For each={WHYS}>{(code) => <option value={code}>{word("case-link", code)}</option>}</For></select></label>
          <button type="submit">{t("case-link-do")}</button>
        </form>
      </Show>
    </section>
  );
}
