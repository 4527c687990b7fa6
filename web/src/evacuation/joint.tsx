// The evacuation together with partners: what each told, what to tell them, their seats, one register beside the other.
import { For, type JSX, Show, createMemo, createResource, createSignal } from "solid-js";
import { call } from "../api";
import { agreedPartners, partyName } from "../exchange/known";
import { PartyChoice } from "../exchange/party_choice";
import { PurposeChoice } from "../exchange/purpose_select";
import { moment } from "../moment";
import { number, t, word } from "../language";
import { Waiting, useAction } from "../page/frame";
import { createKeptAnswer } from "../page/kept_answer";
import { When } from "../when";
import { may } from "../watchroom";
import { at } from "./evacuation";
import { type OwnClaim, type TheirOffer, type Told, claimRows, offerRows, partnerRows } from "./told";

const AGAIN_MS = 10_000;
const WHAT = ["frame", "groups", "plan", "manifest", "reunification"] as const;
type What = (typeof WHAT)[number];

interface Look { records: number; denied: number; withheld?: number; first: { decision: string; fields: { name: string; state: string }[]; purge: string | null } | null; released?: number }
interface Match { id: string; party: string; kind: string; state: string; at: string; asked: number; listed: number | null; common: number; own: boolean; persons: string[]; progress: { done: number; of: number } | null }

export function Joint(props: { crisis: string; legs: { id: string; name: string; owner: string }[]; onPlan: () => void }): JSX.Element {
  const { answer: told, failed, refetch } = createKeptAnswer(() => call<Told>(at(props.crisis, "partners")), AGAIN_MS);
  const partners = createMemo(() => partnerRows(told.error ? { partners: [], claims: [] } : told.latest ?? { partners: [], claims: [] }));
  return (
    <section aria-labelledby="together-title"><h2 id="together-title">{t("together-title")}</h2>
      <Show when={!told.error && told.latest} fallback={<Waiting error={told.error} loading={t("loading")} />}>{(found) => (
        <>
          <Show when={failed()}><Waiting error={failed()} loading="" /></Show>
          <Show when={found().partners.length > 0} fallback={<p class="hint">{t("together-none")}</p>}>
            <div class="scroll" tabindex="0" role="region" aria-label={t("together-title")}>
              <table class="wrapped"><caption class="hidden">{t("together-title")}</caption>
                <thead><tr><th scope="col">{t("evac-partner")}</th><th scope="col" class="num">{t("together-legs")}</th><th scope="col" class="num">{t("together-people")}</th><th scope="col">{t("together-plan")}</th><th scope="col" class="num">{t("together-lines")}</th><th scope="col" class="num">{t("together-records")}</th><th scope="col">{t("evac-state")}</th></tr></thead>
                <tbody><For each={[...partners().keys()]}>{(party) => <Show when={partners().get(party)}>{(one) => (
                  <tr data-partner={party}><th scope="row">{partyName(party)} {one().code}</th><td class="num">{one().legs ?? "–"}</td><td class="num">{one().groups ? number(one().groups?.people ?? 0) : "–"}</td>
                    <td><Show when={one().plan} fallback="–">{(plan) => <>{t("together-plan-of", { version: plan().version, lifted: number(plan().lifted), left: number(plan().not_lifted) })} <Adopt crisis={props.crisis} party={party} onDone={props.onPlan} /></>}</Show></td>
                    <td class="num">{number(one().lines)}</td><td class="num">{number(one().records)}</td>
                    <td>{one().partial ? t("together-partial") : ""} {one().unreadable > 0 ? t("together-unreadable", { count: one().unreadable }) : ""}</td></tr>
                )}</Show>}</For></tbody>
              </table>
            </div>
            <Seats crisis={props.crisis} told={found()} onChange={() => void refetch()} />
          </Show>
          <Show when={may("consular") && agreedPartners().length > 0}>
            <Share crisis={props.crisis} legs={props.legs} codes={Object.fromEntries(found().partners.map((one) => [one.party, one.code]))} />
            <Matches crisis={props.crisis} />
          </Show>
        </>
      )}</Show>
    </section>
  );
}

function Adopt(props: { crisis: string; party: string; onDone: () => void }): JSX.Element {
  const action = useAction();
  const adopt = (): void => void action.run(async () => {
    await call(at(props.crisis, "plan/adopt"), { json: { party: props.party } });
    props.onDone();
    return t("together-adopted");
  });
  return <Show when={may("consular")}><button type="button" disabled={action.busy()} onClick={adopt}>{t("together-adopt")}</button><action.Said /></Show>;
}

function Seats(props: { crisis: string; told: Told; onChange: () => void }): JSX.Element {
  const offers = createMemo(() => offerRows(props.told));
  const claims = createMemo(() => claimRows(props.told));
  // What was said stays when the row is gone: an offer that is claimed whole has no form any more.
  const action = useAction();
  const claim = (party: string, offer: TheirOffer, seats: number): Promise<boolean> => action.run(async () => {
    await call(at(props.crisis, "own-claims"), { json: { party, leg: offer.leg, offer: offer.number, seats } });
    props.onChange();
    return t("together-claimed");
  });
  const back = (claim: OwnClaim): void => void action.run(async () => {
    const { leg, number: claimed, seats, stretchers } = claim.claim;
    await call(at(props.crisis, "own-claims/give-back"), { json: { party: claim.party, leg, number: claimed, seats, stretchers } });
    props.onChange();
    return t("together-returned");
  });
  return (
    <>
      <Show when={offers().size > 0}>
        <h3>{t("together-offers")}</h3>
        <div class="scroll" tabindex="0" role="region" aria-label={t("together-offers")}>
          <table class="wrapped"><caption class="hidden">{t("together-offers")}</caption>
            <thead><tr><th scope="col">{t("evac-leg")}</th><th scope="col">{t("evac-partner")}</th><th scope="col" class="num">{t("evac-seats")}</th><th scope="col" class="num">{t("evac-open")}</th><th scope="col">{t("evac-expires")}</th><th scope="col">{t("evac-state")}</th><th scope="col"><span class="hidden">{t("together-claim")}</span></th></tr></thead>
            <tbody><For each={[...offers().keys()]}>{(key) => <Show when={offers().get(key)}>{(row) => {
              const offer = () => row().offer;
              return (
                <tr data-offer={key}><th scope="row">{offer().leg_name}</th><td>{partyName(row().party)}</td><td class="num">{number(offer().seats)}</td><td class="num">{number(offer().open[0])}</td><td><When at={offer().expires} /></td><td>{word("evac-state", offer().state)} {offer().conditions}</td>
                  <td><Show when={may("consular") && offer().state === "open" && offer().open[0] > 0}><ClaimForm offer={offer()} busy={action.busy()} onClaim={(seats) => claim(row().party, offer(), seats)} /></Show></td></tr>
              );
            }}</Show>}</For></tbody>
          </table>
        </div>
      </Show>
      <Show when={claims().size > 0}>
        <h3>{t("together-claims")}</h3>
        <div class="scroll" tabindex="0" role="region" aria-label={t("together-claims")}>
          <table class="wrapped"><caption class="hidden">{t("together-claims")}</caption>
            <thead><tr><th scope="col">{t("evac-leg")}</th><th scope="col">{t("evac-partner")}</th><th scope="col" class="num">{t("evac-seats")}</th><th scope="col" class="num">{t("together-given-back")}</th><th scope="col">{t("evac-state")}</th></tr></thead>
            <tbody><For each={[...claims().keys()]}>{(key) => <Show when={claims().get(key)}>{(one) => (
              <tr data-claim={one().state}><th scope="row">{one().leg_name}</th><td>{partyName(one().party)}</td><td class="num">{number(one().claim.seats)}</td><td class="num">{number(one().given_back[0])}</td>
                <td>{word("together-claim-state", one().state)} <Show when={may("consular") && one().state === "confirmed" && one().given_back[0] < one().claim.seats}><button type="button" disabled={action.busy()} onClick={() => back(one())}>{t("together-return")}</button></Show></td></tr>
            )}</Show>}</For></tbody>
          </table>
        </div>
      </Show>
      <action.Said />
    </>
  );
}

function ClaimForm(props: { offer: TheirOffer; busy: boolean; onClaim: (seats: number) => Promise<boolean> }): JSX.Element {
  /** As many as are free, until another number is typed. */
  const [typed, setTyped] = createSignal<number>();
  const seats = (): number => typed() ?? props.offer.open[0];
  const claim = (event: SubmitEvent): void => {
    event.preventDefault();
    void props.onClaim(seats()).then((done) => done && setTyped(undefined));
  };
  return (
    <form class="row" onSubmit={claim}>
      <label><span class="hidden">{t("evac-seats")}</span><input type="number" min="1" max={props.offer.open[0]} required value={seats()} onInput={(e) => setTyped(e.currentTarget.valueAsNumber)} /></label>
      <button type="submit" disabled={props.busy}>{t("together-claim")}</button>
    </form>
  );
}

function Share(props: { crisis: string; legs: { id: string; name: string; owner: string }[]; codes: Record<string, string | null> }): JSX.Element {
  const [party, setParty] = createSignal(agreedPartners()[0]?.party ?? "");
  const [what, setWhat] = createSignal<What>("frame");
  const [leg, setLeg] = createSignal("");
  const [purpose, setPurpose] = createSignal("evacuation");
  const [look, setLook] = createSignal<Look>();
  const action = useAction();
  const theirs = () => props.legs.filter((one) => one.owner === props.codes[party()]);
  const wish = (dry: boolean) => ({ party: party(), what: what(), purpose: purpose(), dry, ...(what() === "manifest" ? { leg: leg() || theirs()[0]?.id } : {}) });
  const preview = (): void => void action.run(async () => {
    setLook(await call<Look>(at(props.crisis, "share"), { json: wish(true) }));
    return undefined;
  });
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      const done = await call<Look>(at(props.crisis, "share"), { json: wish(false) });
      setLook(undefined);
      return t("together-shared", { count: done.released ?? 0, denied: done.denied });
    });
  };
  return (
    <details><summary>{t("together-share")}</summary>
      <form class="form" onSubmit={send} onChange={() => setLook(undefined)}>
        <PartyChoice label={t("evac-partner")} party={party()} onChange={setParty} />
        <label><span>{t("together-what")}</span><select value={what()} onChange={(e) => setWhat(WHAT.find((one) => one === e.currentTarget.value) ?? "frame")}><For each={WHAT}>{(one) => <option value={one}>{t(`together-what-${one}`)}</option>}</For></select></label>
        <Show when={what() === "manifest"}>
          <label><span>{t("evac-leg")}</span><select required onChange={(e) => setLeg(e.currentTarget.value)}><For each={theirs()}>{(one) => <option value={one.id}>{one.name}</option>}</For></select></label>
        </Show>
        <PurposeChoice party={party()} purpose={purpose()} onChange={setPurpose} />
        <p class="row"><button type="button" disabled={action.busy() || !party()} onClick={preview}>{t("together-look")}</button><button type="submit" class="primary" disabled={action.busy() || !party()}>{t("together-send")}</button></p>
        <Show when={look()}>{(seen) => (
          <div class="notice" role="status">
            <p>{t("together-would", { count: seen().records - seen().denied, denied: seen().denied })} <Show when={seen().first?.purge}>{(purge) => t("together-purge", { time: moment(purge()) })}</Show></p>
            <Show when={(seen().withheld ?? 0) > 0}><p class="fault" role="alert">{t("together-withheld", { count: seen().withheld ?? 0 })}</p></Show>
            <Show when={seen().first}>{(first) => <p>{t("together-fields")} <For each={first().fields}>{(field) => <span class="tag" data-state={field.state}>{field.name}: {word("together-field", field.state)}</span>}</For></p>}</Show>
          </div>
        )}</Show>
        <action.Said />
      </form>
    </details>
  );
}

function Matches(props: { crisis: string }): JSX.Element {
  const [found, { refetch }] = createResource(() => call<{ matches: Match[] }>(at(props.crisis, "matches")));
  const [party, setParty] = createSignal(agreedPartners()[0]?.party ?? "");
  const [by, setBy] = createSignal<"documents" | "names">("documents");
  const action = useAction();
  const ask = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await call(at(props.crisis, "matches"), { json: { party: party(), by: by() } });
      await refetch();
      return t("together-asked");
    });
  };
  const reply = (id: string, answer: boolean): void => void action.run(async () => {
    await call(at(props.crisis, `matches/${id}/answer`), { json: { answer } });
    await refetch();
    return t("together-replied");
  });
  return (
    <details><summary>{t("together-matches")}</summary>
      <p class="hint">{t("together-matches-hint")}</p>
      <Show when={(found.latest?.matches.length ?? 0) > 0}>
        <table class="wrapped"><caption class="hidden">{t("together-matches")}</caption>
          <thead><tr><th scope="col">{t("evac-partner")}</th><th scope="col">{t("together-by")}</th><th scope="col">{t("evac-time")}</th><th scope="col">{t("evac-state")}</th><th scope="col" class="num">{t("together-both")}</th></tr></thead>
          <tbody><For each={found.latest?.matches}>{(one) => (
            <tr data-match={one.state}><th scope="row">{partyName(one.party)}</th><td>{word("together-by", one.kind)}</td><td><When at={one.at} /></td>
              <td>{t(`match-${one.state}`)} <Show when={one.progress}>{(far) => <progress max={far().of} value={far().done} aria-label={t("match-progress", { done: far().done, of: far().of })} />}</Show><Show when={one.state === "waiting"}><button type="button" class="primary" disabled={action.busy()} onClick={() => reply(one.id, true)}>{t("match-answer")}</button> <button type="button" disabled={action.busy()} onClick={() => reply(one.id, false)}>{t("match-refuse")}</button></Show></td>
              <td class="num">{one.state !== "done" ? "" : one.kind === "document" ? t("together-both-count", { count: one.common, asked: one.asked }) : t("together-both-people", { count: one.persons.length })}</td></tr>
          )}</For></tbody>
        </table>
      </Show>
      <form class="row" onSubmit={ask}>
        <PartyChoice label={t("evac-partner")} party={party()} onChange={setParty} />
        <label><span>{t("together-by")}</span><select value={by()} onChange={(e) => setBy(e.currentTarget.value === "names" ? "names" : "documents")}><option value="documents">{t("together-by-document")}</option><option value="names">{t("together-by-name-birth")}</option></select></label>
        <button type="submit" disabled={action.busy() || !party()}>{t("together-ask")}</button><button type="button" onClick={() => void refetch()}>{t("together-again")}</button>
        <action.Said />
      </form>
    </details>
  );
}
