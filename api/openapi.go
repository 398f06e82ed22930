package api

import (
	_ "embed"
	"encoding/json"
	"net/http"

	"gopkg.in/yaml.v3"
)

//go:embed openapi.yaml
var openapiYAML []byte

// document returns the description of the API as JSON.
func document() []byte {
	var d any
	if err := yaml.Unmarshal(openapiYAML, &d); err != nil {
		panic(err) // it is part of the program
	}
	body, err := json.Marshal(d)
	if err != nil {
		panic(err)
	}
	return body
}

// describe answers with the description of the API.
func (s *Server) describe(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	if told(w, r, tag(encodingOf(r), string(s.openapi)), "no-cache") {
		return nil
	}
	return writeBody(w, r, "application/vnd.oai.openapi+json;version=3.1", s.openapi)
}
