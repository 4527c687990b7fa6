// The chart: coast, areas, vessels, the track of the chosen vessel and the measuring line. North up, centred on 180°.
import { Map as MapLibre, type GeoJSONSource, ScaleControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import "maplibre-gl/dist/maplibre-gl.css";
import { type JSX, Show, createEffect, createSignal, onCleanup, onMount } from "solid-js";
import type { AreaCollection } from "../api";
import { type VesselAt, drawnRate, drawnTime, pick, watchFleet } from "../fleet/fleet";
import { mercatorY } from "../fleet/frame";
import { VesselLayer, symbolSize } from "../fleet/layer";
import { language, t } from "../language";
import { CHART, palette } from "../palette";
import { type LonLat, place, wrapLon } from "../place";
import { areaLayers } from "./area";
import { drawPartnerSymbols } from "../exchange/hollow";
import { serveBasemap } from "./basemap";
import { drawMarks } from "./mark_image";
import { chartStyle, restyle } from "./style";

setWorkerUrl(new URL(workerUrl, location.href).href);
serveBasemap();

export interface View { west: number; south: number; east: number; north: number }

/** What a page may ask of its chart. */
export interface ChartHandle {
  flyTo(position: LonLat, zoom?: number): void;
  fit(west: number, south: number, east: number, north: number): void;
  centre(): LonLat;
  zoom(step: number): void;
}

interface Props {
  vessels?: boolean;
  areas?: AreaCollection | undefined;
  showAreas?: boolean;
  showGrid?: boolean;
  track?: GeoJSON.FeatureCollection | undefined;
  marks?: GeoJSON.FeatureCollection | undefined;
  /** Squares filled by their property `share`, 0 to 1. */
  squares?: GeoJSON.FeatureCollection | undefined;
  measure?: GeoJSON.FeatureCollection | undefined;
  /** Partners' vessels; each names itself by its property `key`. */
  partners?: GeoJSON.FeatureCollection | undefined;
  onPartner?: (key: string) => void;
  /** Detections that no track explains; each names its event by its property `id`. */
  detections?: GeoJSON.FeatureCollection | undefined;
  onDetection?: ((id: string) => void) | undefined;
  onHandle?: (handle: ChartHandle) => void;
  onPick?: (vessels: VesselAt[]) => void;
  onPoint?: ((position: LonLat) => void) | undefined;
  onView?: (view: View) => void;
  hoverText?: (vessel: VesselAt) => string;
  children?: JSX.Element;
}

const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
const START_CENTRE: [number, number] = [180, 42];
const START_ZOOM = 2.35;
const PICK_PX = 5;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export function Chart(props: Props): JSX.Element {
  let box!: HTMLDivElement;
  const [cursor, setCursor] = createSignal<LonLat>();
  const [hover, setHover] = createSignal<{ text: string; x: number; y: number }>();
  const [failed, setFailed] = createSignal(false);

  onMount(() => {
    let chart: MapLibre;
    try {
      chart = new MapLibre({
        container: box, style: chartStyle(CHART[palette()], language()), center: START_CENTRE, zoom: START_ZOOM, minZoom: 1, maxZoom: 14,
        maxPitch: 0, dragRotate: false, pitchWithRotate: false, attributionControl: false, fadeDuration: 0,
        canvasContextAttributes: { antialias: false, powerPreference: "high-performance" },
        renderWorldCopies: true, localIdeographFontFamily: "'Noto Sans CJK JP','Hiragino Sans','Yu Gothic UI',Meiryo,sans-serif",
      });
    } catch {
      setFailed(true);
      return;
    }
    chart.touchZoomRotate.disableRotation();
    chart.keyboard.disableRotation();
    const scale = new ScaleControl({ unit: "nautical", maxWidth: 120 });
    chart.addControl(scale, "bottom-left");
    // The words of controls are given once, when a map is made; the scale writes itself again in the language on screen.
    createEffect(() => {
      chart._locale["ScaleControl.NauticalMiles"] = t("patrol-nm");
      scale.setUnit("nautical");
    });
    const vessels = new VesselLayer(() => CHART[palette()], drawnTime, drawnRate);
    const unwatch = props.vessels ? watchFleet((data) => vessels.show(data)) : undefined;
    const [ready, setReady] = createSignal(false);
    chart.on("style.load", () => {
      if (props.vessels) chart.addLayer(vessels, "partner-vessel");
      setReady(true);
    });
    const source = (id: string, data: GeoJSON.FeatureCollection): void => {
      chart.getSource<GeoJSONSource>(id)?.setData(data);
    };
    createEffect(() => {
      if (!ready()) return;
      restyle(chart, CHART[palette()], language());
      drawPartnerSymbols(chart, CHART[palette()].partner, CHART[palette()].sea);
      drawMarks(chart, CHART[palette()]);
      chart.triggerRepaint();
    });
    createEffect(() => {
      if (!ready()) return;
      const { fills, borders } = areaLayers(props.showAreas === false || !props.areas ? { type: "FeatureCollection", features: [] } : props.areas);
      source("areas", fills);
      source("borders", borders);
    });
    createEffect(() => ready() && source("track", props.track ?? EMPTY));
    createEffect(() => ready() && source("partners", props.partners ?? EMPTY));
    createEffect(() => ready() && source("detections", props.detections ?? EMPTY));
    createEffect(() => ready() && source("squares", props.squares ?? EMPTY));
    createEffect(() => ready() && source("marks", props.marks ?? EMPTY));
    createEffect(() => ready() && source("measure", props.measure ?? EMPTY));
    createEffect(() => {
      if (!ready()) return;
      const visibility = props.showGrid === false ? "none" : "visible";
      for (const id of ["grid", "dateline", "grid-name"]) chart.setLayoutProperty(id, "visibility", visibility);
    });
    createEffect(() => {
      const canvas = chart.getCanvas();
      canvas.setAttribute("role", "application");
      canvas.setAttribute("aria-label", t("chart-label"));
      canvas.setAttribute("aria-roledescription", t("chart-role"));
    });
    const view = (): void => {
      const b = chart.getBounds();
      props.onView?.({ west: b.getWest(), south: b.getSouth(), east: b.getEast(), north: b.getNorth() });
    };
    // Said on the element, so that a print or a screenshot can wait for the whole picture.
    const said = box.parentElement as HTMLElement;
    const drawn = (yes: string): void => {
      if (said.dataset["drawn"] !== yes) said.dataset["drawn"] = yes;
    };
    chart.on("render", () => drawn("no"));
    chart.on("idle", () => drawn("yes"));
    chart.on("moveend", view);
    chart.once("load", view);
    let vesselCount = 0;
    const uncount = watchFleet((data) => (vesselCount = data.vessels));
    const near = (lon: number, lat: number): Promise<VesselAt[]> => {
      const px = symbolSize(chart.getZoom(), vesselCount) + 6;
      return pick(((((lon / 360 + 0.5) % 1) + 1) % 1), mercatorY(lat), px / (512 * 2 ** chart.getZoom()));
    };
    const partnerAt = (point: { x: number; y: number }): GeoJSON.GeoJsonProperties | undefined => {
      if (!ready() || !props.onPartner || !props.partners?.features.length) return undefined;
      return chart.queryRenderedFeatures([[point.x - PICK_PX, point.y - PICK_PX], [point.x + PICK_PX, point.y + PICK_PX]], { layers: ["partner-vessel"] })[0]?.properties;
    };
    const detectionAt = (point: { x: number; y: number }): GeoJSON.GeoJsonProperties | undefined => {
      if (!ready() || !props.onDetection || !props.detections?.features.length) return undefined;
      return chart.queryRenderedFeatures([[point.x - PICK_PX, point.y - PICK_PX], [point.x + PICK_PX, point.y + PICK_PX]], { layers: ["detection"] })[0]?.properties;
    };
    chart.on("click", ({ lngLat, point }) => {
      const at: LonLat = [wrapLon(lngLat.lng), lngLat.lat];
      const partner = props.onPoint ? undefined : partnerAt(point);
      const detection = props.onPoint || partner ? undefined : detectionAt(point);
      if (props.onPoint) props.onPoint(at);
      else if (detection) props.onDetection?.(String(detection["id"]));
      else if (partner) props.onPartner?.(String(partner["key"]));
      else if (props.onPick) void near(lngLat.lng, lngLat.lat).then((found) => props.onPick?.(found));
    });
    let asking = false;
    chart.on("mousemove", ({ lngLat, point }) => {
      setCursor([wrapLon(lngLat.lng), lngLat.lat]);
      if (!props.onPick || asking || props.onPoint) return;
      asking = true;
      void near(lngLat.lng, lngLat.lat).then(([first]) => {
        asking = false;
        const partner = first ? undefined : partnerAt(point);
        chart.getCanvas().style.cursor = first || partner ? "pointer" : "";
        const text = partner ? String(partner["label"]) : first && props.hoverText?.(first);
        setHover(text ? { text, x: point.x, y: point.y } : undefined);
      });
    });
    chart.on("mouseout", () => {
      setCursor(undefined);
      setHover(undefined);
    });
    createEffect(() => {
      if (props.onPoint) chart.getCanvas().style.cursor = "crosshair";
      else chart.getCanvas().style.cursor = "";
    });
    const motion = (): { duration: number } => ({ duration: still.matches ? 0 : 500 });
    props.onHandle?.({
      flyTo: ([lon, lat], zoom) => chart.easeTo({ center: [nearest(lon, chart.getCenter().lng), lat], zoom: Math.max(zoom ?? 0, chart.getZoom()), ...motion() }),
      fit: (west, south, east, north) => chart.fitBounds([[west, south], [east < west ? east + 360 : east, north]], { padding: 40, maxZoom: 8, ...motion() }),
      centre: () => [wrapLon(chart.getCenter().lng), chart.getCenter().lat],
      zoom: (step) => chart.easeTo({ zoom: chart.getZoom() + step, duration: still.matches ? 0 : 200 }),
    });
    onCleanup(() => {
      unwatch?.();
      uncount();
      chart.remove();
    });
  });

  return (
    <div class="chart">
      <div class="chart-canvas" ref={box} />
      <Show when={failed()}><p class="notice chart-failed" role="alert">{t("chart-failed")}</p></Show>
      <Show when={hover()}>
        {(shown) => <div class="chart-hover" aria-hidden="true" style={{ left: `${shown().x + 14}px`, top: `${shown().y + 10}px` }}>{shown().text}</div>}
      </Show>
      <div class="chart-foot">
        <span class="chart-cursor mono">{cursor() ? place(cursor()) : ""}</span>
        <span>{t("chart-note")}</span>
      </div>
      {props.children}
    </div>
  );
}

/** The copy of a longitude nearest to where the chart already is. */
function nearest(lon: number, to: number): number {
  return to + wrapLon(lon - to);
}
