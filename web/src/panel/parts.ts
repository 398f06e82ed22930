// What the parts of a link are called, for who is told that one of them was left out. Loaded when it is wanted.

import type {Language} from '../address'

const words: Record<string, Record<Language, string>> = {
  v: {id: 'versi tautan', en: 'version of the link'},
  release: {id: 'rilis', en: 'release'},
  lang: {id: 'bahasa', en: 'language'},
  indicator: {id: 'ukuran', en: 'measure'},
  with: {id: 'ukuran kemiskinan', en: 'measure of poverty'},
  class: {id: 'kelas kemiskinan dan cakupan', en: 'class of poverty and coverage'},
  classes: {id: 'pembagian kelas', en: 'way to part classes'},
  basis: {id: 'rilis dasar kelas', en: 'release that the classes are of'},
  only: {id: 'kelas yang disaring', en: 'class that is kept'},
  compare: {id: 'pembanding', en: 'comparison'},
  divider: {id: 'garis pembagi', en: 'divider'},
  map: {id: 'cara menggambar', en: 'way to draw'},
  by: {id: 'isi tabel', en: 'what the table lists'},
  within: {id: 'kecamatan', en: 'district'},
  village: {id: 'desa/kelurahan', en: 'village'},
  cell: {id: 'heksagon', en: 'hexagon'},
  sort: {id: 'urutan', en: 'order'},
  threshold: {id: 'ambang', en: 'threshold'},
  tab: {id: 'tampilan', en: 'tab'},
  whatif: {id: 'skenario', en: 'scenarios'},
  at: {id: 'posisi peta', en: 'position of the map'},
}

// said returns a part of an address, as it stands there, in words: kecamatan “64.69.77”.
export function said(part: string, language: Language): string {
  const at = part.indexOf('=')
  const [key, value] = [part.slice(0, at), part.slice(at + 1)]
  return words[key] ? `${words[key][language]} “${value}”` : `“${part}”`
}
