// Every word of the page, in both languages. The compiler keeps them in step. Pure.

import type {ChangeState, FigureState, HotSpot, Level} from './api/client'
import type {Method, By, Compare, Grade, Language} from './address'
import type {qualities} from './profile'
import type {apart} from './gap'
import type {Direction} from './neighbours'
import type {Question} from './question'

interface Words {
  tagline: string
  language: string
  skipToTable: string
  skipToMap: string
  tabs: {map: string; table: string}
  about: string
  tables: string
  menu: string
  madeUp: string
  madeUpNote: string
  close: string
  release: (n: number) => string
  asOf: (date: string) => string
  newer: (n: number) => string
  withdrawnSince: (what: string) => string
  showNewer: string

  question: string
  questions: Record<Question, string>
  programme: string
  indicator: string
  strategies: Record<string, string>
  ended: string
  answer: Record<Exclude<Question, 'poverty'>, (numerator: string, denominator: string, share: string, programme: string) => string>
  portion: (numerator: string, denominator: string, share: string) => string
  families: (n: string) => string
  half: (n: string, of: string, hidden: string) => string
  extremes: (low: string, lowValue: string, high: string, highValue: string) => string
  partWithheld: string

  drawn: string
  cells: string
  villages: string
  district: string
  allDistricts: string
  level: Record<Level, string>

  legend: string
  unit: Record<'families' | 'share', string>
  states: Record<FigureState, string>
  stateNotes: (k: number) => Record<Exclude<FigureState, 'value'>, string>
  inView: string
  search: {label: string; nothing: string}
  inRelease: string
  noFamilies: string
  borders: string
  classesNote: (example: string, from: string, below: string) => string
  outside: string
  outsideOf: (district: string) => string
  cellsOf: (finest: string, coarsest: string) => string
  sizesNote: (grouped: boolean) => string
  parting: {
    method: string
    number: string
    methods: Record<Method, string>
    classes: (n: number) => string
    target: Record<'families' | 'share', string>
    mean: (value: string) => string
    to: (value: string) => string
    source: (by: string) => string
    fewer: (n: string, asked: string, why: 'no_figures' | 'one_value' | 'few_values' | 'coincide' | 'beyond') => string
    basis: (release: string) => string
    renew: string
    only: string
    all: string
    places: Record<By, (n: string) => string>
  }

  listed: string
  listedBy: Record<By, string>
  ranking: Record<By, string>
  rankingOf: Record<By, (shown: string, all: string) => string>
  gap: {
    note: string
    columns: Record<'missed' | 'reached' | 'running', string>
    rankRange: (best: string, worst: string) => string
    interval: (range: string) => string
    half: string
    hotSpots: Record<HotSpot, string>
    doubtful: string
    insufficient: string
    doubts: string
    threshold: string
    thresholdAt: (share: string) => string
    below: (threshold: string) => string
    apartOf: Record<By, (n: string) => string>
    notTested: (n: string) => string
    apart: (k: number) => Record<typeof apart[number], string>
    apartNote: string
    reading: string
    readings: string[]
    cut: (shown: string, all: string) => string
  }
  place: {
    rank: (position: string, of: string, range?: string) => string
    reached: string
    ofEligible: (reached: string, eligible: string, programme: string) => string
    whole: (share: string) => string
    missed: string
    administrative: string
    verified: string
    unregistered: string
    unknown: string
    found: Record<'verified_exclusion_error' | 'unregistered_poor', (value: string, low: string, high: string) => string>
    restsOn: (families: string, date: string) => string
    above: (area: string, found: string) => string
    only: string
    quality: string
    qualities: Record<typeof qualities[number], string>
    asOf: string
  }
  profile: {
    neighbours: string
    measures: string
    groups: {families: string; quality: string}
    page: string
  }
  pair: {
    pockets: string
    with: string
    alone: string
    and: string
    title: string
    headline: string
    pocketsHere: (places: string, missed: string, poverty: string) => string
    notKnown: string
    caption: string
    press: string
    coverageOf: (programme: string) => string
    grades: Record<Grade, string>
    classOf: (poverty: Grade, coverage: Grade) => string
    places: string
    missed: (n: string) => string
    note: string
    all: string
    none: string
    keptOf: Record<By, (places: string, missed: string, eligible: string, share: string, all: string) => string>
  }
  whatIf: {
    open: string
    title: string
  }
  paper: {print: string; north: string; chosen: string; printed: string; partial: string; link: string; inset: string; outlined: (village: string) => string; staticMap: string; undrawn: Record<'difference' | 'heat', string>; png: (dpi: number) => string; cut: (shown: string, all: string) => string}
  columns: {rank: string; name: Record<By, string>; value: Record<'families' | 'share', string>}
  of: (numerator: string, denominator: string) => string
  sortBy: (column: string) => string
  downloadCSV: string
  downloadXLSX: string
  downloadGeoJSON: string
  noRows: string

  heat: string
  change: {
    with: string
    nothing: string
    releases: string
    measures: string
    releaseOf: (n: string, date: string) => string
    look: string
    looks: Record<Compare['look'], string>
    title: string
    headline: (over: boolean, what: string) => string
    between: (over: boolean, before: string, after: string) => string
    summary: (over: boolean, higher: string, lower: string, same: string, none: string) => string
    divider: string
    dividerAt: (percent: string, left: string, right: string) => string
    only: Record<'left' | 'middle' | 'right', string>
    sides: (left: string, right: string) => string
    sameBreaks: string
    unlikeCells: string
    villagesOnly: string
    states: (over: boolean) => Record<'same' | 'unlike', string>
    stateNotes: Record<'same' | 'withheld' | 'no_data' | 'unlike', string>
    higher: (over: boolean, size: string) => string
    lower: (over: boolean, size: string) => string
    unit: string
    points: string
    columns: Record<'before' | 'after' | 'change', string>
    interval: (range: string) => string
    clear: string
    ranking: (over: boolean) => Record<By, string>
    note: (over: boolean) => string
    reading: string
    readings: string[]
    apartOf: Record<By, (n: string) => string>
    reasons: Record<Exclude<ChangeState, 'value'>, string>
    ofBase: (numerator: string, denominator: string) => string
    noneKnown: string
    side: Record<'left' | 'right', string>
  }
  past: {
    title: string
    column: string
    none: string
    stepOf: (release: string, date: string, value: string) => string
    otherArea: string
    redrawn: string
    redrawnNote: string
    leftOut: (releases: string) => string
    why: Record<'not_counted' | 'counted_otherwise' | 'other_codes', string>
    note: string
  }
  density: {
    title: (what: string) => string
    fewer: string
    more: string
    note: (km: string, n: string) => string
    withheld: (n: string) => string
    total: (n: string) => string
    bound: string
    undrawn: string
  }
  explore: {
    help: string
    at: (name: string, within: string, value: string) => string
    moved: (direction: Direction, text: string) => string
    cell: (value: string, within: string) => string
    end: (direction: Direction) => string
    left: string
    directions: Record<Direction, string>
  }

  mapLabel: string
  zoomIn: string
  zoomOut: string
  whole: string
  cell: string
  cellOf: (area: string) => string
  grouped: string
  state: (s: FigureState, k: number) => string
  numerator: string
  denominators: Record<Question, string>
  share: string
  rank: (n: string, of: string) => string
  unselect: string

  waiting: string
  unreachable: string
  unreachableHint: string
  staysHint: (what: string) => string
  retry: string
  noRelease: string
  noReleaseHint: string
  gone: (n: number) => string
  newest: string
  refused: string
  dropped: (parts: string) => string
  wholeNumber: (least: string, most: string) => string
  noWebGL: string
  lostWebGL: string
  mapFailed: string
  patchy: string
  away: string
  wayBack: string
  restOf: (here: string, all: string) => string
  notCounted: string
  allWithheld: (k: number) => string
  noCells: () => string
  showVillages: string

  meta: {
    title: string
    release: string
    published: string
    audience: string
    audiences: Record<'planner' | 'public', string>
    threshold: (k: number) => string
    thresholdTitle: string
    families: string
    located: string
    notLocated: string
    locatedNote: string
    areas: string
    codes: string
    shown: string
    guarded: string
    guardedNote: (k: number) => string
    noise: (max: string) => string
    keptNote: (places: string, within: string) => string
    shownNote: string
    resolution: (r: number, size: string) => string
    sources: string
    sourceKinds: Record<string, string>
    rows: string
    unmatched: string
    unmatchedNote: string
    definition: string
    definitionNote: string
  }
}

const id: Words = {
  tagline: 'Peta sasaran program penanggulangan kemiskinan',
  language: 'Bahasa',
  skipToTable: 'Langsung ke tabel desa',
  skipToMap: 'Langsung ke peta',
  tabs: {map: 'Peta', table: 'Tabel desa'},
  about: 'Tentang data ini',
  tables: 'Tabel',
  menu: 'Menu',
  madeUp: 'Data buatan',
  madeUpNote: 'Wilayah, keluarga, dan angka di halaman ini dibuat untuk peragaan; tidak ada yang nyata.',
  close: 'Tutup',
  release: n => `Rilis ${n}`,
  asOf: date => `keadaan per ${date}`,
  newer: n => `Rilis ${n} sudah terbit.`,
  withdrawnSince: what => `Sudah ditarik sejak rilis ini dibuat, tetapi masih terhitung di sini: ${what}.`,
  showNewer: 'Tampilkan',

  question: 'Yang ingin diketahui',
  questions: {coverage: 'Cakupan', gap: 'Keluarga terlewat', eligible: 'Keluarga berhak', leakage: 'Di luar sasaran', poverty: 'Kemiskinan'},
  programme: 'Program',
  indicator: 'Indikator',
  strategies: {A: 'Mengurangi beban pengeluaran', B: 'Meningkatkan pendapatan', C: 'Mengurangi kantong kemiskinan', '': 'Beberapa program bersama'},
  ended: 'berakhir',
  answer: {
    coverage: (n, d, s, p) => `${n} dari ${d} keluarga yang berhak sudah menerima ${p}, atau ${s}.`,
    gap: (n, d, s, p) => `${n} dari ${d} keluarga yang berhak belum menerima ${p}, atau ${s}.`,
    eligible: (n, d, s, p) => `${n} dari ${d} keluarga berhak menerima ${p}, atau ${s}.`,
    leakage: (n, d, s, p) => `${n} dari ${d} keluarga penerima ${p} tidak termasuk yang berhak, atau ${s}.`,
  },
  portion: (n, d, s) => `${n} dari ${d} keluarga, atau ${s}.`,
  families: n => `${n} keluarga.`,
  half: (n, of, hidden) => `Separuhnya tinggal di ${n} dari ${of} desa dan kelurahan yang angkanya tersedia${hidden ? `; ${hidden} lainnya disamarkan atau tanpa data` : ''}.`,
  extremes: (low, lowValue, high, highValue) => `Terendah ${low}, ${lowValue}; tertinggi ${high}, ${highValue}.`,
  partWithheld: 'Jumlah keseluruhan disamarkan.',

  drawn: 'Peta menurut',
  cells: 'Heksagon',
  villages: 'Desa',
  district: 'Kecamatan',
  allDistricts: 'Semua kecamatan',
  level: {village: 'Desa/kelurahan', district: 'Kecamatan', regency: 'Kabupaten/kota'},

  legend: 'Legenda',
  unit: {families: 'keluarga', share: 'persen keluarga'},
  states: {value: 'Angka tersedia', zero: 'Nol', no_data: 'Tidak ada data', withheld: 'Disamarkan'},
  stateNotes: k => ({
    zero: 'Sudah dihitung, dan hasilnya memang nol.',
    no_data: 'Tidak ada keluarga yang dapat dihitung.',
    withheld: `Disamarkan untuk melindungi keluarga: dihitung dari kurang dari ${k} keluarga, atau angkanya akan membuka angka lain.`,
  }),
  inView: 'di layar',
  search: {label: 'Cari desa atau kecamatan', nothing: 'Tidak ada desa atau kecamatan dengan nama itu.'},
  inRelease: 'seluruhnya',
  noFamilies: 'Tidak ada keluarga yang lokasinya diketahui',
  borders: 'Batas desa, kecamatan, kabupaten',
  classesNote: (example, from, below) => `Kelas tetap untuk seluruh rilis; “${example}” memuat ${from}, tetapi tidak ${below}.`,
  outside: 'Di luar kabupaten',
  outsideOf: district => `Di luar ${district}`,
  cellsOf: (finest, coarsest) => `Heksagon ±${finest}, dan hingga ±${coarsest} di tempat yang jarang keluarga`,
  sizesNote: grouped => `Luas lingkaran sebanding dengan jumlah keluarga.${grouped ? ' Heksagon yang digabung punya satu. Kelasnya untuk heksagon seukuran ini; di skala lain heksagon dan kelasnya lain.' : ''}`,
  parting: {
    method: 'Kelas menurut', number: 'Jumlah kelas',
    methods: {thresholds: 'Ambang kebijakan', quantile: 'Kuantil', natural: 'Batas alami', equal: 'Lebar sama', diverging: 'Sekitar rata-rata'},
    classes: n => `${n} kelas`,
    target: {share: 'Target, persen (kosong: rata-rata)', families: 'Target, keluarga (kosong: rata-rata)'},
    mean: value => `Di sekitar rata-rata kabupaten, ${value}.`,
    to: value => `Di sekitar target, ${value}.`,
    source: by => `Ambang: ${by}.`,
    fewer: (n, asked, why) => `${n} dari ${asked} kelas: ${{
      no_figures: 'tidak ada angka yang ditampilkan', one_value: 'semua angkanya sama', few_values: 'angka yang berbeda lebih sedikit',
      coincide: 'beberapa batas berimpit', beyond: 'beberapa batas di luar nilai yang mungkin'}[why]}.`,
    basis: release => `Kelas dari rilis ${release}, supaya warna yang sama berarti angka yang sama.`,
    renew: 'Hitung ulang untuk rilis ini',
    only: 'saja, di peta; kelas ini tidak berlaku untuk tempat dalam tabel.',
    all: 'Semua kelas',
    places: {village: n => `${n} desa/kelurahan dalam tabel`, district: n => `${n} kecamatan dalam tabel`},
  },

  listed: 'Daftar menurut',
  listedBy: {village: 'Desa', district: 'Kecamatan'},
  ranking: {village: 'Peringkat desa dan kelurahan', district: 'Peringkat kecamatan'},
  rankingOf: {
    village: (shown, all) => shown === all ? `${all} desa dan kelurahan` : `${shown} dari ${all} desa dan kelurahan`,
    district: (_, all) => `${all} kecamatan`,
  },
  gap: {
    note: 'Ini kesenjangan administratif: terdata berhak, tetapi tidak ada di daftar penerima. Kesalahan eksklusi terverifikasi dan keluarga miskin yang tidak terdata adalah angka lain, yang belum diketahui di sini.',
    columns: {missed: 'Terlewat', reached: 'Terjangkau', running: 'Kumulatif'},
    rankRange: (best, worst) => `peringkat ${best} sampai ${worst}, dengan kepastian 95%`,
    interval: range => `rentang ${range}, dengan kepastian 95%`,
    half: 'Sampai di sini: separuh dari semua keluarga yang terlewat',
    hotSpots: {
      '': '', not_unusual: '', not_tested: 'Kantong tidak diuji', hot: 'Kantong terlewat', cold: 'Kantong terjangkau',
      hot_outlier: 'Lebih banyak terlewat daripada sekitarnya', cold_outlier: 'Lebih sedikit terlewat daripada sekitarnya',
    },
    doubtful: 'Data kurang pasti',
    insufficient: 'data belum cukup',
    doubts: 'Yang membuat angka ini kurang pasti:',
    threshold: 'Ambang cakupan',
    thresholdAt: share => `Ambang ${share}`,
    below: threshold => `Peluang cakupan di bawah ${threshold}:`,
    apartOf: {village: n => `${n} desa dan kelurahan tidak masuk peringkat`, district: n => `${n} kecamatan tidak masuk peringkat`},
    notTested: n => `${n} tidak diuji`,
    apart: k => ({
      withheld: `Disamarkan: keluarga berhak di sini kurang dari ${k}, atau angkanya akan membuka angka lain yang disamarkan.`,
      no_data: 'Tidak ada data: tidak ada keluarga yang dapat dihitung.',
      nobody_eligible: 'Tidak ada keluarga yang terdata berhak.',
      not_tested: 'Tidak diuji sebagai kantong: kurang dari tiga tetangga yang punya angka. Tetap ada di tabel.',
    }),
    apartNote: 'Angka seluruh kabupaten sudah memuat tempat-tempat ini; karena itu jumlah di tabel dapat berbeda.',
    reading: 'Cara membaca tabel',
    readings: [
      'Di bawah nomor urut: rentang peringkat. Di bawah bagian yang terjangkau: rentangnya. Keduanya dengan kepastian 95%.',
      'Kumulatif: bagian dari semua keluarga yang terlewat, di tempat ini dan semua tempat sebelum nomor ini.',
      'Kantong terlewat: di sini dan di sekitarnya lebih banyak keluarga terlewat daripada yang dapat terjadi secara kebetulan (Gi*, q ≤ 0,05).',
    ],
    cut: (shown, all) => `${shown} dari ${all} ditampilkan.`,
  },
  place: {
    rank: (position, of, range) => `peringkat ${position} dari ${of}` + (range ? ` (${range})` : ''),
    reached: 'terjangkau',
    ofEligible: (reached, eligible, programme) => `${reached} dari ${eligible} keluarga berhak menerima ${programme}.`,
    whole: share => `Garis tegak: semua tempat yang punya angka, ${share}.`,
    missed: 'Keluarga terlewat, tiga angka berbeda',
    administrative: 'Kesenjangan administratif',
    verified: 'Kesalahan eksklusi terverifikasi',
    unregistered: 'Miskin, tidak terdata',
    unknown: 'belum diketahui',
    found: {
      verified_exclusion_error: (value, low, high) => `${value} (${low}–${high}) dari yang berhak terlewat`,
      unregistered_poor: (value, low, high) => `sekitar ${value} keluarga (${low}–${high})`,
    },
    restsOn: (families, date) => `dari ${families} keluarga, ${date}`,
    above: (area, found) => `belum diketahui; ${area}: ${found}`,
    only: 'Yang pertama: terdata berhak, tidak ada di daftar penerima. Dua yang lain hanya dapat diketahui dengan mendatangi keluarga.',
    quality: 'Mutu data',
    qualities: {located_share: 'Punya titik lokasi', dukcapil_match: 'Padan Dukcapil', registry_discordance: 'Berbeda antarsumber data', old_data: 'Lebih dari setahun tidak dimutakhirkan'},
    asOf: 'Data terbaru per',
  },
  profile: {
    neighbours: 'Tetangga',
    measures: 'Semua ukuran',
    groups: {families: 'Keluarga dan kemiskinan', quality: 'Mutu data'},
    page: 'Semua ini sebagai halaman untuk dicetak',
  },
  pair: {
    pockets: 'Kantong kurang tercakup',
    with: 'Bersama ukuran kemiskinan',
    alone: 'Cakupan saja',
    and: 'bersama',
    title: 'kemiskinan dan cakupan',
    headline: 'Kemiskinan dan cakupan',
    pocketsHere: (places, missed, poverty) => `${places} desa dan kelurahan termasuk yang paling miskin (${poverty.charAt(0).toLowerCase()}${poverty.slice(1)}) sekaligus yang paling kurang tercakup; ${missed} keluarga berhak terlewat di sana.`,
    notKnown: 'Tidak ada desa yang kedua angkanya ditampilkan. Itu tidak berarti tidak ada yang terlewat.',
    caption: 'Desa dan kelurahan per kelas.',
    press: 'Tekan satu kelas untuk menyaring peta dan peringkat.',
    coverageOf: programme => `Cakupan ${programme}`,
    grades: {low: 'rendah', mid: 'sedang', high: 'tinggi'},
    classOf: (poverty, coverage) => `Kemiskinan ${id.pair.grades[poverty]}, cakupan ${id.pair.grades[coverage]}`,
    places: 'desa dan kelurahan',
    missed: n => `${n} terlewat`,
    note: 'Tiap ukuran dibagi tiga menurut semua desa dalam rilis, dengan batas yang dibulatkan; tetap sama saat peta digeser atau diperbesar. Heksagon memakai batas yang sama. Cakupan nol termasuk “rendah”.',
    all: 'Semua kelas',
    none: 'Tidak ada tempat dalam kelas ini yang masuk peringkat.',
    keptOf: {
      village: (places, missed, eligible, share, all) => `${places} desa dan kelurahan: ${missed} dari ${eligible} keluarga berhak di sana terlewat${share ? `, ${share} dari ${all} yang diketahui terlewat di daftar ini` : ''}.`,
      district: (places, missed, eligible, share, all) => `${places} kecamatan: ${missed} dari ${eligible} keluarga berhak di sana terlewat${share ? `, ${share} dari ${all} yang diketahui terlewat di daftar ini` : ''}.`,
    },
  },
  whatIf: {
    open: 'Simulasi anggaran',
    title: 'Bagaimana jika anggaran dibagi?',
  },
  paper: {
    print: 'Cetak peta dan peringkat', north: 'U', chosen: 'Pilihan', printed: 'Dicetak', partial: 'Sebagian peta belum termuat saat itu', link: 'Tautan', inset: 'Letak peta ini di kabupaten', outlined: village => `${village}, bergaris tepi tebal`, undrawn: {difference: 'Peta perubahan butuh WebGL, atau halaman yang membuka petanya; angkanya ada di tabel.', heat: 'Peta kepadatan butuh WebGL, atau halaman yang membuka petanya; angkanya ada di tabel.'}, staticMap: 'Peta desa dan kelurahan menurut kelas; tabel memuat angka yang sama', png: dpi => `Simpan peta sebagai gambar PNG, ${dpi} dpi`,
    cut: (shown, all) => `${shown} dari ${all} tempat dicetak. Selebihnya ada di halaman dan di berkas CSV, atau pilih kecamatan.`,
  },
  columns: {rank: 'No.', name: {village: 'Desa/kelurahan', district: 'Kecamatan'}, value: {families: 'Keluarga', share: 'Persentase'}},
  of: (n, d) => `${n} dari ${d}`,
  sortBy: column => `Urutkan menurut ${column}`,
  downloadCSV: 'Unduh CSV',
  downloadXLSX: 'Unduh XLSX',
  downloadGeoJSON: 'Unduh GeoJSON',
  noRows: 'Tidak ada desa di pilihan ini. Pilih semua kecamatan.',

  heat: 'Kepadatan',
  change: {
    with: 'Bandingkan dengan',
    nothing: 'Tanpa perbandingan',
    releases: 'Rilis lain',
    measures: 'Ukuran lain dalam rilis ini',
    releaseOf: (n, date) => `Rilis ${n}, ${date}`,
    look: 'Cara membandingkan',
    looks: {swipe: 'Geser', difference: 'Selisih'},
    title: 'selisih, poin persen',
    headline: (over, what) => `${over ? 'Perubahan' : 'Selisih'}: ${what}`,
    between: (over, before, after) => over ? `Dari ${before} ke ${after}.` : `${after} dibandingkan dengan ${before}.`,
    summary: (over, higher, lower, same, none) => `Jelas ${over ? 'naik' : 'lebih tinggi'} di ${higher} tempat, jelas ${over ? 'turun' : 'lebih rendah'} di ${lower}; di ${same} tempat tidak ada ${over ? 'perubahan' : 'selisih'} yang jelas${none ? `, dan ${none} tidak dapat dibandingkan` : ''}.`,
    divider: 'Garis pemisah peta',
    dividerAt: (percent, left, right) => `${percent} kiri: ${left}; sisanya: ${right}`,
    only: {left: 'Kiri saja', middle: 'Tengah', right: 'Kanan saja'},
    sides: (left, right) => `Kiri: ${left}. Kanan: ${right}.`,
    sameBreaks: 'Kedua sisi memakai kelas yang sama.',
    unlikeCells: 'Heksagon tiap rilis digabung sendiri-sendiri, jadi satu heksagon di kiri bukan tempat yang sama di kanan. Untuk membandingkan tempat, pilih Desa.',
    villagesOnly: 'Selisih hanya digambar per desa: heksagon dua rilis digabung sendiri-sendiri, jadi tidak sebanding.',
    states: over => ({same: over ? 'Tidak ada perubahan jelas' : 'Tidak ada selisih jelas', unlike: 'Tidak sebanding'}),
    stateNotes: {
      same: 'Selisihnya tidak lebih besar daripada ketidakpastian kedua angka: rentang 95% selisih memuat nol.',
      withheld: 'Salah satu atau kedua angkanya disamarkan.',
      no_data: 'Di salah satu sisi tidak ada keluarga yang dapat dihitung.',
      unlike: 'Batas wilayahnya berubah, atau hanya ada di salah satu rilis.',
    },
    higher: (over, size) => `${over ? 'Naik' : 'Lebih tinggi'} ${size}`,
    lower: (over, size) => `${over ? 'Turun' : 'Lebih rendah'} ${size}`,
    unit: 'poin persen',
    points: 'poin',
    columns: {before: 'Sebelum', after: 'Sesudah', change: 'Selisih'},
    interval: range => `rentang selisih ${range} poin, dengan kepastian 95%`,
    clear: 'tidak jelas',
    ranking: over => ({village: `${over ? 'Perubahan' : 'Selisih'} per desa dan kelurahan`, district: `${over ? 'Perubahan' : 'Selisih'} per kecamatan`}),
    note: over => `Selisih bagian keluarga, dalam poin persen: ${over ? 'sesudah dikurangi sebelum' : 'kanan dikurangi kiri'}.`,
    reading: 'Cara membaca tabel',
    readings: [
      'Di bawah selisih: rentangnya dengan kepastian 95% (Newcombe). Kalau rentang itu memuat nol, perubahannya tidak jelas.',
      'Rentang dihitung seolah-olah kedua sisi berasal dari keluarga yang berlainan. Untuk satu ukuran pada dua waktu, yang sebagian besar keluarganya sama, ketidakpastian sebenarnya lebih kecil; untuk dua ukuran yang saling meniadakan, misalnya dua desil, lebih besar.',
      'Urutan menurut selisih: yang jelas berubah lebih dahulu.',
    ],
    apartOf: {village: n => `${n} desa dan kelurahan tidak dapat dibandingkan`, district: n => `${n} kecamatan tidak dapat dibandingkan`},
    reasons: {
      withheld: 'Disamarkan di salah satu sisi.',
      no_data: 'Tidak ada data di salah satu sisi.',
      redrawn: 'Batasnya berubah antara kedua rilis.',
      added: 'Belum ada dalam rilis sebelumnya.',
      gone: 'Tidak ada lagi dalam rilis sesudahnya.',
    },
    ofBase: (n, d) => `${n} dari ${d}`,
    noneKnown: 'Tidak ada tempat yang dapat dibandingkan: angka salah satu sisinya tidak ditampilkan.',
    side: {left: 'kiri', right: 'kanan'},
  },
  past: {
    title: 'Riwayat',
    column: 'Riwayat',
    none: 'tidak ada wilayah ini',
    stepOf: (release, date, value) => `Rilis ${release} (${date}): ${value}`,
    otherArea: 'Belum ada',
    redrawn: 'batasnya lain',
    redrawnNote: 'Batasnya lain: kodenya sama, tetapi batas wilayahnya berubah; angkanya tidak dapat disambung.',
    leftOut: releases => `Tidak disertakan: ${releases}.`,
    why: {not_counted: 'tidak menghitung ini', counted_otherwise: 'menghitung dengan cara lain', other_codes: 'memakai kode wilayah lain'},
    note: 'Titik kosong: angka tidak ditampilkan.',
  },
  density: {
    title: what => `kepadatan: ${what.charAt(0).toLowerCase()}${what.slice(1)}`,
    fewer: 'lebih sedikit',
    more: 'lebih banyak',
    note: (km, n) => `Tiap angka (${n}) disebar di sekitar tengah heksagonnya, seluas heksagon itu dan sekurang-kurangnya ${km} km; sama di semua skala. Warna menunjukkan di mana keluarga berkumpul, bukan berapa.`,
    withheld: n => `${n} angka disamarkan dan tidak ikut: tempat yang pucat tidak berarti tidak ada keluarga.`,
    total: n => `${n} keluarga tergambar.`,
    bound: 'Jumlah ini tidak pasti: sebagian angkanya hanya batas (≤ atau ≥), atau diberi gangguan acak.',
    undrawn: 'Tidak tergambar:',
  },
  explore: {
    help: 'Tombol panah: pindah ke tetangga. Enter: buka rincian. Escape: selesai. Shift dan panah: geser peta.',
    at: (name, within, value) => `${name}${within ? `, ${within}` : ''}: ${value}`,
    moved: (direction, text) => `Ke ${id.explore.directions[direction]}: ${text}`,
    cell: (value, within) => `Heksagon${within ? ` di ${within}` : ''}: ${value}`,
    end: direction => `Tidak ada tetangga ke ${id.explore.directions[direction]}.`,
    left: 'Penjelajahan peta selesai.',
    directions: {north: 'utara', east: 'timur', south: 'selatan', west: 'barat'},
  },

  mapLabel: 'Peta. Tabel desa memuat angka yang sama.',
  zoomIn: 'Perbesar',
  zoomOut: 'Perkecil',
  whole: 'Seluruh wilayah',
  cell: 'Heksagon',
  cellOf: area => `Heksagon ±${area}`,
  grouped: 'Ditampilkan bersama tetangganya: angka ini milik semua heksagon yang bergaris tepi sekaligus.',
  state: (s, k) => ({
    value: 'angka tersedia', zero: 'sudah dihitung, dan hasilnya memang nol', no_data: 'tidak ada data: tidak ada keluarga yang dapat dihitung',
    withheld: `disamarkan untuk melindungi keluarga: dihitung dari kurang dari ${k} keluarga, atau angkanya akan membuka angka lain`,
  })[s],
  numerator: 'Keluarga',
  denominators: {coverage: 'Keluarga berhak', gap: 'Keluarga berhak', eligible: 'Keluarga terdata', leakage: 'Penerima', poverty: 'Keluarga dihitung'},
  share: 'Persentase',
  rank: (n, of) => `peringkat ${n} dari ${of}`,
  unselect: 'Batalkan pilihan',

  waiting: 'Memuat …',
  unreachable: 'Server tidak dapat dihubungi.',
  unreachableHint: 'Periksa sambungan, atau apakah tepat serve masih berjalan.',
  staysHint: what => `Yang terakhir dimuat tetap ditampilkan: ${what}.`,
  retry: 'Coba lagi',
  noRelease: 'Belum ada rilis.',
  noReleaseHint: 'Setelah impor selesai, buat rilis dengan perintah ini, lalu muat ulang halaman:',
  gone: n => `Rilis ${n} tidak ada.`,
  newest: 'Buka rilis terbaru',
  refused: 'Server menolak permintaan ini:',
  dropped: parts => `Tidak dikenal dalam rilis ini atau tidak cocok dengan tampilan ini, jadi tidak dipakai dari tautan: ${parts}.`,
  wholeNumber: (least, most) => `Tulis bilangan bulat dari ${least} sampai ${most}.`,
  noWebGL: 'Peramban ini tidak menyediakan WebGL 2, sehingga peta tidak dapat digambar. Tabel desa memuat angka yang sama.',
  lostWebGL: 'Peta berhenti karena gangguan pada kartu grafis. Tabel desa memuat angka yang sama.',
  restOf: (here, all) => `Heksagon memuat ${here} dari ${all} keluarga; selebihnya disamarkan atau belum punya titik lokasi.`,
  notCounted: 'Heksagon belum dihitung: sebagian peta belum termuat.',
  away: 'Bagian peta ini di luar wilayah rilis.',
  wayBack: 'Kembali ke wilayah rilis',
  patchy: 'Sebagian peta belum termuat: server tidak menjawab.',
  allWithheld: k => `Semua heksagon disamarkan untuk indikator ini: tiap heksagon dihitung dari kurang dari ${k} keluarga, atau angkanya akan membuka angka lain. Itu tidak berarti tidak ada kebutuhan.`,
  noCells: () => 'Tidak ada keluarga yang lokasinya diketahui, jadi tidak ada heksagon yang dapat digambar.',
  showVillages: 'Tampilkan menurut desa',
  mapFailed: 'Peta tidak dapat dimuat. Tabel desa memuat angka yang sama.',

  meta: {
    title: 'Tentang data ini',
    release: 'Rilis',
    published: 'Terbit',
    audience: 'Diperuntukkan bagi',
    audiences: {planner: 'perencana', public: 'umum'},
    threshold: k => `di bawah ${k} keluarga`,
    thresholdTitle: 'Disamarkan',
    families: 'Keluarga dihitung',
    located: 'Dengan lokasi',
    notLocated: 'Tanpa lokasi',
    locatedNote: 'Keluarga tanpa lokasi ada di tabel desa, tidak di heksagon.',
    areas: 'Wilayah',
    codes: 'Kode wilayah',
    shown: 'Kerincian peta',
    guarded: 'Apa yang disamarkan, dan gangguan acak',
    guardedNote: k => `Angka disamarkan bila dihitung dari kurang dari ${k} keluarga, bila akan membuka angka lain yang disamarkan (misalnya kecamatan dikurangi desa-desanya), dan bila pada rilis sebelumnya disamarkan. Disamarkan tidak berarti nol.`,
    noise: max => `Setiap angka diberi gangguan acak: dapat meleset hingga ${max} keluarga, rata-rata nol, sehingga jumlah tidak harus pas. ≤ dan ≥ mewakili semua yang lebih kecil atau lebih besar.`,
    keptNote: (places, within) => `${places} tempat memakai angka rilis sebelumnya karena tidak satu pun angkanya berubah lebih dari ${within} keluarga: yang berubah pada satu keluarga tidak boleh terbaca.`,
    shownNote: 'Bagian keluarga berlokasi yang terlihat pada ukuran heksagon ini atau yang lebih halus. Heksagon jarang penduduk digabung supaya tidak ada keluarga yang dapat dikenali.',
    resolution: (r, size) => `Resolusi ${r}, ±${size}`,
    sources: 'Sumber',
    sourceKinds: {areas: 'Batas wilayah', households: 'Data keluarga', recipients: 'Daftar penerima', crosswalk: 'Padanan kode'},
    rows: 'Baris',
    unmatched: 'Penerima di luar data keluarga',
    unmatchedNote: 'Penerima program yang tidak cocok dengan keluarga mana pun; dihitung, tetapi tidak dipetakan.',
    definition: 'Cara menghitung indikator ini',
    definitionNote: 'Keluarga yang memenuhi pembilang, di antara keluarga yang memenuhi penyebut (CQL2).',
  },
}

const en: Words = {
  tagline: 'Where help against poverty reaches, and where it does not',
  language: 'Language',
  skipToTable: 'Skip to the table of villages',
  skipToMap: 'Skip to the map',
  tabs: {map: 'Map', table: 'Villages'},
  about: 'About these figures',
  tables: 'Tables',
  menu: 'Menu',
  madeUp: 'Made-up data',
  madeUpNote: 'The places, families and figures on this page were made up to show how it works; none of them is real.',
  close: 'Close',
  release: n => `Release ${n}`,
  asOf: date => `as of ${date}`,
  newer: n => `Release ${n} is out.`,
  withdrawnSince: what => `Withdrawn since this release was made, but still counted here: ${what}.`,
  showNewer: 'Show it',

  question: 'What to look at',
  questions: {coverage: 'Coverage', gap: 'Families missed', eligible: 'Families eligible', leakage: 'Leakage', poverty: 'Poverty'},
  programme: 'Programme',
  indicator: 'Indicator',
  strategies: {A: 'Reducing expenditure', B: 'Raising income', C: 'Reducing pockets of poverty', '': 'Several programmes together'},
  ended: 'ended',
  answer: {
    coverage: (n, d, s, p) => `${n} of ${d} eligible families receive ${p}: ${s}.`,
    gap: (n, d, s, p) => `${n} of ${d} eligible families do not receive ${p}: ${s}.`,
    eligible: (n, d, s, p) => `${n} of ${d} families are eligible for ${p}: ${s}.`,
    leakage: (n, d, s, p) => `${n} of ${d} families that receive ${p} are not eligible: ${s}.`,
  },
  portion: (n, d, s) => `${n} of ${d} families: ${s}.`,
  families: n => `${n} families.`,
  half: (n, of, hidden) => `Half of them live in ${n} of ${of} villages with a figure${hidden ? `; ${hidden} more are withheld or without data` : ''}.`,
  extremes: (low, lowValue, high, highValue) => `Lowest in ${low}, ${lowValue}; highest in ${high}, ${highValue}.`,
  partWithheld: 'The sum is withheld.',

  drawn: 'Drawn by',
  cells: 'Hexagon',
  villages: 'Village',
  district: 'District',
  allDistricts: 'All districts (kecamatan)',
  level: {village: 'Villages', district: 'Districts', regency: 'Regencies'},

  legend: 'Legend',
  unit: {families: 'families', share: 'share of families'},
  states: {value: 'With a figure', zero: 'Zero', no_data: 'No data', withheld: 'Withheld'},
  stateNotes: k => ({
    zero: 'Counted, and the count is none.',
    no_data: 'There is no family to count.',
    withheld: `Withheld to protect families: it rests on fewer than ${k}, or would give another withheld figure away.`,
  }),
  inView: 'in view',
  search: {label: 'Find a village or district', nothing: 'No village or district has that name.'},
  inRelease: 'in all',
  noFamilies: 'No family whose place is known',
  borders: 'Borders of village, district, regency',
  classesNote: (example, from, below) => `Classes hold for the whole release; “${example}” includes ${from} and excludes ${below}.`,
  outside: 'Outside the regency',
  outsideOf: district => `Outside ${district}`,
  cellsOf: (finest, coarsest) => `Hexagons of about ${finest}, and up to ${coarsest} where families are few`,
  sizesNote: grouped => `The area of a circle stands for the number of families.${grouped ? ' Hexagons shown together have one. The classes are for hexagons of this size; at another scale hexagons and classes are others.' : ''}`,
  parting: {
    method: 'Classes by', number: 'How many classes',
    methods: {thresholds: 'Policy thresholds', quantile: 'Quantile', natural: 'Natural breaks', equal: 'Equal width', diverging: 'Around the mean'},
    classes: n => `${n} classes`,
    target: {share: 'Target, per cent (empty: the mean)', families: 'Target, families (empty: the mean)'},
    mean: value => `Around the mean of the regency, ${value}.`,
    to: value => `Around the target, ${value}.`,
    source: by => `Thresholds: ${by}.`,
    fewer: (n, asked, why) => `${n} of ${asked} classes: ${{
      no_figures: 'no figure is shown', one_value: 'all figures are equal', few_values: 'there are fewer different figures',
      coincide: 'some bounds coincide', beyond: 'some bounds lie where no figure can'}[why]}.`,
    basis: release => `Classes of release ${release}, so that equal colours mean equal figures.`,
    renew: 'Part anew for this release',
    only: 'alone, on the map; these classes do not hold for the places in the table.',
    all: 'All classes',
    places: {village: n => `${n} villages in the table`, district: n => `${n} districts in the table`},
  },

  listed: 'List by',
  listedBy: {village: 'Village', district: 'District'},
  ranking: {village: 'Villages ranked', district: 'Districts ranked'},
  rankingOf: {
    village: (shown, all) => shown === all ? `${all} villages` : `${shown} of ${all} villages`,
    district: (_, all) => `${all} districts`,
  },
  gap: {
    note: 'This is the administrative gap: registered as eligible, but on no list of recipients. The verified exclusion error and the poor who are not registered are other numbers, not known here.',
    columns: {missed: 'Missed', reached: 'Reached', running: 'Running'},
    rankRange: (best, worst) => `rank ${best} to ${worst}, 95% certain`,
    interval: range => `interval ${range}, 95% certain`,
    half: 'Down to here: half of all families missed',
    hotSpots: {
      '': '', not_unusual: '', not_tested: 'Hot spot not tested', hot: 'Hot spot', cold: 'Cold spot',
      hot_outlier: 'More missed than around it', cold_outlier: 'Fewer missed than around it',
    },
    doubtful: 'Data less certain',
    insufficient: 'insufficient data',
    doubts: 'What keeps this uncertain:',
    threshold: 'Coverage threshold',
    thresholdAt: share => `Threshold ${share}`,
    below: threshold => `Probability that coverage lies below ${threshold}:`,
    apartOf: {village: n => `${n} villages are not ranked`, district: n => `${n} districts are not ranked`},
    notTested: n => `${n} not tested`,
    apart: k => ({
      withheld: `Withheld: fewer than ${k} families are eligible here, or the figure would give another withheld one away.`,
      no_data: 'No data: there is no family to count.',
      nobody_eligible: 'No family is registered as eligible.',
      not_tested: 'Not tested as a hot spot: fewer than three neighbours have figures. They stay in the table.',
    }),
    apartNote: 'The figure of the whole regency includes these places, so the table may add up to another sum.',
    reading: 'How to read the table',
    readings: [
      'Below the number: the range of the rank. Below the share reached: its interval. Both are 95% certain.',
      'Running: the share of all families missed, in this place and in all places numbered before it.',
      'Hot spot: more families are missed here and around than chance would bring about (Gi*, q ≤ 0.05).',
    ],
    cut: (shown, all) => `${shown} of ${all} are shown.`,
  },
  place: {
    rank: (position, of, range) => `rank ${position} of ${of}` + (range ? ` (${range})` : ''),
    reached: 'reached',
    ofEligible: (reached, eligible, programme) => `${reached} of ${eligible} eligible families receive ${programme}.`,
    whole: share => `Upright line: all places with figures, ${share}.`,
    missed: 'Families missed, three numbers',
    administrative: 'Administrative gap',
    verified: 'Verified exclusion error',
    unregistered: 'Poor, not registered',
    unknown: 'not known',
    found: {
      verified_exclusion_error: (value, low, high) => `${value} (${low}–${high}) of the eligible are missed`,
      unregistered_poor: (value, low, high) => `about ${value} families (${low}–${high})`,
    },
    restsOn: (families, date) => `from ${families} families, ${date}`,
    above: (area, found) => `not known; ${area}: ${found}`,
    only: 'The first: registered as eligible, on no list. The other two can only be known by visiting families.',
    quality: 'Quality of the data',
    qualities: {located_share: 'Located', dukcapil_match: 'Known to the civil registry', registry_discordance: 'Sources disagree', old_data: 'Not updated for more than a year'},
    asOf: 'Newest data of',
  },
  profile: {
    neighbours: 'Neighbours',
    measures: 'All measures',
    groups: {families: 'Families and poverty', quality: 'Quality of the data'},
    page: 'All of this as a page to print',
  },
  pair: {
    pockets: 'Poor and poorly covered',
    with: 'Together with a measure of poverty',
    alone: 'Coverage alone',
    and: 'with',
    title: 'poverty and coverage',
    headline: 'Poverty and coverage',
    pocketsHere: (places, missed, poverty) => `${places} villages are among the poorest (${poverty.charAt(0).toLowerCase()}${poverty.slice(1)}) and the most poorly covered at once; ${missed} eligible families are missed there.`,
    notKnown: 'No village shows both figures. That does not mean that nobody is missed.',
    caption: 'Villages in each class.',
    press: 'Press one to keep only that on the map and in the ranking.',
    coverageOf: programme => `Coverage of ${programme}`,
    grades: {low: 'low', mid: 'medium', high: 'high'},
    classOf: (poverty, coverage) => `Poverty ${en.pair.grades[poverty]}, coverage ${en.pair.grades[coverage]}`,
    places: 'villages',
    missed: n => `${n} missed`,
    note: 'Each measure is parted in three by all villages of the release, at rounded bounds, which stay as they are when the map is moved or zoomed. Hexagons have the same bounds. No coverage at all counts as “low”.',
    all: 'All classes',
    none: 'No place in this class is ranked.',
    keptOf: {
      village: (places, missed, eligible, share, all) => `${places} villages: ${missed} of ${eligible} eligible families there are missed${share ? `, ${share} of the ${all} known to be missed in this list` : ''}.`,
      district: (places, missed, eligible, share, all) => `${places} districts: ${missed} of ${eligible} eligible families there are missed${share ? `, ${share} of the ${all} known to be missed in this list` : ''}.`,
    },
  },
  whatIf: {
    open: 'Simulate a budget',
    title: 'What if a budget were shared?',
  },
  paper: {
    print: 'Print map and ranking', north: 'N', chosen: 'Chosen', printed: 'Printed', partial: 'Part of the map had not come by then', link: 'Link', inset: 'Where this map lies in the regency', outlined: village => `${village}, in a heavy outline`, undrawn: {difference: 'The map of the difference needs WebGL, or the page turned to its map; the figures are in the table.', heat: 'The map of density needs WebGL, or the page turned to its map; the figures are in the table.'}, staticMap: 'Map of the villages by class; the table has the same figures', png: dpi => `Save the map as a PNG picture, ${dpi} dpi`,
    cut: (shown, all) => `${shown} of ${all} places are printed. The others are on the page and in its CSV file; or choose a district.`,
  },
  columns: {rank: 'No.', name: {village: 'Village', district: 'District'}, value: {families: 'Families', share: 'Share'}},
  of: (n, d) => `${n} of ${d}`,
  sortBy: column => `Sort by ${column}`,
  downloadCSV: 'Download CSV',
  downloadXLSX: 'Download XLSX',
  downloadGeoJSON: 'Download GeoJSON',
  noRows: 'No village in this choice. Choose all districts.',

  heat: 'Density',
  change: {
    with: 'Compare with',
    nothing: 'No comparison',
    releases: 'Another release',
    measures: 'Another measure of this release',
    releaseOf: (n, date) => `Release ${n}, ${date}`,
    look: 'How to compare',
    looks: {swipe: 'Swipe', difference: 'Difference'},
    title: 'difference, percentage points',
    headline: (over, what) => `${over ? 'Change' : 'Difference'}: ${what}`,
    between: (over, before, after) => over ? `From ${before} to ${after}.` : `${after} against ${before}.`,
    summary: (over, higher, lower, same, none) => `Clearly higher in ${higher} places, clearly lower in ${lower}; no clear ${over ? 'change' : 'difference'} in ${same}${none ? `, and ${none} cannot be compared` : ''}.`,
    divider: 'Divider of the map',
    dividerAt: (percent, left, right) => `Left ${percent}: ${left}; the rest: ${right}`,
    only: {left: 'Left only', middle: 'Middle', right: 'Right only'},
    sides: (left, right) => `Left: ${left}. Right: ${right}.`,
    sameBreaks: 'Both sides have the same classes.',
    unlikeCells: 'Each release puts its hexagons together in its own way, so one on the left is not the same place on the right. To compare places, choose Village.',
    villagesOnly: 'The difference is drawn by village only: each release puts its hexagons together in its own way, so they cannot be compared.',
    states: over => ({same: over ? 'No clear change' : 'No clear difference', unlike: 'Not comparable'}),
    stateNotes: {
      same: 'The difference is no larger than the uncertainty of both figures: its 95% interval includes zero.',
      withheld: 'One of the two figures is withheld, or both are.',
      no_data: 'On one side there is no family to count.',
      unlike: 'Its border has changed, or only one of the releases has it.',
    },
    higher: (_, size) => `Higher ${size}`,
    lower: (_, size) => `Lower ${size}`,
    unit: 'percentage points',
    points: 'points',
    columns: {before: 'Before', after: 'After', change: 'Difference'},
    interval: range => `interval of the difference ${range} points, 95% certain`,
    clear: 'not clear',
    ranking: over => ({village: `${over ? 'Change' : 'Difference'} by village`, district: `${over ? 'Change' : 'Difference'} by district`}),
    note: over => `Difference of the share of families, in percentage points: ${over ? 'after less before' : 'right less left'}.`,
    reading: 'How to read the table',
    readings: [
      'Below the difference: its interval, 95% certain (Newcombe). Where that includes zero, the change is not clear.',
      'The interval takes both sides as different families. Of one measure at two times, where most families are the same, the true uncertainty is smaller; of two measures that exclude each other, such as two deciles, it is larger.',
      'In the order by difference, clear changes come first.',
    ],
    apartOf: {village: n => `${n} villages cannot be compared`, district: n => `${n} districts cannot be compared`},
    reasons: {
      withheld: 'Withheld on one side.',
      no_data: 'No data on one side.',
      redrawn: 'Its border changed between the releases.',
      added: 'Not yet in the release before.',
      gone: 'No longer in the release after.',
    },
    ofBase: (n, d) => `${n} of ${d}`,
    noneKnown: 'No place can be compared: the figure of one side is not shown.',
    side: {left: 'left', right: 'right'},
  },
  past: {
    title: 'History',
    column: 'History',
    none: 'no such area',
    stepOf: (release, date, value) => `Release ${release} (${date}): ${value}`,
    otherArea: 'Not yet',
    redrawn: 'other border',
    redrawnNote: 'Other border: the code is the same, but the border changed, so the figures do not make one line.',
    leftOut: releases => `Left out: ${releases}.`,
    why: {not_counted: 'does not count this', counted_otherwise: 'counts it in another way', other_codes: 'has other area codes'},
    note: 'Hollow: the figure is not shown.',
  },
  density: {
    title: what => `density: ${what.charAt(0).toLowerCase()}${what.slice(1)}`,
    fewer: 'fewer',
    more: 'more',
    note: (km, n) => `Each figure (${n}) is spread around the middle of its hexagons as far as they reach, and ${km} km at least; at every scale alike. Colours say where families gather, not how many there are.`,
    withheld: n => `${n} figures are withheld and left out: a pale place does not mean that there are no families.`,
    total: n => `${n} families are drawn.`,
    bound: 'That is not exact: some of its figures are bounds (≤ or ≥), or have random noise.',
    undrawn: 'Not drawn:',
  },
  explore: {
    help: 'Arrow keys: to the neighbour. Enter: open the details. Escape: leave. Shift and arrows: move the map.',
    at: (name, within, value) => `${name}${within ? `, ${within}` : ''}: ${value}`,
    moved: (direction, text) => `${en.explore.directions[direction]}: ${text}`,
    cell: (value, within) => `Hexagon${within ? ` in ${within}` : ''}: ${value}`,
    end: direction => `No neighbour to the ${en.explore.directions[direction].toLowerCase()}.`,
    left: 'Left the map.',
    directions: {north: 'North', east: 'East', south: 'South', west: 'West'},
  },

  mapLabel: 'Map. The table of villages holds the same figures.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  whole: 'Whole area',
  cell: 'Hexagon',
  cellOf: area => `Hexagon of about ${area}`,
  grouped: 'Shown together with its neighbours: the figure belongs to all the outlined hexagons at once.',
  state: (s, k) => ({
    value: 'with a figure', zero: 'counted, and there is none', no_data: 'no data: there is no family to count',
    withheld: `withheld to protect families: it rests on fewer than ${k}, or would give another withheld figure away`,
  })[s],
  numerator: 'Families',
  denominators: {coverage: 'Eligible', gap: 'Eligible', eligible: 'Registered', leakage: 'Recipients', poverty: 'Families counted'},
  share: 'Share',
  rank: (n, of) => `rank ${n} of ${of}`,
  unselect: 'Clear selection',

  waiting: 'Loading …',
  unreachable: 'The server cannot be reached.',
  unreachableHint: 'Check the connection, or whether tepat serve is still running.',
  staysHint: what => `What was loaded last is still shown: ${what}.`,
  retry: 'Try again',
  noRelease: 'There is no release yet.',
  noReleaseHint: 'When the imports are done, make a release with this command and reload the page:',
  gone: n => `There is no release ${n}.`,
  newest: 'Open the newest release',
  refused: 'The server refused this request:',
  dropped: parts => `Not known in this release or not fitting this view, and left out of the link: ${parts}.`,
  wholeNumber: (least, most) => `Write a whole number from ${least} to ${most}.`,
  noWebGL: 'This browser offers no WebGL 2, so the map cannot be drawn. The table of villages holds the same figures.',
  lostWebGL: 'The map has stopped because of trouble with the graphics card. The table of villages holds the same figures.',
  restOf: (here, all) => `Hexagons hold ${here} of the ${all} families; the others are withheld, or their place is not known.`,
  notCounted: 'Hexagons are not counted yet: part of the map has not come.',
  away: 'This part of the map lies outside the area of the release.',
  wayBack: 'Back to the area of the release',
  patchy: 'Part of the map has not come: the server does not answer.',
  allWithheld: k => `Every hexagon is withheld for this indicator: each rests on fewer than ${k} families, or would give another figure away. That does not mean that there is no need.`,
  noCells: () => 'No family has a known place, so there is no hexagon to draw.',
  showVillages: 'Show villages instead',
  mapFailed: 'The map could not be loaded. The table of villages holds the same figures.',

  meta: {
    title: 'About these figures',
    release: 'Release',
    published: 'Published',
    audience: 'For',
    audiences: {planner: 'planners', public: 'the public'},
    threshold: k => `below ${k} families`,
    thresholdTitle: 'Withheld',
    families: 'Families counted',
    located: 'Located',
    notLocated: 'Not located',
    locatedNote: 'Families that are not located are in the table of villages, not in a hexagon.',
    areas: 'Areas',
    codes: 'Area codes',
    shown: 'How finely the map can show',
    guarded: 'What is withheld, and the noise',
    guardedNote: k => `A figure is withheld where it rests on fewer than ${k} families, where it would give another withheld figure away (a district less its villages, say), and where the release before withheld it. Withheld does not mean none.`,
    noise: max => `Every number carries noise: it may be off by up to ${max} families, by nothing on average, so that sums need not add up. ≤ and ≥ stand for all that is less or more.`,
    keptNote: (places, within) => `${places} places keep the figures of the release before, as none of them has changed by more than ${within} families: what changed of one family must not be read.`,
    shownNote: 'Share of the located families seen in hexagons of this size or finer. Thinly settled hexagons are put together so that no family can be recognised.',
    resolution: (r, size) => `Resolution ${r}, about ${size}`,
    sources: 'Sources',
    sourceKinds: {areas: 'Boundaries', households: 'Registry of families', recipients: 'Recipient list', crosswalk: 'Crosswalk'},
    rows: 'Rows',
    unmatched: 'Recipients outside the registries',
    unmatchedNote: 'Recipients of a programme who match no family: counted, but not on the map.',
    definition: 'How this indicator is counted',
    definitionNote: 'Families that meet the numerator, among families that meet the denominator (CQL2).',
  },
}

export const words: Record<Language, Words> = {id, en}
