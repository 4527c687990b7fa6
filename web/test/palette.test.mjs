// Contrast of the palette tokens (WCAG 2.2 AA), and a night palette of red alone. Axe cannot see the canvas; this can.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { load } from "./bundle.mjs";

const css = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "..", "src", "style", "palette.css"), "utf8");
const tokens = Object.fromEntries([...css.matchAll(/\[data-palette="(\w+)"\] \{([^}]*)\}/g)].map(([, name, body]) => [name, Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, key, value]) => [key, value]))]));
const { CHART } = await load("palette.ts");

const rgb = (hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
const linear = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
const luminance = (hex) => rgb(hex).reduce((sum, v, i) => sum + linear(v) * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

/** Brightest pixel of the night palette: WCAG AA text on black needs at least 0.175, pure red is 0.2126. */
const NIGHT_LUMINANCE_MAX = 0.22;

for (const [name, t] of Object.entries(tokens)) {
  test(`${name}: text reaches 4.5:1 and marks reach 3:1`, () => {
    for (const ground of ["panel", "raised", "ground", "accent-weak"]) {
      for (const ink of ["text", "accent"]) assert.ok(contrast(t[ink], t[ground]) >= 4.5, `${ink} on ${ground}: ${contrast(t[ink], t[ground]).toFixed(2)}`);
    }
    for (const ground of ["panel", "raised"]) for (const ink of ["muted", "danger", "good", "warn"]) assert.ok(contrast(t[ink], t[ground]) >= 4.5, `${ink} on ${ground}: ${contrast(t[ink], t[ground]).toFixed(2)}`);
    assert.ok(contrast(t["accent-text"], t.accent) >= 4.5);
    assert.ok(contrast(t["marking-text"], t.marking) >= 4.5);
    assert.ok(contrast(t["line-strong"], t.panel) >= 3, "borders of controls");
  });
}

test("vessels stand out from the sea by 3:1 in day and dusk, and in night by the red that the limit allows", () => {
  for (const [name, chart] of Object.entries(CHART)) {
    const least = name === "night" ? 2 : 3;
    for (const [kind, colour] of chart.kinds.entries()) assert.ok(contrast(colour, chart.sea) >= least, `${name} kind ${kind}: ${contrast(colour, chart.sea).toFixed(2)}`);
    for (const key of ["select", "ranked", "silent", "track", "measure"]) assert.ok(contrast(chart[key], chart.sea) >= least, `${name} ${key}`);
  }
});

test("night holds red alone", () => {
  const colours = [...Object.values(tokens.night), ...Object.values(CHART.night).flat()];
  for (const colour of colours) {
    assert.ok(rgb(colour)[2] <= 20, `${colour} is blue`);
    assert.ok(luminance(colour) <= NIGHT_LUMINANCE_MAX, `${colour} is bright`);
  }
});
