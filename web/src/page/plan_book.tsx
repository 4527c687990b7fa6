// The plan book: contingency plans per country or city, edited as a table, compared between versions and with partners.
import { For, type JSX, Show, createEffect, createResource, createSignal, on } from "solid-js";
import { call, query } from "../api";
import { type BookEntry, type Brief, type Difference, type Found, KINDS, emptyEntry, entriesOf } from "../book/plan";
import { agreedPartners, partyName } from "../exchange/known";
import { PartyChoice } from "../exchange/party_choice";
import { PurposeChoice } from "../exchange/purpose_select";
import { number, t, word } from "../language";
import { minute } from "../evacuation/evacuation";
import { route } from "../route";
import { may } from "../watchroom";
import { Page, Waiting, useAction } from "./frame";

const path = (key: string, rest = ""): string => `plan-book/${encodeURIComponent(key)}${rest}`;

export default function PlanBookPage(): JSX.Element {
  const [all, { refetch }] = createResource(() => call<{ plans: Brief[]; partners: Brief[] }>("plan-book"));
  const [chosen, setChosen] = createSignal<string | undefined>(route().id);
  return (
    <Page title={t("page-plan-book")} lead={t("book-lead")}>
      <Show when={!all.error && all.latest} fallback={<Waiting error={all.error} loading={t("loading")} />}>{(found) => (
        <>
          <Show when={found().plans.length + found().partners.length > 0} fallback={<p class="hint">{t("book-none")}</p>}>
            <div class="scroll" tabindex="0" role="region" aria-label={t("page-plan-book")}>
              <table><caption class="hidden">{t("page-plan-book")}</caption>
                <thead><tr><th scope="col">{t("book-plan")}</th><th scope="col">{t("book-country")}</th><th scope="col">{t("book-of")}</th><th scope="col" class="num">{t("book-version")}</th><th scope="col">{t("book-made")}</th><th scope="col">{t("book-exercised")}</th><th scope="col" class="num">{t("book-entries")}</th></tr></thead>
                <tbody><For each={[...found().plans, ...found().partners]}>{(one) => (
                  <tr><th scope="row"><Show when={!one.party} fallback={`${one.key} ${one.name}`}><button type="button" class="quiet" aria-pressed={one.key === chosen()} onClick={() => setChosen(one.key)}>{one.key} {one.name}</button></Show></th><td>{one.country}</td><td>{one.party ? partyName(one.party) : t("book-ours")}</td>
                    <td class="num">{one.version}</td><td>{minute(one.made)}</td><td>{one.exercised ? minute(one.exercised) : t("book-never")}</td><td class="num">{number(one.entries)}</td></tr>
                )}</For></tbody>
              </table>
            </div>
          </Show>
          <Show when={chosen()} keyed>{(key) => <Plan key_={key} partners={found().partners.filter((one) => one.key === key)} onChange={() => void refetch()} />}</Show>
          <Show when={may("consular")}><NewPlan onMade={(key) => {
            setChosen(key);
            void refetch();
          }} /></Show>
        </>
      )}</Show>
    </Page>
  );
}

function NewPlan(props: { onMade: (key: string) => void }): JSX.Element {
  const [key, setKey] = createSignal("");
  const [name, setName] = createSignal("");
  const [country, setCountry] = createSignal("");
  const action = useAction();
  const make = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await call(path(key()), { method: "PUT", json: { name: name(), country: country().toUpperCase(), entries: [], from: 0 } });
      props.onMade(key());
      return t("book-saved", { version: 1 });
    });
  };
  return (
    <details><summary>{t("book-new")}</summary>
      <form class="form" onSubmit={make}>
        <label><span>{t("book-key")}</span><input required maxlength="64" value={key()} onInput={(e) => setKey(e.currentTarget.value)} /></label>
        <label><span>{t("book-name")}</span><input required maxlength="64" value={name()} onInput={(e) => setName(e.currentTarget.value)} /></label>
        <label><span>{t("book-country")}</span><input required pattern="[A-Za-z]{2}" value={country()} onInput={(e) => setCountry(e.currentTarget.value)} /></label>
        <button type="submit" class="primary" disabled={action.busy()}>{t("book-new")}</button>
        <action.Said />
      </form>
    </details>
  );
}

function Plan(props: { key_: string; partners: Brief[]; onChange: () => void }): JSX.Element {
  const [found, { refetch }] = createResource(() => call<Found>(path(props.key_)));
  const [entries, setEntries] = createSignal<BookEntry[]>([]);
  const [exercised, setExercised] = createSignal("");
  createEffect(on(() => found.latest, (now) => {
    setEntries(now?.plan.entries ?? []);
    setExercised(now?.plan.exercised?.slice(0, 10) ?? "");
  }));
  const change = (at: number, part: Partial<BookEntry>): void => void setEntries(entries().map((one, n) => (n === at ? { ...one, ...part } : one)));
  const action = useAction();
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    const plan = found.latest?.plan;
    if (!plan) return;
    void action.run(async () => {
      const json = { name: plan.name, country: plan.country, exercised: exercised() ? `${exercised()}T00:00:00Z` : null, entries: entries(), from: plan.version };
      const kept = await call<{ plan: { version: number } }>(path(props.key_), { method: "PUT", json });
      await refetch();
      props.onChange();
      return t("book-saved", { version: kept.plan.version });
    });
  };
  const load = (file: File | undefined): void => {
    if (!file) return;
    void action.run(async () => {
      const read = entriesOf(await file.text());
      if (read.bad !== undefined) throw new Error(`${file.name}: ${read.bad}`);
      setEntries(read.entries);
      return undefined;
    });
  };
  const editable = may("consular");
  const degrees = (at: number, part: 0 | 1, text: string): void => {
    const [lon, lat] = entries()[at]?.position ?? [0, 0];
    if (text === "") change(at, { position: null });
    else change(at, { position: part === 0 ? [Number(text), lat] : [lon, Number(text)] });
  };
  return (
    <Show when={!found.error && found.latest} fallback={<Waiting error={found.error} loading={t("loading")} />}>{(now) => (
      <section aria-labelledby="plan-title"><h2 id="plan-title">{now().plan.key} {now().plan.name} · {t("book-version")} {now().plan.version}</h2>
        <Show when={now().pledged.length > 0}><p>{t("book-pledged", { sums: now().pledged.map((one) => `${one.owner} ${one.key} ${one.sum}`).join(", ") })}</p></Show>
        <form onSubmit={save}>
          <div class="scroll" tabindex="0" role="region" aria-label={t("book-entries")}>
            <table><caption class="hidden">{t("book-entries")}</caption>
              <thead><tr><th scope="col">{t("book-kind")}</th><th scope="col">{t("book-key")}</th><th scope="col">{t("book-name")}</th><th scope="col">{t("book-owner")}</th><th scope="col">{t("book-lon")}</th><th scope="col">{t("book-lat")}</th><th scope="col">{t("book-quantity-of")}</th><th scope="col">{t("book-note")}</th><th scope="col"><span class="hidden">{t("remove")}</span></th></tr></thead>
              <tbody><For each={entries()}>{(one, at) => (
                <Show when={editable} fallback={<tr><td>{word("book-kind", one.kind)}</td><th scope="row">{one.key}</th><td>{one.name}</td><td>{one.owner}</td><td class="num">{one.position?.[0] ?? ""}</td><td class="num">{one.position?.[1] ?? ""}</td><td class="num">{one.quantity ?? ""}</td><td class="wrap">{one.note}</td><td /></tr>}>
                  <tr>
                    <td><select aria-label={t("book-kind")} value={one.kind} onChange={(e) => change(at(), { kind: KINDS.find((kind) => kind === e.currentTarget.value) ?? "assembly" })}><For each={KINDS}>{(kind) => <option value={kind} selected={kind === one.kind}>{word("book-kind", kind)}</option>}</For></select></td>
                    <td><input aria-label={t("book-key")} required maxlength="64" value={one.key} onChange={(e) => change(at(), { key: e.currentTarget.value })} /></td>
                    <td><input aria-label={t("book-name")} required value={one.name} onChange={(e) => change(at(), { name: e.currentTarget.value })} /></td>
                    <td><input aria-label={t("book-owner")} value={one.owner} onChange={(e) => change(at(), { owner: e.currentTarget.value })} /></td>
                    <td><input aria-label={t("book-lon")} type="number" step="any" min="-180" max="180" value={one.position?.[0] ?? ""} onChange={(e) => degrees(at(), 0, e.currentTarget.value)} /></td>
                    <td><input aria-label={t("book-lat")} type="number" step="any" min="-90" max="90" value={one.position?.[1] ?? ""} onChange={(e) => degrees(at(), 1, e.currentTarget.value)} /></td>
                    <td><input aria-label={t("book-quantity-of")} type="number" min="0" value={one.quantity ?? ""} onChange={(e) => change(at(), { quantity: e.currentTarget.value === "" ? null : e.currentTarget.valueAsNumber })} /></td>
                    <td><input aria-label={t("book-note")} maxlength="2000" value={one.note} onChange={(e) => change(at(), { note: e.currentTarget.value })} /></td>
                    <td><button type="button" class="quiet" aria-label={t("book-remove-named", { name: one.key })} onClick={() => setEntries(entries().filter((_, n) => n !== at()))}>{t("remove")}</button></td>
                  </tr>
                </Show>
              )}</For></tbody>
            </table>
          </div>
          <Show when={editable}>
            <div class="row">
              <button type="button" onClick={() => setEntries([...entries(), emptyEntry()])}>{t("book-add")}</button>
              <label><span>{t("book-file")}</span><input type="file" accept=".csv,text/csv" onChange={(e) => load(e.currentTarget.files?.[0])} /></label>
              <label><span>{t("book-exercise-day")}</span><input type="date" value={exercised()} onInput={(e) => setExercised(e.currentTarget.value)} /></label>
              <button type="submit" class="primary" disabled={action.busy()}>{t("book-save")}</button>
            </div>
          </Show>
          <action.Said />
        </form>
        <Compare key_={props.key_} history={now().history} partners={props.partners} />
        <Show when={editable && agreedPartners().length > 0}><Share key_={props.key_} /></Show>
      </section>
    )}</Show>
  );
}

function Compare(props: { key_: string; history: Brief[]; partners: Brief[] }): JSX.Element {
  const [other, setOther] = createSignal("");
  const asked = (): Record<string, string> | undefined => {
    const [what, value] = other().split("/", 2);
    return what && value ? { [what]: value } : undefined;
  };
  const [found] = createResource(asked, (wanted) => call<{ differences: Difference[] }>(`${path(props.key_, "/difference")}${query(wanted)}`));
  const told = (one: BookEntry | null): string => (one ? [one.name, one.owner, one.position?.join(", "), one.quantity, one.note].filter((part) => part !== null && part !== undefined && part !== "").join(" · ") : "–");
  return (
    <Show when={props.history.length > 1 || props.partners.length > 0}>
      <label class="row"><span>{t("book-compare")}</span>
        <select value={other()} onChange={(e) => setOther(e.currentTarget.value)}><option value="" />
          <For each={props.partners}>{(one) => <option value={`party/${one.party}`}>{partyName(one.party ?? "")} · {t("book-version")} {one.version}</option>}</For>
          <For each={props.history.slice(0, -1)}>{(one) => <option value={`right/${one.version}`}>{t("book-version")} {one.version} · {minute(one.made)}</option>}</For>
        </select>
      </label>
      <Show when={found.latest}>{(now) => (
        <Show when={now().differences.length > 0} fallback={<p class="done">{t("book-same")}</p>}>
          <div class="scroll" tabindex="0" role="region" aria-label={t("book-difference")}>
            <table><caption class="hidden">{t("book-difference")}</caption>
              <thead><tr><th scope="col">{t("book-key")}</th><th scope="col">{t("book-difference")}</th><th scope="col">{t("book-left")}</th><th scope="col">{t("book-right")}</th></tr></thead>
              <tbody><For each={now().differences}>{(one) => <tr data-what={one.what}><th scope="row">{word("book-kind", one.kind)} {one.key}</th><td>{word("book-what", one.what)}</td><td class="wrap">{told(one.left)}</td><td class="wrap">{told(one.right)}</td></tr>}</For></tbody>
            </table>
          </div>
        </Show>
      )}</Show>
    </Show>
  );
}

function Share(props: { key_: string }): JSX.Element {
  const [party, setParty] = createSignal(agreedPartners()[0]?.party ?? "");
  const [purpose, setPurpose] = createSignal("evacuation");
  const action = useAction();
  const share = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await call(path(props.key_, "/share"), { json: { party: party(), purpose: purpose() } });
      return t("book-shared");
    });
  };
  return (
    <form class="row" onSubmit={share}>
      <PartyChoice label={t("evac-partner")} party={party()} onChange={setParty} />
      <PurposeChoice party={party()} purpose={purpose()} onChange={setPurpose} />
      <button type="submit" disabled={action.busy()}>{t("book-share")}</button>
      <action.Said />
    </form>
  );
}
