// Reads the pixels of a PNG screenshot: 8-bit RGB or RGBA without interlace, as browsers write them.
import { inflateSync } from "node:zlib";

/** Width, height, channels and bytes of an image. */
export function decodePng(file) {
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const channels = file[25] === 6 ? 4 : 3;
  if (file[24] !== 8 || (file[25] !== 2 && file[25] !== 6) || file[28] !== 0) throw new Error("unexpected PNG");
  const parts = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    if (file.toString("ascii", at + 4, at + 8) === "IDAT") parts.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  }
  return { width, height, channels, bytes: unfilter(inflateSync(Buffer.concat(parts)), width, height, channels) };
}

function unfilter(raw, width, height, channels) {
  const stride = width * channels;
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let i = 0; i < stride; i += 1) {
      const left = i >= channels ? out[y * stride + i - channels] : 0;
      const up = y > 0 ? out[(y - 1) * stride + i] : 0;
      const corner = y > 0 && i >= channels ? out[(y - 1) * stride + i - channels] : 0;
      const add = filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : filter === 4 ? paeth(left, up, corner) : 0;
      out[y * stride + i] = (raw[y * (stride + 1) + 1 + i] + add) & 255;
    }
  }
  return out;
}

function paeth(a, b, c) {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

const linear = Array.from({ length: 256 }, (_, v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));

/** Most blue, highest and mean relative luminance (WCAG; white is 1), and how many pixels pass given limits. */
export function light(png, blueMax, luminanceMax) {
  const { width, height, channels, bytes } = decodePng(png);
  let [blue, highest, sum, over] = [0, 0, 0, 0];
  let worst;
  for (let i = 0; i < bytes.length; i += channels) {
    const y = 0.2126 * linear[bytes[i]] + 0.7152 * linear[bytes[i + 1]] + 0.0722 * linear[bytes[i + 2]];
    if (bytes[i + 2] > blueMax || y > luminanceMax) {
      over += 1;
      worst ??= { x: (i / channels) % width, y: Math.floor(i / channels / width), rgb: [...bytes.subarray(i, i + 3)] };
    }
    blue = Math.max(blue, bytes[i + 2]);
    highest = Math.max(highest, y);
    sum += y;
  }
  return { blue, highest, mean: sum / (width * height), over, worst };
}

/** How many different colours a part of the image holds: a blank canvas has one. */
export function colours(png, box) {
  const { width, channels, bytes } = decodePng(png);
  const seen = new Set();
  for (let y = box.y; y < box.y + box.height; y += 1) {
    for (let x = box.x; x < box.x + box.width; x += 1) {
      const i = (Math.floor(y) * width + Math.floor(x)) * channels;
      seen.add((bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2]);
    }
  }
  return seen.size;
}
