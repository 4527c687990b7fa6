// Seats offered to partners, with the time at which they come back by themselves, and what is owed for seats used.
import { For, type JSX, Show, createResource, createSignal } from "solid-js";
import { call } from "../api";
import { language, number, t, word } from "../language";
import { Waiting, useAction } from "../page/frame";
import { When } from "../when";
import { may } from "../watchroom";
import { type Balance, type Book, type Transport, at, minute, money } from "./evacuation";

export function Offers(props: { crisis: string; transport: Transport | undefined }): JSX.Element {
  const [books, { refetch }] = createResource(() => call<{ books: Book[] }>(at(props.crisis, "offers")));
  const action = useAction();
  const lines = () => (books.latest?.books ?? []).flatMap((book) => book.offers.map((one) => ({ book, ...one })));
  const withdraw = (leg: string, offer: number): void => void action.run(async () => {
    await call(at(props.crisis, "offers/withdraw"), { json: { leg, number: offer } });
    await refetch();
    return t("evac-withdrawn");
  });
  return (
    <section><h2>{t("evac-offers")}</h2>
      <Show when={!books.error && books.latest} fallback={<Waiting error={books.error} loading={t("loading")} />}>
        <Show when={lines().length > 0} fallback={<p class="hint">{t("evac-offers-none")}</p>}>
          <div class="scroll" tabindex="0" role="region" aria-label={t("evac-offers")}>
            <table class="wrapped"><caption class="hidden">{t("evac-offers")}</caption>
              <thead><tr><th scope="col">{t("evac-leg")}</th><th scope="col">{t("evac-offer-to")}</th><th scope="col" class="num">{t("evac-seats")}</th><th scope="col" class="num">{t("evac-open")}</th><th scope="col">{t("evac-expires")}</th><th scope="col">{t("evac-state")}</th></tr></thead>
              <tbody><For each={lines()}>{(line) => (
                <tr><th scope="row">{line.book.name}</th><td>{line.offer.to}</td><td class="num">{number(line.offer.seats)}</td><td class="num">{number(line.open[0])}</td><td><When at={line.offer.expires} /></td>
                  <td>{word("evac-state", line.offer.state)} <Show when={may("consular") && line.offer.state === "open"}><button type="button" onClick={() => withdraw(line.offer.leg, line.offer.number)}>{t("evac-withdraw")}</button></Show></td></tr>
              )}</For></tbody>
            </table>
          </div>
        </Show>
      </Show>
      <Show when={may("consular") ? props.transport : undefined}>{(transport) => (
        <OfferForm transport={transport()} send={async (json) => {
          await call(at(props.crisis, "offers"), { json });
          await refetch();
        }} />
      )}</Show>
      <action.Said />
    </section>
  );
}

function OfferForm(props: { transport: Transport; send: (json: unknown) => Promise<void> }): JSX.Element {
  const own = () => props.transport.instance.legs.filter((leg) => leg.owner === props.transport.own);
  const partners = () => props.transport.instance.partners.filter((one) => one !== props.transport.own);
  const [leg, setLeg] = createSignal("");
  const [to, setTo] = createSignal("");
  const [seats, setSeats] = createSignal(10);
  const [stretchers, setStretchers] = createSignal(0);
  const [until, setUntil] = createSignal<string>();
  const chosen = () => own().find((one) => one.id === leg()) ?? own()[0];
  /** When check-in closes at the latest, unless it is said. */
  const expires = (): string => until() ?? chosen()?.cutoff.slice(0, 16) ?? "";
  const action = useAction();
  const offer = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await props.send({ leg: chosen()?.id, to: to() || partners()[0], seats: seats(), stretchers: stretchers(), expires: `${expires()}:00Z` });
      return t("evac-offered");
    });
  };
  return (
    <details><summary>{t("evac-offer-new")}</summary>
      <form class="form" onSubmit={offer}>
        <label><span>{t("evac-leg")}</span><select onChange={(e) => setLeg(e.currentTarget.value)}><For each={own()}>{(one) => <option value={one.id}>{one.name} · {minute(one.cutoff)}</option>}</For></select></label>
        <label><span>{t("evac-offer-to")}</span><select onChange={(e) => setTo(e.currentTarget.value)}><For each={partners()}>{(one) => <option value={one}>{one}</option>}</For></select></label>
        <label><span>{t("evac-seats")}</span><input type="number" min="0" required value={seats()} onInput={(e) => setSeats(e.currentTarget.valueAsNumber)} /></label>
        <label><span>{t("evac-stretchers")}</span><input type="number" min="0" required value={stretchers()} onInput={(e) => setStretchers(e.currentTarget.valueAsNumber)} /></label>
        <label><span>{t("evac-expires")}</span><input type="datetime-local" required value={expires()} onInput={(e) => setUntil(e.currentTarget.value)} /></label>
        <button type="submit" class="primary" disabled={action.busy()}>{t("evac-offer-do")}</button>
        <action.Said />
      </form>
    </details>
  );
}

export function Accounts(props: { crisis: string }): JSX.Element {
  const [accounts] = createResource(() => call<{ balances: Balance[] }>(at(props.crisis, "accounts")));
  return (
    <section><h2>{t("evac-accounts")}</h2>
      <Show when={(accounts.latest?.balances.length ?? 0) > 0} fallback={<p class="hint">{t("evac-accounts-none")}</p>}>
        <table><caption class="hidden">{t("evac-accounts")}</caption>
          <thead><tr><th scope="col">{t("evac-pays")}</th><th scope="col">{t("evac-owner")}</th><th scope="col" class="num">{t("evac-seats")}</th><th scope="col" class="num">{t("evac-amount")}</th></tr></thead>
          <tbody><For each={accounts.latest?.balances}>{(one) => <tr><th scope="row">{one.from}</th><td>{one.to}</td><td class="num">{number(one.places)}</td><td class="num">{one.amounts.map((amount) => money(amount, language())).join(", ")}</td></tr>}</For></tbody>
        </table>
      </Show>
    </section>
  );
}
