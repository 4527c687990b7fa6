// One person's card: everything that an officer may see, what happened, and what can be noted, changed, taken back, erased.
import { For, type JSX, Show, createEffect, createSignal, on } from "solid-js";
import { call } from "../api";
import { t, word } from "../language";
import { utc } from "../moment";
import { Waiting, useAction } from "../page/frame";
import { type Board, type Card, type JourneyEvent, type LegChoice, at, legsOf, note, placeName, shown, stateName } from "./crisis";
import { DeedForm } from "./deed_form";
import { useLoaded } from "./loaded";
import { CONSENTS, NEEDS, REPLIES, type Person, consentOf, contactText, isOver, paperText } from "./person";
import { PersonForm } from "./person_form";

/** Acts that say something of acts, or that a person is in the register at all, are not taken back here. */
const KEPT = ["registered", "corrected", "settled", "clock_noted"];

interface Props { crisis: string; person: string; board: Board; onChange: () => void; onGone: () => void; onOpen: (person: string) => void }

export function PersonCard(props: Props): JSX.Element {
  const card = useLoaded<Card>();
  const legs = useLoaded<LegChoice[]>();
  const [changes, setChanges] = createSignal(false);
  const action = useAction();
  const read = (): Promise<void> => card.load(() => call<Card>(at(props.crisis, `persons/${props.person}`)));
  createEffect(on(() => props.person, () => {
    setChanges(false);
    void read();
    void legs.load(() => legsOf(props.crisis));
  }));
  const noted = async (): Promise<void> => {
    await read();
    props.onChange();
  };
  const quick = (deed: Record<string, unknown>): void => void action.run(async () => {
    await note(props.crisis, props.person, deed);
    await noted();
    return t("register-noted");
  });
  const erase = (): void => {
    if (!confirm(t("register-erase-ask"))) return;
    void action.run(async () => {
      const done = await call<{ recalled: number }>(at(props.crisis, `persons/${props.person}`, { reason: "asked" }), { method: "DELETE" });
      props.onChange();
      props.onGone();
      return done.recalled > 0 ? t("register-erased-told", { count: done.recalled }) : t("register-erased");
    });
  };
  let change: HTMLButtonElement | undefined;
  const shut = (): void => {
    setChanges(false);
    change?.focus();
  };
  return (
    <article class="card" aria-label={t("register-card")}>
      <Show when={!card.error() && card.value()} fallback={<Waiting error={card.error()} loading={t("loading")} />}>{(found) => (
        <>
          <h3>{shown(found().person.names)}</h3>
          <Facts card={found()} board={props.board} onOpen={props.onOpen} />
          <div class="row" role="group" aria-label={t("register-answer")}>
            <For each={REPLIES}>{(reply) => <button type="button" disabled={action.busy()} onClick={() => quick({ act: "replied", reply })}>{word("reply", reply)}</button>}</For>
            <button type="button" disabled={action.busy()} onClick={() => quick({ act: "not_reached" })}>{t("register-not-reached")}</button>
            <button type="button" ref={change} aria-expanded={changes()} onClick={() => setChanges(!changes())}>{t("register-change")}</button>
            <button type="button" disabled={action.busy() || found().held} onClick={erase}>{t("register-erase")}</button>
          </div>
          <action.Said />
          <Show when={changes()} fallback={<DeedForm crisis={props.crisis} board={props.board} card={found()} legs={legs.value() ?? []} onNoted={noted} />}>
            <PersonForm crisis={props.crisis} board={props.board} card={found()} onCancel={shut} onKept={async () => {
              await noted();
              shut();
            }} />
          </Show>
          <Journey crisis={props.crisis} board={props.board} card={found()} legs={legs.value() ?? []} onNoted={noted} />
        </>
      )}</Show>
    </article>
  );
}

function Facts(props: { card: Card; board: Board; onOpen: (person: string) => void }): JSX.Element {
  const person = (): Person => props.card.person;
  const today = new Date();
  const needs = () => [
    ...NEEDS.filter((need) => person().needs[need]).map((need) => word("need", need)),
    ...(person().needs.pets > 0 ? [t("need-pets", { count: person().needs.pets })] : []),
    ...(person().needs.note ? [person().needs.note] : []),
  ];
  const said = { yes: () => t("consent-yes"), no: () => t("consent-no"), "": () => t("consent-unasked") };
  const decided = (): string => {
    const standing = props.card.standing?.eligibility ?? "unknown";
    return standing === "unknown" ? person().eligibility : standing;
  };
  const guardian = () => props.card.group.find((one) => one.id === person().guardian);
  return (
    <dl class="facts">
      <dt>{t("funnel-state")}</dt><dd>{props.card.standing ? stateName(props.card.standing.state) : ""}{props.card.standing?.needs_help ? ` · ${word("reply", "needs_help")}` : ""}{props.card.standing?.closed ? ` · ${word("act", "closed")}` : ""}</dd>
      <dt>{t("register-birth")}</dt><dd class="mono">{person().birth ?? ""}</dd>
      <dt>{t("register-nationality")}</dt><dd>{person().nationalities.join(", ")}</dd>
      <dt>{t("register-eligibility")}</dt><dd>{word("eligibility", decided())}</dd>
      <dt>{t("register-documents")}</dt><dd><For each={person().documents}>{(one) => <div>{paperText(one)}<Show when={one.expires}>{(last) => <> · {t(isOver(last(), today) ? "register-expired" : "register-expires", { date: last() })}</>}</Show></div>}</For></dd>
      <dt>{t("register-contacts")}</dt><dd><For each={person().contacts}>{(one) => <div>{contactText(one)}</div>}</For></dd>
      <dt>{t("register-language")}</dt><dd>{person().language ?? ""}</dd>
      <dt>{t("register-needs")}</dt><dd>{needs().join(", ")}</dd>
      <dt>{t("register-consents")}</dt><dd><For each={CONSENTS}>{(to) => <div>{t("consent-line", { to: word("consent", to), said: said[consentOf(person().consents, to)]() })}</div>}</For></dd>
      <dt>{t("crisis-place")}</dt><dd>{placeName(props.board, person().place)}{props.card.standing?.place ? ` · ${t("register-seen-at", { place: placeName(props.board, props.card.standing.place) })}` : ""}</dd>
      <dt>{t("register-whereabouts")}</dt><dd>{person().whereabouts}</dd>
      <dt>{t("register-group")}</dt><dd>{props.card.group.filter((one) => one.id !== person().id).map((one) => shown(one.names)).join(", ")}</dd>
      <dt>{t("register-guardian")}</dt><dd><Show when={person().guardian}>{(id) => <button type="button" class="quiet" onClick={() => props.onOpen(id())}>{guardian() ? shown(guardian()?.names ?? []) : t("register-guardian-open")}</button>}</Show></dd>
      <dt>{t("register-from")}</dt><dd>{word("register-from", person().source)}{person().source_key ? ` · ${person().source_key}` : ""}</dd>
      <dt>{t("register-due")}</dt><dd>{props.card.held ? t("register-due-held") : props.card.erasure_due ? utc(props.card.erasure_due.at_ms / 1000) : t("register-due-none")}</dd>
      <Show when={props.card.conflicts.length > 0}><dt>{t("crisis-conflicts")}</dt><dd>{props.card.conflicts.map((one) => word("conflict", one.kind)).join(", ")}</dd></Show>
    </dl>
  );
}

function Journey(props: { crisis: string; board: Board; card: Card; legs: readonly LegChoice[]; onNoted: () => Promise<void> }): JSX.Element {
  const action = useAction();
  const same = (one: JourneyEvent, of: JourneyEvent["of"]): boolean => one.id.device === of?.device && one.id.seq === of.seq;
  const isTaken = (one: JourneyEvent): boolean => props.card.events.some((other) => other.act === "corrected" && same(one, other.of));
  const told = (one: JourneyEvent): string => {
    const leg = one.leg ? (props.legs.find((it) => it.id === one.leg)?.name ?? one.leg.slice(0, 8)) : "";
    const wrong = one.of && props.card.events.find((other) => same(other, one.of));
    const more = [
      one.reply && word("reply", one.reply), one.channel && word("channel", one.channel), one.eligibility && word("eligibility", one.eligibility),
      one.source && word("register-from", one.source), leg, one.place && placeName(props.board, one.place), wrong && `${word("act", wrong.act)} ${utc(wrong.at_ms / 1000, true)}`,
    ].filter(Boolean);
    return more.length > 0 ? `${word("act", one.act)}: ${more.join(", ")}` : word("act", one.act);
  };
  const correct = (one: JourneyEvent): void => {
    if (!confirm(t("register-correct-ask", { what: told(one) }))) return;
    void action.run(async () => {
      await note(props.crisis, one.person, { act: "corrected", of: one.id });
      await props.onNoted();
      return t("register-corrected");
    });
  };
  return (
    <>
      <action.Said />
      <table data-journey>
        <caption>{t("register-journey")}</caption>
        <thead><tr><th scope="col">{t("register-when")}</th><th scope="col">{t("register-what")}</th><th scope="col">{t("register-source")}</th><th scope="col"><span class="hidden">{t("register-correct")}</span></th></tr></thead>
        <tbody><For each={props.card.events}>{(event) => (
          <tr>
            <td class="mono">{utc(event.at_ms / 1000, true)}</td><td class="wrap">{told(event)}</td><td>{event.by}</td>
            <td class="actions"><Show when={isTaken(event)} fallback={<Show when={!KEPT.includes(event.act)}><button type="button" disabled={action.busy()} aria-label={`${t("register-correct")}: ${told(event)}`} onClick={() => correct(event)}>{t("register-correct")}</button></Show>}>{t("register-is-corrected")}</Show></td>
          </tr>
        )}</For></tbody>
      </table>
    </>
  );
}
