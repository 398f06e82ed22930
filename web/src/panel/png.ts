// The printed sheet as a picture: A4 across, map, legend, scale, north, inset, source and link, drawn
// with the same lines and letters as on paper. Loaded when it is wanted.

import type {Drawing, Part} from '../map/trace'
import type {Look} from '../map/legend'
import {densityRamp, ink, paper, type Pattern} from '../scale'
import type {Line} from './entries'
import type {Sizes} from './sizes'
import {tiles} from './tile'

const [wide, tall, edge] = [297, 210, 10] // mm

export interface Poster {
  mark?: string // that the data are made up
  kicker: string
  title: string
  standfirst: string
  entries: Line[]
  notes: string[] // of the legend
  lines: string[] // of the colophon
  north: string
  scale: {share: number; text: string}
  inset?: {d: string; height: number; box: [x: number, y: number, width: number, height: number]; text: string}
  code?: {d: string; size: number}
  sizes?: Sizes // of circles, in the pixels of the maps
  maps: {width: number; height: number; drawing?: Drawing; picture?: string; title?: string}[] // of one size, side by side
}

// png draws the sheet with so many pixels to the inch.
export async function png(p: Poster, dpi: number): Promise<Blob> {
  await document.fonts.ready
  const canvas = document.createElement('canvas')
  const mm = dpi / 25.4
  canvas.width = Math.round(wide * mm)
  canvas.height = Math.round(tall * mm)
  const pen = canvas.getContext('2d')!
  pen.scale(mm, mm)
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, wide, tall)
  const [{width, height}, n] = [p.maps[0]!, p.maps.length]
  const box = fit(n * width / height)
  for (const [i, map] of p.maps.entries()) await drawMap(pen, map, {...box, x: box.x + i * box.width / n, width: box.width / n})
  if (p.sizes) drawSizes(pen, p.sizes, box, p.maps.at(-1)!.width / (box.width / n))
  drawScale(pen, p, box)
  drawWords(pen, p, box.x + box.width + 7)
  const blob = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/png'))
  if (!blob) throw new Error('no picture')
  return withDensity(blob, dpi)
}

interface Box {x: number; y: number; width: number; height: number}

// fit is the largest map of that shape in two thirds of the sheet.
function fit(ratio: number): Box {
  const height = Math.min(tall - 2 * edge, 185 / ratio)
  return {x: edge, y: edge, width: height * ratio, height}
}

// drawAll draws the map as lines and letters.
export function drawAll(pen: CanvasRenderingContext2D, {width, height, ground, parts}: Drawing) {
  pen.fillStyle = ground
  pen.fillRect(0, 0, width, height)
  for (const part of parts) drawPart(pen, part)
}

async function drawMap(pen: CanvasRenderingContext2D, map: Poster['maps'][number], b: Box) {
  pen.save()
  pen.beginPath()
  pen.rect(b.x, b.y, b.width, b.height)
  pen.clip()
  pen.translate(b.x, b.y)
  pen.scale(b.width / map.width, b.width / map.width)
  if (map.drawing) drawAll(pen, map.drawing)
  else if (map.picture) {
    const picture = new Image()
    picture.src = map.picture
    await picture.decode()
    pen.drawImage(picture, 0, 0, map.width, map.height)
  }
  pen.restore()
  pen.strokeStyle = '#57524a'
  pen.lineWidth = 0.25
  pen.strokeRect(b.x, b.y, b.width, b.height)
  if (!map.title) return
  pen.font = '600 3.2px "Tepat Sans", sans-serif'
  pen.fillStyle = 'rgb(255 255 255 / 0.85)'
  pen.fillRect(b.x + 2, b.y + 2, pen.measureText(map.title).width + 3, 5)
  pen.fillStyle = '#1c1a17'
  write(pen, map.title, b.x + 3.5, b.y + 5.6, 3.2, 600)
}

// drawSizes puts the circles that stand for round numbers into a corner of the map, in its own scale.
function drawSizes(pen: CanvasRenderingContext2D, {circles, wide, width, height}: Sizes, b: Box, unit: number) {
  pen.save()
  pen.translate(b.x + b.width, b.y + b.height)
  pen.scale(1 / unit, 1 / unit)
  pen.translate(-width - 14, -height - 14)
  pen.fillStyle = paper.halo
  pen.fillRect(-7, -7, width + 14, height + 14)
  for (const {text, r, at} of circles) {
    pen.strokeStyle = ink.name
    pen.lineWidth = 1
    pen.beginPath()
    pen.arc(wide, height - 1 - r, r, 0, 7)
    pen.stroke()
    pen.lineWidth = 0.7
    pen.stroke(new Path2D(`M${wide} ${height - 1 - 2 * r}L${2 * wide + 6} ${at}h5`))
    pen.fillStyle = ink.strong
    write(pen, text, 2 * wide + 15, at + 4, 13)
  }
  pen.restore()
}

function drawScale(pen: CanvasRenderingContext2D, {scale, north, maps}: Poster, b: Box) {
  const [x, y, long] = [b.x + 4, b.y + b.height - 4, scale.share * b.width / maps.length]
  pen.fillStyle = 'rgb(255 255 255 / 0.75)'
  pen.fillRect(x - 1.5, y - 5.5, long + 3, 7)
  pen.strokeStyle = pen.fillStyle = '#1c1a17'
  pen.lineWidth = 0.4
  pen.stroke(new Path2D(`M${x} ${y - 2}V${y}H${x + long}V${y - 2}`))
  write(pen, scale.text, x + 0.8, y - 1, 3)
  const [nx, ny] = [b.x + b.width - 7, b.y + 5]
  pen.fill(new Path2D(`M${nx} ${ny + 3} ${nx + 2} ${ny + 10} ${nx} ${ny + 8.4} ${nx - 2} ${ny + 10}z`))
  pen.textAlign = 'center'
  write(pen, north, nx, ny + 2, 3.4, 700)
  pen.textAlign = 'left'
}

const pixels = new Map<Pattern, HTMLCanvasElement>()

// tile is a pattern in pixels, fine enough for any density.
function tile(of: Pattern): HTMLCanvasElement {
  const had = pixels.get(of)
  if (had) return had
  const [{size, ground, ink, d, width, filled}, fine] = [tiles[of], 8]
  const c = document.createElement('canvas')
  c.width = c.height = size * fine
  const pen = c.getContext('2d')!
  pen.scale(fine, fine)
  pen.fillStyle = ground
  pen.fillRect(0, 0, size, size)
  pen.strokeStyle = pen.fillStyle = ink
  pen.lineWidth = width
  if (filled) pen.fill(new Path2D(d))
  else pen.stroke(new Path2D(d))
  pixels.set(of, c)
  return c
}

function paint(pen: CanvasRenderingContext2D, of: Pattern, unit: number): CanvasPattern {
  const p = pen.createPattern(tile(of), 'repeat')!
  p.setTransform(new DOMMatrix().scale(unit / 8))
  return p
}

function drawPart(pen: CanvasRenderingContext2D, p: Part) {
  pen.globalAlpha = p.opacity
  pen.lineJoin = pen.lineCap = 'round'
  if ('lines' in p) {
    const line = p.size * 1.15
    pen.textAlign = 'center'
    pen.font = `${p.weight} ${p.size}px "Tepat Sans", sans-serif`
    pen.letterSpacing = `${p.spacing}px`
    p.lines.forEach((text, i) => {
      const y = p.y + p.size * 0.35 + line * (i - (p.lines.length - 1) / 2)
      pen.strokeStyle = p.halo
      pen.lineWidth = 2 * p.haloWidth
      pen.strokeText(text, p.x, y)
      pen.fillStyle = p.fill
      pen.fillText(text, p.x, y)
    })
    pen.letterSpacing = '0px'
    pen.textAlign = 'left'
  } else if ('stroke' in p) {
    pen.strokeStyle = p.stroke
    pen.lineWidth = p.width
    pen.stroke(new Path2D(p.d))
  } else {
    const path = new Path2D(p.d)
    pen.fillStyle = p.pattern ? paint(pen, p.pattern, 1) : p.fill!
    pen.fill(path)
    if (p.outline) {
      pen.strokeStyle = p.outline
      pen.lineWidth = 0.5
      pen.stroke(path)
    }
  }
  pen.globalAlpha = 1
}

// drawWords fills the column beside the map, from the top, and the code and the small map at its foot.
function drawWords(pen: CanvasRenderingContext2D, p: Poster, x: number) {
  const width = wide - edge - x
  let y = edge + 3.5
  if (p.mark) {
    pen.font = '600 3.4px "Tepat Sans", sans-serif'
    pen.fillStyle = '#ffd75e'
    pen.fillRect(x, y - 3.5, pen.measureText(p.mark).width + 4, 5.2)
    pen.fillStyle = '#1c1a17'
    write(pen, p.mark, x + 2, y, 3.4, 600)
    y += 7
  }
  pen.fillStyle = '#0f5f6b'
  y = paragraph(pen, p.kicker, x, y, width, 3.4, 600)
  pen.fillStyle = '#1c1a17'
  y = paragraph(pen, p.title, x, y + 2, width, 5.6, 700, 'Tepat Serif')
  y = paragraph(pen, p.standfirst, x, y, width, 3.4) + 1.5
  for (const e of p.entries) {
    if (e.look) swatch(pen, e.look, x, y - 3.2)
    pen.fillStyle = '#1c1a17'
    const families = p.entries.some(e => e.families) ? 20 : 0
    write(pen, e.label, x + 9, y, 3.1, 400, width - 22 - families)
    pen.textAlign = 'right'
    write(pen, e.count, x + width - families, y, 3.1)
    if (e.families) write(pen, e.families, x + width, y, 3.1, 400, 18)
    pen.textAlign = 'left'
    y += 5.1
  }
  for (const note of p.notes) y = paragraph(pen, note, x, y, width, 2.6)
  y += 1
  for (const line of p.lines) y = paragraph(pen, line, x, y, width, 2.6)
  const foot = Math.max(y, tall - edge - 30)
  if (p.code) path(pen, p.code.d, x + width - 24, foot, 24 / p.code.size, '#000')
  if (p.inset) {
    const unit = Math.min(30 / 100, 24 / p.inset.height)
    path(pen, p.inset.d, x, foot, unit, '#efece4', '#5d574c')
    const [bx, by, bw, bh] = p.inset.box.map(n => n * unit)
    pen.strokeStyle = '#0f5f6b'
    pen.lineWidth = 0.4
    pen.strokeRect(x + bx!, foot + by!, bw!, bh!)
    pen.fillStyle = '#1c1a17'
    write(pen, p.inset.text, x, foot + p.inset.height * unit + 3.5, 2.4, 400, width - 26)
  }
}

function path(pen: CanvasRenderingContext2D, d: string, x: number, y: number, unit: number, fill: string, stroke?: string) {
  pen.save()
  pen.translate(x, y)
  pen.scale(unit, unit)
  pen.fillStyle = fill
  pen.fill(new Path2D(d), 'evenodd')
  if (stroke) {
    pen.strokeStyle = stroke
    pen.lineWidth = 0.5
    pen.stroke(new Path2D(d))
  }
  pen.restore()
}

function swatch(pen: CanvasRenderingContext2D, look: Look | {ramp: true}, x: number, y: number) {
  if ('lines' in look) return look.lines.forEach(({colour, width}, i) => {
    pen.strokeStyle = colour
    pen.lineWidth = 0.25 * width
    pen.stroke(new Path2D(`M${x} ${y + 0.8 + 1.2 * i}h6.5`))
  })
  if ('dot' in look) return void path(pen, 'M-1 0a1 1 0 1 0 2 0a1 1 0 1 0 -2 0Z', x + 3.25, y + 2, 1.8, look.dot)
  pen.fillStyle = 'ramp' in look ? ramp(pen, x) : 'fill' in look ? look.fill : paint(pen, look.pattern, 0.25)
  pen.fillRect(x, y, 6.5, 4)
  pen.strokeStyle = '#8a8375'
  pen.lineWidth = 0.15
  pen.strokeRect(x, y, 6.5, 4)
}

function ramp(pen: CanvasRenderingContext2D, x: number): CanvasGradient {
  const all = pen.createLinearGradient(x, 0, x + 6.5, 0)
  for (const [at, colour] of densityRamp) all.addColorStop(at, colour)
  return all
}

function write(pen: CanvasRenderingContext2D, text: string, x: number, y: number, size: number, weight = 400, most?: number, family = 'Tepat Sans') {
  pen.font = `${weight} ${size}px "${family}", sans-serif`
  pen.fillText(text, x, y, most)
}

// paragraph breaks a text into lines, also where a link has no spaces, and returns where the next begins.
function paragraph(pen: CanvasRenderingContext2D, text: string, x: number, y: number, width: number, size: number, weight = 400, family = 'Tepat Sans'): number {
  pen.font = `${weight} ${size}px "${family}", sans-serif`
  let line = ''
  for (const word of text.split(/(?<=[ &;])/)) {
    if (line && pen.measureText(line + word).width > width) {
      pen.fillText(line.trim(), x, y)
      y += size * 1.25
      line = ''
    }
    line += word
  }
  pen.fillText(line.trim(), x, y)
  return y + size * 1.35
}

// withDensity says in the file how many pixels it has to the inch (PNG, chunk pHYs), so that it is printed in its true size.
export async function withDensity(blob: Blob, dpi: number): Promise<Blob> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const head = 33 // signature and IHDR
  const chunk = new DataView(new ArrayBuffer(21))
  chunk.setUint32(0, 9)
  chunk.setUint32(4, 0x70485973) // pHYs
  for (const at of [8, 12]) chunk.setUint32(at, Math.round(dpi / 0.0254))
  chunk.setUint8(16, 1)
  chunk.setUint32(17, crc(new Uint8Array(chunk.buffer, 4, 13)))
  return new Blob([bytes.slice(0, head), chunk.buffer, bytes.slice(head)], {type: 'image/png'})
}

const crc = (bytes: Uint8Array) => ~bytes.reduce((c, b) => {
  c ^= b
  for (let i = 0; i < 8; i++) c = c & 1 ? c >>> 1 ^ 0xedb88320 : c >>> 1
  return c
}, -1) >>> 0
