// Real life after NO DUFF: the incident that an exercise was stopped for, ready to be opened as a case of the live node.
import { type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { t } from "../language";
import { link, route } from "../route";
import { exercise, may } from "../watchroom";
import { Page, useAction } from "./frame";

export default function IncidentPage(): JSX.Element {
  const asked = (name: string): string => route().query.get(name) ?? "";
  const [title, setTitle] = createSignal(asked("title"));
  const [note, setNote] = createSignal([asked("place"), asked("text"), asked("by") && t("incident-by", { by: asked("by") })].filter(Boolean).join("\n"));
  const action = useAction();
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      const made = await call<{ id: string }>("cases", { json: { title: title(), mmsi: null } });
      if (note()) await call(`cases/${encodeURIComponent(made.id)}/entries`, { json: { do: "note", text: note() } });
      location.hash = link(`case/${made.id}`);
      return t("case-opened");
    });
  };
  return (
    <Page title={t("page-incident")} lead={t("incident-lead")}>
      <Show when={exercise() === undefined} fallback={<p class="notice error" role="alert">{t("incident-is-exercise")}</p>}>
        <Show when={may("analyst")} fallback={<p class="notice error" role="alert">{t("role-too-low")}</p>}>
          <form class="panel form narrow incident" onSubmit={open}>
            <p class="real"><strong>{t("incident-real")}</strong></p>
            <label><span>{t("no-duff-what")}</span><input name="incident-title" required maxlength="200" value={title()} onInput={(e) => setTitle(e.currentTarget.value)} /></label>
            <label><span>{t("no-duff-more")}</span><textarea name="incident-note" rows="5" maxlength="4000" value={note()} onInput={(e) => setNote(e.currentTarget.value)} /></label>
            <button type="submit" class="primary" disabled={action.busy()}>{t("incident-open")}</button>
            <action.Said />
          </form>
        </Show>
      </Show>
    </Page>
  );
}
