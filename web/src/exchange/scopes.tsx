// Scopes that are active here, and consents of originators to pass something on.
import { For, type JSX, Show, createSignal } from "solid-js";
import { t } from "../language";
import { moment } from "../moment";
import { useAction } from "../page/frame";
import { may } from "../watchroom";
import { type Declared, declareScope } from "./custody";
import { partyName } from "./known";

interface Props { declared: Declared; onChanged: () => Promise<unknown> }

export function Scopes(props: Props): JSX.Element {
  const action = useAction();
  const [name, setName] = createSignal("");
  const say = (scope: string, active: boolean): void => void action.run(async () => {
    await declareScope(scope, active);
    setName("");
    await props.onChanged();
    return t("scope-done");
  });
  return (
    <section class="panel" aria-labelledby="scopes-title">
      <h2 id="scopes-title">{t("scopes-title")}</h2>
      <p class="hint">{t("scopes-hint")}</p>
      <ul class="plain"><For each={props.declared.scopes}>{(one) => (
        <li data-scope={one.active ? "active" : "ended"}><strong class="mono">{one.scope}</strong> <span class="tag">{t(one.active ? "scope-active" : "scope-ended")}</span> <span class="hint">{one.by}, <span class="mono">{moment(one.at)}</span></span>
          <Show when={one.active && may("administrator")}> <button type="button" disabled={action.busy()} onClick={() => say(one.scope, false)}>{t("scope-end")}</button></Show></li>
      )}</For></ul>
      <Show when={may("administrator")}>
        <form class="row" onSubmit={(e) => { e.preventDefault(); say(name().trim(), true); }}>
          <label><span>{t("scope-name")}</span><input required maxlength="64" pattern="[a-z0-9][a-z0-9._\-]*" value={name()} onInput={(e) => setName(e.currentTarget.value)} /></label>
          <button type="submit" disabled={action.busy() || !name().trim()}>{t("scope-start")}</button>
        </form>
      </Show>
      <action.Said />
    </section>
  );
}

export function Consents(props: { declared: Declared }): JSX.Element {
  return (
    <section class="panel" aria-labelledby="consents-title">
      <h2 id="consents-title">{t("consents-title")}</h2>
      <p class="hint">{t("consents-hint")}</p>
      <Show when={props.declared.consents.length > 0} fallback={<p class="hint">{t("consents-none")}</p>}>
        <ul class="plain"><For each={props.declared.consents}>{(one) => (
          <li><strong>{partyName(one.originator)}</strong> → {partyName(one.to)} <span class="mono hint">{one.object.slice(0, 12)}</span> <Show when={one.until}><span class="mono">{moment(one.until)}</span></Show></li>
        )}</For></ul>
      </Show>
    </section>
  );
}
