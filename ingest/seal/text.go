package seal

import (
	"fmt"
	"io"
	"log/slog"
)

// Text is a personal value in clear: an id number, a name, an address. It
// does not print, log or marshal; who needs the value converts it to string.
type Text string

const redacted = "[redacted]"

// String returns [redacted].
func (Text) String() string { return redacted }

// Format writes [redacted], whatever the verb.
func (Text) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// LogValue returns [redacted].
func (Text) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns [redacted], for JSON, XML and YAML alike.
func (Text) MarshalText() ([]byte, error) { return []byte(redacted), nil }
