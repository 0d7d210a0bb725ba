"""One folder for each provider of payments; `payments.providers.registry` finds the right one."""
