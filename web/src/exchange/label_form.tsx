// What an officer adds to the label of one object before it leaves: it only narrows, and it stays with the object.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { t, word } from "../language";
import { moment } from "../moment";
import { useAction } from "../page/frame";
import { words } from "./field";
import { agreedPartners, partyName } from "./known";

export interface Audience { level: string; releasable_to: string[] }
export interface ObjectLabel extends Audience { caveats: string[]; not_after: string | null; scopes: Record<string, Audience> }

const LEVELS = ["public", "community", "protected", "enforcement"] as const;
const CAVEATS = ["no-onward", "officers-only", "not-for-court", "source-protected"] as const;

export function LabelForm(props: { kind: string; id: string; label: ObjectLabel; onMarked: () => void }): JSX.Element {
  const [level, setLevel] = createSignal("");
  const [without, setWithout] = createSignal<string[]>([]);
  const [caveats, setCaveats] = createSignal<string[]>([]);
  const [end, setEnd] = createSignal("");
  const [scope, setScope] = createSignal("");
  const action = useAction();
  const toggle = (all: readonly string[], one: string): string[] => (all.includes(one) ? all.filter((other) => other !== one) : [...all, one]);
  const given = (): boolean => Boolean(level() || without().length > 0 || caveats().length > 0 || end() || scope());
  const mark = () => {
    const audience = props.label.releasable_to;
    return {
      level: level() || null,
      releasable_to: without().length > 0 ? audience.filter((one) => !without().includes(one)) : null,
      caveats: caveats(),
      not_after: end() ? `${end()}:00Z` : null,
      // In the scope, those who may have it without this mark.
      scopes: scope() ? { [scope()]: { level: props.label.level, releasable_to: audience } } : {},
    };
  };
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await call("releases/label", { method: "PUT", json: { kind: props.kind, id: props.id, mark: mark() } });
      setLevel("");
      setWithout([]);
      setCaveats([]);
      setEnd("");
      setScope("");
      props.onMarked();
      return t("label-marked");
    });
  };
  return (
    <details class="label-form">
      <summary>{t("label-title")}</summary>
      <dl class="facts">
        <dt>{t("share-level")}</dt><dd>{word("level", props.label.level)}</dd>
        <dt>{t("label-audience")}</dt><dd>{props.label.releasable_to.map(partyName).join(t("list-separator")) || t("label-nobody")}</dd>
        <dt>{t("share-caveats")}</dt><dd>{words("caveat", props.label.caveats)}</dd>
        <dt>{t("share-expires")}</dt><dd class="mono">{moment(props.label.not_after)}</dd>
        <Show when={Object.keys(props.label.scopes).length > 0}><dt>{t("label-scopes")}</dt><dd>{Object.keys(props.label.scopes).join(t("list-separator"))}</dd></Show>
      </dl>
      <p class="hint">{t("label-hint")}</p>
      <form class="form" onSubmit={add}>
        <div class="row">
          <label><span>{t("label-level-least")}</span><select value={level()} onChange={(e) => setLevel(e.currentTarget.value)}><option value="">{t("label-as-is")}</option>{LEVELS.slice(LEVELS.findIndex((one) => one === props.label.level) + 1).map((code) => <option value={code}>{t(`level-${code}`)}</option>)}</select></label>
          <label><span>{t("label-end")}</span><input type="datetime-local" value={end()} onInput={(e) => setEnd(e.currentTarget.value)} /></label>
          <label><span>{t("label-scope")}</span><input maxlength="64" pattern="[a-z0-9][a-z0-9._\-]*" value={scope()} onInput={(e) => setScope(e.currentTarget.value)} /></label>
        </div>
        <fieldset><legend>{t("label-without")}</legend><For each={agreedPartners().filter((one) => props.label.releasable_to.includes(one.party))}>{(one) => <label class="check"><input type="checkbox" checked={without().includes(one.party)} onChange={() => setWithout(toggle(without(), one.party))} /> <span>{one.name}</span></label>}</For></fieldset>
        <fieldset><legend>{t("share-caveats")}</legend><For each={CAVEATS.filter((code) => !props.label.caveats.includes(code))}>{(code) => <label class="check"><input type="checkbox" checked={caveats().includes(code)} onChange={() => setCaveats(toggle(caveats(), code))} /> <span>{t(`caveat-${code}`)}</span></label>}</For></fieldset>
        <button type="submit" disabled={action.busy() || !given()}>{t("label-add")}</button>
      </form>
      <action.Said />
    </details>
  );
}
