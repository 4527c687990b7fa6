// Patrols of partners: what an agreement ties to a patrol leaves only while one is open, inside its area.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { t } from "../language";
import { moment } from "../moment";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { type Declared, areaNames, closePatrol, openPatrol } from "./custody";
import { partyName } from "./known";
import { PartyChoice } from "./party_choice";

interface Props { declared: Declared; onChanged: () => Promise<unknown> }

export function Patrols(props: Props): JSX.Element {
  const action = useAction();
  const end = (id: string): void => void action.run(async () => {
    const { recalled } = await closePatrol(id);
    await props.onChanged();
    return t("patrol-closed", { count: recalled });
  });
  return (
    <section class="panel" aria-labelledby="patrols-title">
      <h2 id="patrols-title">{t("patrols-title")}</h2>
      <p class="hint">{t("patrols-hint")}</p>
      <Show when={props.declared.patrols.length > 0} fallback={<p class="hint">{t("patrols-none")}</p>}>
        <div class="scroll" tabindex="0" role="region" aria-label={t("patrols-title")}>
          <table>
            <thead><tr><th>{t("patrol-party")}</th><th>{t("col-state")}</th><th>{t("patrol-until")}</th><th>{t("col-by")}</th><th><span class="hidden">{t("col-actions")}</span></th></tr></thead>
            <tbody><For each={props.declared.patrols}>{(one) => (
              <tr data-patrol={one.state}>
                <th scope="row">{partyName(one.party)}</th>
                <td><span class="tag">{t(`patrol-${one.state}`)}</span></td>
                <td class="mono">{moment(one.from)} – {moment(one.until)}</td>
                <td>{one.by}</td>
                <td class="actions"><Show when={one.state !== "over" && may("watch_officer")}><button type="button" disabled={action.busy()} onClick={() => end(one.id)}>{t("patrol-close")}</button></Show></td>
              </tr>
            )}</For></tbody>
          </table>
        </div>
      </Show>
      <action.Said />
      <Show when={may("watch_officer")} fallback={<p class="hint">{t("sharing-role")}</p>}><NewPatrol onChanged={props.onChanged} /></Show>
    </section>
  );
}

function NewPatrol(props: { onChanged: () => Promise<unknown> }): JSX.Element {
  const action = useAction();
  const [areas] = createResource(areaNames);
  const [party, setParty] = createSignal("");
  const [area, setArea] = createSignal("");
  const [until, setUntil] = createSignal("");
  const declare = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await openPatrol(party(), area(), `${until()}:00Z`);
      await props.onChanged();
      return t("patrol-opened");
    });
  };
  return (
    <form class="row patrol-form" onSubmit={declare}>
      <PartyChoice label={t("patrol-party")} party={party()} onChange={setParty} open />
      <label><span>{t("patrol-area")}</span><select required value={area()} onChange={(e) => setArea(e.currentTarget.value)}><option value="" /><For each={areas() ?? []}>{([id, name]) => <option value={id}>{name}</option>}</For></select></label>
      <label><span>{t("patrol-until")}</span><input type="datetime-local" required value={until()} onInput={(e) => setUntil(e.currentTarget.value.slice(0, 16))} /></label>
      <button type="submit" class="primary" disabled={action.busy() || !party() || !area() || !until()}>{t("patrol-open-do")}</button>
      <action.Said />
    </form>
  );
}
