// Draws the hexagons: their corners go to the graphics card once, their looks
// are a byte a row. Another measure, or another emphasis, lays nothing out again.

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

const most = 24 // looks
const patterns = ['withheld', 'zero', 'none'] as const
const period = 154 // pixels of a picture after which every pattern repeats

const vertex = `#version 300 es
precision highp float; precision highp int;
uniform highp usampler2D keys;
uniform vec4 fills[${most}];
uniform int patterns[${most}];
uniform vec2 origin, unit;
in vec2 corner;
in float within;
in uint row;
flat out vec4 fill;
flat out int pattern;
out float depth;
void main() {
  uint key = row / ${line}u < uint(textureSize(keys, 0).y) ? texelFetch(keys, ivec2(row % ${line}u, row / ${line}u), 0).r : 0u;
  fill = fills[key];
  pattern = patterns[key];
  depth = within;
  gl_Position = key == 0u ? vec4(2, 2, 2, 1) : vec4(origin + unit * corner, 0, 1);
}`

// The seam is half a pixel of the page on this side of an edge, and half on the other.
const fragment = `#version 300 es
precision highp float; precision highp int;
uniform highp sampler2DArray pictures;
uniform vec2 anchor;
uniform float ratio;
uniform vec4 seam;
flat in vec4 fill;
flat in int pattern;
in float depth;
out vec4 colour;
void main() {
  vec3 own = fill.rgb;
  if (pattern > 0) own = textureLod(pictures, vec3(vec2(gl_FragCoord.x - anchor.x, anchor.y - gl_FragCoord.y) * ${ratio}.0 / ratio / ${period}.0, pattern - 1), 0.0).rgb;
  float away = depth / length(vec2(dFdx(depth), dFdy(depth))) / ratio;
  colour = vec4(mix(own, seam.rgb, seam.a * clamp(1.0 - away, 0.0, 1.0)), 1) * fill.a;
}`

// hexagons returns the layer of a map; view says what is drawn.
export function hexagons(view: () => View | undefined): CustomLayerInterface {
  let map: Map
  let gpu: ReturnType<typeof prepare> | undefined
  return {
    id, type: 'custom', renderingMode: '2d',
    // A context that was lost and is back knows nothing of before.
    onAdd(on) { [map, gpu] = [on, undefined] },
    onRemove() {
      gpu?.drop()
      gpu = undefined
    },
    render(gl) {
      const v = view()
      if (v) (gpu ??= prepare(gl)).draw(map, v)
    },
  }
}

interface Shape {vao: WebGLVertexArrayObject; buffers: WebGLBuffer[]; count: number}

// prepare makes what stays on the graphics card.
function prepare(gl: WebGL2RenderingContext) {
  const program = link(gl)
  const at = (name: string) => gl.getUniformLocation(program, name)
  const where = {keys: at('keys'), fills: at('fills'), patterns: at('patterns'), origin: at('origin'), unit: at('unit'), pictures: at('pictures'), anchor: at('anchor'), ratio: at('ratio'), seam: at('seam')}
  const pictures = picturesOf(gl)
  const table = gl.createTexture()!
  let lines = 0 // of the table as it is there
  const shapes = new globalThis.Map<Piece, Shape>()

  function shapeOf(piece: Piece): Shape {
    const known = shapes.get(piece)
    const shape = known ?? layOut(gl, program, piece)
    shapes.delete(piece) // what was drawn last goes last
    shapes.set(piece, shape)
    return shape
  }

  function tell({bytes, lines: now, take}: Keys) {
    gl.bindTexture(gl.TEXTURE_2D, table)
    const written = take()
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
    if (now !== lines) {
      nearest(gl, gl.TEXTURE_2D)
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8UI, line, now, 0, gl.RED_INTEGER, gl.UNSIGNED_BYTE, bytes)
      lines = now
    } else if (written) {
      const {from, before} = written
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, from, line, before - from, gl.RED_INTEGER, gl.UNSIGNED_BYTE, bytes.subarray(from * line, before * line))
    }
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4)
  }

  return {
    draw(map: Map, {atlas, keys, looks}: View) {
      const [width, height] = [gl.drawingBufferWidth, gl.drawingBufferHeight]
      const pixel = width / map.getContainer().clientWidth // MapLibre draws no more than 4096 across
      const to = placer(map, pixel)
      gl.useProgram(program)
      gl.activeTexture(gl.TEXTURE1)
      gl.bindTexture(gl.TEXTURE_2D_ARRAY, pictures)
      gl.activeTexture(gl.TEXTURE0)
      tell(keys)
      gl.uniform1i(where.keys, 0)
      gl.uniform1i(where.pictures, 1)
      gl.uniform4fv(where.fills, [0, 0, 0, 0, ...looks.flatMap(l => [...rgb(l.fill), l.opacity])])
      gl.uniform1iv(where.patterns, [0, ...looks.map(l => patterns.indexOf(l.pattern as typeof patterns[number]) + 1)])
      gl.uniform4fv(where.seam, seam)
      gl.uniform1f(where.ratio, pixel)
      // Patterns move with the ground.
      const zero = to({z: 0, x: 0, y: 0})
      const every = period * pixel / ratio
      gl.uniform2f(where.anchor, zero.left % every, height - zero.top % every)
      gl.enable(gl.SCISSOR_TEST)
      for (const {piece, within} of atlas.drawn) {
        const [clip, all] = [to(within), to(piece.tile)]
        const [left, right, top, bottom] = [clip.left, clip.right, height - clip.top, height - clip.bottom].map(Math.round) as [number, number, number, number]
        if (right <= left || top <= bottom) continue
        gl.scissor(left, bottom, right - left, top - bottom)
        gl.uniform2f(where.origin, 2 * all.left / width - 1, 1 - 2 * all.top / height)
        gl.uniform2f(where.unit, 2 * (all.right - all.left) / width / piece.of.extent, -2 * (all.bottom - all.top) / height / piece.of.extent)
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
    },
    drop() {
      for (const shape of shapes.values()) forget(gl, shape)
      gl.deleteTexture(table)
      gl.deleteTexture(pictures)
      gl.deleteProgram(program)
    },
  }
}

function forget(gl: WebGL2RenderingContext, {vao, buffers}: Shape) {
  gl.deleteVertexArray(vao)
  for (const b of buffers) gl.deleteBuffer(b)
}

// placer says where on the canvas a tile lies, in pixels of the canvas from its upper left. The map is
// never turned nor tilted, so a tile is a square.
function placer(map: Map, pixel: number): (tile: Tile) => {left: number; top: number; right: number; bottom: number} {
  const size = world * 2 ** map.getZoom() * pixel
  const {lng, lat} = map.getCenter()
  const {width, height} = map.getCanvas()
  const west = width / 2 - eastward(lng) * size
  const north = height / 2 - southward(lat) * size
  return ({z, x, y}) => {
    const side = size / 2 ** z
    return {left: west + x * side, top: north + y * side, right: west + (x + 1) * side, bottom: north + (y + 1) * side}
  }
}

// layOut makes of each hexagon a fan around its middle, which is as deep as can be; its edge is not.
function layOut(gl: WebGL2RenderingContext, program: WebGLProgram, {of: {starts, corners, rows}}: Piece): Shape {
  const n = corners.length / 2 + rows.length
  const [floats, order] = [new Float32Array(4 * n), new Uint32Array(3 * corners.length / 2)]
  const numbers = new Uint32Array(floats.buffer)
  let [v, o] = [0, 0]
  const put = (x: number, y: number, depth: number, row: number) => {
    floats[4 * v] = x
    floats[4 * v + 1] = y
    floats[4 * v + 2] = depth
    numbers[4 * v + 3] = row
    v++
  }
  for (let i = 0; i < rows.length; i++) {
    const [start, end] = [starts[i]!, starts[i + 1]!]
    const sides = (end - start) / 2
    let [x, y] = [0, 0]
    for (let k = start; k < end; k += 2) {
      x += corners[k]! / sides
      y += corners[k + 1]! / sides
    }
    const middle = v
    put(x, y, 1, rows[i]!)
    for (let k = start; k < end; k += 2) put(corners[k]!, corners[k + 1]!, 0, rows[i]!)
    for (let s = 0; s < sides; s++) {
      order[o++] = middle
      order[o++] = middle + 1 + s
      order[o++] = middle + 1 + (s + 1) % sides
    }
  }
  const vao = gl.createVertexArray()!
  gl.bindVertexArray(vao)
  const points = gl.createBuffer()!
  gl.bindBuffer(gl.ARRAY_BUFFER, points)
  gl.bufferData(gl.ARRAY_BUFFER, floats, gl.STATIC_DRAW)
  const place = (name: string) => gl.getAttribLocation(program, name)
  gl.enableVertexAttribArray(place('corner'))
  gl.vertexAttribPointer(place('corner'), 2, gl.FLOAT, false, 16, 0)
  gl.enableVertexAttribArray(place('within'))
  gl.vertexAttribPointer(place('within'), 1, gl.FLOAT, false, 16, 8)
  gl.enableVertexAttribArray(place('row'))
  gl.vertexAttribIPointer(place('row'), 1, gl.UNSIGNED_INT, 16, 12)
  const triangles = gl.createBuffer()!
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, triangles)
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, order, gl.STATIC_DRAW)
  gl.bindVertexArray(null)
  return {vao, buffers: [points, triangles], count: o}
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
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
  return program
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

function nearest(gl: WebGL2RenderingContext, target: number) {
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(target, name, gl.NEAREST)
}

const rgb = (hex: string) => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16) / 255)
const seam = ((all: string[]) => [...all.slice(0, 3).map(x => Number(x) / 255), Number(all[3])])(ink.seam.match(/[\d.]+/g)!)
