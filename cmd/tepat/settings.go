package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"
)

// fill gives every flag that was not typed its value from the environment
// (TEPAT_ and the flag's name), else from tepat.yaml in the data folder.
func fill(flags *pflag.FlagSet, lookup func(string) (string, bool)) error {
	fromEnv := func(f *pflag.Flag) (string, bool) {
		return lookup("TEPAT_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_")))
	}
	if err := set(flags, "environment", fromEnv); err != nil {
		return err
	}
	file, err := settingsFile(flags)
	if err != nil {
		return err
	}
	return set(flags, "tepat.yaml", func(f *pflag.Flag) (string, bool) {
		v, ok := file[f.Name]
		return fmt.Sprint(v), ok
	})
}

func set(flags *pflag.FlagSet, from string, value func(*pflag.Flag) (string, bool)) (err error) {
	flags.VisitAll(func(f *pflag.Flag) {
		v, ok := value(f)
		if f.Changed || !ok || v == "" || err != nil {
			return
		}
		if e := flags.Set(f.Name, v); e != nil {
			// The value may be a password: name the setting only.
			err = usage("%s: the value of %s cannot be read", from, f.Name)
		}
	})
	return err
}

// settingsFile reads DIR/tepat.yaml; a missing file is no settings.
func settingsFile(flags *pflag.FlagSet) (map[string]any, error) {
	dir := flags.Lookup("dir")
	if dir == nil {
		return nil, nil
	}
	path := filepath.Join(dir.Value.String(), "tepat.yaml")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	settings := map[string]any{}
	if err := yaml.Unmarshal(text, &settings); err != nil {
		return nil, usage("%s: %w", path, err)
	}
	for name := range settings {
		if !known[name] {
			return nil, usage("%s: no setting %q", path, name)
		}
	}
	return settings, nil
}

// known are the settings that a file may hold, for all verbs together.
var known = map[string]bool{
	"dir": true, "database-url": true, "key-file": true, "addr": true, "metrics-addr": true,
	"audience": true, "catalogue": true, "aside-limit": true, "code-system": true, "vintage": true,
	"min-families": true, "base-url": true, "language": true, "close-limit": true, "new-limit": true, "poverty-line": true, "poverty-line-source": true, "poverty-line-as-of": true,
}

// place is where a verb finds its data: flags that most verbs share.
type place struct {
	dir, databaseURL, keyFile string
}

func (p *place) flags(f *pflag.FlagSet) {
	f.StringVar(&p.dir, "dir", ".tepat", "data folder: private database cluster, key, tepat.yaml")
	f.StringVar(&p.databaseURL, "database-url", "", "PostgreSQL to use in place of the private cluster")
	f.StringVar(&p.keyFile, "key-file", "", "key that seals personal fields (default DIR/key)")
}

func (p *place) key() string {
	if p.keyFile != "" {
		return p.keyFile
	}
	return filepath.Join(p.dir, "key")
}
