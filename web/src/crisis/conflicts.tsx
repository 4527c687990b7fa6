// Contradictions: shown until a person has looked at each. Nothing here is overwritten by settling it.
import { For, type JSX, Show, createResource } from "solid-js";
import { call } from "../api";
import { t, word } from "../language";
import { Waiting, useAction } from "../page/frame";
import { may } from "../watchroom";
import { type Conflict, at, note } from "./crisis";

const NOBODY = "0".repeat(32);

export function Conflicts(props: { crisis: string; onChange: () => void }): JSX.Element {
  const [found, { refetch }] = createResource(() => props.crisis, (crisis) => call<{ conflicts: Conflict[] }>(at(crisis, "conflicts")));
  const action = useAction();
  const settle = (one: Conflict): void => void action.run(async () => {
    await note(props.crisis, one.person ?? one.persons?.[0] ?? NOBODY, { act: "settled", conflict: one.id });
    await refetch();
    props.onChange();
    return t("crisis-settled");
  });
  return (
    <section aria-labelledby="conflicts-title">
      <h2 id="conflicts-title">{t("crisis-conflicts")}</h2>
      <action.Said />
      <Show when={!found.error && found()} fallback={<Waiting error={found.error} loading={t("loading")} />}>{(list) => (
        <Show when={list().conflicts.length > 0} fallback={<p class="hint">{t("crisis-conflicts-none")}</p>}>
          <table>
            <thead><tr><th scope="col">{t("crisis-conflict-what")}</th><th scope="col">{t("crisis-conflict-who")}</th><th scope="col">{t("crisis-conflict-state")}</th></tr></thead>
            <tbody><For each={list().conflicts}>{(one) => (
              <tr>
                <th scope="row">{word("conflict", one.kind)}</th>
                <td class="raw">{[one.person, ...(one.persons ?? [])].filter(Boolean).map((id) => String(id).slice(0, 8)).join(", ")}</td>
                <td><Show when={!one.settled} fallback={t("crisis-conflict-settled")}>
                  <Show when={may("consular")} fallback={t("crisis-conflict-open")}><button type="button" disabled={action.busy()} onClick={() => settle(one)}>{t("crisis-settle")}</button></Show>
                </Show></td>
              </tr>
            )}</For></tbody>
          </table>
        </Show>
      )}</Show>
    </section>
  );
}
