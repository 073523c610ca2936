"""What counts as speech, and when words are clear; the figures are the base model's for real sounds."""

from __future__ import annotations

import pytest

from voice.hearing.judging import Guess, choose_language, judge

pytestmark = pytest.mark.fast

LANGUAGES = ("ru", "en", "id")


def guess(
    text: str = "Words.",
    start: float = 0,
    end: float = 2,
    *,
    sure: float = -0.4,
    speechless: float = 0.05,
    compression: float = 1.0,
) -> Guess:
    return Guess(start, end, text, sure, speechless, compression)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(guess("Нет.", 0, 0.5, sure=-0.56, speechless=0.27, compression=0.5), id="one word"),
        pytest.param(guess(sure=-0.23, speechless=0.07, compression=2.2), id="half a minute"),
        pytest.param(guess(sure=-0.89, speechless=0.13), id="as loud as the noise around"),
        pytest.param(guess(sure=-0.3, speechless=0.7), id="sure of words, not of speech"),
    ],
)
def test_speech_is_clear(said: Guess) -> None:
    verdict = judge([said], 30)
    assert (verdict.guesses, verdict.is_clear) == ((said,), True)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(guess(sure=-1.55, speechless=0.16), id="noise louder than speech"),
        pytest.param(
            guess(sure=-0.18, speechless=0.28, compression=4.1), id="a model that loops over speech"
        ),
    ],
)
def test_what_is_doubtful_is_unclear(said: Guess) -> None:
    verdict = judge([said], 30)
    assert (verdict.guesses, verdict.is_clear) == ((said,), False)


@pytest.mark.parametrize(
    "made_up",
    [
        pytest.param([guess("you", sure=-1.43, speechless=0.8)], id="hiss"),
        pytest.param([guess("I'm sorry.", sure=-1.7, speechless=0.77)], id="a beep"),
        pytest.param([guess(sure=-0.21, speechless=0.76, compression=9.8)] * 14, id="white noise"),
        pytest.param([guess(sure=-0.22, speechless=0.48, compression=8.0)] * 16, id="monkeys"),
        pytest.param([guess("  ")], id="no text"),
        pytest.param([], id="nothing"),
    ],
)
def test_what_is_no_speech_is_silence(made_up: list[Guess]) -> None:
    assert judge(made_up, 30).guesses == ()


def test_a_sentence_made_up_again_and_again_is_kept_once_and_is_unclear() -> None:
    first = guess("Call me.", 0, 2)
    loop = [guess("Thank you!", at, at + 2) for at in (2, 4, 6)]
    verdict = judge([first, *loop], 30)
    assert [kept.text for kept in verdict.guesses] == ["Call me.", "Thank you!"]
    assert not verdict.is_clear


def test_a_sentence_said_twice_is_kept() -> None:
    verdict = judge([guess("Hello?", 0, 2), guess("Hello?", 2, 4)], 30)
    assert (len(verdict.guesses), verdict.is_clear) == (2, True)


def test_nothing_is_said_after_the_end() -> None:
    verdict = judge([guess("Bye.", 2, 4), guess("Thanks for watching!", 4, 6)], 3.5)
    assert [(kept.text, kept.end) for kept in verdict.guesses] == [("Bye.", 3.5)]


def test_what_is_left_of_a_damaged_recording_is_unclear() -> None:
    assert not judge([guess()], 30, is_whole=False).is_clear


def test_words_of_no_language_in_particular_are_unclear() -> None:
    assert judge([guess()], 30, language_probability=0.25).is_clear
    assert not judge([guess()], 30, language_probability=0.1).is_clear


def test_words_of_no_language_where_nobody_speaks_are_noise() -> None:
    """Pink noise, and the tones of a telephone's keys."""
    caption = guess("СПОКОЙНАЯ МУЗЫКА", 0, 8, sure=-0.9, speechless=0.75, compression=0.8)
    assert judge([caption], 8, language_probability=0.03).guesses == ()


def test_a_word_of_doubt_weighs_less_than_a_sentence_without() -> None:
    sentence = guess("Please come as soon as you possibly can.", sure=-0.4)
    assert judge([sentence, guess("Er.", 2, 3, sure=-1.6)], 30).is_clear


@pytest.mark.parametrize(
    ("probabilities", "chosen"),
    [
        pytest.param({"ru": 0.96, "en": 0.01}, "ru", id="their own"),
        pytest.param({"ru": 0.01, "en": 0.97}, "en", id="another"),
        pytest.param({"uk": 0.7, "ru": 0.2, "en": 0.01}, "ru", id="one the desk doesn't speak"),
        pytest.param({"en": 0.45, "ru": 0.03}, "ru", id="half a second tells nothing"),
    ],
)
def test_the_language_is_one_the_desk_speaks(probabilities: dict[str, float], chosen: str) -> None:
    assert choose_language(probabilities, LANGUAGES) == chosen
