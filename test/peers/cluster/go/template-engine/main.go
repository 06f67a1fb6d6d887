// Command template-engine is the template engine of the External Secrets Operator without the operator.
//
// It answers each line of its input with one line:
//   - `{"template": …, "data": {…}}` is rendered as the entry K of `target.template.data` is, with the data as the fetched keys. The
//     answer is `{"output": …}` or `{"error": …}`. Data, output and error are in base64, since they may be no text.
//   - With `"read": true` the template is only read, with the engine's functions: the answer is an empty output or an error.
//   - `{"list": true}` is answered with `{"functions": {…}}`: what the engine adds to Go's own functions, each with the types of its
//     parameters.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	texttemplate "text/template"

	esapi "github.com/external-secrets/external-secrets/apis/externalsecrets/v1"
	template "github.com/external-secrets/external-secrets/pkg/template/v2"
	corev1 "k8s.io/api/core/v1"
)

// The name that messages call each template by.
const key = "K"

type question struct {
	List     bool              `json:"list"`
	Read     bool              `json:"read"`
	Template string            `json:"template"`
	Data     map[string][]byte `json:"data"`
}

type signature struct {
	Parameters []string `json:"parameters"`
	Variadic   bool     `json:"variadic"`
}

type answer struct {
	Output    *string              `json:"output,omitempty"`
	Error     *string              `json:"error,omitempty"`
	Functions map[string]signature `json:"functions,omitempty"`
}

func main() {
	asked, answers := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var next question
		if err := asked.Decode(&next); err == io.EOF {
			return
		} else if err != nil {
			panic(err)
		}
		if err := answers.Encode(reply(next)); err != nil {
			panic(err)
		}
	}
}

func reply(asked question) answer {
	if asked.List {
		return answer{Functions: functions()}
	}
	if asked.Read {
		if _, err := texttemplate.New(key).Funcs(template.FuncMap()).Parse(asked.Template); err != nil {
			return answer{Error: encoded([]byte(err.Error()))}
		}
		return answer{Output: encoded(nil)}
	}
	output, err := render(asked)
	if err != nil {
		return answer{Error: encoded([]byte(err.Error()))}
	}
	return answer{Output: encoded(output)}
}

func encoded(text []byte) *string {
	base64 := base64.StdEncoding.EncodeToString(text)
	return &base64
}

// render calls what the controllers call, with a template that goes into the data of a Secret.
func render(asked question) (output []byte, err error) {
	// What a function panics with, text/template returns as an error; what is left would end the operator's reconciliation.
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	templates := map[string][]byte{key: []byte(asked.Template)}
	secret := &corev1.Secret{}
	err = template.Execute(templates, asked.Data, esapi.TemplateScopeValues, esapi.TemplateTargetData, secret)
	return secret.Data[key], err
}

func functions() map[string]signature {
	all := map[string]signature{}
	for name, function := range template.FuncMap() {
		kind := reflect.TypeOf(function)
		parameters := make([]string, kind.NumIn())
		for i := range parameters {
			parameters[i] = kind.In(i).String()
		}
		all[name] = signature{Parameters: parameters, Variadic: kind.IsVariadic()}
	}
	return all
}
