"""Where somebody may be speaking: nowhere in a room's noise, everywhere that somebody speaks."""

from __future__ import annotations

import pytest

from tests.voice.speech import PROMPTS, RATE, Prompt, opus, over, prompt, room, silence, together

np = pytest.importorskip("numpy", reason="not run: numpy comes with an engine")

from voice.hearing.activity import Stretch, clips, is_spoken, stretches  # noqa: E402

NOISES = ("pink", "hum", "fan", "air")
BETWEEN = 8.0


@pytest.mark.fast
@pytest.mark.parametrize("decibels", [-15, -35, -55])
@pytest.mark.parametrize("kind", NOISES)
def test_a_rooms_noise_is_no_speech(kind: str, decibels: float) -> None:
    spoken = stretches(room(40, decibels, kind))
    assert sum(each.end - each.start for each in spoken) <= 2


@pytest.mark.fast
def test_noise_that_sets_in_at_once_is_no_speech() -> None:
    assert stretches(together(silence(5), room(20, -40))) == ()
    assert stretches(together(room(20, -40), silence(5))) == ()


@pytest.mark.fast
def test_nothing_at_all_is_no_speech() -> None:
    assert stretches(silence(0)) == stretches(silence(0.01)) == stretches(silence(20)) == ()


@pytest.mark.usefixtures("speech")
@pytest.mark.parametrize("decibels", [-50, -60, -70, -80])
@pytest.mark.parametrize("kind", NOISES)
def test_before_after_and_between_speech_is_none(kind: str, decibels: float) -> None:
    read = prompt("en", "vm-intro").samples()
    seconds = len(read) / RATE
    heard = together(
        over(read, room(seconds + 20, decibels, kind), 10), over(read, room(seconds + 10, decibels, kind))
    )
    first, second = stretches(heard)
    assert (first.start, first.end) == pytest.approx((10, 10 + seconds), abs=1)
    assert (second.start, second.end) == pytest.approx((20 + seconds, 20 + 2 * seconds), abs=1)


@pytest.mark.usefixtures("speech")
@pytest.mark.parametrize("below", [60, 20, 10, 5])
@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("read", PROMPTS, ids=lambda one: f"{one.language}-{one.name}")
def test_of_speech_in_noise_nothing_is_lost(read: Prompt, kind: str, below: float) -> None:
    speech = read.samples()
    spoken = np.abs(speech) > 0.05 * np.abs(speech).max()
    level = 20 * np.log10(np.sqrt((speech[spoken] ** 2).mean()))
    found = stretches(over(speech, room(len(speech) / RATE + 4, level - below, kind), 2))
    is_found = np.zeros(len(speech), bool)
    for each in found:
        is_found[max(int((each.start - 2) * RATE), 0) : max(int((each.end - 2) * RATE), 0)] = True
    assert is_found[spoken].mean() >= 0.99


@pytest.mark.usefixtures("speech")
@pytest.mark.parametrize(("decibels", "is_heard"), [(0, True), (-30, True), (-70, False)])
def test_what_is_fainter_than_any_telephone_is_not_listened_to(decibels: float, is_heard: bool) -> None:
    read = prompt("en", "vm-intro").samples()
    assert bool(stretches((read * 10 ** (decibels / 20)).astype(np.float32))) is is_heard


@pytest.mark.usefixtures("speech")
def test_one_short_word_is_found_however_it_is_cut() -> None:
    word = prompt("ru", "one-moment-please").samples()
    loud = int(np.argmax(np.abs(word) > 0.1))
    for seconds in (0.3, 0.5, 0.8):
        assert len(stretches(word[loud : loud + int(seconds * RATE)])) == 1


@pytest.mark.usefixtures("speech")
def test_what_opus_makes_of_a_rooms_noise_is_no_speech(tmp_path_factory: pytest.TempPathFactory) -> None:
    from voice.hearing.sound import decode

    file = tmp_path_factory.mktemp("opus") / "note"
    file.write_bytes(opus(room(30, -50)))
    assert stretches(decode(file).samples) == ()


@pytest.mark.fast
@pytest.mark.parametrize(
    ("speech", "given"),
    [
        pytest.param([(0, 5), (6, 12), (14, 28)], [(0, 28)], id="what fits a window is heard together"),
        pytest.param([(0, 20), (21, 35)], [(0, 20), (21, 35)], id="a window ends at a pause"),
        pytest.param([(0, 70), (71, 75)], [(0, 70), (71, 75)], id="long speech is not cut here"),
        pytest.param([(0, 5), (12, 15)], [(0, 5), (12, 15)], id="a long pause is not heard"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_a_model_is_given_speech_alone(
    speech: list[tuple[float, float]], given: list[tuple[float, float]]
) -> None:
    assert clips([Stretch(*each) for each in speech]) == [Stretch(*each) for each in given]


@pytest.mark.fast
@pytest.mark.parametrize(
    ("start", "end", "is_so"),
    [
        pytest.param(2, 5, True, id="in the middle of speech"),
        pytest.param(8, 8.4, True, id="one word at the end"),
        pytest.param(0, 28, True, id="with times too wide"),
        pytest.param(9.5, 28, False, id="from its end on"),
        pytest.param(12, 14, False, id="in noise"),
    ],
)
def test_words_count_where_somebody_speaks(start: float, end: float, is_so: bool) -> None:
    assert is_spoken(start, end, [Stretch(0, 10)]) is is_so
