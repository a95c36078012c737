"""FHIR R4 in, clinical facts out; knows no guidance, no cards and no network."""
