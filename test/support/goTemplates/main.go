// Says what Go makes of templates: reads a JSON object with names of functions and templates, writes one answer for each.
package main

import (
	"encoding/json"
	"os"
	"text/template/parse"
)

type question struct {
	Name      string   `json:"name"`
	Functions []string `json:"functions"`
	Templates []string `json:"templates"`
}

func main() {
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	functions := map[string]any{}
	for _, name := range asked.Functions {
		functions[name] = true
	}
	answers := make([]string, len(asked.Templates))
	for i, text := range asked.Templates {
		if _, err := parse.Parse(asked.Name, text, "", "", functions); err != nil {
			answers[i] = err.Error()
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
