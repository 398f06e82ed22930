// The words of the simulation, which come with it.

import {computed} from '@preact/signals'
import type {By, Language} from '../address'
import type {Rule} from '../api/client'
import {language} from '../state'

interface Words {
  label: string
  standfirst: string
  back: string
  compare: string
  print: string
  kept: string
  keptNote: string
  keep: string
  isKept: string
  discard: (name: string) => string
  drop: (name: string) => string
  name: string
  scenario: (letter: string) => string
  where: string
  budget: string
  cost: string
  packages: string
  minimum: string
  rule: string
  rules: Record<Rule, string>
  ruleNotes: Record<Rule, string>
  tooLittle: string
  expected: string
  reached: string
  given: (n: string, villages: string) => string
  unused: (n: string) => string
  left: (amount: string) => string
  exclusion: string
  exclusionNote: string
  inclusion: string
  inclusionNote: string
  now: string
  then: string
  draws: (n: string) => string
  same: (other: string) => string
  more: (n: string, other: string) => string
  fewer: (n: string, other: string) => string
  overlap: string
  shares: Record<By, string>
  sharesNote: string
  packagesOf: (scenario: string) => string
  difference: string
  sum: string
  outside: string
  getNothing: Record<By, (n: string) => string>
  leftOut: (n: string) => string
  leftOutNote: (k: number) => string
}

const id: Words = {
  label: 'Simulasi, bukan penetapan',
  standfirst: 'Pilih anggaran dan cara membaginya; lihat desa mana mendapat berapa paket, dan berapa keluarga berhak diperkirakan terjangkau. Satu paket untuk satu keluarga; tidak ada yang disimpan di server.',
  back: 'Kembali ke peta',
  compare: 'Bandingkan dengan skenario lain',
  print: 'Cetak',
  kept: 'Skenario tersimpan',
  keptNote: 'Hanya di peramban ini. Tekan nama untuk membandingkan.',
  keep: 'Simpan',
  isKept: 'Tersimpan',
  discard: name => `Hapus ${name} dari simpanan`,
  drop: name => `Tutup ${name}`,
  name: 'Nama skenario',
  scenario: letter => `Skenario ${letter}`,
  where: 'Wilayah',
  budget: 'Anggaran',
  cost: 'Biaya per paket',
  packages: 'Jumlah paket',
  minimum: 'Minimum per kecamatan',
  rule: 'Cara membagi',
  rules: {gap: 'Menurut kesenjangan', poorest_first: 'Termiskin dahulu', equal_share: 'Sama rata'},
  ruleNotes: {
    gap: 'Sebanding dengan keluarga terlewat.',
    poorest_first: 'Desa dengan bagian desil 1 terbesar dipenuhi dahulu.',
    equal_share: 'Tiap desa mendapat jumlah yang sama, paling banyak sejumlah keluarga terlewat.',
  },
  tooLittle: 'Anggaran lebih kecil daripada biaya satu paket.',
  expected: 'Perkiraan hasil',
  reached: 'keluarga berhak lagi akan terjangkau',
  given: (n, villages) => `${n} paket untuk ${villages} desa dan kelurahan.`,
  unused: n => `${n} paket tidak menemukan keluarga terlewat di desa yang punya angka.`,
  left: amount => `Sisa ${amount}.`,
  exclusion: 'Kesalahan eksklusi',
  exclusionNote: 'bagian keluarga berhak yang tidak menerima',
  inclusion: 'Kesalahan inklusi',
  inclusionNote: 'bagian penerima yang tidak berhak',
  now: 'kini',
  then: 'menjadi',
  draws: n => `Dalam kurung: rentang 95% dari ${n} undian.`,
  same: other => `Menjangkau sama banyak seperti ${other}.`,
  more: (n, other) => `Menjangkau ${n} keluarga berhak lebih banyak daripada ${other}.`,
  fewer: (n, other) => `Menjangkau ${n} keluarga berhak lebih sedikit daripada ${other}.`,
  overlap: 'Rentangnya bertumpang tindih: perbedaan ini belum pasti.',
  shares: {village: 'Yang didapat tiap desa dan kelurahan', district: 'Yang didapat tiap kecamatan'},
  sharesNote: 'Paket per tempat, terbanyak dahulu. Keluarga terlewat: kesenjangan administratif.',
  packagesOf: scenario => `Paket, ${scenario}`,
  difference: 'Selisih',
  sum: 'Jumlah',
  outside: 'di luar wilayah',
  getNothing: {village: n => `${n} desa dan kelurahan tidak mendapat paket`, district: n => `${n} kecamatan tidak mendapat paket`},
  leftOut: n => `${n} desa dan kelurahan tidak ikut dihitung`,
  leftOutNote: k => `Angkanya disamarkan (keluarga berhak kurang dari ${k}, atau akan membuka angka lain) atau tidak ada. Itu tidak berarti di sana tidak ada kebutuhan.`,
}

const en: Words = {
  label: 'A simulation, not a decision',
  standfirst: 'Choose a budget and how to share it; see how many packages each village gets, and how many eligible families it is expected to reach. One package goes to one family; nothing is kept on the server.',
  back: 'Back to the map',
  compare: 'Compare with another scenario',
  print: 'Print',
  kept: 'Scenarios you kept',
  keptNote: 'In this browser only. Press a name to compare it.',
  keep: 'Keep',
  isKept: 'Kept',
  discard: name => `Discard ${name}`,
  drop: name => `Close ${name}`,
  name: 'Name of the scenario',
  scenario: letter => `Scenario ${letter}`,
  where: 'Where',
  budget: 'Budget',
  cost: 'Cost of a package',
  packages: 'Packages',
  minimum: 'Minimum per district',
  rule: 'How to share it',
  rules: {gap: 'By the gap', poorest_first: 'Poorest first', equal_share: 'Equal shares'},
  ruleNotes: {
    gap: 'In proportion to the families missed.',
    poorest_first: 'Villages with the largest share of desil 1 are served in full first.',
    equal_share: 'The same number for each village, at most as many as it misses.',
  },
  tooLittle: 'The budget is smaller than the cost of one package.',
  expected: 'What to expect',
  reached: 'more eligible families would be reached',
  given: (n, villages) => `${n} packages for ${villages} villages.`,
  unused: n => `${n} packages find no family that is missed in the villages with figures.`,
  left: amount => `${amount} is left.`,
  exclusion: 'Exclusion error',
  exclusionNote: 'share of the eligible who receive nothing',
  inclusion: 'Inclusion error',
  inclusionNote: 'share of recipients who are not eligible',
  now: 'now',
  then: 'then',
  draws: n => `In brackets: the range of 95% of ${n} draws.`,
  same: other => `Reaches as many as ${other}.`,
  more: (n, other) => `Reaches ${n} more eligible families than ${other}.`,
  fewer: (n, other) => `Reaches ${n} fewer eligible families than ${other}.`,
  overlap: 'Their ranges overlap: the difference is not certain.',
  shares: {village: 'What each village gets', district: 'What each district gets'},
  sharesNote: 'Packages by place, most first. Families missed: the administrative gap.',
  packagesOf: scenario => `Packages, ${scenario}`,
  difference: 'Difference',
  sum: 'Sum',
  outside: 'outside',
  getNothing: {village: n => `${n} villages get no package`, district: n => `${n} districts get no package`},
  leftOut: n => `${n} villages are not counted`,
  leftOutNote: k => `Their figures are withheld (fewer than ${k} families eligible, or they would give another figure away) or missing. That does not mean that there is no need.`,
}

const words: Record<Language, Words> = {id, en}
export const said = computed(() => words[language.value])
