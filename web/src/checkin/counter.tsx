// The counter of an assembly point: one field for everything that is scanned or typed, the people it means, and what is
// done with them. A family of four is checked in with two: the scan of one passport, and the button for the group.
import { For, type JSX, Show, createMemo, createSignal, onCleanup, onMount } from "solid-js";
import { Problem } from "../api";
import { SignIn, sayProblem, signedIn } from "../public/signin";
import { t, word } from "../public/words";
import { WristbandSheet } from "./band";
import type { Deed } from "./canon";
import { type Found, find, groupOf } from "./find";
import type { Journal, Name, Traveller } from "./journal";
import { closedMs, minute } from "./leg";
import { isZone } from "./mrz";
import { recordFault } from "./record";

const DELIVER_EVERY_MS = 30_000;
const NAMES_SHOWN = 8;
type Doing = "checked_in" | "boarded" | "arrived";

export function shown(names: readonly Name[]): string {
  return names.map((name) => (name.script === "latin" ? `${name.given} ${name.family}` : `${name.family} ${name.given}`).trim()).filter(Boolean).join(" · ");
}

/** Kinds of places into which people come to be safe. */
const SAFE: readonly string[] = ["safe_haven", "reception"];

export function Counter(props: { journal: Journal; onForget: () => void }): JSX.Element {
  const journal = props.journal;
  const [typed, setTyped] = createSignal("");
  const [found, setFound] = createSignal<Found>();
  const [place, setPlace] = createSignal(journal.pack?.places[0]?.id ?? "");
  const [doing, setDoing] = createSignal<Doing>("checked_in");
  const [leg, setLeg] = createSignal(journal.pack?.legs?.[0]?.id ?? "");
  const [version, setVersion] = createSignal(0);
  const [said, setSaid] = createSignal("");
  const [fault, setFault] = createSignal("");
  const [askIn, setAskIn] = createSignal(false);
  const [bands, setBands] = createSignal<Traveller[]>([]);
  let field: HTMLTextAreaElement | undefined;
  /** Another thing is done: who arrives is somewhere safe, who is met is not. */
  const turn = (next: Doing): void => {
    const fits = (one: { kind: string }): boolean => SAFE.includes(one.kind) === (next === "arrived");
    const places = journal.pack?.places ?? [];
    if (next !== "boarded" && !places.some((one) => one.id === place() && fits(one))) setPlace((places.find(fits) ?? places[0])?.id ?? "");
    setDoing(next);
  };
  const waiting = createMemo(() => (version(), journal.waiting()));
  const count = createMemo(() => (version(), journal.noted.filter((one) => one.act === "checked_in").length));
  const aboard = createMemo(() => (version(), journal.noted.filter((one) => one.act === "boarded" && one.leg === leg()).length));
  const untaken = createMemo(() => (version(), journal.untaken()));
  const refusals = createMemo(() => (version(), journal.refusals()));
  const refusedWhy = (): string => [...new Set(refusals().map(({ why }) => word("note-refused", why)))].join("; ");
  const refusedNames = (): string => {
    const names = new Map(journal.travellers().map((one) => [one.id, shown(one.names)]));
    const all = [...new Set(refusals().map(({ noted }) => names.get(noted.person) || noted.person.slice(0, 8)))];
    return all.length > NAMES_SHOWN ? `${all.slice(0, NAMES_SHOWN).join(", ")}…` : all.join(", ");
  };
  const legName = (id: string | null | undefined): string | undefined => journal.pack?.legs?.find((one) => one.id === id)?.name;
  const closed = (id: string): number | undefined => (version(), closedMs(journal.pack, id));
  /** Said at the leg and at whoever is found, so that nobody is boarded past it unread. */
  const closedText = (): string | undefined => {
    const since = doing() === "boarded" ? closed(leg()) : undefined;
    return since === undefined ? undefined : t("checkin-leg-closed", { leg: legName(leg()) ?? "", time: minute(since), heard: minute(journal.pack?.now_ms ?? since) });
  };
  const done = (person: string): string | undefined => (version(), journal.noted.filter((one) => one.person === person && one.act !== "registered").at(-1)?.act);

  const look = async (): Promise<void> => {
    setSaid("");
    setFound(typed().trim() ? await find(journal, typed(), new Date().getUTCFullYear()) : undefined);
  };
  const clear = (): void => {
    setTyped("");
    setFound(undefined);
    field?.focus();
  };
  const act = async (people: readonly Traveller[]): Promise<void> => {
    const tag = found()?.people.length === 1 ? found()?.tag : undefined;
    for (const one of people) {
      const own = tag !== undefined && one.documents.includes(tag) ? tag : null;
      const deed: Deed = doing() === "boarded" ? { act: "boarded", leg: leg() } : doing() === "arrived" ? { act: "arrived", place: place() } : { act: "checked_in", place: place(), document: own };
      await journal.note(one.id, deed, journal.vault.device.name);
    }
    setVersion((n) => n + 1);
    setSaid(t("checkin-noted", { count: people.length }));
    clear();
  };
  const deliver = async (): Promise<void> => {
    setFault("");
    try {
      await signedIn();
      await journal.deliver();
      setAskIn(false);
    } catch (cause) {
      if (cause instanceof Problem && cause.code === "sign-in-needed") setAskIn(true);
      setFault(sayProblem(cause));
    }
    setVersion((n) => n + 1);
  };
  onMount(() => {
    field?.focus();
    const again = (): void => void (journal.waiting() > 0 && navigator.onLine && !askIn() ? deliver() : undefined);
    const timer = setInterval(again, DELIVER_EVERY_MS);
    addEventListener("online", again);
    onCleanup(() => {
      clearInterval(timer);
      removeEventListener("online", again);
    });
  });
  return (
    <>
      <div class="state no-print">
        <strong>{journal.vault.device.crisisName}</strong>
        <span>{journal.vault.device.name}</span>
        <span role="status">{t("checkin-count", { count: count(), waiting: waiting() })}</span>
      </div>
      <div class="stack no-print">
        <div class="actions">
          <Show when={doing() === "boarded"} fallback={
            <label class="grow"><span>{t("checkin-place")}</span>
              <select value={place()} onChange={(e) => setPlace(e.currentTarget.value)}><For each={journal.pack?.places}>{(one) => <option value={one.id} selected={one.id === place()}>{one.name}</option>}</For></select>
            </label>
          }>
            <label class="grow"><span>{t("checkin-leg")}</span>
              <select name="leg" value={leg()} onChange={(e) => setLeg(e.currentTarget.value)}><For each={journal.pack?.legs}>{(one) => <option value={one.id}>{closed(one.id) === undefined ? one.name : t("checkin-leg-closed-mark", { leg: one.name })}</option>}</For></select>
            </label>
          </Show>
          <label><span>{t("checkin-doing")}</span>
            <select name="doing" value={doing()} onChange={(e) => turn(e.currentTarget.value as Doing)}>
              <option value="checked_in">{t("act-checked-in")}</option>
              <Show when={(journal.pack?.legs ?? []).length > 0}><option value="boarded">{t("act-boarded")}</option></Show>
              <option value="arrived">{t("act-arrived")}</option>
            </select>
          </label>
        </div>
        <Show when={doing() === "boarded"}><p class="hint" role="status">{t("checkin-aboard", { count: aboard(), leg: legName(leg()) ?? "" })}</p></Show>
        <Show when={closedText()}>{(text) => <p class="notice error" role="alert" data-closed>{text()}</p>}</Show>
        <Show when={(version(), journal.aside) > 0}><p class="notice error" role="alert">{t("checkin-revoked", { count: journal.aside })}</p></Show>
        <Show when={refusals().length > 0}><p class="notice error" role="alert" data-refused>{t("checkin-note-refused", { count: refusals().length, why: refusedWhy(), names: refusedNames() })}</p></Show>
        <Show when={untaken().length > 0}><p class="notice error" role="alert">{t("checkin-records-refused", { count: untaken().length, names: untaken().map((one) => shown(one.names) || "—").join(", ") })}</p></Show>
        <label><span>{t("checkin-field")}</span>
          <textarea class="zone" rows="3" ref={field} value={typed()} autocomplete="off" spellcheck={false} onInput={(e) => {
            setTyped(e.currentTarget.value);
            if (isZone(e.currentTarget.value)) void look();
          }} onKeyDown={(e) => {
            if (e.key !== "Enter" || e.isComposing) return;
            // A reader ends each line of a zone with Enter: only a whole one, a wristband or a name is looked for.
            if (/^[A-Z][A-Z<][A-Z<]{3}/.test(typed()) && typed().includes("<") && !isZone(typed())) return;
            e.preventDefault();
            void look();
          }} />
        </label>
        <div class="actions">
          <button type="button" class="primary" onClick={() => void look()}>{t("checkin-find")}</button>
          <button type="button" onClick={clear}>{t("checkin-clear")}</button>
        </div>
        <p class="done" role="status">{said()}</p>
        <Show when={found()}>{(one) => <Result found={one()} journal={journal} doing={doing()} leg={leg()} legName={legName} closed={closedText()} done={done} onAct={(people) => void act(people)} onBand={setBands} onRegister={(traveller) => void act([traveller])} />}</Show>
        <hr />
        <div class="actions">
          <button type="button" onClick={() => void deliver()}>{t("checkin-deliver")}</button>
          <button type="button" onClick={() => confirm(refusals().length > 0 ? t("checkin-forget-refused-ask", { count: refusals().length }) : t("checkin-forget-ask")) && props.onForget()} disabled={waiting() > 0}>{t("checkin-forget")}</button>
        </div>
        <p class={fault() ? "notice" : "hint"} role="status">{fault() || t("checkin-sealed")}</p>
        <Show when={askIn()}><SignIn lead={t("checkin-sign-in")} onIn={() => void deliver()} /></Show>
      </div>
      <Show when={bands().length > 0}><WristbandSheet people={bands()} vault={journal.vault} onClose={() => setBands([])} /></Show>
    </>
  );
}

function Result(props: {
  found: Found; journal: Journal; doing: Doing; leg: string; legName: (id: string | null | undefined) => string | undefined; closed: string | undefined; done: (person: string) => string | undefined;
  onAct: (people: readonly Traveller[]) => void; onBand: (people: Traveller[]) => void; onRegister: (one: Traveller) => void;
}): JSX.Element {
  const faults = () => props.found.zone?.faults ?? [];
  return (
    <section aria-label={t("checkin-result")} class="stack">
      <Show when={props.found.band}>{(fault) => <p class="notice error" role="alert">{word("checkin-band", fault())}</p>}</Show>
      <Show when={faults().length > 0}>
        <div class="notice error" role="alert"><p>{t("checkin-zone-faults")}</p>
          <ul><For each={faults()}>{(one) => <li>{t("checkin-zone-fault", { what: word("zone-field", one.field), kind: word("zone-fault", one.kind), line: one.line, column: one.column })}</li>}</For></ul>
        </div>
      </Show>
      <Show when={props.found.people.length > 0} fallback={<p class="notice" role="status">{t("checkin-nobody")}</p>}>
        <Show when={props.closed}>{(text) => <p class="notice error" data-closed>{text()}</p>}</Show>
        <ul class="people">
          <For each={props.found.people}>{(one) => {
            const group = () => groupOf(props.journal, one);
            return (
              <li>
                <strong>{shown(one.names)}</strong>
                <span class="hint">{[one.birth_year, word("people-class", one.class), one.language].filter(Boolean).join(" · ")}</span>
                <Show when={props.done(one.id)}>{(what) => <span role="status">{t("checkin-already", { what: word("act", what()) })}</span>}</Show>
                <Show when={group().length > 1}><span>{t("checkin-with", { names: group().filter((other) => other.id !== one.id).map((other) => shown(other.names)).join(", ") })}</span></Show>
                <Show when={props.doing === "boarded" && (one.planned_leg ?? null) !== props.leg}>
                  <span class="notice">{one.planned_leg ? t("checkin-other-leg", { leg: props.legName(one.planned_leg) ?? "?" }) : t("checkin-no-seat")}</span>
                </Show>
                <div class="actions">
                  <button type="button" class="primary" onClick={() => props.onAct([one])}>{word("do", props.doing)}</button>
                  <Show when={group().length > 1}><button type="button" class="primary" onClick={() => props.onAct(group())}>{t("checkin-group", { count: group().length })}</button></Show>
                  <button type="button" onClick={() => props.onBand(group())}>{t("checkin-print")}</button>
                </div>
              </li>
            );
          }}</For>
        </ul>
      </Show>
      <WalkIn found={props.found} journal={props.journal} onRegister={props.onRegister} />
    </section>
  );
}

/** Someone whom no register has. */
function WalkIn(props: { found: Found; journal: Journal; onRegister: (one: Traveller) => void }): JSX.Element {
  const zone = () => props.found.zone;
  const [fault, setFault] = createSignal("");
  const register = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(form.get(name) ?? "").trim();
    const wrong = recordFault(text("family"), text("birth"));
    setFault(wrong ?? "");
    if (wrong) return;
    const name: Name = { script: zone() ? "mrz" : /[^\u0000-\u024f]/.test(text("family")) ? "kanji" : "latin", family: text("family"), given: text("given") };
    const more = {
      minor: form.has("minor"), group: null,
      ...(text("birth") ? { birth: text("birth") } : {}), ...(text("nationality") ? { nationality: text("nationality") } : {}),
      ...(zone()?.number ? { number: zone()?.number ?? "" } : {}),
    };
    props.onRegister(await props.journal.walkIn(name, more, props.journal.vault.device.name));
  };
  return (
    <details open={props.found.people.length === 0 && zone() !== undefined}>
      <summary>{t("checkin-walk-in")}</summary>
      <form class="stack" onSubmit={(e) => void register(e)}>
        <label><span>{t("person-family")}</span><input name="family" required maxlength="120" value={zone()?.family ?? ""} /></label>
        <label><span>{t("person-given")}</span><input name="given" maxlength="120" value={zone()?.given ?? ""} /></label>
        <label><span>{t("person-birth")}</span><input name="birth" pattern="\d{4}(-\d{2}(-\d{2})?)?" placeholder="1984-02-29" value={zone()?.birth ?? ""} /></label>
        <label><span>{t("person-nationality")}</span><input name="nationality" maxlength="3" pattern="[A-Z]{1,3}" value={zone()?.nationality ?? ""} /></label>
        <label class="choice"><input type="checkbox" name="minor" /><span>{t("need-minor")}</span></label>
        <p class="error" role="alert">{fault() && word("checkin-fault", fault())}</p>
        <button type="submit">{t("checkin-walk-in-do")}</button>
      </form>
    </details>
  );
}
