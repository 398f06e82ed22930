// Draws the hexagons in two steps: which of them lies under each pixel, once for each
// place of the camera, and how it looks, which is a byte a row. Another measure,
// or another emphasis, lays nothing out again.

import type {CustomLayerInterface, Map} from 'maplibre-gl'
import {ink} from '../../scale'
import type {Atlas, Piece} from '../atlas'
import {eastward, southward, world, type Tile} from '../camera'
import {line, type Keys} from '../keys'
import {hatch, ratio, rings, type Picture} from '../pattern'
import type {Look} from './cells'

export const id = 'hexagons'

// A View is what is drawn at the moment.
export interface View {atlas: Atlas; keys: Keys; looks: readonly Look[]}

const patterns = ['withheld', 'zero', 'none'] as const
const period = 154 // pixels of a picture after which every pattern repeats

// What a pixel is told: of which row it is, one more than that, and how much of it a seam takes, of 255.
const placing = {
  vertex: `#version 300 es
precision highp float; precision highp int;
uniform vec2 origin, unit;
in vec2 corner;
in uint cell;
flat out uint row;
out vec2 within;
// Where the corners and the middle lie on two of the three axes across a hexagon; on the third at their sum.
const vec2 corners[7] = vec2[7](vec2(1, -1), vec2(1, 0), vec2(0, 1), vec2(-1, 1), vec2(-1, 0), vec2(0, -1), vec2(0, 0));
void main() {
  row = cell >> 3;
  within = corners[cell & 7u];
  gl_Position = vec4(origin + unit * corner, 0, 1);
}`,
  // On each axis opposite sides lie at 1 and -1. The seam is half a pixel of the page on this side of an edge, and half on the other.
  fragment: `#version 300 es
precision highp float; precision highp int;
uniform float ratio;
flat in uint row;
in vec2 within;
out uint told;
void main() {
  vec3 at = vec3(within, within.x + within.y);
  vec3 right = dFdx(at), up = dFdy(at);
  vec3 away = (1.0 - abs(at)) * inversesqrt(right * right + up * up) / ratio;
  float seam = clamp(1.0 - min(min(away.x, away.y), away.z), 0.0, 1.0);
  told = row + 1u << 8 | uint(round(255.0 * seam));
}`,
}

const colouring = {
  vertex: `#version 300 es
void main() { gl_Position = vec4(gl_VertexID == 1 ? 3 : -1, gl_VertexID == 2 ? 3 : -1, 0, 1); }`,
  fragment: `#version 300 es
precision highp float; precision highp int;
uniform highp usampler2D places, keys;
uniform highp sampler2D looks;
uniform highp sampler2DArray pictures;
uniform uint lines;
uniform vec2 anchor;
uniform float ratio;
uniform vec4 seam;
out vec4 colour;
void main() {
  uint told = texelFetch(places, ivec2(gl_FragCoord.xy), 0).r;
  uint row = (told >> 8) - 1u; // where there is none, beyond all
  uint key = row / ${line}u < lines ? texelFetch(keys, ivec2(row % ${line}u, row / ${line}u), 0).r : 0u;
  vec4 look = texelFetch(looks, ivec2(key, 0), 0);
  float opacity = look.a * 255.0 / 127.0;
  if (opacity > 127.5 / 127.0) { // halfway between a full fill and the least pattern: no card rounds so far
    look.rgb = textureLod(pictures, vec3(vec2(gl_FragCoord.x - anchor.x, anchor.y - gl_FragCoord.y) * float(${ratio}) / ratio / float(${period}), round(look.r * 255.0)), 0.0).rgb;
    opacity -= 128.0 / 127.0;
  }
  colour = vec4(mix(look.rgb, seam.rgb, seam.a * float(told & 255u) / 255.0), 1) * opacity;
}`,
}

// hexagons returns the layer of a map; view says what is drawn. Where the graphics card cannot draw them
// it tells so, once.
export function hexagons(view: () => View | undefined, refused: () => void): CustomLayerInterface {
  let map: Map
  let unable = false
  let gpu: ReturnType<typeof prepare> | undefined
  // A phone that shows the table has no map to draw.
  const seen = () => map.getContainer().clientWidth && map.getContainer().clientHeight ? view() : undefined
  return {
    id, type: 'custom', renderingMode: '2d',
    // A context that was lost and is back knows nothing of before.
    onAdd(on) { [map, gpu] = [on, undefined] },
    onRemove() {
      gpu?.drop()
      gpu = undefined
    },
    prerender(gl) {
      const v = seen()
      if (!v || unable) return
      try {
        gpu ??= prepare(gl)
      } catch (why) {
        unable = true
        console.error(why)
        return queueMicrotask(refused) // a frame is no time to change the page
      }
      gpu.place(map, v)
    },
    render() {
      const v = seen()
      if (v) gpu?.colour(map, v)
    },
  }
}

interface Shape {vao: WebGLVertexArrayObject; buffers: WebGLBuffer[]; count: number}

// prepare makes what stays on the graphics card.
function prepare(gl: WebGL2RenderingContext) {
  const [placer, colourer] = [link(gl, placing), link(gl, colouring)]
  const places = pane(gl)
  const pictures = picturesOf(gl)
  const [table, colours] = [gl.createTexture()!, gl.createTexture()!]
  let lines = 0 // of the table as it is there
  let had: {atlas?: Atlas; camera?: string} = {}
  const shapes = new globalThis.Map<Piece, Shape>()

  function shapeOf(piece: Piece): Shape {
    const known = shapes.get(piece)
    const shape = known ?? layOut(gl, placer.program, piece)
    shapes.delete(piece) // what was drawn last goes last
    shapes.set(piece, shape)
    return shape
  }

  function tell({bytes, lines: now, take}: Keys) {
    gl.bindTexture(gl.TEXTURE_2D, table)
    const written = take()
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
    if (now !== lines) {
      nearest(gl)
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8UI, line, now, 0, gl.RED_INTEGER, gl.UNSIGNED_BYTE, bytes)
      lines = now
    } else if (written) {
      const {from, before} = written
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, from, line, before - from, gl.RED_INTEGER, gl.UNSIGNED_BYTE, bytes.subarray(from * line, before * line))
    }
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4)
  }

  return {
    // place says which hexagon each pixel shows, unless it said so of the same hexagons seen from the same camera.
    place(map: Map, {atlas}: View) {
      const [width, height] = [gl.drawingBufferWidth, gl.drawingBufferHeight]
      const {lng, lat} = map.getCenter()
      const camera = `${lng} ${lat} ${map.getZoom()} ${width} ${height} ${map.getContainer().clientWidth}`
      if (atlas === had.atlas && camera === had.camera) return
      const to = tilesOn(map)
      places.open(width, height)
      gl.useProgram(placer.program)
      gl.uniform1f(placer.at('ratio'), pixelsOf(map)[0])
      gl.disable(gl.BLEND)
      gl.disable(gl.DEPTH_TEST)
      gl.enable(gl.SCISSOR_TEST)
      for (const {piece, within} of atlas.drawn) {
        const [clip, all] = [to(within), to(piece.tile)]
        const [left, right, top, bottom] = [clip.left, clip.right, height - clip.top, height - clip.bottom].map(Math.round) as [number, number, number, number]
        if (right <= left || top <= bottom) continue
        gl.scissor(left, bottom, right - left, top - bottom)
        gl.uniform2f(placer.at('origin'), 2 * all.left / width - 1, 1 - 2 * all.top / height)
        gl.uniform2f(placer.at('unit'), 2 * (all.right - all.left) / width / piece.of.extent, -2 * (all.bottom - all.top) / height / piece.of.extent)
        const shape = shapeOf(piece)
        gl.bindVertexArray(shape.vao)
        gl.drawElements(gl.TRIANGLES, shape.count, gl.UNSIGNED_INT, 0)
      }
      gl.bindVertexArray(null)
      gl.disable(gl.SCISSOR_TEST)
      for (const [piece, shape] of shapes) {
        if (shapes.size <= 2 * atlas.drawn.length + 20) break
        shapes.delete(piece)
        forget(gl, shape)
      }
      had = {atlas, camera}
    },
    colour(map: Map, {keys, looks}: View) {
      const {at, program} = colourer
      const [pixel] = pixelsOf(map)
      gl.useProgram(program)
      gl.activeTexture(gl.TEXTURE3)
      gl.bindTexture(gl.TEXTURE_2D, colours)
      nearest(gl)
      const texels = Uint8Array.from([0, 0, 0, 0, ...looks.flatMap(texel)])
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, texels.length / 4, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, texels)
      gl.activeTexture(gl.TEXTURE2)
      gl.bindTexture(gl.TEXTURE_2D, places.texture)
      gl.activeTexture(gl.TEXTURE1)
      gl.bindTexture(gl.TEXTURE_2D_ARRAY, pictures)
      gl.activeTexture(gl.TEXTURE0)
      tell(keys)
      gl.uniform1i(at('keys'), 0)
      gl.uniform1i(at('pictures'), 1)
      gl.uniform1i(at('places'), 2)
      gl.uniform1ui(at('lines'), lines)
      gl.uniform1i(at('looks'), 3)
      gl.uniform4fv(at('seam'), seam)
      gl.uniform1f(at('ratio'), pixel)
      // Patterns move with the ground.
      const zero = tilesOn(map)({z: 0, x: 0, y: 0})
      const every = period * pixel / ratio
      gl.uniform2f(at('anchor'), zero.left % every, gl.drawingBufferHeight - zero.top % every)
      gl.disable(gl.DEPTH_TEST)
      gl.bindVertexArray(null)
      gl.drawArrays(gl.TRIANGLES, 0, 3)
    },
    drop() {
      for (const shape of shapes.values()) forget(gl, shape)
      places.drop()
      for (const t of [table, colours, pictures]) gl.deleteTexture(t)
      for (const {program} of [placer, colourer]) gl.deleteProgram(program)
    },
  }
}

// pane is a picture as large as the canvas that has a whole number a pixel.
function pane(gl: WebGL2RenderingContext) {
  const [texture, buffer] = [gl.createTexture()!, gl.createFramebuffer()!]
  let size = ''
  return {
    texture,
    // open makes it what is drawn on, with nothing on it.
    open(width: number, height: number) {
      gl.bindFramebuffer(gl.FRAMEBUFFER, buffer)
      if (size !== `${width} ${height}`) {
        size = `${width} ${height}`
        gl.bindTexture(gl.TEXTURE_2D, texture)
        nearest(gl)
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32UI, width, height, 0, gl.RED_INTEGER, gl.UNSIGNED_INT, null)
        gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0)
      }
      gl.viewport(0, 0, width, height)
      gl.clearBufferuiv(gl.COLOR, 0, [0, 0, 0, 0])
    },
    drop() {
      gl.deleteFramebuffer(buffer)
      gl.deleteTexture(texture)
    },
  }
}

function forget(gl: WebGL2RenderingContext, {vao, buffers}: Shape) {
  gl.deleteVertexArray(vao)
  for (const b of buffers) gl.deleteBuffer(b)
}

// pixelsOf says how many pixels of the canvas are one of the page, across and down: MapLibre draws whole ones, and no
// more than 4096 across.
function pixelsOf(map: Map): [number, number] {
  const [{width, height}, {clientWidth, clientHeight}] = [map.getCanvas(), map.getContainer()]
  return [width / clientWidth, height / clientHeight]
}

// tilesOn says where on the canvas a tile lies, in pixels of the canvas from its upper left. The map is
// never turned nor tilted, so a tile is a square of the page.
function tilesOn(map: Map): (tile: Tile) => {left: number; top: number; right: number; bottom: number} {
  const [across, down] = pixelsOf(map)
  const {clientWidth, clientHeight} = map.getContainer()
  const size = world * 2 ** map.getZoom()
  const {lng, lat} = map.getCenter()
  const [west, north] = [clientWidth / 2 - eastward(lng) * size, clientHeight / 2 - southward(lat) * size]
  return ({z, x, y}) => {
    const side = size / 2 ** z
    return {left: (west + x * side) * across, top: (north + y * side) * down, right: (west + (x + 1) * side) * across, bottom: (north + (y + 1) * side) * down}
  }
}

// layOut makes four triangles of each hexagon. What has more or fewer than six sides is a fan around its middle: a triangle a side, each like a sixth of a hexagon.
function layOut(gl: WebGL2RenderingContext, program: WebGLProgram, {of: {starts, corners, rows}}: Piece): Shape {
  const most = corners.length + rows.length // vertices, as many as if all were fans
  const [floats, order] = [new Float32Array(3 * most), new Uint32Array(3 * corners.length / 2)]
  const numbers = new Uint32Array(floats.buffer)
  let [v, o] = [0, 0]
  for (let i = 0; i < rows.length; i++) {
    const [start, end] = [starts[i]!, starts[i + 1]!]
    const sides = (end - start) / 2
    const put = (x: number, y: number, corner: number) => {
      floats[3 * v] = x
      floats[3 * v + 1] = y
      numbers[3 * v + 2] = 8 * rows[i]! + corner
      return v++
    }
    const corner = (k: number, as: number) => put(corners[start + 2 * k]!, corners[start + 2 * k + 1]!, as)
    const triangle = (a: number, b: number, c: number) => {
      order[o++] = a
      order[o++] = b
      order[o++] = c
    }
    if (sides === 6) {
      const first = corner(0, 0)
      for (let k = 1; k < 6; k++) corner(k, k)
      for (let k = 1; k < 5; k++) triangle(first, first + k, first + k + 1)
      continue
    }
    let [x, y] = [0, 0]
    for (let k = start; k < end; k += 2) {
      x += corners[k]! / sides
      y += corners[k + 1]! / sides
    }
    const middle = put(x, y, 6)
    for (let k = 0; k < sides; k++) triangle(middle, corner(k, 0), corner((k + 1) % sides, 1))
  }
  const vao = gl.createVertexArray()!
  gl.bindVertexArray(vao)
  const points = gl.createBuffer()!
  gl.bindBuffer(gl.ARRAY_BUFFER, points)
  gl.bufferData(gl.ARRAY_BUFFER, floats.subarray(0, 3 * v), gl.STATIC_DRAW)
  const place = (name: string) => gl.getAttribLocation(program, name)
  gl.enableVertexAttribArray(place('corner'))
  gl.vertexAttribPointer(place('corner'), 2, gl.FLOAT, false, 12, 0)
  gl.enableVertexAttribArray(place('cell'))
  gl.vertexAttribIPointer(place('cell'), 1, gl.UNSIGNED_INT, 12, 8)
  const triangles = gl.createBuffer()!
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, triangles)
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, order.subarray(0, o), gl.STATIC_DRAW)
  gl.bindVertexArray(null)
  return {vao, buffers: [points, triangles], count: o}
}

// link makes a program, and what finds the place of a uniform in it.
function link(gl: WebGL2RenderingContext, {vertex, fragment}: {vertex: string; fragment: string}): {program: WebGLProgram; at: (name: string) => WebGLUniformLocation | null} {
  const program = gl.createProgram()!
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(kind)!
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
    gl.deleteShader(shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) throw new Error(`hexagons: ${gl.getProgramInfoLog(program)}`)
  const known: Record<string, WebGLUniformLocation | null> = {}
  return {program, at: name => known[name] ??= gl.getUniformLocation(program, name)}
}

// picturesOf lays each pattern out until all of them repeat together.
function picturesOf(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture()!
  const data = new Uint8Array(4 * period * period * patterns.length)
  patterns.forEach((p, k) => spread(p === 'withheld' ? hatch() : rings(p), data.subarray(4 * period * period * k)))
  gl.activeTexture(gl.TEXTURE1)
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture)
  gl.texImage3D(gl.TEXTURE_2D_ARRAY, 0, gl.RGBA8, period, period, patterns.length, 0, gl.RGBA, gl.UNSIGNED_BYTE, data)
  gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.LINEAR)
  gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MAG_FILTER, gl.LINEAR)
  gl.activeTexture(gl.TEXTURE0)
  return texture
}

function spread({width, height, data}: Picture, into: Uint8Array) {
  for (let y = 0; y < period; y++) for (let x = 0; x < period; x++) {
    const from = 4 * ((y % height) * width + x % width)
    into.set(data.subarray(from, from + 4), 4 * (y * period + x))
  }
}

function nearest(gl: WebGL2RenderingContext) {
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST)
}

// texel writes a look: its colour and up to 127 of opacity; or the number of its pattern, and 128 more.
function texel({fill, pattern, opacity}: Look): number[] {
  const of127 = Math.round(127 * opacity)
  return pattern ? [patterns.indexOf(pattern as typeof patterns[number]), 0, 0, 128 + of127] : [...[1, 3, 5].map(i => parseInt(fill.slice(i, i + 2), 16)), of127]
}

const seam = ((all: string[]) => [...all.slice(0, 3).map(x => Number(x) / 255), Number(all[3])])(ink.seam.match(/[\d.]+/g)!)
