"""What is a bare thanks on a done ticket and what is not, line by line, as people really write in three languages.

Where in doubt it is none: a customer left alone costs more than a click.
"""

from __future__ import annotations

import pytest

from board.talk.thanks import are_names
from bot.talk.typed import thanked

pytestmark = pytest.mark.fast

QUIET = """
спасибо
Спасибо!
спс
Спасибо большое)))
огромное спасибо, всё работает
Спасибо, Вера
Вера, спасибо вам большое!
Спасибо, до свидания!
спасибо, хорошего дня
Благодарю
ок
ок спасибо
Хорошо
хорошо, спасибо
Понял, спасибо
поняла
принято
Супер!
всё ок
все заработало, спасибо!
👍
🙏🙏🙏
+
отлично 👍
и вам спасибо
Спасибо за помощь
Спасибо за быстрый ответ
все работает
thanks
Thank you so much!
thx
ty 🙏
Thanks, Vera!
Great, thanks
perfect, works now
it works, thank you
all good now
ok
okay great
Got it, thanks
cheers, have a nice day
thanks for your help
👍🏽
works
terima kasih
Terima kasih banyak!
makasih
makasih ya kak Vera
trims
oke
oke, terima kasih
sip
mantap
baik, terima kasih
sudah bisa, terima kasih
sudah normal kak
sama-sama
siap
👌
Thank you very much
many thanks
much appreciated
appreciate it
all sorted, cheers
solved, thanks
awesome!
nice one, thanks
👍👍
ok 👍
you're the best
have a great weekend
thank u
tysm
problem solved
it's fixed, thanks
fixed, thanks!
understood
noted
Thank you for the quick reply!
thanks for fixing it so quickly
It’s working now, thank you so much!
Thanks a million
great, thank you!
Thanks, that helped
yes, thanks
everything works
спасибо огромное!!
Благодарю вас
вопрос решён, спасибо
всё супер
все получилось
класс!
здорово
ага, спасибо
да, спасибо
Спасибо, всё понятно
ясно, спасибо
Спасибо вам за оперативность
всего доброго
хорошего вечера
взаимно
вы лучшие
помогло
заработало
теперь работает
спасибооо
Спасибо Вере
ок, Вера
добрый день, спасибо, всё работает
Спасибо, выручили!
спасибо :)
пасиб ))
ок)
Спасибо, у нас всё работает
Всё отлично, спасибо
terima kasih banyak ya
makasih banyak kak
thanks ya kak
matur nuwun
sudah bisa kak
udah beres
sudah normal lagi, terima kasih
alhamdulillah
alhamdulillah sudah bisa
mantap kak
ok siap
siap kak
baik kak
oke noted
sip makasih
sama sama
oke deh
keren
terima kasih atas bantuannya
terima kasih bantuannya pak
makasih infonya
ya, terima kasih
semoga sukses selalu
🙏
❤️
👍🏿
🫶
Спасибо ❤️‍🔥
merci
Спасибо за помощь!🙏
Thanks Вера
thank you vera
Спасибо, всё заработало. Хорошего дня!
got it 👍
Okay, thank you
ok thanks bye
"""
MORE = """
спасибо, но опять не работает
спасибо а как теперь вернуть деньги
Спасибо, а где посмотреть чек?
вы разобрались
вы решили
вы поняли
не работает
работает через раз
нет
хорошо, жду
жду
ок, завтра проверю и напишу
спасибо, попробую
Спасибо. Второй пост тоже стоит
спасибо, ещё вопрос
Спасибо, конечно...
спасибо, что ничего не сделали
ну спасибо
😡
👎
❓
ок?
точно всё
is it working
is it fixed now
is it all good
doesn't work
not working
thanks but it still fails
thanks, one more thing
ok will try
thanks for nothing
great, now bay 2 is down
Thanks, when will the refund arrive
no thanks
great job...
ok and the other till
thanks. call me
terima kasih tapi masih error
belum bisa
sudah bisa belum
apakah sudah selesai
makasih, kapan uangnya kembali
oke nanti saya coba
tidak
masih sama
terima kasih, satu lagi
sudah?
ok waiting
ok, I'll check
thanks I'll test tomorrow
thanks 🙃
thanks...
thanks…
yeah right
fine
whatever
hello
good morning
does it work
did you fix it
works sometimes
it works but slowly
thanks in advance
заранее спасибо
спасибо, жду
ждём
попробую
спасибо, посмотрю
спасибо. А чек
всё работает или нет
так работает
ну ок
ну хорошо
ага, щас
спасибо 🙄
спасибо 😡
ок 👎
спасибо ((
вот спасибо
нет, спасибо
спасибо нет
решили вопрос
вы заработали
кто работает
да
ага
точно
разобрались
решили
поняли
вы помогли
готово
сделали
terima kasih sebelumnya
bisa
sudah
sudah bisa ya
saya tunggu
oke ditunggu
baik saya cek dulu
masih error
gak bisa
apa sudah normal
sudah normal belum
kapan
selesai
«спасибо»
"thanks"
/s thanks
Спасибо?!
спасибо？
thanks ❓
ok 1
2
thanks, Oleg
спасибо, Олег
Вера
Vera!
Вера, не работает
работает?
works??
10/10
great 👍 but
call me
ok call me
спасибо, перезвоните
ok no
yes
no
не понял
не помогло
ничего не работает
спасибо, я в шоке
🙏?
⁉️
хорошо, сделаю
сейчас проверю
тогда ладно
ладно
понятно всё с вами
thanks for your help, it is broken again
is everything ok
are you ok
can it be fixed
all working
working
works now or not
is the problem solved
вопрос закрыт или нет
а вопрос решен
great service 😒
thank you 🤡
спасибо, пока не работает
спасибо пока
хорошо бы
было хорошо
стало хуже
всё
все плохо
okay so
спасибо, и ещё
ок, и
+7 999 123
+ чек
-
...
.
!
hi
добрый день
sure
alright then
cool story
good for you
nice try
bravo 👏🙄
wow
wow thanks a lot for breaking it
лучше бы спасибо
thanks I guess
спасибо и на этом
и на том спасибо
спасибо за ничего
спасибо за потраченное время
makasih loh
iya
oke tapi
baik, ditunggu ya
siap menunggu
terima kasih, mohon dicek
oke, saya coba dulu
kok masih sama
belum
sudah beres kah
udah normal kak?
"""


def is_quiet(text: str, *agents: str) -> bool:
    names = thanked(text)
    return names is not None and are_names(names, agents)


@pytest.mark.parametrize("text", QUIET.strip().splitlines())
def test_a_bare_thanks_needs_nobody(text: str) -> None:
    assert is_quiet(text, "Vera Ivanova")


@pytest.mark.parametrize("text", MORE.strip("\n").splitlines())
def test_anything_more_is_no_bare_thanks(text: str) -> None:
    assert not is_quiet(text, "Vera Ivanova")


@pytest.mark.parametrize("text", ["", " ", "спасибо " * 8, "спасибо\nи ещё", "thanks\x00"])
def test_nothing_a_lot_and_what_is_no_text_are_no_thanks(text: str) -> None:
    assert not is_quiet(text)


def test_two_lines_may_thank() -> None:
    assert is_quiet("Спасибо!\nХорошего дня!")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Вера", "Vera"),
        ("Вере", "Vera Ivanova"),
        ("Vera", "Вера"),
        ("Сергей", "Sergey"),
        ("Сергею", "Sergei Petrov"),
        ("Юлия", "Julia"),
        ("Yulia", "Юля Юлия"),
        ("Дмитрий", "Dmitry"),
        ("Алексей", "Alexey"),
        ("Михаил", "Mikhail"),
        ("Наталья", "Natalia"),
        ("Ксения", "Xenia"),
        ("Женя", "Zhenya"),
        ("Пётр", "Petr"),
        ("Щукин", "Shchukin"),
        ("Budi", "Буди"),
        ("José", "Jose"),
    ],
)
def test_an_agents_name_may_be_written_in_another_alphabet(said: str, name: str) -> None:
    assert is_quiet(f"Спасибо, {said}!", name)


@pytest.mark.parametrize(
    ("said", "name"),
    [("Олег", "Vera"), ("верно", "Vera"), ("нет", "Neta"), ("не", "Nea"), ("Vera Oleg", "Vera")],
)
def test_another_name_or_word_is_not_the_agents(said: str, name: str) -> None:
    assert not is_quiet(f"спасибо {said}", name)
