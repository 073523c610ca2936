"""Where one sentence ends and the next begins: in the text by its marks, in the sound by its pauses."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="comes with an engine")

from tests.voice.speech import RATE, noise, silence, together  # noqa: E402
from voice.hearing.judging import Guess  # noqa: E402
from voice.hearing.sentences import cut, split  # noqa: E402

if TYPE_CHECKING:
    from voice.hearing.sound import Samples

pytestmark = pytest.mark.fast

TWO = "Касса не печатает чек. Вода не идёт."
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["Да.", "нет", "3.5", "E-15.", "Кто?", "…", "«Стоп!»", "т. е.", "500.", "А. С."]),
        st.text(max_size=12),
    ),
    max_size=12,
).map(" ".join)


@pytest.mark.parametrize(
    "sentences",
    [
        pytest.param(["Касса стоит.", "Что делать?", "Срочно!", "Жду…", "Спасибо"], id="marks"),
        pytest.param(["Написано «Нет сети.»", "Потом (три раза!)", "“Reboot.”", "Then off."], id="quotes"),
        pytest.param(["Алло!", "вы меня слышите?", "нет"], id="a call or a question ends before any letter"),
        pytest.param(["Он пишет Е-15.", "Терминал версии v2.0.", "Сумма 3.5, в 12.30."], id="numbers end it"),
        pytest.param(["Давление 3.5 и 28.8 бара, код E-15.2, версия v2.0 с 12.30"], id="inside of numbers"),
        pytest.param(["Звоните 8. 800. 555.", "Да."], id="a number dictated in pieces"),
        pytest.param(["Откройте www.example.org или пишите на kassa@example.org."], id="addresses"),
        pytest.param(["Это т. е. так и т. д. и др. тоже, e.g. that one."], id="small letters go on"),
        pytest.param(["Ну... я не знаю.", "Хотя…", "Нет."], id="thinking aloud"),
        pytest.param(["Мойка на ул. Ленина, г. Казань.", "Ask Mr. Smith or J. Brown."], id="names"),
        pytest.param(["Это я.", "So do I.", "Then he left."], id="a word of one letter"),
        pytest.param(["1. Выключить.", "2. Включить."], id="a list"),
        pytest.param(["Pompa tidak menyala.", "Apa harus saya tekan?", "Terima kasih!"], id="Indonesian"),
        pytest.param(["... да."], id="no sentence of marks alone"),
        pytest.param([""], id="no text"),
    ],
)
def test_a_text_is_cut_where_sentences_end(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


@pytest.mark.parametrize("pause", [0.2, 0.5, 2.0])
@pytest.mark.parametrize("hiss", [0.0, 0.01], ids=["silence between", "hiss all over"])
def test_a_sentence_begins_where_the_sound_comes_up_again(pause: float, hiss: float) -> None:
    samples = together(silence(1), noise(2.9), silence(pause), noise(1.6), silence(1))
    samples += noise(len(samples) / RATE) * np.float32(hiss)
    first, second = split([_guess(TWO, 0, len(samples) / RATE)], samples)

    assert first.start == pytest.approx(0.9, abs=0.05)
    assert second.start == pytest.approx(3.9 + pause - 0.1, abs=0.05)
    assert (first.text, second.text) == ("Касса не печатает чек.", "Вода не идёт.")
    assert first.end == second.start


def test_of_two_pauses_the_one_where_the_letters_end_is_chosen() -> None:
    samples = together(noise(2), silence(0.4), noise(2), silence(0.4), noise(1))
    text = "Сначала выключите терминал из розетки, а потом подождите одну минуту. И снова включите."
    _, second = split([_guess(text, 0, 5.8)], samples)
    assert second.start == pytest.approx(4.7, abs=0.05)


def test_a_guess_in_the_middle_is_looked_for_in_its_own_time() -> None:
    samples = together(noise(5), noise(2.9), silence(0.5), noise(1.6))
    whole = _guess("Ещё одно.", 0, 5)
    assert split([whole, _guess(TWO, 5, 10)], samples)[2].start == pytest.approx(8.3, abs=0.05)


def test_a_guess_that_begins_in_silence_begins_with_the_sound() -> None:
    samples = together(silence(20), noise(2))
    (said,) = split([_guess("Алло.", 0, 22)], samples)
    assert said.start == pytest.approx(19.9, abs=0.05)
    assert said.end == 22


def test_a_guess_too_short_for_its_sentences_stays_whole() -> None:
    guess = _guess("Да. Да. Нет.", 1, 1.5)
    assert split([guess], noise(2)) == (guess,)


@pytest.mark.parametrize("samples", [silence(0), silence(8)], ids=["none", "silence"])
def test_without_sound_the_letters_alone_say_where_it_begins(samples: Samples) -> None:
    first, second = split([_guess(TWO, 0, 8)], samples)
    assert first.start == 0
    assert second.start == pytest.approx(5, abs=1.6)


def test_figures_stay_with_every_sentence() -> None:
    guess = Guess(0, 8, TWO, -0.5, 0.2, 1.3)
    figures = {(s.avg_logprob, s.no_speech_prob, s.compression_ratio) for s in split([guess], noise(8))}
    assert figures == {(-0.5, 0.2, 1.3)}


@given(
    text=TEXTS,
    start=st.floats(0, 20),
    length=st.floats(0, 15),
    bursts=st.lists(st.tuples(st.floats(0, 2), st.floats(0, 1)), max_size=8),
)
def test_no_word_changes_times_rise_and_stay_and_none_is_empty(
    text: str, start: float, length: float, bursts: list[tuple[float, float]]
) -> None:
    sounds = [part for loud, quiet in bursts for part in (noise(loud), silence(quiet))]
    guess = _guess(text, start, start + length)
    said = split([guess], together(silence(0), *sounds))

    assert " ".join(sentence.text for sentence in said).split() == text.split()
    assert all(sentence.text.strip() for sentence in said) or not text.strip()
    assert all(one.end == after.start for one, after in pairwise(said))
    assert guess.start <= said[0].start
    assert said[-1].end == guess.end
    assert all(sentence.start < sentence.end for sentence in said) or said == (guess,)


def _guess(text: str, start: float, end: float) -> Guess:
    return Guess(start, end, text, -0.4, 0.05, 1.0)
