"""What outlives a call: feedback, cards shown, the audit trail and used tokens, in SQL."""
