"""Clinical facts in, CDS cards out; knows no FHIR charts, no web framework, no clock."""
