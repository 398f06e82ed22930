// Package seal keeps personal values out of sight: a keyed hash (HMAC-SHA-256)
// where two values must be found equal, authenticated encryption (AES-256-GCM)
// where an authorised person must see the value again. The keys lie in a file
// outside the database; without it a dump tells nothing about a person.
package seal

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"

	"github.com/dchest/siphash"
)

// MACSize is the length of a keyed hash in bytes: the first half of
// HMAC-SHA-256 (RFC 2104, 5), which nobody brings to a collision.
const MACSize = 16

// head is what stands before the ciphertext: the key's number and the nonce.
const head = 2 + nonceSize

const nonceSize = 12

// ErrSealed says that a sealed value cannot be opened: it was changed, it
// belongs to another row or column, or its key is not in the key file.
var ErrSealed = errors.New("seal: value cannot be opened")

// A Sealer seals and hashes with the newest key. It belongs to one goroutine.
type Sealer struct {
	id     int16
	aead   cipher.AEAD
	mac    hash.Hash
	digest [2]uint64
	random []byte // not yet used
	nonces [64 * nonceSize]byte
	buf    []byte
	clear  []byte // of what is sealed
}

// Sealer returns a new Sealer with the newest key.
func (k *Keys) Sealer() *Sealer {
	n := k.newest()
	return &Sealer{id: n.id, aead: n.aead, mac: hmac.New(newSHA256, n.match), digest: n.digest}
}

// KeyID names the key that the Sealer uses.
func (s *Sealer) KeyID() int16 { return s.id }

// MAC appends to dst the keyed hash of v, [MACSize] bytes. Values of two kinds
// ("nik", "kk") never hash alike.
func (s *Sealer) MAC(dst []byte, kind string, v Text) []byte {
	s.buf = append(append(s.buf[:0], kind...), "|v1|"...)
	s.buf = append(s.buf, v...)
	s.mac.Reset()
	s.mac.Write(s.buf)
	return s.mac.Sum(dst)[:len(dst)+MACSize]
}

// Number returns the first 63 bits of a keyed hash.
func Number(mac []byte) int64 { return int64(binary.BigEndian.Uint64(mac) >> 1) }

// Digest returns a keyed hash of 64 bits over b (SipHash-2-4): equal content,
// equal digest, and nothing to guess without the key.
func (s *Sealer) Digest(b []byte) int64 {
	return int64(siphash.Hash(s.digest[0], s.digest[1], b))
}

// Seal appends to dst the sealed v: key number, random nonce, ciphertext and
// tag, 30 bytes more than v. It opens only for the same column and row.
//
// Nonces are random, 96 bits: a key should seal no more than 2³² values, that
// is some 1 000 million records, before the key file gets a new line.
func (s *Sealer) Seal(dst []byte, column string, row int64, v Text) []byte {
	s.clear = append(s.clear[:0], v...)
	return s.seal(dst, column, row, s.clear)
}

func (s *Sealer) seal(dst []byte, column string, row int64, v []byte) []byte {
	if len(s.random) == 0 {
		rand.Read(s.nonces[:])
		s.random = s.nonces[:]
	}
	nonce := s.random[:nonceSize]
	s.random = s.random[nonceSize:]

	dst = binary.BigEndian.AppendUint16(dst, uint16(s.id))
	dst = append(dst, nonce...)
	s.buf = appendAAD(s.buf[:0], column, row, s.id)
	return s.aead.Seal(dst, nonce, v, s.buf)
}

// Open returns the value that was sealed for this column and row, with
// whichever key of the file sealed it, or [ErrSealed].
func (k *Keys) Open(column string, row int64, sealed []byte) (Text, error) {
	if len(sealed) < head {
		return "", ErrSealed
	}
	id := int16(binary.BigEndian.Uint16(sealed))
	key, ok := k.byID[id]
	if !ok {
		return "", fmt.Errorf("%w: no key %d", ErrSealed, id)
	}
	v, err := key.aead.Open(nil, sealed[2:head], sealed[head:], appendAAD(nil, column, row, id))
	if err != nil {
		return "", ErrSealed
	}
	return Text(v), nil
}

// appendAAD appends what a sealed value is tied to: column|row|key.
func appendAAD(b []byte, column string, row int64, key int16) []byte {
	b = append(append(b, column...), '|')
	b = append(binary.BigEndian.AppendUint64(b, uint64(row)), '|')
	return binary.BigEndian.AppendUint16(b, uint16(key))
}
