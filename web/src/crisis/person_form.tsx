// A person's record to fill in or to change: every field that the register has. What another officer changed meanwhile is
// not written over: the node compares the revision that this form began from.
import { For, type JSX, Show, createSignal, onMount } from "solid-js";
import { createStore, unwrap } from "solid-js/store";
import { call } from "../api";
import { t, word } from "../language";
import { useAction } from "../page/frame";
import { type Board, type Brief, type Card, at, note, placeChoice, shown } from "./crisis";
import { CONSENTS, CONTACTS, ELIGIBILITIES, ENTRIES_MAX, NEEDS, PAPERS, type Person, REPLIES, SCRIPTS, type Consent, blankPerson, codes, consentOf, isChild, withConsent } from "./person";
import { PersonPick } from "./person_pick";

const LANGUAGES = ["en", "fr", "ja"];
const DATE = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?";

/** `card` when a record is changed, none when somebody is added. */
interface Props { crisis: string; board: Board; card?: Card; onKept: (person: string) => void | Promise<void>; onCancel: () => void }

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function PersonForm(props: Props): JSX.Element {
  const before = props.card?.person ?? blankPerson();
  const from = props.card?.revision;
  const [draft, setDraft] = createStore<Person>(structuredClone(unwrap(before)));
  const [nations, setNations] = createSignal(before.nationalities.join(", "));
  const [reply, setReply] = createSignal("");
  const [company, setCompany] = createSignal<readonly Brief[]>((props.card?.group ?? []).filter((one) => one.id !== before.id));
  const [joins, setJoins] = createSignal<Brief>();
  const [guardian, setGuardian] = createSignal<Brief | undefined>(props.card?.group.find((one) => one.id === before.guardian));
  const [asked, setAsked] = createSignal<Partial<Record<Consent, "yes" | "no" | undefined>>>({});
  const action = useAction();
  let first: HTMLInputElement | undefined;
  /** Somebody who was added, while what they answered could not be noted yet. */
  let made: string | undefined;
  onMount(() => first?.focus());

  const travelWith = (one: Brief): void => {
    setJoins(one);
    setCompany([one]);
  };
  const alone = (): void => {
    setJoins(undefined);
    // Others may travel under the id of this record: one of its own is new.
    setDraft("group", company().length > 0 ? newId() : null);
    setCompany([]);
  };
  /** The group of who is travelled with; who had none gets one first. */
  const joined = async (one: Brief): Promise<string> => {
    if (one.group) return one.group;
    const card = await call<Card>(at(props.crisis, `persons/${one.id}`));
    const group = card.person.group ?? one.id;
    if (!card.person.group) await call(at(props.crisis, `persons/${one.id}`, { from: card.revision }), { method: "PUT", json: { ...card.person, group } });
    return group;
  };
  const record = (group: string | null): Person => {
    const person = structuredClone(unwrap(draft));
    const birth = person.birth?.trim() || null;
    const said = CONSENTS.filter((to) => asked()[to] && asked()[to] !== consentOf(before.consents, to));
    return {
      ...person, birth, group, nationalities: codes(nations()), language: person.language?.trim() || null,
      names: person.names.filter((one) => one.family.trim() || one.given.trim()),
      documents: person.documents.filter((one) => one.number.trim()).map((one) => ({ ...one, issuer: one.issuer.trim().toUpperCase(), expires: one.expires?.trim() || null })),
      contacts: person.contacts.filter((one) => (one.number ?? one.address ?? one.name ?? "").trim() || one.reach?.trim()),
      needs: { ...person.needs, minor: person.needs.minor || (birth !== null && isChild(birth, new Date())) },
      consents: said.reduce((words, to) => withConsent(words, to, asked()[to] === "yes", Date.now()), before.consents.map((one) => ({ ...one }))),
    };
  };
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      const with_whom = joins();
      const person = record(with_whom ? await joined(with_whom) : draft.group);
      const known = props.card ? person.id : made;
      if (known) await call(at(props.crisis, `persons/${known}`, { from }), { method: "PUT", json: { ...person, id: known } });
      else made = (await call<{ id: string }>(at(props.crisis, "persons"), { json: person })).id;
      const kept = known ?? made ?? person.id;
      if (reply()) await note(props.crisis, kept, { act: "replied", reply: reply() });
      await props.onKept(kept);
      return t("person-kept");
    });
  };

  return (
    <form class="form panel" data-person onSubmit={send} aria-label={t(props.card ? "register-change" : "person-add")}>
      <fieldset><legend>{t("person-names")}</legend>
        <For each={draft.names}>{(one, i) => (
          <div class="row">
            <label><span>{t("person-script")}</span><select value={one.script} onChange={(e) => setDraft("names", i(), "script", e.currentTarget.value)}><For each={SCRIPTS}>{(code) => <option value={code} selected={code === one.script}>{word("script", code)}</option>}</For></select></label>
            <label><span>{t("person-family")}</span><input name="family" autocomplete="off" ref={(it) => { if (i() === 0) first ??= it; }} value={one.family} onInput={(e) => setDraft("names", i(), "family", e.currentTarget.value)} /></label>
            <label><span>{t("person-given")}</span><input name="given" autocomplete="off" value={one.given} onInput={(e) => setDraft("names", i(), "given", e.currentTarget.value)} /></label>
            <Show when={draft.names.length > 1}><button type="button" onClick={() => setDraft("names", draft.names.filter((_, at) => at !== i()))}>{t("person-remove")}</button></Show>
          </div>
        )}</For>
        <button type="button" disabled={draft.names.length >= ENTRIES_MAX} onClick={() => setDraft("names", draft.names.length, { script: SCRIPTS.find((code) => draft.names.every((one) => one.script !== code)) ?? "latin", family: "", given: "" })}>{t("person-name-more")}</button>
      </fieldset>
      <div class="row">
        <label><span>{t("register-birth")}</span><input name="birth" autocomplete="off" pattern={DATE} placeholder="1984-02-29" value={draft.birth ?? ""} onInput={(e) => setDraft("birth", e.currentTarget.value || null)} /></label>
        <label><span>{t("person-nations")}</span><input name="nations" autocomplete="off" placeholder="CAN, JPN" value={nations()} onInput={(e) => setNations(e.currentTarget.value)} /></label>
        <label><span>{t("register-language")}</span><input name="language" autocomplete="off" list="person-languages" value={draft.language ?? ""} onInput={(e) => setDraft("language", e.currentTarget.value || null)} /></label>
        <datalist id="person-languages"><For each={LANGUAGES}>{(code) => <option value={code} />}</For></datalist>
        <label><span>{t("register-eligibility")}</span><select name="eligibility" value={draft.eligibility} onChange={(e) => setDraft("eligibility", e.currentTarget.value)}><For each={ELIGIBILITIES}>{(code) => <option value={code} selected={code === draft.eligibility}>{word("eligibility", code)}</option>}</For></select></label>
        <Show when={!props.card}><label><span>{t("register-answer")}</span><select name="reply" value={reply()} onChange={(e) => setReply(e.currentTarget.value)}><option value="">{t("person-reply-none")}</option><For each={REPLIES}>{(code) => <option value={code}>{word("reply", code)}</option>}</For></select></label></Show>
      </div>
      <Papers draft={draft} set={(documents) => setDraft("documents", documents)} />
      <Contacts draft={draft} set={(contacts) => setDraft("contacts", contacts)} />
      <div class="row">
        <label><span>{t("crisis-place")}</span><select name="place" onChange={(e) => setDraft("place", e.currentTarget.value || null)}>
          <option value="" selected={draft.place === null}>{t("crisis-place-unknown")}</option>
          <For each={[...props.board.all_places].sort((a, b) => a.name.localeCompare(b.name))}>{(one) => <option value={one.id} selected={one.id === draft.place}>{placeChoice(one)}</option>}</For>
        </select></label>
        <label class="grow"><span>{t("register-whereabouts")}</span><input name="whereabouts" autocomplete="off" maxlength="500" value={draft.whereabouts} onInput={(e) => setDraft("whereabouts", e.currentTarget.value)} /></label>
      </div>
      <p class="hint">{t("person-place-hint")}</p>
      <fieldset><legend>{t("register-needs")}</legend>
        <div class="row">
          <For each={NEEDS}>{(need) => <label class="choice"><input type="checkbox" name={need} checked={draft.needs[need]} onChange={(e) => setDraft("needs", need, e.currentTarget.checked)} /><span>{word("need", need)}</span></label>}</For>
        </div>
        <div class="row">
          <label><span>{t("person-pets")}</span><input type="number" name="pets" min="0" max="255" value={draft.needs.pets} onInput={(e) => setDraft("needs", "pets", Math.min(255, Math.max(0, Math.trunc(e.currentTarget.valueAsNumber) || 0)))} /></label>
          <label class="grow"><span>{t("person-note")}</span><input name="note" autocomplete="off" maxlength="500" value={draft.needs.note} onInput={(e) => setDraft("needs", "note", e.currentTarget.value)} /></label>
        </div>
      </fieldset>
      <fieldset><legend>{t("register-consents")}</legend>
        <div class="row"><For each={CONSENTS}>{(to) => {
          const known = consentOf(before.consents, to);
          return (
            <label><span>{word("consent", to)}</span><select name={`consent-${to}`} onChange={(e) => setAsked({ ...asked(), [to]: e.currentTarget.value === "yes" ? "yes" : e.currentTarget.value === "no" ? "no" : undefined })}>
              <Show when={known === ""}><option value="" selected>{t("consent-unasked")}</option></Show>
              <option value="yes" selected={known === "yes"}>{t("consent-yes")}</option><option value="no" selected={known === "no"}>{t("consent-no")}</option>
            </select></label>
          );
        }}</For></div>
      </fieldset>
      <fieldset><legend>{t("register-group")}</legend>
        <p>{company().length > 0 ? company().map((one) => shown(one.names)).join(", ") : t("person-alone")}{" "}
          <Show when={company().length > 0}><button type="button" onClick={alone}>{t("person-alone-do")}</button></Show></p>
        <PersonPick crisis={props.crisis} label={t("person-with")} not={draft.id} onPick={travelWith} />
      </fieldset>
      <fieldset><legend>{t("register-guardian")}</legend>
        <p>{guardian() ? shown(guardian()?.names ?? []) : draft.guardian ? t("person-guardian-known") : t("person-guardian-none")}{" "}
          <Show when={draft.guardian}><button type="button" onClick={() => {
            setGuardian(undefined);
            setDraft("guardian", null);
          }}>{t("person-remove")}</button></Show></p>
        <PersonPick crisis={props.crisis} label={t("person-guardian-who")} not={draft.id} onPick={(one) => {
          setGuardian(one);
          setDraft("guardian", one.id);
        }} />
      </fieldset>
      <p class="row"><button type="submit" class="primary" disabled={action.busy()}>{t("person-keep")}</button> <button type="button" onClick={() => props.onCancel()}>{t("person-cancel")}</button></p>
      <action.Said />
    </form>
  );
}

function Papers(props: { draft: Person; set: (all: Person["documents"]) => void }): JSX.Element {
  const put = (at: number, change: Partial<Person["documents"][number]>): void => props.set(props.draft.documents.map((one, i) => (i === at ? { ...one, ...change } : one)));
  return (
    <fieldset><legend>{t("register-documents")}</legend>
      <For each={props.draft.documents.map((_, at) => at)}>{(at) => {
        const one = () => props.draft.documents[at];
        return (
          <Show when={one()}>{(paper) => (
            <div class="row">
              <label><span>{t("person-paper")}</span><select onChange={(e) => put(at, { kind: e.currentTarget.value })}><For each={PAPERS}>{(code) => <option value={code} selected={code === paper().kind}>{word("paper-kind", code)}</option>}</For></select></label>
              <label><span>{t("person-issuer")}</span><input name="issuer" autocomplete="off" maxlength="3" placeholder="CAN" value={paper().issuer} onInput={(e) => put(at, { issuer: e.currentTarget.value })} /></label>
              <label><span>{t("person-number")}</span><input name="number" autocomplete="off" value={paper().number} onInput={(e) => put(at, { number: e.currentTarget.value })} /></label>
              <label><span>{t("person-expires")}</span><input name="expires" autocomplete="off" pattern={DATE} placeholder="2030-01-31" value={paper().expires ?? ""} onInput={(e) => put(at, { expires: e.currentTarget.value || null })} /></label>
              <button type="button" onClick={() => props.set(props.draft.documents.filter((_, i) => i !== at))}>{t("person-remove")}</button>
            </div>
          )}</Show>
        );
      }}</For>
      <button type="button" disabled={props.draft.documents.length >= ENTRIES_MAX} onClick={() => props.set([...props.draft.documents, { kind: "passport", issuer: "", number: "", expires: null }])}>{t("person-paper-more")}</button>
    </fieldset>
  );
}

function Contacts(props: { draft: Person; set: (all: Person["contacts"]) => void }): JSX.Element {
  type Way = Person["contacts"][number];
  const put = (at: number, change: Partial<Way>): void => props.set(props.draft.contacts.map((one, i) => (i === at ? { ...one, ...change } : one)));
  const blank = (kind: string): Way => (kind === "phone" ? { kind, number: "" } : kind === "email" ? { kind, address: "" } : { kind, name: "", reach: "" });
  const turned = (at: number, kind: string): void => props.set(props.draft.contacts.map((one, i) => (i === at ? blank(kind) : one)));
  return (
    <fieldset><legend>{t("register-contacts")}</legend>
      <For each={props.draft.contacts.map((_, at) => at)}>{(at) => (
        <Show when={props.draft.contacts[at]}>{(way) => (
          <div class="row">
            <label><span>{t("person-way")}</span><select onChange={(e) => turned(at, e.currentTarget.value)}><For each={CONTACTS}>{(code) => <option value={code} selected={code === way().kind}>{word("contact-kind", code)}</option>}</For></select></label>
            <Show when={way().kind === "phone"}><label><span>{t("person-phone")}</span><input name="phone" type="tel" autocomplete="off" value={way().number ?? ""} onInput={(e) => put(at, { number: e.currentTarget.value })} /></label></Show>
            <Show when={way().kind === "email"}><label><span>{t("person-email")}</span><input name="email" type="email" autocomplete="off" value={way().address ?? ""} onInput={(e) => put(at, { address: e.currentTarget.value })} /></label></Show>
            <Show when={way().kind === "next_of_kin"}>
              <label><span>{t("register-name")}</span><input name="kin" autocomplete="off" value={way().name ?? ""} onInput={(e) => put(at, { name: e.currentTarget.value })} /></label>
              <label><span>{t("person-reach")}</span><input name="reach" autocomplete="off" value={way().reach ?? ""} onInput={(e) => put(at, { reach: e.currentTarget.value })} /></label>
            </Show>
            <button type="button" onClick={() => props.set(props.draft.contacts.filter((_, i) => i !== at))}>{t("person-remove")}</button>
          </div>
        )}</Show>
      )}</For>
      <button type="button" disabled={props.draft.contacts.length >= ENTRIES_MAX} onClick={() => props.set([...props.draft.contacts, blank("phone")])}>{t("person-way-more")}</button>
    </fieldset>
  );
}
