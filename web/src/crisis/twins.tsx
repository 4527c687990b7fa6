// Pairs that may be one person: found by document, birth, contact and the sound of names; merged only by an officer.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call } from "../api";
import { number, t, word } from "../language";
import { Waiting, useAction } from "../page/frame";
import { type Twin, at, note, shown } from "./crisis";

export function Twins(props: { crisis: string; onChange: () => void }): JSX.Element {
  const [asked, setAsked] = createSignal<string>();
  const [found, { refetch }] = createResource(asked, (crisis) => call<{ twins: Twin[] }>(at(crisis, "twins")));
  const action = useAction();
  // The node tells the record to keep first: one from a register before a self-report, then the older.
  const merge = (twin: Twin): void => void action.run(async () => {
    const [into, other] = twin.persons;
    if (!into || !other) return undefined;
    await note(props.crisis, other.id, { act: "merged", into: into.id });
    await refetch();
    props.onChange();
    return t("twins-merged");
  });
  return (
    <section aria-labelledby="twins-title">
      <h2 id="twins-title">{t("twins-title")}</h2>
      <Show when={asked()} fallback={<button type="button" onClick={() => setAsked(props.crisis)}>{t("twins-look")}</button>}>
        <action.Said />
        <Show when={!found.error && found()} fallback={<Waiting error={found.error} loading={t("loading")} />}>{(list) => (
          <Show when={list().twins.length > 0} fallback={<p class="hint">{t("twins-none")}</p>}>
            <table>
              <thead><tr><th scope="col">{t("twins-first")}</th><th scope="col">{t("twins-second")}</th><th scope="col" class="num">{t("twins-score")}</th><th scope="col">{t("twins-why")}</th><th scope="col"><span class="hidden">{t("twins-merge")}</span></th></tr></thead>
              <tbody><For each={list().twins}>{(twin) => (
                <tr><For each={twin.persons}>{(one) => <td>{shown(one.names)} <span class="hint mono">{one.birth ?? ""}</span></td>}</For>
                  <td class="num">{number(twin.score, 2)}</td><td>{twin.reasons.map((reason) => word("twin", reason)).join(", ")}</td>
                  <td><button type="button" disabled={action.busy()} onClick={() => merge(twin)}>{t("twins-merge")}</button></td></tr>
              )}</For></tbody>
            </table>
          </Show>
        )}</Show>
      </Show>
    </section>
  );
}
