// Reads the pixels of a PNG screenshot: 8-bit RGB or RGBA without interlace, as browsers write them.
import { deflateSync, inflateSync } from "node:zlib";

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

/** Means of square blocks, RGB, as bytes: a picture that small is still telling, and a moved letter is not. */
export function reduced(image, block) {
  const { width, height, channels, bytes } = image;
  const [w, h] = [Math.floor(width / block), Math.floor(height / block)];
  const out = Buffer.alloc(w * h * 3);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      for (let c = 0; c < 3; c += 1) {
        let sum = 0;
        for (let dy = 0; dy < block; dy += 1) {
          const row = ((y * block + dy) * width + x * block) * channels + c;
          for (let dx = 0; dx < block; dx += 1) sum += bytes[row + dx * channels];
        }
        out[(y * w + x) * 3 + c] = Math.round(sum / (block * block));
      }
    }
  }
  return { width: w, height: h, channels: 3, bytes: out };
}

/** An RGB image as PNG. */
export function encodePng({ width, height, bytes }) {
  const raw = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y += 1) {
    const [row, above] = [y * width * 3, (y - 1) * width * 3];
    raw[y * (width * 3 + 1)] = y === 0 ? 0 : 2;
    for (let i = 0; i < width * 3; i += 1) raw[y * (width * 3 + 1) + 1 + i] = bytes[row + i] - (y === 0 ? 0 : bytes[above + i]);
  }
  const chunk = (type, body) => {
    const out = Buffer.alloc(12 + body.length);
    out.writeUInt32BE(body.length, 0);
    out.write(type, 4, "ascii");
    body.copy(out, 8);
    out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", deflateSync(raw, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

const CRC = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
