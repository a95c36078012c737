"""HealthChain with the least that it can be asked for: one constant card, or its own FHIR objects.

Runs in an environment of its own; see `servers.py`. One process, uvicorn, as its documentation
starts it.
"""

from __future__ import annotations

import sys

import uvicorn
from healthchain.fhir import convert_prefetch_to_fhir_objects
from healthchain.gateway import CDSHooksService, HealthChainAPI
from healthchain.models.requests.cdsrequest import CDSRequest
from healthchain.models.responses.cdsresponse import Card, CDSResponse, Source

CARD = Card(summary="A constant card", indicator="info", source=Source(label="floor"))


def application(*, convert: bool) -> HealthChainAPI:
    """One hook handler; `convert` turns the prefetch into FHIR objects first."""
    service = CDSHooksService(use_events=False)

    @service.hook("patient-view", id="oncology-patient-view")
    def answer(request: CDSRequest) -> CDSResponse:
        if convert:
            convert_prefetch_to_fhir_objects(request.prefetch)
        return CDSResponse(cards=[CARD])

    api = HealthChainAPI()
    api.register_service(service)
    return api


if __name__ == "__main__":
    uvicorn.run(
        application(convert=sys.argv[2] == "objects"),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        access_log=False,
    )
