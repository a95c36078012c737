"""What a site chooses reaches the answers."""

from __future__ import annotations

import pytest

from cds_service.app import create_app
from cds_service.settings import Settings
from tests.cds_service.samples import VIGNETTES

ORDERED = next(one for one in VIGNETTES.values() if one["hook"] == "order-select")


def shown(**chosen):
    """The topics that an order hook shows at a site with these settings."""
    settings = Settings(_env_file=None, as_of=ORDERED["as_of"], **chosen)
    client = create_app(settings).test_client()
    answer = client.post("/cds-services/oncology-order-select", json=ORDERED["request"])
    assert answer.status_code == 200
    return [card["source"]["topic"]["code"] for card in answer.json["cards"]]


@pytest.fixture(scope="module")
def usual():
    """What is shown without any choice; more than one card, so that less can be seen."""
    found = shown()
    assert len(found) > 1
    return found


def test_a_limit_keeps_the_most_serious(usual):
    """`CDS_MAX_CARDS` keeps the first cards and drops the rest."""
    assert shown(max_cards=1) == usual[:1]


def test_a_topic_that_is_off_is_silent(usual):
    """`CDS_TOPICS` leaves only the topics that it names."""
    assert shown(topics=usual[1]) == [topic for topic in usual if topic == usual[1]]
