// Straits and canals that own ships do not take. Waters are closed on the page of areas.
import { For, type JSX, Show } from "solid-js";
import { t } from "../language";
import { useAction } from "../page/frame";
import { link } from "../route";
import { may } from "../watchroom";
import { useLive } from "./live";
import { CANALS, putSettings, settings } from "./search";

export function WatersForm(): JSX.Element {
  const action = useAction();
  const found = useLive(settings);
  const closed = (): string[] => found.value()?.canals_closed ?? [];
  const toggle = (id: string): void => void action.run(async () => {
    const now = await settings();
    const before = now.canals_closed ?? [];
    await putSettings({ ...now, canals_closed: before.includes(id) ? before.filter((one) => one !== id) : [...before, id] });
    await found.refetch();
    return t("patrol-waters-done");
  });
  return (
    <section><h2>{t("patrol-waters")}</h2>
      <p class="hint">{t("patrol-waters-lead")} <a href={link("areas")}>{t("page-areas")}</a></p>
      <found.Told /><action.Said />
      <Show when={found.value()}>
        <fieldset><legend>{t("patrol-waters-canals")}</legend>
          <For each={CANALS}>{(id) => <label class="check"><input type="checkbox" name="canal" value={id} checked={closed().includes(id)} disabled={!may("watch_officer") || action.busy()} onChange={() => toggle(id)} /> {t(`canal-${id}`)} </label>}</For>
        </fieldset>
      </Show>
    </section>
  );
}
