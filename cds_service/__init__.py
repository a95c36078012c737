"""The CDS Hooks service: HTTP, protocol, settings and command line; nothing clinical."""
