import {expect, test} from 'vitest'
import {fold, search, type Named} from '../src/search'

const village = (code: string, name: string): Named => ({level: 'village', code, name, parent: code.slice(0, 8)})
const areas: Named[] = [
  {level: 'district', code: '64.02.06', name: 'Tenggarong'}, {level: 'district', code: '64.02.09', name: 'Kota Bangun'},
  village('64.02.06.1001', 'Melayu'), village('64.02.06.2002', 'Bendang Raya'), village('64.02.06.2003', 'Loa Tebu'),
  village('64.02.09.2001', 'Kota Bangun I'), village('64.02.09.2002', 'Kota Bangun II'), village('64.02.10.2003', 'Cipari Makmur'),
  village('64.02.11.2004', 'Muara Kaman Ulu'), village('64.02.12.2005', 'Sebelimbingan'), village('64.02.12.2006', 'Tenggarong Seberang'),
]
const names = (text: string) => search(text, areas).map(a => a.name)

test('names are found by their beginning, a word, a part, or their code', () => {
  expect(names('tengg')).toEqual(['Tenggarong', 'Tenggarong Seberang'])
  expect(names('bangun')[0]).toBe('Kota Bangun')
  expect(names('raya')).toEqual(['Bendang Raya'])
  expect(names('limbing')).toEqual(['Sebelimbingan'])
  expect(names('64.02.06.2003')).toEqual(['Loa Tebu'])
  expect(names('6402062003')).toEqual(['Loa Tebu'])
})

test('the word for the kind, accents, signs and blanks do not matter', () => {
  expect(names('Desa Loa-Tébu')).toEqual(['Loa Tebu'])
  expect(names('kec. kotabangun')[0]).toBe('Kota Bangun')
})

test('names in the spelling before 1972 are found', () => {
  expect(names('Melajoe')).toEqual(['Melayu'])
  expect(names('Tjipari')).toEqual(['Cipari Makmur'])
  expect(names('Moeara Kaman Oeloe')).toEqual(['Muara Kaman Ulu'])
  expect(fold('Djoerong')).toBe('jurong')
})

test('a wrong letter is forgiven in a word that is long enough, and Kota Bangun I stays before II', () => {
  expect(names('Tengarong')[0]).toBe('Tenggarong')
  expect(names('Bendnag')).toEqual(['Bendang Raya'])
  expect(names('Kota Bangun I').slice(0, 2)).toEqual(['Kota Bangun I', 'Kota Bangun II'])
  expect(names('xyz')).toEqual([])
  expect(names('')).toEqual([])
  expect(names('desa')).toEqual([])
})

test('no more than asked for come back', () => expect(search('ba', areas, 2)).toHaveLength(2))
