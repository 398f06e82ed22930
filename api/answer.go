package api

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

// zips says whether the client takes gzip (RFC 9110, 12.5.3).
func zips(r *http.Request) bool {
	any := false
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, weight, _ := strings.Cut(part, ";")
		switch coding = strings.TrimSpace(coding); {
		case strings.EqualFold(coding, "gzip") || strings.EqualFold(coding, "x-gzip"):
			return !refused(weight)
		case coding == "*":
			any = !refused(weight)
		}
	}
	return any
}

// encodingOf names the encoding of a long answer to r.
func encodingOf(r *http.Request) string {
	if zips(r) {
		return "gzip"
	}
	return "identity"
}

// refused says whether a weight is q=0.
func refused(weight string) bool {
	value, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(weight), " ", ""), "q=")
	if !ok {
		return false
	}
	q, err := strconv.ParseFloat(value, 64)
	return err == nil && q == 0
}

// tag returns a strong entity tag of the parts.
func tag(parts ...string) string { return `"` + sum(parts...) + `"` }

// sum returns 16 letters that other parts do not have.
func sum(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		io.WriteString(h, p)
		h.Write([]byte{0})
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}

// has says whether If-None-Match names the tag, by the weak comparison that
// RFC 9110 asks for here, or by the star, which stands for whatever there is.
func has(r *http.Request, tag string) bool {
	for _, line := range r.Header.Values("If-None-Match") {
		for t := range strings.SplitSeq(line, ",") {
			if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == tag {
				return true
			}
		}
	}
	return false
}

// known names the answer to r, which never changes, before any of it is made;
// where the client has it already that is all it is told, and known returns true.
func (about *listing) known(w http.ResponseWriter, r *http.Request) bool {
	return told(w, r, tag(about.seal, r.URL.Path, r.URL.RawQuery, encodingOf(r)), about.cacheControl)
}

// Header values that answers share; nothing changes them. Headers are set under
// their canonical names without asking for that, which costs as much as setting.
var (
	byEncoding = []string{"Accept-Encoding"}
	byGzip     = []string{"gzip"}
)

func told(w http.ResponseWriter, r *http.Request, tag, cacheControl string) bool {
	h := w.Header()
	h["Etag"] = []string{tag}
	h["Cache-Control"] = []string{cacheControl}
	if h["Vary"] == nil {
		h["Vary"] = byEncoding
	}
	if !has(r, tag) {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

// writeJSON answers with v, whose tag is set already.
func writeJSON(w http.ResponseWriter, r *http.Request, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("api: %w", err)
	}
	return writeBody(w, r, "application/json", body)
}

// small is a body that is not worth compressing.
const small = 1024

func writeBody(w http.ResponseWriter, r *http.Request, kind string, body []byte) error {
	if len(body) > small && zips(r) {
		zipped, err := compress(body)
		if err != nil {
			return err
		}
		return writeZipped(w, r, kind, zipped)
	}
	write(w, r, kind, body)
	return nil
}

// writeZipped answers with a body that is kept as gzip.
func writeZipped(w http.ResponseWriter, r *http.Request, kind string, zipped []byte) error {
	if zips(r) {
		w.Header()["Content-Encoding"] = byGzip
		write(w, r, kind, zipped)
		return nil
	}
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return fmt.Errorf("api: %w", err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		return fmt.Errorf("api: %w", err)
	}
	write(w, r, kind, body)
	return nil
}

func write(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	h := w.Header()
	h["Content-Type"] = []string{kind}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a client that left does not read it
	}
}

func compress(body []byte) ([]byte, error) {
	var out bytes.Buffer
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&out)
	if _, err := z.Write(body); err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	return out.Bytes(), nil
}

var zippers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, 4)
	if err != nil {
		panic(err) // the level is one of gzip's
	}
	return z
}}

// stream answers with what f writes, as it is written: nothing is held back
// but 64 kB. Once it has begun an error can only break the connection off.
func stream(w http.ResponseWriter, r *http.Request, kind, name string, f func(io.Writer) error) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	zip := zips(r)
	if zip {
		h.Set("Content-Encoding", "gzip")
	}
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	if err := pour(patient{w, http.NewResponseController(w)}, zip, f); err != nil {
		panic(http.ErrAbortHandler) // so that the client sees that it is not whole
	}
	return nil
}

func pour(to io.Writer, zip bool, f func(io.Writer) error) error {
	if !zip {
		return buffered(to, f)
	}
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(to)
	if err := buffered(z, f); err != nil {
		return err
	}
	return z.Close()
}

func buffered(to io.Writer, f func(io.Writer) error) error {
	b := bufio.NewWriterSize(to, 64<<10)
	if err := f(b); err != nil {
		return err
	}
	return b.Flush()
}

// A patient writer gives a slow client time for each piece, not for the whole.
type patient struct {
	io.Writer
	control *http.ResponseController
}

const patience = 30 * time.Second

func (p patient) Write(b []byte) (int, error) {
	// A writer without deadlines, as in a test, is as patient as can be.
	_ = p.control.SetWriteDeadline(time.Now().Add(patience))
	return p.Writer.Write(b)
}
