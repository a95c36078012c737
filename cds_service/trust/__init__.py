"""Who may call: tokens of CDS clients, their keys, and the client that a call came from."""
