"""Whole populations: the rules of the service, run over a FHIR Bulk Data export."""
