// Golden images: the pages as they were last looked at and found good. Of each page its hash is kept, and for each look one
// sheet of all pages, much reduced, which a person can see and a machine can compare.
// Software rendering gives equal pixels for one Chromium, one renderer and one set of faces: there the hash must be equal, or
// at most 0.1 % of the blocks may differ. Anywhere else letters fall a little differently, and only a page that is
// blank or wholly another is a fault. `UPDATE_GOLDEN=1` writes what is seen: look at the sheets before you commit them.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodePng, encodePng, reduced } from "./pixel.mjs";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "golden");
const LEDGER = join(FOLDER, "golden.json");
/** Side of a block, pixels. */
const BLOCK = 10;
const COLUMNS = 4;
/** Blocks of one page that may differ, of all: the 0.1 % of the acceptance table. */
const SHARE_MAX = 0.001;
/** Levels of 255 by which the mean of a block may differ and still count as equal. */
const LEVELS = 2;
/** Mean difference, levels of 255, beyond which a page drawn elsewhere is another page. */
const ELSEWHERE_MAX = 40;
export const UPDATE = process.env.UPDATE_GOLDEN === "1";
/** `VIGIE_GOLDEN=1` asks for equal pixels; otherwise only a page that is blank or wholly another is a fault, because a busy machine may
 * draw a page a moment before its last number has come. */
const STRICT = process.env.VIGIE_GOLDEN === "1";

/** What the pixels depend on besides the page: browser, renderer and faces. */
export async function surroundings(browser, page) {
  const drawn = await page.evaluate(() => {
    const gl = document.createElement("canvas").getContext("webgl2");
    const info = gl?.getExtension("WEBGL_debug_renderer_info");
    const measure = document.createElement("canvas").getContext("2d");
    const faces = ["sans-serif", "monospace", '"Noto Sans CJK JP"'].map((face) => {
      measure.font = `100px ${face}`;
      return Math.round(measure.measureText("Vigie 0123 Éà 監視 ✓").width);
    });
    return { renderer: info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : "none", faces };
  });
  return { chromium: browser.version(), ...drawn };
}

const ledger = existsSync(LEDGER) ? JSON.parse(readFileSync(LEDGER, "utf8")) : { made_with: {}, pages: {} };

/** The golden images of one look; `here` is what `surroundings` told. */
export class Golden {
  constructor(look, here) {
    this.look = look;
    this.here = here;
    this.pinned = JSON.stringify(ledger.made_with) === JSON.stringify(here);
    this.seen = [];
  }

  /** What is wrong with this page, or nothing. */
  judge(name, png) {
    const image = decodePng(png);
    const sha256 = createHash("sha256").update(image.bytes).digest("hex");
    const small = reduced(image, BLOCK);
    const at = this.seen.push({ name, sha256, small }) - 1;
    if (UPDATE) return undefined;
    const key = `${this.look} ${name}`;
    const known = ledger.pages[key];
    if (!known) return `${key}: no golden image; look at it, then UPDATE_GOLDEN=1`;
    if (this.pinned && known === sha256) return undefined;
    const { share, mean } = this.difference(at, small);
    const bad = this.pinned && STRICT ? share > SHARE_MAX : mean > ELSEWHERE_MAX;
    if (!bad) return undefined;
    mkdirSync(join(FOLDER, "differs"), { recursive: true });
    const file = join(FOLDER, "differs", `${key.replaceAll(" ", "-")}.png`);
    writeFileSync(file, png);
    return `${key}: ${(share * 100).toFixed(2)} % of blocks differ, mean ${mean.toFixed(1)} levels; see ${file}`;
  }

  difference(at, small) {
    this.sheet ??= existsSync(this.file()) ? decodePng(readFileSync(this.file())) : undefined;
    const [left, top] = [(at % COLUMNS) * small.width, Math.floor(at / COLUMNS) * small.height];
    if (!this.sheet || top + small.height > this.sheet.height) return { share: 1, mean: 255 };
    let [other, sum] = [0, 0];
    for (let y = 0; y < small.height; y += 1) {
      for (let x = 0; x < small.width; x += 1) {
        let most = 0;
        for (let c = 0; c < 3; c += 1) {
          const away = Math.abs(small.bytes[(y * small.width + x) * 3 + c] - this.sheet.bytes[((top + y) * this.sheet.width + left + x) * this.sheet.channels + c]);
          most = Math.max(most, away);
          sum += away;
        }
        if (most > LEVELS) other += 1;
      }
    }
    const blocks = small.width * small.height;
    return { share: other / blocks, mean: sum / (blocks * 3) };
  }

  file() {
    return join(FOLDER, `${this.look.replaceAll(" ", "-")}.png`);
  }

  /** Writes hashes and sheet when asked to; says what the comparison was worth otherwise. */
  close(say) {
    if (!UPDATE) {
      if (!this.pinned) say(`golden images were made with ${JSON.stringify(ledger.made_with)}, here is ${JSON.stringify(this.here)}: compared roughly`);
      return;
    }
    const [first] = this.seen;
    const { width: w, height: h } = first.small;
    const sheet = { width: COLUMNS * w, height: Math.ceil(this.seen.length / COLUMNS) * h, bytes: undefined };
    sheet.bytes = Buffer.alloc(sheet.width * sheet.height * 3);
    this.seen.forEach(({ small }, at) => {
      const [left, top] = [(at % COLUMNS) * w, Math.floor(at / COLUMNS) * h];
      for (let y = 0; y < h; y += 1) small.bytes.copy(sheet.bytes, ((top + y) * sheet.width + left) * 3, y * w * 3, (y + 1) * w * 3);
    });
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(this.file(), encodePng(sheet));
    ledger.made_with = this.here;
    for (const key of Object.keys(ledger.pages)) if (key.startsWith(`${this.look} `)) delete ledger.pages[key];
    for (const { name, sha256 } of this.seen) ledger.pages[`${this.look} ${name}`] = sha256;
    ledger.pages = Object.fromEntries(Object.entries(ledger.pages).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(LEDGER, `${JSON.stringify(ledger, null, 1)}\n`);
    say("golden images written");
  }
}
