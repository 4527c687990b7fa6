// The shell around every page: exercise banner, navigation, clock, language, palette, and the announcer.
import { For, type JSX, Match, Show, Suspense, Switch, createEffect, createSignal, on, onCleanup, onMount } from "solid-js";
import { Dynamic } from "solid-js/web";
import { followPositions, positionsLinked, stopPositions } from "./fleet/fleet";
import { EXERCISE_WORDS, LANGUAGES, LANGUAGE_NAMES, type Language, language, number, t, tryT, word } from "./language";
import { localShown, localTime, toggleLocal, utc } from "./moment";
import { nextPalette, palette } from "./palette";
import { type PageEntry, ROOMS, pageOf, roomOf } from "./pages";
import { link, route } from "./route";
import { place } from "./place";
import { realm } from "./realm";
import { alerts, exercise, lastChange, linked, may, nameOf, restoreSession, session, signOut, status } from "./watchroom";
import { NoDuff } from "./conduct/no_duff";
import { clockState, exerciseClock, unseen } from "./conduct/exercise";
import { waitingReleases } from "./exchange/waiting";
import { MarkWords } from "./public/mark_band";
import { SetupPage } from "./page/setup";
import { SignInPage } from "./page/signin";
import { Alarms } from "./list/mark";
import { problemText } from "./list/watch_list";

export function App(): JSX.Element {
  const [failed, setFailed] = createSignal<unknown>();
  const start = (): void => {
    setFailed(undefined);
    restoreSession().catch(setFailed);
  };
  onMount(start);
  createEffect(() => {
    if (session()?.user) followPositions();
    else if (session()) stopPositions();
  });
  createEffect(() => {
    const page = tryT(`page-${route().page}`) ?? t("page-unknown");
    document.title = `${marked() ? `${EXERCISE_WORDS} · ` : ""}${page} · Vigie`;
  });
  createEffect(on(() => route().page, () => document.getElementById("main")?.scrollTo(0, 0), { defer: true }));
  const signedIn = () => Boolean(session()?.user);
  return (
    <div class="shell" classList={{ exercise: marked() }}>
      <a class="skip" href="#main" onClick={(e) => {
        e.preventDefault();
        document.getElementById("main")?.focus();
      }}>{t("skip")}</a>
      <Show when={marked()}><Marking /></Show>
      <Header signedIn={signedIn()} />
      <Show when={signedIn()}><Pages /></Show>
      <main id="main" tabindex="-1" data-page={route().page}>
        <Show when={signedIn()}><Alarms /></Show>
        <Show when={failed() === undefined} fallback={<div class="gate"><p class="notice error" role="alert">{problemText(failed())}</p><button type="button" onClick={start}>{t("retry")}</button></div>}>
          <Suspense fallback={<p class="hint pad">{t("loading")}</p>}>
            <Switch fallback={<p class="hint pad">{t("loading")}</p>}>
              <Match when={route().page === "setup"}><SetupPage /></Match>
              <Match when={route().page === "signin" || (session() && !signedIn())}><SignInPage /></Match>
              <Match when={signedIn() && pageOf(route().page)}>{(entry) => <Dynamic component={entry().show} />}</Match>
              <Match when={signedIn()}><div class="page"><h1>{t("page-unknown")}</h1><p><a href={link("watch")}>{t("page-watch")}</a></p></div></Match>
            </Switch>
          </Suspense>
        </Show>
      </main>
      <Announcer />
      <Show when={marked()}><div class="marking foot" aria-hidden="true"><MarkWords /></div></Show>
    </div>
  );
}

/** Whether this is an exercise: told to everyone, its name only to who is signed in. */
const marked = (): boolean => exercise() !== undefined || realm() === "exercise";

/** The marking of an exercise, in all three languages, on every page and print. */
function Marking(): JSX.Element {
  return (
    <div class="marking" role="note" aria-label={EXERCISE_WORDS}>
      <strong><MarkWords /></strong>
      <Show when={exercise() !== undefined}>
        <span class="marking-name">{t("marking-note", { name: exercise() ?? "" })}</span>
        <NoDuff />
      </Show>
    </div>
  );
}

function Header(props: { signedIn: boolean }): JSX.Element {
  const room = () => roomOf(route().page);
  return (
    <header class="top">
      <a class="brand" href={link("watch")} aria-label={t("brand")}><Mark />Vigie</a>
      <Show when={props.signedIn}>
        <nav aria-label={t("nav-label")}>
          <For each={ROOMS.filter((one) => one.pages.some(open))}>{(one) => <a href={link(one.pages.find(open)?.page ?? "watch")} aria-current={room() === one ? "true" : undefined}>{t(`room-${one.room}`)}<Show when={one.room === "exercise" && unseen().length > 0}> <span class="tag" aria-label={t("inbox-waiting", { count: unseen().length })}>{unseen().length}</span></Show><Show when={one.room === "exchange" && waitingReleases().waiting.length > 0}> <span class="tag" aria-label={t("release-waiting-title", { count: waitingReleases().waiting.length })}>{waitingReleases().waiting.length}</span></Show></a>}</For>
        </nav>
      </Show>
      <span class="grow" />
      <Show when={props.signedIn}><Health /></Show>
      <Clock />
      <label class="language"><span class="hidden">{t("language")}</span>
        <select value={language()} onChange={(e) => {
          const code = e.currentTarget.value as Language;
          void import("./language").then((m) => m.useLanguage(code));
        }}>
          {LANGUAGES.map((code) => <option value={code} lang={code}>{LANGUAGE_NAMES[code]}</option>)}
        </select>
      </label>
      <button type="button" class="quiet palette" onClick={nextPalette} title={t("palette-hint")}><Light />{t(`palette-${palette()}`)}</button>
      <Show when={props.signedIn}>
        <span class="who" title={word("role-name", session()?.role ?? "viewer")}>{session()?.user}</span>
        <button type="button" class="quiet sign-out" onClick={() => void signOut()} aria-label={t("sign-out")} title={t("sign-out")}><Door /><span>{t("sign-out")}</span></button>
      </Show>
    </header>
  );
}

const open = (entry: PageEntry): boolean => !entry.hidden && (entry.when === undefined || entry.when()) && (entry.role === undefined || may(entry.role));

/** The pages of the room one is in. */
function Pages(): JSX.Element {
  const room = () => roomOf(route().page);
  return (
    <Show when={room()}>
      {(one) => (
        <nav class="room" aria-label={t(`room-${one().room}`)}>
          <For each={one().pages.filter(open)}>{(entry) => <a href={link(entry.page)} aria-current={route().page === entry.page ? "page" : undefined}>{t(`page-${entry.page}`)}<Show when={entry.page === "inbox" && unseen().length > 0}> <span class="tag">{unseen().length}</span></Show><Show when={entry.page === "releases" && waitingReleases().waiting.length > 0}> <span class="tag">{waitingReleases().waiting.length}</span></Show></a>}</For>
        </nav>
      )}
    </Show>
  );
}

/** Whether the picture is alive: both streams up, and how fast event time runs. */
function Health(): JSX.Element {
  const up = () => linked() && positionsLinked();
  const speed = () => status()?.speed;
  /** In an exercise of several nodes its clock counts, not how fast this node reads what is recorded. */
  const pace = (): string => {
    const clock = exerciseClock();
    if (clock) return clockState(clock) === "running" ? t("health-exercise", { speed: number(clock.speed) }) : t("health-exercise-stands", { state: t(`clock-${clockState(clock)}`) });
    return speed() ? t("health-replay", { speed: speed() ?? 1 }) : t("health-live");
  };
  return (
    <span class="health" data-up={up()} title={t("health-detail", { positions: status()?.positions ?? 0, faults: status()?.faults ?? 0, late: status()?.late ?? 0 })}>
      <svg class="icon" viewBox="0 0 12 12" aria-hidden="true">{up() ? <circle cx="6" cy="6" r="5" /> : <path d="M1 1l10 10M11 1L1 11" />}</svg>
      <span role="status">{up() ? pace() : t("health-lost")}</span>
    </span>
  );
}

function Clock(): JSX.Element {
  const [tick, setTick] = createSignal(Date.now());
  const timer = setInterval(() => setTick(Date.now()), 1000);
  onCleanup(() => clearInterval(timer));
  const shown = (): string | number => {
    const clock = exerciseClock();
    if (clock) return clock.now;
    const replay = status()?.speed !== null && status()?.speed !== undefined;
    return replay && status()?.event_time ? (status()?.event_time ?? "") : tick() / 1000;
  };
  return (
    <button type="button" class="quiet clock mono" onClick={toggleLocal} aria-pressed={localShown()} title={t("clock-hint")}>
      <span>{utc(shown(), true)}</span>
      <Show when={localShown()}><span class="clock-local">{localTime(shown())}</span></Show>
    </button>
  );
}

const ANNOUNCE_MS = 10_000;

/** Tells screen readers of new alerts, at most once in ten seconds. */
function Announcer(): JSX.Element {
  const [text, setText] = createSignal("");
  let told = alerts.total;
  let last = 0;
  let timer = 0;
  const tell = (): void => {
    timer = 0;
    last = Date.now();
    const fresh = alerts.total - told;
    told = alerts.total;
    const event = lastChange();
    if (fresh > 0 && event) setText(t("announce", { count: fresh, kind: word("event", event.kind), who: event.vessels[0] ? nameOf(event.vessels[0].mmsi) : place([event.start.position[0] ?? 0, event.start.position[1] ?? 0]) }));
  };
  createEffect(on(lastChange, (event) => {
    if (event && !timer) timer = window.setTimeout(tell, Math.max(0, ANNOUNCE_MS - (Date.now() - last)));
  }));
  onCleanup(() => clearTimeout(timer));
  return <div class="hidden" role="log" aria-live="polite">{text()}</div>;
}

function Mark(): JSX.Element {
  return <svg class="icon brand-mark" viewBox="0 0 16 16" aria-hidden="true"><path d="M2 2l6 12L14 2 8 6z" fill="currentColor" /></svg>;
}

function Door(): JSX.Element {
  return <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M9 2H3v12h6M6.5 8h8M11.5 5l3 3-3 3" fill="none" stroke="currentColor" stroke-width="1.5" /></svg>;
}

function Light(): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d={palette() === "night" ? "M8 1.8a6.2 6.2 0 0 1 0 12.4a6.2 6.2 0 0 1 0-12.4" : palette() === "dusk" ? "M8 1.8a6.2 6.2 0 0 1 0 12.4z" : "M8 8z"} fill="currentColor" />
    </svg>
  );
}
