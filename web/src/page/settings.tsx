// Settings: how this screen shows things, how long the node keeps them, and the rules in force.
import { type JSX, Show, createEffect, createResource, createSignal } from "solid-js";
import { type Settings, call } from "../api";
import { t } from "../language";
import { localShown, toggleLocal } from "../moment";
import { type Palette, palette, usePalette } from "../palette";
import { PLACE_FORMATS, type PlaceFormat, place, placeFormat, usePlaceFormat } from "../place";
import { may, status } from "../watchroom";
import { Page, Waiting, useAction } from "./frame";

const PALETTES: readonly Palette[] = ["day", "dusk", "night"];
const FIELDS = ["positions_days", "events_days", "quarantine_mb"] as const;
const SAMPLE = [141.335, 43.1366667] as const;

export default function SettingsPage(): JSX.Element {
  const [settings] = createResource(() => call<Settings>("settings"));
  const [rules] = createResource(() => call<{ version: string; toml: string }>("rules"));
  const [draft, setDraft] = createSignal<Settings>();
  const action = useAction();
  createEffect(() => {
    if (!settings.error && settings.latest && !draft()) setDraft(settings.latest);
  });
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await call("settings", { method: "PUT", json: draft() });
      return t("saved");
    });
  };
  return (
    <Page title={t("page-settings")}>
      <section class="panel form narrow">
        <h2>{t("settings-screen")}</h2>
        <fieldset><legend>{t("palette-title")}</legend>
          {PALETTES.map((name) => <label class="choice"><input type="radio" name="palette" checked={palette() === name} onChange={() => usePalette(name)} /> {t(`palette-${name}`)}</label>)}
        </fieldset>
        <fieldset><legend>{t("settings-place")}</legend>
          {PLACE_FORMATS.map((name: PlaceFormat) => <label class="choice"><input type="radio" name="place" checked={placeFormat() === name} onChange={() => usePlaceFormat(name)} /> {t(`place-${name}`)} <span class="mono hint">{place(SAMPLE, name)}</span></label>)}
        </fieldset>
        <fieldset><legend>{t("settings-time")}</legend>
          <label class="choice"><input type="checkbox" checked={localShown()} onChange={toggleLocal} /> {t("settings-local")}</label>
        </fieldset>
        <h3>{t("settings-keys")}</h3>
        <dl class="facts keys">
          {(["arrows", "enter", "escape", "next", "previous", "zoom", "release"] as const).map((key) => <><dt><kbd>{t(`key-${key}`)}</kbd></dt><dd>{t(`key-${key}-does`)}</dd></>)}
        </dl>
      </section>
      <section class="panel form narrow">
        <h2>{t("settings-keep")}</h2>
        <p class="hint">{t("settings-keep-hint")}</p>
        <Show when={draft()} fallback={<Waiting error={settings.error} loading={t("loading")} />}>
          {(shown) => (
            <form onSubmit={save}>
              {FIELDS.map((field) => <label><span>{t(`settings-${field}`)}</span><input type="number" min="0" required disabled={!may("administrator")} value={shown()[field]} onInput={(e) => setDraft({ ...shown(), [field]: Number(e.currentTarget.value) })} /></label>)}
              <Show when={may("administrator")}><button type="submit" class="primary" disabled={action.busy()}>{t("save")}</button></Show>
            </form>
          )}
        </Show>
        <action.Said />
      </section>
      <section>
        <h2>{t("settings-rules")}</h2>
        <p class="hint">{t("settings-rules-hint")} {status() ? t("settings-version", { program: status()?.version ?? "", rules: status()?.rules_version ?? "" }) : ""}</p>
        <Show when={!rules.error && rules.latest} fallback={<Waiting error={rules.error} loading={t("loading")} />}>
          {(found) => <pre class="scroll tall" tabindex="0" role="region" aria-label={t("settings-rules")}>{found().toml}</pre>}
        </Show>
      </section>
    </Page>
  );
}
