package ingest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryRuleIsExplained holds the rules of the code against ingest/rules.md.
func TestEveryRuleIsExplained(t *testing.T) {
	text, err := os.ReadFile("rules.md")
	if err != nil {
		t.Fatal(err)
	}
	explained := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\| ([A-Z]\d\d) \|(.*)$`).FindAllStringSubmatch(string(text), -1) {
		if explained[m[1]] {
			t.Errorf("%s is explained twice", m[1])
		}
		if strings.Count(m[2], "|") != 3 || strings.Contains(m[2], "|  |") {
			t.Errorf("%s is not explained in both languages", m[1])
		}
		explained[m[1]] = true
	}
	used, rule := map[string]bool{}, regexp.MustCompile(`"([A-Z]\d\d) ?"`)
	for _, room := range []string{"*.go", "locate/*.go", "registry/*.go"} {
		files, _ := filepath.Glob(room)
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range rule.FindAllStringSubmatch(string(source), -1) {
				used[m[1]] = true
			}
		}
	}
	for id := range used {
		if !explained[id] {
			t.Errorf("%s is not explained in ingest/rules.md", id)
		}
	}
	for id := range explained {
		if !used[id] {
			t.Errorf("%s is explained, but there is no such rule", id)
		}
	}
}
