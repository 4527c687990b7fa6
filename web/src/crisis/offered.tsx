// Crises that partners told of: one key press opens the same crisis here, or says that it is one we opened ourselves.
import { For, type JSX, Show, createResource } from "solid-js";
import { call } from "../api";
import { partyName } from "../exchange/known";
import { t } from "../language";
import { useAction } from "../page/frame";
import { type Crisis } from "./crisis";
import { Unite } from "./union";

interface Offered { party: string; crisis: string; name: string; code: string; legs: number; places: number; partners: string[] }

export function OfferedCrises(props: { crises: readonly Crisis[]; onJoined: (id: string) => void }): JSX.Element {
  const [found, { refetch }] = createResource(() => call<{ crises: Offered[] }>("crises/offered"));
  const action = useAction();
  const join = (one: Offered): void => void action.run(async () => {
    // As a crisis that is opened from an alert: nationals of this country may report themselves here too.
    const joined = await call<{ id: string }>("crises/join", { json: { party: one.party, crisis: one.crisis, self_report: true } });
    await refetch();
    props.onJoined(joined.id);
    return t("together-joined", { name: one.name });
  });
  return (
    <>
      <For each={found.latest?.crises ?? []}>{(one) => (<>
        <p class="notice" data-offered={one.crisis}>{t("together-offered-crisis", { party: partyName(one.party), name: one.name, legs: one.legs, places: one.places })} <button type="button" class="primary" disabled={action.busy()} onClick={() => join(one)}>{t("together-join")}</button></p>
        <Unite party={one.party} theirs={one.crisis} name={one.name} crises={props.crises} onDone={() => void refetch()} />
      </>)}</For>
      <Show when={found.latest}><action.Said /></Show>
    </>
  );
}
