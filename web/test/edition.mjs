// Writes a later list of a programme's recipients from the made-up ones of a
// demo, so that a second release differs from the first: in every other
// district half of the families of PKH are gone, in the rest those of Sembako
// have joined them.
//
// node web/test/edition.mjs DIR/demo FILE

import {readFileSync, writeFileSync} from 'node:fs'

const [from, to] = process.argv.slice(2)
const lines = name => readFileSync(`${from}/recipients-${name}.csv`, 'utf8').replace(/^\ufeff/, '').trimEnd().split(/\r?\n/)
const [head, ...pkh] = lines('pkh')
const sembako = lines('sembako').slice(1).map(line => line.split(';'))
const even = village => Number(village.split('.')[2]) % 2 === 0

const stay = pkh.filter((line, i) => !even(line.split(',')[7]) || i % 2 === 0)
const known = new Set(stay.map(line => line.split(',')[1]))
const join = sembako.filter(of => !even(of[7]) && !known.has(of[1]))
  .map(of => ['0', of[1], of[2], of[3], of[4], of[5], of[6], of[7], '4', '600000', 'Berhasil'].join(','))
writeFileSync(to, [head, ...stay, ...join].join('\n') + '\n')
