// Notes what happened to a person: any act that an officer may note, with the leg, the place or the decision it needs, now
// or at the time it was, and for the whole family when it was so.
import { For, type JSX, Show, createSignal } from "solid-js";
import { call } from "../api";
import { t, word } from "../language";
import { useAction } from "../page/frame";
import { type Board, type Card, type LegChoice, type Place, at, placeChoice } from "./crisis";
import { ELIGIBILITIES, REPLIES } from "./person";

const ACTS = [
  "contacted", "not_reached", "replied", "eligible", "offered", "accepted", "declined", "checked_in", "moved", "boarded", "no_show", "offloaded", "arrived",
  "handed_over", "deceased", "closed",
] as const;
type Act = (typeof ACTS)[number];
const CHANNELS = ["phone", "sms", "email", "in_person", "web"] as const;
const BY_LEG: readonly Act[] = ["offered", "accepted", "declined", "boarded", "no_show", "offloaded"];
const BY_PLACE: readonly Act[] = ["checked_in", "moved", "arrived"];
/** Kinds of places to which people come home or into safety. */
const HAVENS = ["safe_haven", "reception"];

export function DeedForm(props: { crisis: string; board: Board; card: Card; legs: readonly LegChoice[]; onNoted: () => Promise<void> }): JSX.Element {
  const [act, setAct] = createSignal<Act>("contacted");
  const [leg, setLeg] = createSignal<string>();
  const [place, setPlace] = createSignal<string>();
  const [channel, setChannel] = createSignal<string>("phone");
  const [reply, setReply] = createSignal<string>("wants_out");
  const [eligibility, setEligibility] = createSignal<string>("citizen");
  const [when, setWhen] = createSignal("");
  const [family, setFamily] = createSignal(false);
  const action = useAction();
  const others = () => props.card.group.filter((one) => one.id !== props.card.person.id);
  const forAll = (): boolean => family() && others().length > 0 && act() !== "deceased";
  const places = (): Place[] => {
    const first = (one: Place): number => Number(HAVENS.includes(one.kind) !== (act() === "arrived"));
    return [...props.board.all_places].sort((a, b) => first(a) - first(b) || a.name.localeCompare(b.name));
  };
  // All help can be declined, and not only a seat.
  const chosenLeg = (): string => leg() ?? props.card.standing?.leg ?? (act() === "declined" ? "" : (props.legs[0]?.id ?? ""));
  const chosenPlace = (): string => {
    const known = act() === "arrived" ? undefined : (props.card.standing?.place ?? props.card.person.place);
    return place() ?? known ?? places()[0]?.id ?? "";
  };
  const lacks = (): boolean => (BY_LEG.includes(act()) && act() !== "declined" && !chosenLeg()) || (BY_PLACE.includes(act()) && !chosenPlace());
  const deed = (): Record<string, unknown> => {
    const what = act();
    if (what === "contacted") return { act: what, channel: channel() };
    if (what === "replied") return { act: what, reply: reply() };
    if (what === "eligible") return { act: what, eligibility: eligibility() };
    if (BY_LEG.includes(what)) return { act: what, leg: chosenLeg() || null };
    if (what === "checked_in") return { act: what, place: chosenPlace(), document: null };
    if (BY_PLACE.includes(what)) return { act: what, place: chosenPlace() };
    return { act: what };
  };
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    if ((act() === "deceased" || act() === "closed") && !confirm(t("deed-sure", { what: word("act", act()) }))) return;
    const persons = [props.card.person.id, ...(forAll() ? others().map((one) => one.id) : [])];
    const at_ms = when() ? { at_ms: Date.parse(`${when().slice(0, 16)}:00Z`) } : {};
    const what = deed();
    void action.run(async () => {
      try {
        for (const person of persons) await call(at(props.crisis, "deeds"), { json: { person, deed: what, ...at_ms } });
      } finally {
        // What was noted before a fault is shown too.
        await props.onNoted();
      }
      setWhen("");
      return t("deed-noted", { count: persons.length });
    });
  };
  return (
    <form class="form" data-deeds onSubmit={send} aria-label={t("deed-title")}>
      <h4>{t("deed-title")}</h4>
      <div class="row">
        <label><span>{t("register-what")}</span><select name="act" value={act()} onChange={(e) => setAct(e.currentTarget.value as Act)}><For each={ACTS}>{(code) => <option value={code}>{word("act", code)}</option>}</For></select></label>
        <Show when={act() === "contacted"}><label><span>{t("deed-how")}</span><select name="channel" value={channel()} onChange={(e) => setChannel(e.currentTarget.value)}><For each={CHANNELS}>{(code) => <option value={code}>{word("channel", code)}</option>}</For></select></label></Show>
        <Show when={act() === "replied"}><label><span>{t("register-answer")}</span><select name="reply" value={reply()} onChange={(e) => setReply(e.currentTarget.value)}><For each={REPLIES}>{(code) => <option value={code}>{word("reply", code)}</option>}</For></select></label></Show>
        <Show when={act() === "eligible"}><label><span>{t("register-eligibility")}</span><select name="eligibility" value={eligibility()} onChange={(e) => setEligibility(e.currentTarget.value)}><For each={ELIGIBILITIES}>{(code) => <option value={code}>{word("eligibility", code)}</option>}</For></select></label></Show>
        <Show when={BY_LEG.includes(act())}>
          <label><span>{t("deed-leg")}</span><select name="leg" onChange={(e) => setLeg(e.currentTarget.value)}>
            <Show when={act() === "declined"}><option value="" selected={chosenLeg() === ""}>{t("deed-all-help")}</option></Show>
            <For each={props.legs}>{(one) => <option value={one.id} selected={one.id === chosenLeg()}>{one.name} · {one.departure.slice(0, 16).replace("T", " ")}</option>}</For>
          </select></label>
        </Show>
        <Show when={BY_PLACE.includes(act())}>
          <label><span>{t("crisis-place")}</span><select name="place" onChange={(e) => setPlace(e.currentTarget.value)}><For each={places()}>{(one) => <option value={one.id} selected={one.id === chosenPlace()}>{placeChoice(one)}</option>}</For></select></label>
        </Show>
        <label><span>{t("deed-when")}</span><input type="datetime-local" name="when" value={when()} onInput={(e) => setWhen(e.currentTarget.value)} /></label>
        <button type="submit" class="primary" disabled={action.busy() || lacks()}>{t("deed-do")}</button>
      </div>
      <Show when={others().length > 0 && act() !== "deceased"}>
        <label class="choice"><input type="checkbox" name="family" checked={family()} onChange={(e) => setFamily(e.currentTarget.checked)} /><span>{t("deed-family", { count: others().length })}</span></label>
      </Show>
      <Show when={lacks()}><p class="hint">{t(BY_LEG.includes(act()) ? "deed-no-leg" : "deed-no-place")}</p></Show>
      <action.Said />
    </form>
  );
}
