// The watch floor: list and chart side by side, the vessel card beside them, the track with its time slider.
import { type JSX, Show, createEffect, createMemo, createResource, createSignal, on, onCleanup } from "solid-js";
import { type AreaCollection, type PartnerTrail, type Tracks, type VesselCard as Card, call } from "../api";
import { doubtPlaces } from "../card/doubt";
import { VesselCard } from "../card/vessel_card";
import { OverdueNote } from "../case/overdue";
import { Chart, type ChartHandle, type View } from "../chart/chart";
import { useDetections } from "../chart/detection";
import { MeasurePanel, measureLines } from "../chart/measure";
import { otherLines, partnerLines, pointAt, splitTracks, trackLines, trackSpan } from "../chart/track";
import { vesselKey } from "../exchange/copy";
import { whenExchange } from "../exchange/live";
import { PartnerVesselTable, usePartnerVessels, vesselFeatures, vesselName } from "../exchange/vessels";
import { type VesselAt, find, fleetVersion } from "../fleet/fleet";
import { KIND_CODES } from "../fleet/symbol";
import { number, t, word } from "../language";
import { AlertList } from "../list/alert_list";
import { Legend } from "../list/glyph";
import { VesselTable } from "../list/vessel_table";
import { WatchList } from "../list/watch_list";
import { moment } from "../moment";
import { type LonLat, place } from "../place";
import { go, route } from "../route";
import { listVersion, remember, trackLabel } from "../watchroom";

type Tab = "list" | "alerts" | "vessels" | "partners";
const TABS: readonly Tab[] = ["list", "alerts", "vessels", "partners"];
interface ListHandle { move: (by: number) => void; focus: () => void }

const TRACK_POINTS_MAX = 5000;
const CHOSEN_ZOOM = 4.5;
/** Partners' positions come all the time; their trails are fetched again at most this often. */
const TRAILS_MS = 5000;
const trackPath = (mmsi: number): string => `vessels/${mmsi}/track?max=${TRACK_POINTS_MAX}`;

export default function WatchPage(): JSX.Element {
  const [tab, setTab] = createSignal<Tab>("list");
  const [view, setView] = createSignal<View>();
  const [measuring, setMeasuring] = createSignal(false);
  const [legs, setLegs] = createSignal<LonLat[]>([]);
  const [showDetections, setShowDetections] = createSignal(true);
  const detections = useDetections();
  const [showAreas, setShowAreas] = createSignal(true);
  const [showGrid, setShowGrid] = createSignal(true);
  const [showPartners, setShowPartners] = createSignal(true);
  const partnerVessels = usePartnerVessels();
  const [chosenCopy, setChosenCopy] = createSignal<string>();
  const [showLegend, setShowLegend] = createSignal(false);
  const [choices, setChoices] = createSignal<VesselAt[]>([]);
  const [slider, setSlider] = createSignal<number>();
  let chart: ChartHandle | undefined;
  let list: ListHandle | undefined;
  let cardBox!: HTMLElement;

  const chosen = createMemo(() => {
    const value = Number(route().query.get("vessel"));
    return Number.isInteger(value) && value > 0 ? value : undefined;
  });
  const chosenTrack = () => route().query.get("track") ?? undefined;
  const [card, { refetch: refetchCard }] = createResource(chosen, async (mmsi) => {
    const found = await call<Card>(`vessels/${mmsi}`);
    remember(mmsi, found.identity ?? {});
    return found;
  });
  const [tracks, { refetch: refetchTracks }] = createResource(chosen, (mmsi) => call<Tracks>(trackPath(mmsi)));
  const theirs = createMemo(() => (tab() === "partners" ? partnerVessels.value()?.features.find((vessel) => vesselKey(vessel) === chosenCopy()) : undefined));
  const theirNumber = createMemo(() => theirs()?.properties.mmsi ?? undefined);
  /** Asked for besides: that of the open vessel is here already. */
  const besides = createMemo(() => (theirNumber() === chosen() ? undefined : theirNumber()));
  const [theirTracks, { refetch: refetchTheirs }] = createResource(besides, (mmsi) => call<Tracks>(trackPath(mmsi)));
  const [areas] = createResource(() => call<AreaCollection>("areas"));
  const shownCard = (): Card | undefined => (card.error ? undefined : card.latest && card.latest.mmsi === chosen() ? card.latest : undefined);
  const shownTracks = (): Tracks | undefined => (tracks.error ? undefined : tracks.latest && tracks.latest.mmsi === chosen() ? tracks.latest : undefined);

  /** Of the open vessel, what all partners say; of a partner's vessel, what that partner says. */
  const trails = (): PartnerTrail[] => shownTracks()?.partners ?? [];
  const theirTrails = createMemo((): PartnerTrail[] => {
    const found = besides() === undefined ? shownTracks() : theirTracks.error ? undefined : theirTracks.latest;
    return found && found.mmsi === theirNumber() ? found.partners.filter(({ party }) => party === theirs()?.properties.party) : [];
  });
  const drawnTrails = createMemo((): PartnerTrail[] => [...trails(), ...(besides() === undefined ? [] : theirTrails())]);
  let waiting = 0;
  whenExchange(["copy", "partner"], () => {
    waiting ||= window.setTimeout(() => {
      waiting = 0;
      if (chosen() !== undefined) void refetchTracks();
      if (besides() !== undefined) void refetchTheirs();
    }, TRAILS_MS);
  });
  onCleanup(() => window.clearTimeout(waiting));

  createEffect(on(listVersion, () => {
    if (chosen() === undefined) return;
    void refetchCard();
    void refetchTracks();
  }, { defer: true }));
  createEffect(on(theirNumber, () => setSlider(undefined), { defer: true }));
  createEffect(on(chosen, () => {
    setSlider(undefined);
    setChoices([]);
    queueMicrotask(focusCard);
  }));

  /** The card that a person opened gets the focus as soon as it is there. */
  let toCard = false;
  const focusCard = (): void => {
    const heading = cardBox?.hidden === false ? cardBox.querySelector<HTMLElement>("h2") : null;
    if (!toCard || !heading) return;
    toCard = false;
    heading.focus({ preventScroll: true });
  };
  const openVessel = (mmsi: number, position: LonLat | undefined, track?: string): void => {
    const same = chosen() === mmsi;
    go("watch", { vessel: String(mmsi), track });
    if (position) chart?.flyTo(position, CHOSEN_ZOOM);
    toCard = true;
    if (same) focusCard();
  };
  const openCopy = (key: string): void => {
    setChosenCopy(key);
    setTab("partners");
  };
  const partnerFeatures = createMemo(() => (showPartners() ? vesselFeatures(partnerVessels.value()) : undefined));
  const close = (): void => {
    setChosenCopy(undefined);
    go("watch");
    list?.focus();
  };
  /** Several tracks may use one MMSI: the one chosen from the list is drawn as the way, and the slider goes along it alone. */
  const ways = createMemo(() => splitTracks(shownTracks(), chosenTrack()));
  const span = createMemo(() => trackSpan([...(ways().own?.tracks ?? []), ...drawnTrails()]));
  const at = (): number => slider() ?? span()?.[1] ?? 0;
  const trail = createMemo((): GeoJSON.FeatureCollection => ({ type: "FeatureCollection", features: [...otherLines(ways().others).features, ...trackLines(ways().own, at()).features, ...partnerLines(drawnTrails(), at()).features] }));
  const [here, setHere] = createSignal<VesselAt[]>([]);
  /** Whether a track of this number, which the frame tells modulo 256, is the chosen one. */
  const isOwn = (n: number): boolean => ways().others === undefined || Number(chosenTrack()?.split("-")[1]) % 256 === n % 256;
  const places = createMemo((): [LonLat, number][] => {
    const now = here().map((v): [LonLat, number] => [v.position, v.track]);
    return now.length > 0 ? now : shownCard()?.tracks.map(({ track, last }): [LonLat, number] => [last.position, Number(track.split("-")[1])]) ?? [];
  });
  createEffect(() => {
    fleetVersion();
    const mmsi = chosen();
    if (mmsi === undefined) return void setHere([]);
    void find(mmsi).then((found) => chosen() === mmsi && setHere(found));
  });
  const marks = createMemo((): GeoJSON.FeatureCollection | undefined => {
    const mmsi = chosen();
    const partner = theirs();
    if (mmsi === undefined && !partner) return undefined;
    const features: GeoJSON.Feature[] = [];
    const dot = (position: LonLat, kind: string, radius: number, label?: string): void => void features.push({
      type: "Feature", geometry: { type: "Point", coordinates: [...position] }, properties: { kind, radius, fill: kind === "event" ? 1 : 0, ...(label ? { label } : {}) },
    });
    if (partner) dot(partner.geometry.coordinates, "chosen", 15, vesselName(partner));
    if (mmsi === undefined) return { type: "FeatureCollection", features };
    for (const event of shownCard()?.events ?? []) if (event.state !== "retracted" && event.kind !== "implausible_position") dot(event.start.position, "event", 4, word("event", event.kind));
    for (const position of doubtPlaces(shownCard()?.events ?? [])) dot(position, "doubt", 0, t("mark-doubt"));
    const past = slider() === undefined ? undefined : pointAt(ways().own, at());
    if (past) dot([past[0], past[1]], "past", 7, moment(past[2]));
    for (const [position, n] of places()) dot(position, isOwn(n) ? "chosen" : "other", isOwn(n) ? 15 : 7, trackLabel(mmsi, n));
    return { type: "FeatureCollection", features };
  });
  const pick = (found: VesselAt[]): void => {
    const unique = [...new Map(found.map((v) => [v.mmsi, v])).values()];
    setChoices(unique.length > 1 ? unique : []);
    const [only] = unique;
    if (unique.length === 1 && only) openVessel(only.mmsi, undefined);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement || event.target instanceof HTMLTextAreaElement) return;
    if (event.key === "n") list?.move(1);
    else if (event.key === "p") list?.move(-1);
    else if (event.key === "+" || event.key === "=") chart?.zoom(1);
    else if (event.key === "-") chart?.zoom(-1);
    else if (event.key === "Escape" && (chosen() !== undefined || chosenCopy() !== undefined)) close();
    else return;
    event.preventDefault();
  };
  const hover = (v: VesselAt): string => [trackLabel(v.mmsi, v.track), t(`kind-${KIND_CODES[v.kind] ?? "unknown"}`), v.sog === null ? "" : t("unit-kn", { value: number(v.sog, 1) })].filter(Boolean).join(" · ");

  return (
    <div class="watch" classList={{ "with-card": chosen() !== undefined }} onKeyDown={keys}>
      <h1 class="hidden">{t("page-watch")}</h1>
      <section class="side" aria-label={t("side-label")}>
        <OverdueNote />
        <div class="tabs" role="tablist" aria-label={t("side-label")}>
          {TABS.map((name) => (
            <button type="button" role="tab" id={`tab-${name}`} aria-selected={tab() === name} aria-controls="side-panel" tabindex={tab() === name ? 0 : -1}
              onClick={() => setTab(name)} onKeyDown={(e) => {
                const by = e.key === "ArrowRight" ? 1 : e.key === "ArrowLeft" ? -1 : 0;
                if (!by) return;
                const next = TABS[(TABS.indexOf(name) + by + TABS.length) % TABS.length] ?? name;
                setTab(next);
                document.getElementById(`tab-${next}`)?.focus();
              }}>{t(`tab-${name}`)}</button>
          ))}
        </div>
        <div id="side-panel" class="side-panel" role="tabpanel" aria-labelledby={`tab-${tab()}`}>
          <Show when={tab() === "list"}><WatchList chosen={chosenTrack()} onOpen={(row) => openVessel(row.mmsi, row.last.position, row.track)} onEscape={close} onHandle={(h) => (list = h)} /></Show>
          <Show when={tab() === "alerts"}><AlertList chosen={undefined} onOpen={(event) => go(`event/${encodeURIComponent(event.id)}`)} onCopy={(key) => go(`shared/${key}`)} onEscape={close} onHandle={(h) => (list = h)} /></Show>
          <Show when={tab() === "partners"}><PartnerVesselTable found={partnerVessels} chosen={chosenCopy()} trails={theirTrails()} onEscape={close} onHandle={(h) => (list = h)} onOpen={(vessel) => {
            setChosenCopy(vesselKey(vessel));
            chart?.flyTo(vessel.geometry.coordinates, CHOSEN_ZOOM);
          }} /></Show>
          <Show when={tab() === "vessels"}><VesselTable view={view()} chosen={chosen() === undefined ? undefined : String(chosen())} onOpen={(v) => openVessel(v.mmsi, v.position)} onEscape={close} onHandle={(h) => (list = h)} /></Show>
        </div>
      </section>
      <section class="sea" aria-label={t("chart-label")}>
        <Chart vessels areas={areas.error ? undefined : areas.latest} showAreas={showAreas()} showGrid={showGrid()} track={trail()} marks={marks()} measure={measuring() ? measureLines(legs()) : undefined}
          detections={showDetections() ? detections() : undefined} onDetection={(id) => go(`event/${encodeURIComponent(id)}`)} partners={partnerFeatures()} onPartner={openCopy} onHandle={(h) => (chart = h)} onPick={pick} onView={setView} hoverText={hover} onPoint={measuring() ? (p) => setLegs([...legs(), p]) : undefined}>
          <div class="tools" role="toolbar" aria-label={t("tools-label")}>
            <button type="button" onClick={() => chart?.zoom(1)} aria-label={t("tool-in")} title={t("tool-in")}>+</button>
            <button type="button" onClick={() => chart?.zoom(-1)} aria-label={t("tool-out")} title={t("tool-out")}>−</button>
            <button type="button" onClick={() => chart?.fit(135, 15, -120, 62)} title={t("tool-home-hint")}>{t("tool-home")}</button>
            <button type="button" aria-pressed={measuring()} onClick={() => setMeasuring(!measuring())}>{t("tool-measure")}</button>
            <button type="button" aria-pressed={showAreas()} onClick={() => setShowAreas(!showAreas())}>{t("tool-areas")}</button>
            <button type="button" aria-pressed={showDetections()} onClick={() => setShowDetections(!showDetections())}>{t("tool-detections")}</button>
            <button type="button" aria-pressed={showGrid()} onClick={() => setShowGrid(!showGrid())}>{t("tool-grid")}</button>
            <button type="button" aria-pressed={showPartners()} onClick={() => setShowPartners(!showPartners())}>{t("tool-partners")}</button>
            <button type="button" aria-pressed={showLegend()} onClick={() => setShowLegend(!showLegend())}>{t("tool-legend")}</button>
          </div>
          <Show when={measuring()}><MeasurePanel points={legs()} onPoints={setLegs} centre={() => chart?.centre()} onClose={() => setMeasuring(false)} /></Show>
          <Show when={showLegend() && !measuring()}><Legend /></Show>
          <Show when={choices().length > 1}>
            <div class="choices panel" role="dialog" aria-label={t("choices-title")} onKeyDown={(e) => e.key === "Escape" && setChoices([])}>
              <header class="panel-head"><h2>{t("choices-title")}</h2><button type="button" class="quiet" aria-label={t("close")} onClick={() => setChoices([])}>×</button></header>
              <ul>{choices().map((v) => <li><button type="button" class="quiet" onClick={() => openVessel(v.mmsi, undefined)}>{hover(v)}</button></li>)}</ul>
            </div>
          </Show>
          <Show when={span()}>
            {(range) => (
              <div class="slider panel">
                <label><span>{t("slider-label")}</span>
                  <input type="range" min={range()[0]} max={range()[1]} step="60" value={at()} aria-valuetext={moment(at())}
                    onInput={(e) => setSlider(Number(e.currentTarget.value) >= range()[1] - 60 ? undefined : Number(e.currentTarget.value))} />
                </label>
                <output class="mono">{moment(at())}<br />{place(placeAt(ways().own, at()))}</output>
              </div>
            )}
          </Show>
        </Chart>
      </section>
      <aside ref={cardBox} class="side-card" hidden={chosen() === undefined}>
        <Show when={chosen()} keyed>{(mmsi) => <VesselCard card={shownCard()} failed={card.error as unknown} mmsi={mmsi} trails={trails()} onClose={close} onCentre={() => {
          const [position] = places().find(([, n]) => isOwn(n)) ?? [];
          if (position) chart?.flyTo(position, CHOSEN_ZOOM);
        }} />}</Show>
      </aside>
    </div>
  );
}

function placeAt(tracks: Tracks | undefined, at: number): LonLat | undefined {
  const point = pointAt(tracks, at);
  return point ? [point[0], point[1]] : undefined;
}
