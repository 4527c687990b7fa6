// Ratings and remarks: P, S, M, U with a note, by thumb on a phone or by keyboard; strengths, improvements, lessons.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { number, t } from "../language";
import { utc } from "../moment";
import type { useAction } from "../page/frame";
import { type Conduct, type ConductExpectation, inLanguage } from "./exercise";
import { expected } from "./words";

const RATINGS = ["P", "S", "M", "U"] as const;
const KINDS = ["note", "strength", "improvement", "lesson"] as const;
interface Props { now: Conduct; action: ReturnType<typeof useAction>; refresh: () => Promise<void> }

/** Four large keys and a note. */
function Keys(props: { name: string; rating: string | null; note: string; label: string; rate: (rating: string, note: string) => void }): JSX.Element {
  const [note, setNote] = createSignal(props.note);
  return (
    <fieldset class="rating">
      <legend class="hidden">{props.label}</legend>
      <div class="rating-keys">
        <For each={[...RATINGS]}>{(code) => (
          <label class="rating-key"><input type="radio" name={props.name} checked={props.rating === code} onChange={() => props.rate(code, note())} /><span><strong>{code}</strong> {t(`rating-${code}`)}</span></label>
        )}</For>
      </div>
      <label><span>{t("rating-note")}</span><textarea rows="2" maxlength="4000" value={note()} onInput={(e) => setNote(e.currentTarget.value)} onChange={() => props.rating && props.rate(props.rating, note())} /></label>
    </fieldset>
  );
}

function useRate(props: Props): (wish: Record<string, unknown>) => void {
  return (wish) => void props.action.run(async () => {
    await call("conduct/ratings", { json: wish });
    await props.refresh();
    return t("rating-kept");
  });
}

/** Expectations with their verdict; those that need an evaluator first. */
export function Expectations(props: Props): JSX.Element {
  const rate = useRate(props);
  const isRated = (one: ConductExpectation): boolean => one.what.includes("rated()");
  const inject = (id: string) => props.now.injects.find((one) => one.id === id);
  const rows = () => [...props.now.expectations].sort((a, b) => Number(isRated(b)) - Number(isRated(a)));
  return (
    <section>
      <h2>{t("expectation-title")}</h2>
      <ul class="cards"><For each={rows()} fallback={<li class="hint">{t("expectation-none")}</li>}>{(one) => (
        <li class="panel" data-expectation={one.id} data-verdict={one.verdict}>
          <p><strong>{one.id}</strong> <span class="tag">{one.who}</span> <span class="tag" data-verdict={one.verdict}>{t(`verdict-${one.verdict}`)}</span> <span class="mono">{number(one.score, 1)} / {number(one.score_max, 1)}</span></p>
          <p class="wrap" title={one.what}>{expected(one.what)}</p>
          <Show when={inject(one.inject)}>{(found) => <p class="hint">{inLanguage(found().title)}{found().evaluator ? ` · ${found().evaluator}` : ""}</p>}</Show>
          <Show when={one.due}><p class="hint mono">{t("expectation-due", { at: utc(one.due ?? "") })}</p></Show>
          <Show when={isRated(one)}><Keys name={`rate-${one.id}`} rating={one.rating} note={one.note} label={`${t("rating-of")} ${one.id}`} rate={(rating, note) => rate({ expectation: one.id, rating, note })} /></Show>
        </li>
      )}</For></ul>
    </section>
  );
}

/** Objectives rated for each partner. */
export function Objectives(props: Props): JSX.Element {
  const rate = useRate(props);
  const given = (objective: string, party: string) => props.now.assessments.find((one) => one.objective === objective && one.party === party);
  return (
    <section>
      <h2>{t("objective-title")}</h2>
      <ul class="cards"><For each={props.now.objectives}>{(one) => (
        <li class="panel">
          <p><strong>{one.id}</strong> {inLanguage(one.text)}</p>
          <For each={props.now.parties}>{(party) => (
            <div><h3>{party}</h3><Keys name={`assess-${one.id}-${party}`} rating={given(one.id, party)?.rating ?? null} note={given(one.id, party)?.note ?? ""} label={`${one.id} ${party}`} rate={(rating, note) => rate({ objective: one.id, party, rating, note })} /></div>
          )}</For>
        </li>
      )}</For></ul>
    </section>
  );
}

/** What was noted, and a form to note more. */
export function Remarks(props: Props): JSX.Element {
  const [kind, setKind] = createSignal<string>("note");
  const [text, setText] = createSignal("");
  const [party, setParty] = createSignal("");
  const [objective, setObjective] = createSignal("");
  const [owner, setOwner] = createSignal("");
  const [due, setDue] = createSignal("");
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    void props.action.run(async () => {
      const more = kind() === "improvement" ? { owner: owner() || null, due: due() || null } : {};
      await call("conduct/remarks", { json: { kind: kind(), text: text(), party: party() || null, objective: objective() || null, ...more } });
      setText("");
      await props.refresh();
      return t("remark-kept");
    });
  };
  return (
    <section>
      <h2>{t("remark-title")}</h2>
      <form class="panel form remark" onSubmit={add}>
        <div class="row">
          <label><span>{t("remark-kind")}</span><select name="remark-kind" value={kind()} onChange={(e) => setKind(e.currentTarget.value)}>{KINDS.map((code) => <option value={code}>{t(`remark-${code}`)}</option>)}</select></label>
          <label><span>{t("remark-party")}</span><select value={party()} onChange={(e) => setParty(e.currentTarget.value)}><option value="">–</option><For each={props.now.parties}>{(one) => <option value={one}>{one}</option>}</For></select></label>
          <label><span>{t("remark-objective")}</span><select value={objective()} onChange={(e) => setObjective(e.currentTarget.value)}><option value="">–</option><For each={props.now.objectives}>{(one) => <option value={one.id}>{one.id}</option>}</For></select></label>
        </div>
        <label><span>{t("remark-text")}</span><textarea name="remark-text" rows="3" required maxlength="4000" value={text()} onInput={(e) => setText(e.currentTarget.value)} /></label>
        <Show when={kind() === "improvement"}>
          <div class="row">
            <label><span>{t("remark-owner")}</span><input name="remark-owner" maxlength="200" value={owner()} onInput={(e) => setOwner(e.currentTarget.value)} /></label>
            <label><span>{t("remark-due")}</span><input name="remark-due" type="date" value={due()} onInput={(e) => setDue(e.currentTarget.value)} /></label>
          </div>
        </Show>
        <button type="submit" class="primary" disabled={props.action.busy()}>{t("remark-add")}</button>
      </form>
      <ul class="remarks"><For each={[...props.now.remarks].reverse()}>{(one) => (
        <li><span class="tag">{t(`remark-${one.remark.kind}`)}</span> {one.remark.text} <span class="hint">{[one.remark.party, one.remark.objective, one.remark.owner, one.remark.due, one.user].filter(Boolean).join(" · ")} <span class="mono">{utc(one.at)}</span></span></li>
      )}</For></ul>
    </section>
  );
}
