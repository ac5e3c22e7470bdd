# SPDX-License-Identifier: Apache-2.0
"""Many processes on one book: every answer is possible at every moment, and no act is lost or done twice.

Eight tellers and two readers, left alone and killed at random; then two tellers killed again and
again, at moments of ALMONER_SEED. A teller goes on with the very act that it was killed in.
ALMONER_SOAK=1 asks for the long form.
"""

import os
import random
import signal
import subprocess
import time

import pytest

BANK = os.environ["ALMONER_FAULT_BANK"]
SEED = int(os.environ.get("ALMONER_SEED", "20211205"))
SOAK = os.environ.get("ALMONER_SOAK", "0") not in ("", "0")
SECONDS = 60 if SOAK else 6
CYCLES = 5000 if SOAK else 200
CYCLES_BETWEEN_AUDITS = 25


def bank(*words):
    done = subprocess.run([BANK, *map(str, words)], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, f"ALMONER_SEED={SEED}: {words[0]}: {done.stderr}"
    return done.stdout.strip()


def start(*words):
    return subprocess.Popen([BANK, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def end(process):
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, f"ALMONER_SEED={SEED}: {errors}"
    return out.strip()


def kill(process):
    ended = process.poll()
    process.kill()
    _, errors = process.communicate(timeout=30)
    assert ended is None and process.returncode == -signal.SIGKILL, f"ALMONER_SEED={SEED}: ended by itself: {errors}"


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "bank.book"
    bank("make", path)
    return path


def test_eight_tellers_and_two_readers(book, tmp_path):
    diaries = [tmp_path / f"teller{i}" for i in range(8)]
    readers = [start("read", book, SECONDS) for _ in range(2)]
    tellers = [start("write", book, diary, diary.name, SECONDS) for diary in diaries]
    rounds = [end(process) for process in readers]
    for process in tellers:
        end(process)
    print(bank("check", book, *diaries), "| readers:", *rounds)


def test_eight_tellers_killed_at_random_and_two_readers(book, tmp_path):
    moments = random.Random(SEED)
    diaries = [tmp_path / f"teller{i}" for i in range(8)]
    deadline = time.monotonic() + SECONDS
    readers = [start("read", book, SECONDS) for _ in range(2)]
    tellers = {diary: start("write", book, diary, diary.name, 1000) for diary in diaries}
    kills = 0
    while time.monotonic() < deadline:
        time.sleep(moments.uniform(0.0, 0.1))
        diary = moments.choice(diaries)
        kill(tellers[diary])
        kills += 1
        tellers[diary] = start("write", book, diary, diary.name, 1000)
    rounds = [end(process) for process in readers]
    for process in tellers.values():
        kill(process)
    assert kills > SECONDS
    print(f"{kills + 8} kills,", bank("check", book, *diaries), "| readers:", *rounds)


def test_two_tellers_killed_again_and_again(book, tmp_path):
    moments = random.Random(SEED)
    diaries = [tmp_path / f"teller{i}" for i in range(2)]
    for cycle in range(CYCLES):
        tellers = [start("write", book, diary, diary.name, 1000) for diary in diaries]
        moments.shuffle(tellers)
        for process in tellers:
            time.sleep(moments.uniform(0.0, 0.05))
            kill(process)
        if cycle % CYCLES_BETWEEN_AUDITS == 0:
            bank("check", book, *diaries)
    said = bank("check", book, *diaries)
    print(f"{CYCLES} cycles, {2 * CYCLES} kills,", said)
    assert int(said.split(" refused, ")[1].split()[0]) > CYCLES // 4, "hardly any kill met an act"
    # A last act that was cut is done to its end, and once.
    for diary in diaries:
        bank("write", book, diary, diary.name, 0.2)
        diary_lines = diary.read_text().split("\n")
        assert diary_lines[-2].split()[0] in ("done", "no", "busy")
    bank("check", book, *diaries)
