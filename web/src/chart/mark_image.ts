// Marks of the chart that are no circles, so that they differ without colour: the star of a dark detection, the struck square of a
// place in doubt. The same paths draw the legend.
import type { Map as MapLibre } from "maplibre-gl";
import type { ChartColours } from "../palette";

/** A star of four points, in a box from -1.8 to 1.8. */
export const STAR = "M0-1.6L.45-.45 1.6 0 .45.45 0 1.6-.45.45-1.6 0-.45-.45Z";
/** A hollow square, struck through once. */
export const STRUCK = "M-1.1-1.1H1.1V1.1H-1.1ZM-1.1 1.1L1.1-1.1";

const IMAGE_PX = 48;
const UNITS = 3.6;

/** Draws them in the colours of the palette; `dark-full` is laid on `dark`, the stronger the surer the detection is. */
export function drawMarks(chart: MapLibre, c: ChartColours): void {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = IMAGE_PX;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return;
  for (const [name, path, colour, full] of [["dark", STAR, c.dark, false], ["dark-full", STAR, c.dark, true], ["doubt", STRUCK, c.select, false]] as const) {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, IMAGE_PX, IMAGE_PX);
    pen.setTransform(IMAGE_PX / UNITS, 0, 0, IMAGE_PX / UNITS, IMAGE_PX / 2, IMAGE_PX / 2);
    const shape = new Path2D(path);
    pen.lineJoin = "round";
    if (full) {
      pen.fillStyle = colour;
      pen.fill(shape);
    } else {
      for (const [ink, width] of [[c.sea, 0.6], [colour, 0.28]] as const) {
        pen.strokeStyle = ink;
        pen.lineWidth = width;
        pen.stroke(shape);
      }
    }
    const image = pen.getImageData(0, 0, IMAGE_PX, IMAGE_PX);
    if (chart.hasImage(name)) chart.updateImage(name, image);
    else chart.addImage(name, image, { pixelRatio: 2 });
  }
}
