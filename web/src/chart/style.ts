// The chart's layers and their colours. A palette change repaints the same layers; nothing is loaded again.
import type { LayerSpecification, Map as Chart, StyleSpecification } from "maplibre-gl";
import type { Language } from "../language";
import type { ChartColours } from "../palette";
import { graticule } from "./graticule";
import { seaNames } from "./sea_names";

const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
const LINE = { "line-join": "round", "line-cap": "round" } as const;

/** The star of a dark detection; many may lie close together, and each has to be seen. */
const STAR_LAYOUT = { "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 1, 0.5, 7, 0.85] as ["interpolate", ["linear"], ["zoom"], number, number, number, number] };

/** A machine without these faces falls back to its own sans-serif; no glyph is ever fetched. */
function fonts(language: Language): string[] {
  return language === "ja" ? ["Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic UI", "Meiryo", "sans-serif"] : ["Noto Sans", "Segoe UI", "DejaVu Sans", "sans-serif"];
}

/** The whole style: coast, grid, names, then what the watch lays on it. */
export function chartStyle(c: ChartColours, language: Language): StyleSpecification {
  return {
    version: 8,
    sources: {
      coast: { type: "vector", tiles: ["coast://{z}/{x}/{y}"], minzoom: 0, maxzoom: 6 },
      grid: { type: "geojson", data: graticule() },
      names: { type: "geojson", data: seaNames() },
      squares: { type: "geojson", data: EMPTY },
      detections: { type: "geojson", data: EMPTY },
      areas: { type: "geojson", data: EMPTY },
      borders: { type: "geojson", data: EMPTY },
      track: { type: "geojson", data: EMPTY },
      marks: { type: "geojson", data: EMPTY },
      measure: { type: "geojson", data: EMPTY },
      partners: { type: "geojson", data: EMPTY },
    },
    layers: layers(c, language),
  };
}

function layers(c: ChartColours, language: Language): LayerSpecification[] {
  const name = language.slice(0, 2);
  return [
    { id: "sea", type: "background", paint: { "background-color": c.sea } },
    { id: "land", type: "fill", source: "coast", "source-layer": "land", paint: { "fill-color": c.land, "fill-antialias": false } },
    { id: "square", type: "fill", source: "squares", paint: { "fill-color": c.track, "fill-opacity": ["get", "share"], "fill-antialias": false } },
    { id: "grid", type: "line", source: "grid", filter: ["!=", ["get", "kind"], "dateline"], paint: { "line-color": c.grid, "line-width": 0.6 } },
    { id: "dateline", type: "line", source: "grid", filter: ["==", ["get", "kind"], "dateline"], paint: { "line-color": c.dateLine, "line-width": 1, "line-dasharray": [6, 4] } },
    { id: "coast", type: "line", source: "coast", "source-layer": "coast", layout: LINE, paint: { "line-color": c.coast, "line-width": 0.8 } },
    { id: "area-fill", type: "fill", source: "areas", paint: { "fill-color": ["case", ["get", "isPartner"], c.partner, ["get", "isClosed"], c.closedArea, c.area], "fill-opacity": 0.09, "fill-antialias": false } },
    { id: "area-line", type: "line", source: "borders", layout: LINE, paint: { "line-color": ["case", ["get", "isPartner"], c.partner, ["get", "isClosed"], c.closedArea, c.area], "line-width": 1.3, "line-dasharray": [4, 2] } },
    { id: "grid-name", type: "symbol", source: "grid", minzoom: 2.2,
      layout: { "symbol-placement": "line", "symbol-spacing": 420, "text-field": ["get", "label"], "text-size": 10, "text-font": fonts("en"), "text-offset": [0, -0.7] },
      paint: { "text-color": c.label, "text-halo-color": c.sea, "text-halo-width": 1 } },
    { id: "sea-name", type: "symbol", source: "names", filter: [">=", ["zoom"], ["get", "zoom"]],
      layout: { "text-field": ["get", name], "text-size": ["interpolate", ["linear"], ["zoom"], 1, 11, 6, 15], "text-font": fonts(language), "text-letter-spacing": 0.08, "text-max-width": 9, "text-padding": 12 },
      paint: { "text-color": c.label, "text-halo-color": c.sea, "text-halo-width": 1.2 } },
    { id: "area-name", type: "symbol", source: "areas", minzoom: 3.2,
      layout: { "text-field": ["get", "name"], "text-size": 11, "text-font": fonts(language), "text-max-width": 14 },
      paint: { "text-color": ["case", ["get", "isPartner"], c.partner, ["get", "isClosed"], c.closedArea, c.area], "text-halo-color": c.sea, "text-halo-width": 1.2 } },
    { id: "track-other", type: "line", source: "track", filter: ["==", ["get", "part"], "other"], layout: LINE, paint: { "line-color": c.trackLater, "line-width": 1.2 } },
    { id: "track-later", type: "line", source: "track", filter: ["==", ["get", "part"], "later"], layout: LINE, paint: { "line-color": c.trackLater, "line-width": 1.4, "line-dasharray": [1, 2] } },
    { id: "track", type: "line", source: "track", filter: ["==", ["get", "part"], "sailed"], layout: LINE, paint: { "line-color": c.track, "line-width": 2 } },
    { id: "track-gap", type: "line", source: "track", filter: ["==", ["get", "part"], "gap"], layout: LINE, paint: { "line-color": c.silent, "line-width": 1.4, "line-dasharray": [2, 3] } },
    // Where a partner says she was: in the colour and dashes of what is a partner's, its badge along the line.
    { id: "partner-track-later", type: "line", source: "track", filter: ["==", ["get", "part"], "partner-later"], layout: LINE, paint: { "line-color": c.partner, "line-width": 1, "line-opacity": 0.5, "line-dasharray": [1, 3] } },
    { id: "partner-track", type: "line", source: "track", filter: ["==", ["get", "part"], "partner-sailed"], layout: LINE, paint: { "line-color": c.partner, "line-width": 1.8, "line-dasharray": [4, 2] } },
    { id: "partner-track-gap", type: "line", source: "track", filter: ["==", ["get", "part"], "partner-gap"], layout: LINE, paint: { "line-color": c.partner, "line-width": 1, "line-dasharray": [2, 4] } },
    { id: "partner-track-name", type: "symbol", source: "track", filter: ["has", "badge"],
      layout: { "symbol-placement": "line", "symbol-spacing": 320, "text-field": ["get", "badge"], "text-size": 10, "text-font": fonts("en"), "text-offset": [0, -0.8] },
      paint: { "text-color": c.partner, "text-halo-color": c.sea, "text-halo-width": 1.4 } },
    { id: "partner-vessel", type: "symbol", source: "partners",
      layout: { "icon-image": ["get", "icon"], "icon-rotate": ["get", "turn"], "icon-rotation-alignment": "map", "icon-allow-overlap": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 1, 0.7, 7, 1.1],
        "text-field": ["get", "badge"], "text-size": 10, "text-font": fonts("en"), "text-offset": [0, 1.1], "text-anchor": "top", "text-optional": true },
      paint: { "text-color": c.partner, "text-halo-color": c.sea, "text-halo-width": 1.4 } },
    // Hollow: a place that no ship is known at. The fuller, the surer.
    // The way of a dark vessel, and on to where it is expected.
    { id: "detection-way", type: "line", source: "detections", filter: ["==", ["get", "part"], "way"], layout: LINE, paint: { "line-color": c.dark, "line-width": 1.4 } },
    { id: "detection-ahead", type: "line", source: "detections", filter: ["==", ["get", "part"], "ahead"], layout: LINE, paint: { "line-color": c.dark, "line-width": 1.4, "line-dasharray": [1, 2] } },
    { id: "detection", type: "symbol", source: "detections", filter: ["==", ["geometry-type"], "Point"], layout: { "icon-image": "dark", ...STAR_LAYOUT } },
    { id: "detection-full", type: "symbol", source: "detections", filter: ["==", ["geometry-type"], "Point"], layout: { "icon-image": "dark-full", ...STAR_LAYOUT },
      paint: { "icon-opacity": ["*", 0.8, ["max", 0, ["-", ["*", 2, ["get", "probability"]], 1]]] } },
    { id: "detection-name", type: "symbol", source: "detections", minzoom: 6, filter: ["==", ["geometry-type"], "Point"],
      layout: { "text-field": ["get", "label"], "text-size": 11, "text-font": fonts(language), "text-offset": [0, 1.2], "text-anchor": "top", "text-optional": true },
      paint: { "text-color": c.dark, "text-halo-color": c.sea, "text-halo-width": 1.6 } },
    { id: "mark-line", type: "line", source: "marks", filter: ["==", ["geometry-type"], "LineString"], layout: LINE, paint: { "line-color": c.select, "line-width": 1.5 } },
    { id: "mark", type: "circle", source: "marks", filter: ["all", ["==", ["geometry-type"], "Point"], ["!=", ["get", "kind"], "doubt"]],
      paint: { "circle-radius": ["get", "radius"], "circle-color": c.sea, "circle-opacity": ["get", "fill"], "circle-stroke-color": ["match", ["get", "kind"], "event", c.closedArea, c.select], "circle-stroke-width": 2 } },
    { id: "mark-doubt", type: "symbol", source: "marks", filter: ["==", ["get", "kind"], "doubt"], layout: { "icon-image": "doubt", "icon-allow-overlap": true, "icon-ignore-placement": true } },
    { id: "mark-name", type: "symbol", source: "marks", filter: ["all", ["has", "label"], ["any", ["!", ["in", ["get", "kind"], ["literal", ["event", "doubt"]]]], [">=", ["zoom"], 4.2]]],
      layout: { "text-field": ["get", "label"], "text-size": 12, "text-font": fonts(language), "text-offset": [0, 1.5], "text-anchor": "top", "text-optional": true },
      paint: { "text-color": c.select, "text-halo-color": c.sea, "text-halo-width": 1.6 } },
    { id: "measure", type: "line", source: "measure", filter: ["==", ["geometry-type"], "LineString"], layout: LINE, paint: { "line-color": c.measure, "line-width": 2, "line-dasharray": [3, 2] } },
    { id: "measure-point", type: "circle", source: "measure", filter: ["has", "corner"], paint: { "circle-radius": 4.5, "circle-color": c.sea, "circle-stroke-color": c.measure, "circle-stroke-width": 2 } },
    { id: "measure-name", type: "symbol", source: "measure", filter: ["has", "label"],
      layout: { "text-field": ["get", "label"], "text-size": 12, "text-font": fonts(language), "text-offset": [0, -1.1], "text-allow-overlap": true },
      paint: { "text-color": c.measure, "text-halo-color": c.sea, "text-halo-width": 1.8 } },
  ];
}

/** Repaints and renames the layers in place. */
export function restyle(chart: Chart, c: ChartColours, language: Language): void {
  for (const layer of layers(c, language)) {
    if (!chart.getLayer(layer.id)) continue;
    for (const [key, value] of Object.entries(layer.paint ?? {})) chart.setPaintProperty(layer.id, key as Parameters<Chart["setPaintProperty"]>[1], value);
    if (layer.type === "symbol") {
      chart.setLayoutProperty(layer.id, "text-field", layer.layout?.["text-field"]);
      chart.setLayoutProperty(layer.id, "text-font", layer.layout?.["text-font"]);
    }
  }
}
