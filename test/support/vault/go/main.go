// Command vault-server is the Vault of the tests: the real core and HTTP API with the key-value engine, all in memory.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/hashicorp/go-hclog"
	kv "github.com/hashicorp/vault-plugin-secrets-kv"
	vaulthttp "github.com/hashicorp/vault/http"
	"github.com/hashicorp/vault/internalshared/configutil"
	"github.com/hashicorp/vault/sdk/helper/consts"
	"github.com/hashicorp/vault/sdk/logical"
	"github.com/hashicorp/vault/sdk/physical/inmem"
	"github.com/hashicorp/vault/vault"
)

// main listens on a free port of loopback and writes one line: the address and the root token. It ends with its standard input.
func main() {
	logger := hclog.New(&hclog.LoggerOptions{Level: hclog.Error, Output: os.Stderr})
	storage, err := inmem.NewInmem(nil, logger)
	check(err)
	core, err := vault.NewCore(&vault.CoreConfig{
		Physical:        storage,
		Logger:          logger,
		DisableMlock:    true,
		LogicalBackends: map[string]logical.Factory{"kv": kv.Factory},
		BuiltinRegistry: onlyKeyValue{},
	})
	check(err)
	shares := &vault.SealConfig{SecretShares: 1, SecretThreshold: 1}
	started, err := core.Initialize(context.Background(), &vault.InitParams{BarrierConfig: shares})
	check(err)
	_, err = core.Unseal(append([]byte(nil), started.SecretShares[0]...))
	check(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	handler := vaulthttp.Handler.Handler(&vault.HandlerProperties{Core: core, ListenerConfig: &configutil.Listener{}})
	fmt.Printf("http://%s %s\n", listener.Addr(), started.RootToken)
	go func() { check(http.Serve(listener, handler)) }()
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// onlyKeyValue is the list of the engines that may be mounted.
type onlyKeyValue struct{}

func (onlyKeyValue) Contains(name string, kind consts.PluginType) bool {
	return name == "kv" && kind == consts.PluginTypeSecrets
}

func (r onlyKeyValue) Get(name string, kind consts.PluginType) (func() (any, error), bool) {
	return func() (any, error) { return kv.Factory, nil }, r.Contains(name, kind)
}

func (r onlyKeyValue) Keys(kind consts.PluginType) []string {
	if r.Contains("kv", kind) {
		return []string{"kv"}
	}
	return nil
}

func (r onlyKeyValue) DeprecationStatus(name string, kind consts.PluginType) (consts.DeprecationStatus, bool) {
	return consts.Supported, r.Contains(name, kind)
}

func (onlyKeyValue) IsBuiltinEntPlugin(string, consts.PluginType) bool { return false }

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
