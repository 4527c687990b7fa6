// Crises that partners told of: one key press opens the same crisis here.
import { For, type JSX, Show, createResource } from "solid-js";
import { call } from "../api";
import { partyName } from "../exchange/known";
import { t } from "../language";
import { useAction } from "../page/frame";

interface Offered { party: string; crisis: string; name: string; code: string; legs: number; places: number; partners: string[] }

export function OfferedCrises(props: { onJoined: (id: string) => void }): JSX.Element {
  const [found, { refetch }] = createResource(() => call<{ crises: Offered[] }>("crises/offered"));
  const action = useAction();
  const join = (one: Offered): void => void action.run(async () => {
    const joined = await call<{ id: string }>("crises/join", { json: { party: one.party, crisis: one.crisis } });
    await refetch();
    props.onJoined(joined.id);
    return t("together-joined", { name: one.name });
  });
  return (
    <>
      <For each={found.latest?.crises ?? []}>{(one) => (
        <p class="notice" data-offered={one.crisis}>{t("together-offered-crisis", { party: partyName(one.party), name: one.name, legs: one.legs, places: one.places })} <button type="button" class="primary" disabled={action.busy()} onClick={() => join(one)}>{t("together-join")}</button></p>
      )}</For>
      <Show when={found.latest}><action.Said /></Show>
    </>
  );
}
