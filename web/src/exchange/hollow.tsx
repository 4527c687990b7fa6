// The hollow symbols of partners' vessels: the same shapes as our own, outlined, on the chart, in lists and in the legend.
import type { Map as MapLibre } from "maplibre-gl";
import type { JSX } from "solid-js";
import { KINDS, path } from "../fleet/symbol";

/** Width and height of a symbol's image, in device pixels; drawn at half of it. */
const IMAGE_PX = 48;
/** Units of a symbol across an image, with room for its halo. */
const UNITS = 3.6;

/** Draws the hollow symbols in the colours of the palette. */
export function drawPartnerSymbols(chart: MapLibre, colour: string, halo: string): void {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = IMAGE_PX;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return;
  for (let kind = 0; kind < KINDS; kind += 1) {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, IMAGE_PX, IMAGE_PX);
    pen.setTransform(IMAGE_PX / UNITS, 0, 0, IMAGE_PX / UNITS, IMAGE_PX / 2, IMAGE_PX / 2);
    const shape = new Path2D(path(kind, 0));
    pen.lineJoin = "round";
    for (const [ink, width] of [[halo, 0.62], [colour, 0.26]] as const) {
      pen.strokeStyle = ink;
      pen.lineWidth = width;
      pen.stroke(shape);
    }
    const image = pen.getImageData(0, 0, IMAGE_PX, IMAGE_PX);
    const name = `partner-${kind}`;
    if (chart.hasImage(name)) chart.updateImage(name, image);
    else chart.addImage(name, image, { pixelRatio: 2 });
  }
}

/** A hollow symbol in a list or the legend. */
export function HollowGlyph(props: { kind: number }): JSX.Element {
  return <svg class="glyph hollow" viewBox="-1.6 -1.6 3.2 3.2" aria-hidden="true"><path d={path(props.kind, 0)} /></svg>;
}
