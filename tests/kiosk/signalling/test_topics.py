# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import SignallingError, SignallingReason
from kiosk.signalling.topics import Topics, check_kiosk_id, check_visit_id, gp_username, new_visit_id

TOPICS = Topics("halsorum")
VISIT = "abcdefghijklmnopqrstuvwxyz"


def test_topics_read_as_the_contract_writes_them() -> None:
    assert TOPICS.presence("hut-7") == "halsorum/v1/kiosk/hut-7/presence"
    assert TOPICS.command("hut-7") == "halsorum/v1/kiosk/hut-7/cmd"
    assert TOPICS.event("hut-7") == "halsorum/v1/kiosk/hut-7/evt"
    assert TOPICS.to_kiosk("hut-7", VISIT) == f"halsorum/v1/kiosk/hut-7/visit/{VISIT}/to-kiosk"
    assert TOPICS.to_gp("hut-7", VISIT) == f"halsorum/v1/kiosk/hut-7/visit/{VISIT}/to-gp"
    assert gp_username(VISIT) == f"gp-{VISIT}"


def test_visit_ids_are_valid_and_differ() -> None:
    made = {new_visit_id() for _ in range(200)}
    assert len(made) == 200
    assert all(check_visit_id(each) == each for each in made)


@pytest.mark.parametrize("name", ["", "-a", "A", "a/b", "a+b", "#", "a b", "a\n", "å", "a" * 64, "a.b", "$x"])
def test_a_name_that_could_reach_other_topics_is_refused(name: str) -> None:
    with pytest.raises(SignallingError) as caught:
        TOPICS.command(name)
    assert caught.value.reason is SignallingReason.BAD_NAME
    assert not name.strip() or name not in str(caught.value)


@given(st.text(max_size=80))
def test_no_accepted_text_holds_a_topic_s_own_signs(text: str) -> None:
    try:
        check_kiosk_id(text)
    except SignallingError:
        return
    assert not set(text) & set("/+#$ \0\n") and text.isascii()


@given(st.text(min_size=26, max_size=26))
def test_visit_ids_are_base32(text: str) -> None:
    try:
        check_visit_id(text)
    except SignallingError:
        return
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_a_topic_tells_its_station() -> None:
    assert TOPICS.kiosk_of(TOPICS.presence("hut-7")) == "hut-7"
    for foreign in ("other/v1/kiosk/hut-7/presence", "halsorum/v1/kiosk/hut-7", "halsorum/v1/queue/a/b", ""):
        with pytest.raises(SignallingError):
            TOPICS.kiosk_of(foreign)
