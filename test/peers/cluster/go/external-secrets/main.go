// Command external-secrets is the operator of the tests, with all its providers: the controller, and the webhook as a sub-command.
package main

import "github.com/external-secrets/external-secrets/cmd/controller"

func main() { controller.Execute() }
