// The vessels on the chart: one custom WebGL2 layer, instanced, dead-reckoned in the vertex shader.
// Positions are split in high and low parts and taken relative to the chart's centre, so 32-bit floats are exact enough at
// any zoom; longitudes wrap to the copy of the world in view. No uniform buffers, no depth, no readback.
// Measured for this project on 100,000 vessels: 14 ms of script a frame, against 2.4 s to update a GeoJSON source.
import type { CustomLayerInterface, CustomRenderMethodInput, Map as Chart } from "maplibre-gl";
import type { ChartColours } from "../palette";
import { DEAD_RECKONING_MAX_S, SOURCES } from "./frame";
import { GROUPS, INSTANCE_BYTES, type Instances, MARK_EVENT, MARK_RANKED, MARK_SILENT, SYMBOLS } from "./instance";
import { meshes } from "./symbol";

const VERTEX = `#version 300 es
layout(location=0) in vec2 corner;
layout(location=1) in vec4 place;
layout(location=2) in vec3 motion;
layout(location=3) in vec2 mark;
uniform mat4 matrix;
uniform vec4 centre;
uniform vec2 scale;
uniform float since;
uniform float upright;
void main() {
  float dt = clamp(motion.z + since, 0.0, ${DEAD_RECKONING_MAX_S.toFixed(1)});
  vec2 d = (place.xy - centre.xy) + (place.zw - centre.zw) + motion.xy * dt;
  d.x -= floor(d.x + 0.5);
  gl_Position = matrix * vec4(d, 0.0, 1.0);
  float turn = (upright > 0.5 || mark.y >= 128.0) ? 0.0 : mark.x * 0.02454369260617026;
  float c = cos(turn);
  float s = sin(turn);
  vec2 p = vec2(corner.x * c + corner.y * s, corner.y * c - corner.x * s);
  gl_Position.xy += p * scale * gl_Position.w;
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
uniform vec4 colour;
out vec4 pixel;
void main() { pixel = colour; }`;

/** Halos cost a second pass; above this many vessels the chart is dense and they are left out. */
const HALO_VESSELS_MAX = 20_000;
/** Marks of open events are drawn from this zoom on: further out they only clutter. */
const EVENT_MARK_ZOOM = 5;
/** Redraw when the fastest vessel has moved this far. */
const REDRAW_PX = 0.7;

export class VesselLayer implements CustomLayerInterface {
  readonly id = "vessels";
  readonly type = "custom";
  readonly renderingMode = "2d";
  private program: WebGLProgram | undefined;
  private buffer: WebGLBuffer | undefined;
  private array: WebGLVertexArrayObject | undefined;
  private where: Record<string, WebGLUniformLocation | null> = {};
  private mesh = meshes();
  private data: Instances | undefined;
  private fresh = false;
  private chart: Chart | undefined;
  private timer = 0;

  /** `now` gives the event time to draw, Unix seconds; `rate` how fast it runs; 0 keeps vessels where they were heard. */
  constructor(private colours: () => ChartColours, private now: () => number, private rate: () => number) {}

  /** New positions: uploaded once, at the next frame. */
  show(data: Instances): void {
    this.data = data;
    this.fresh = true;
    this.chart?.triggerRepaint();
  }

  onAdd(chart: Chart, gl: WebGL2RenderingContext): void {
    this.chart = chart;
    const program = link(gl);
    this.program = program;
    for (const name of ["matrix", "centre", "scale", "since", "upright", "colour"]) this.where[name] = gl.getUniformLocation(program, name);
    this.array = gl.createVertexArray();
    gl.bindVertexArray(this.array);
    const corners = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, corners);
    gl.bufferData(gl.ARRAY_BUFFER, this.mesh.corners, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    this.buffer = gl.createBuffer();
    for (const location of [1, 2, 3]) {
      gl.enableVertexAttribArray(location);
      gl.vertexAttribDivisor(location, 1);
    }
    gl.bindVertexArray(null);
    this.fresh = this.data !== undefined;
  }

  onRemove(): void {
    clearTimeout(this.timer);
    this.chart = undefined;
  }

  render(gl: WebGL2RenderingContext | WebGLRenderingContext, input: CustomRenderMethodInput): void {
    if (!(gl instanceof WebGL2RenderingContext) || !this.data || !this.program || !this.array || !this.chart) return;
    gl.bindVertexArray(this.array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer ?? null);
    if (this.fresh) gl.bufferData(gl.ARRAY_BUFFER, new Uint8Array(this.data.bytes), gl.DYNAMIC_DRAW);
    this.fresh = false;
    gl.useProgram(this.program);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.STENCIL_TEST);
    gl.disable(gl.CULL_FACE);
    this.frame(gl, input);
    this.draw(gl, this.data);
    gl.bindVertexArray(null);
    this.again();
  }

  /** Matrix to the chart's centre in doubles, then everything in the shader is small. */
  private frame(gl: WebGL2RenderingContext, input: CustomRenderMethodInput): void {
    const { lng, lat } = this.chart?.getCenter() ?? { lng: 0, lat: 0 };
    const x = lng / 360 + 0.5;
    const y = 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);
    const m = Float64Array.from(input.defaultProjectionData.mainMatrix as ArrayLike<number>);
    for (let row = 0; row < 4; row += 1) m[12 + row] = (m[row] ?? 0) * x + (m[4 + row] ?? 0) * y + (m[12 + row] ?? 0);
    gl.uniformMatrix4fv(this.where["matrix"] ?? null, false, Float32Array.from(m));
    const wrapped = x - Math.floor(x);
    const [xh, yh] = [Math.round(wrapped * 4096) / 4096, Math.round(y * 4096) / 4096];
    gl.uniform4f(this.where["centre"] ?? null, xh, yh, wrapped - xh, y - yh);
    gl.uniform1f(this.where["since"] ?? null, this.now() - (this.data?.time ?? 0));
  }

  private draw(gl: WebGL2RenderingContext, data: Instances): void {
    const colours = this.colours();
    const size = symbolSize(this.chart?.getZoom() ?? 3, data.vessels);
    gl.uniform1f(this.where["upright"] ?? null, 0);
    if (data.vessels <= HALO_VESSELS_MAX) {
      this.size(gl, size * 1.35);
      gl.uniform4fv(this.where["colour"] ?? null, rgba(colours.halo));
      for (let group = 0; group < SYMBOLS; group += 1) this.group(gl, data, group);
    }
    this.size(gl, size);
    for (let group = 0; group < SYMBOLS; group += 1) {
      gl.uniform4fv(this.where["colour"] ?? null, rgba(colours.kinds[Math.floor(group / SOURCES)] ?? colours.label));
      this.group(gl, data, group);
    }
    gl.uniform1f(this.where["upright"] ?? null, 1);
    const near = (this.chart?.getZoom() ?? 0) >= EVENT_MARK_ZOOM;
    for (const [group, colour] of [[MARK_SILENT, colours.silent], [MARK_EVENT, colours.ranked], [MARK_RANKED, colours.ranked]] as const) {
      if (group === MARK_EVENT && !near) continue;
      gl.uniform4fv(this.where["colour"] ?? null, rgba(colour));
      this.group(gl, data, group);
    }
  }

  private size(gl: WebGL2RenderingContext, px: number): void {
    const canvas = this.chart?.getCanvas();
    const ratio = window.devicePixelRatio;
    gl.uniform2f(this.where["scale"] ?? null, (2 * px * ratio) / (canvas?.width ?? 1), (2 * px * ratio) / (canvas?.height ?? 1));
  }

  private group(gl: WebGL2RenderingContext, data: Instances, group: number): void {
    const first = data.starts[group] ?? 0;
    const many = (data.starts[group + 1] ?? 0) - first;
    if (many === 0 || group >= GROUPS) return;
    const at = first * INSTANCE_BYTES;
    gl.vertexAttribPointer(1, 4, gl.FLOAT, false, INSTANCE_BYTES, at);
    gl.vertexAttribPointer(2, 3, gl.FLOAT, false, INSTANCE_BYTES, at + 16);
    gl.vertexAttribPointer(3, 2, gl.UNSIGNED_BYTE, false, INSTANCE_BYTES, at + 28);
    const from = this.mesh.starts[group] ?? 0;
    gl.drawArraysInstanced(gl.TRIANGLES, from, (this.mesh.starts[group + 1] ?? from) - from, many);
  }

  /** Moving vessels need frames only as fast as they cross pixels. */
  private again(): void {
    clearTimeout(this.timer);
    const speed = (this.data?.fastest ?? 0) * this.rate() * 512 * 2 ** (this.chart?.getZoom() ?? 3);
    if (speed <= 0) return;
    const wait = Math.max(33, Math.min(1000, (REDRAW_PX / speed) * 1000));
    this.timer = window.setTimeout(() => this.chart?.triggerRepaint(), wait);
  }
}

/** Half the height of a symbol in CSS pixels: smaller far out and in dense pictures. */
export function symbolSize(zoom: number, vessels: number): number {
  const base = Math.max(5, Math.min(11, 3.4 + zoom * 1.1));
  return vessels > 30_000 ? base * 0.7 : base;
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
    const shader = gl.createShader(type);
    if (!shader) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(`vessel shader: ${gl.getProgramInfoLog(program) ?? ""}`);
  return program;
}

function rgba(hex: string): Float32Array {
  const value = Number.parseInt(hex.slice(1), 16);
  return new Float32Array([((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255, 1]);
}
