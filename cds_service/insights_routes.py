"""The figures over HTTP: `/insights` as a page, `/insights?format=csv` for a spreadsheet.

Known callers only, as everything that comes from the store; see `trust.guard`.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from cds_service import memory
from cds_service.errors import CallError, Problem
from cds_service.insights.export import MEDIA_TYPE, as_csv
from cds_service.insights.report import MONTHS, MOST_MONTHS, report
from cds_service.insights.tables import Insights
from cds_service.routes import current_desk
from cds_service.store.database import StoreError
from cds_service.web import insights_page as web

FORMATS = ("html", "csv")
insights = Blueprint("insights", __name__)


@insights.get("/insights")
def insights_page() -> Response:
    """The figures of the last months, twelve unless asked otherwise."""
    wanted = request.args.get("format", "html")
    if wanted not in FORMATS:
        raise CallError(Problem.BAD_VALUE, "format")
    found = _found(_months())
    if wanted == "csv":
        name = 'attachment; filename="insights.csv"'
        headers = {"Content-Disposition": name}
        return Response(as_csv(found), content_type=MEDIA_TYPE, headers=headers)
    response = Response(web.page(found), content_type="text/html; charset=utf-8")
    response.headers.update(web.security_headers())
    return response


def _months() -> int:
    asked = request.args.get("months", str(MONTHS))
    if not (asked.isascii() and asked.isdecimal() and 1 <= int(asked[:4]) <= MOST_MONTHS):
        raise CallError(Problem.BAD_VALUE, "months")
    return int(asked)


def _found(months: int) -> Insights:
    desk = current_desk()
    try:
        return report(desk.store, desk.knowledge, desk.settings, months)
    except StoreError as error:
        memory.report_away("insights", error)
        raise CallError(Problem.NOT_READY) from error
