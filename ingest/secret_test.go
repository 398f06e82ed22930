package ingest_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/store/storetest"
)

// secrets are what must be found nowhere: in clear, or as pg_dump prints bytes.
func secrets() map[string][]byte {
	m := map[string][]byte{}
	for name, v := range map[string]string{"NIK": nik(4711), "KK": kk(4711), "name": "Bapak Rahasia Contoh", "address": "Jl. Rahasia 4711"} {
		m[name], m[name+" in hex"] = []byte(v), []byte(hex.EncodeToString([]byte(v)))
	}
	return m
}

// TestNothingPersonalIsFoundAfterwards imports a person, a person whose row is
// set aside and one whose row the database refuses, while the database is told
// to log all it can; then it searches a dump and every file of the cluster,
// write-ahead log and server log among them.
func TestNothingPersonalIsFoundAfterwards(t *testing.T) {
	w := newWorld(t)
	for _, setting := range []string{"log_min_messages = 'warning'", "log_statement = 'all'", "log_min_error_statement = 'error'", "log_error_verbosity = 'verbose'",
		"log_min_duration_statement = 0", "log_parameter_max_length = -1", "log_parameter_max_length_on_error = -1"} {
		w.exec(`do $$ begin execute format('alter database %I set ` + escape(setting) + `', current_database()); end $$`)
	}
	w.reopen()
	person := func(village, coordinate string) string {
		return fmt.Sprintf("D1,%s,%s,Bapak Rahasia Contoh,Jl. Rahasia 4711,%s,1,4,ya,,%s", kk(4711), nik(4711), village, coordinate)
	}
	var report bytes.Buffer
	for _, r := range []*ingest.Report{
		w.households(w.file(dtsen, person("64.02.06.1001", "116.951,-0.451")), poverty.DTSEN, w.settings(june)),
		w.households(w.file(dtsen, person("64.02.99.1001", "116.951,-0.451")), poverty.DTSEN, w.settings(september)),
		w.recipients(w.file("nik,no_kk,nama", nik(4711)+","+kk(4711)+",Bapak Rahasia Contoh"), "pkh", june),
	} {
		if err := r.WriteJSON(&report); err != nil {
			t.Fatal(err)
		}
	}
	w.exec(`alter table register.household add constraint refuses check (desil <> 9)`)
	_, err := ingest.Households(context.Background(), w.file(dtsen, "D2,"+kk(4711)+","+nik(4711)+",Bapak Rahasia Contoh,Jl. Rahasia 4711,64.02.06.1001,9,4,,,,"),
		poverty.DTSEN, w.settings(september), w.store, w.places, w.keys)
	if err == nil {
		t.Fatal("the database did not refuse the row")
	}
	report.WriteString(err.Error())
	w.exec(`create table marker (word text)`)
	w.exec(`insert into marker values ('a word to be found')`)

	dump, err := exec.Command("pg_dump", w.url).Output()
	if err != nil {
		t.Fatal(err)
	}
	places := map[string][]byte{"the reports and errors": report.Bytes(), "a dump": dump}
	found := map[string]bool{}
	cluster := storetest.Cluster()
	err = filepath.WalkDir(cluster.Data(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil
		}
		if bytes.Contains(text, []byte("a word to be found")) {
			found[filepath.Base(filepath.Dir(path))] = true
		}
		search(t, path, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range places {
		search(t, name, text)
	}
	// The search would have found it: what is no secret is there.
	log, err := os.ReadFile(cluster.Log())
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(log, []byte("Failing row")) {
		t.Error("the log quotes the row that the database refused")
	}
	if !found["pg_wal"] || !bytes.Contains(dump, []byte("a word to be found")) || !bytes.Contains(log, []byte("a word to be found")) {
		t.Errorf("the search is blind: marker found in %v, in the dump: %v, in the log: %v", found,
			bytes.Contains(dump, []byte("a word to be found")), bytes.Contains(log, []byte("a word to be found")))
	}
}

func search(t *testing.T, where string, text []byte) {
	t.Helper()
	for name, secret := range secrets() {
		if bytes.Contains(text, secret) {
			t.Errorf("the %s is in %s", name, where)
		}
	}
}

// escape doubles quotes for a text within a text.
func escape(s string) string { return string(bytes.ReplaceAll([]byte(s), []byte("'"), []byte("''"))) }
