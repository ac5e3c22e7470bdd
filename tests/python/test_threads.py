# SPDX-License-Identifier: Apache-2.0
"""Threads, forks and the end of the interpreter: books wait their turn and nothing crashes."""

import os
import subprocess
import sys
import textwrap
import threading
import time

import pytest

import almoner
from conftest import declare_chart, gift, spend


def run(*works):
    """All at once; what one raises is raised here."""
    failures = []

    def guarded(work):
        try:
            work()
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "threads wait for each other"
    if failures:
        raise failures[0]


def test_threads_that_share_a_handle_take_turns(book):
    def post(name):
        for number in range(300):
            book.post(gift(f"{name}-{number}", 1))
            if number % 50 == 0:
                book.balances().to_dicts()
                len(book.postings())

    run(*[lambda name=name: post(name) for name in "ABCD"])
    assert book.stats().entries == 1200
    assert book.audit().sound


def test_the_interpreter_runs_on_while_a_book_is_audited(book):
    book.post_all(gift(f"G-{number}", 1) for number in range(20_000))
    done = threading.Event()
    counted = 0

    def count():
        nonlocal counted
        while not done.is_set():
            counted += 1

    def audit():
        try:
            assert book.audit().sound
        finally:
            done.set()

    run(count, audit)
    assert counted > 10_000  # with the GIL held: none while it lasts


def test_a_writer_waits_for_another_without_stopping_it(path):
    """Were the GIL held while waiting for the book's lock, the other could never let go of it."""
    with almoner.open(path) as one, almoner.open(path, busy_timeout_ms=20_000) as other:
        waiting = threading.Event()

        def wait():
            waiting.set()
            other.post(gift("G-2", 1))

        def hold():
            waiting.wait(10)
            time.sleep(0.2)
            batch.__exit__(None, None, None)

        batch = one.batch()
        batch.__enter__()
        one.post(gift("G-1", 1))
        run(wait, hold)
        assert one.stats().entries == 2


def test_two_books_are_at_work_at_the_same_time():
    """Each audit reports progress to a barrier that opens only when both have come to it."""
    barrier = threading.Barrier(2, timeout=30)
    books = [declare_chart(almoner.create_in_memory(almoner.BookTerms("b"))) for _ in range(2)]

    def audit(book):
        met = []

        def meet(done, size):
            if not met:
                met.append(barrier.wait())

        assert book.audit(progress=meet).sound
        assert met

    run(*[lambda book=book: audit(book) for book in books])


def test_a_book_closed_by_another_thread_raises(book):
    book.post_all(gift(f"G-{number}", 1) for number in range(2000))
    ended = []

    def read():
        try:
            while True:
                book.postings().to_dicts()
                book.post(gift(f"L-{time.monotonic_ns()}", 1))
        except ValueError as error:
            ended.append(str(error))

    def close():
        time.sleep(0.2)
        book.close()

    run(read, read, close)
    assert len(ended) == 2 and all("closed" in one for one in ended)


def test_streams_are_dropped_by_any_thread(book):
    book.post_all(gift(f"G-{number}", 1) for number in range(1000))
    streams = [book.postings().__arrow_c_stream__() for _ in range(50)]
    run(lambda: streams.clear(), lambda: book.post_all(gift(f"H-{number}", 1) for number in range(1000)))
    assert book.audit().sound


def test_a_child_of_a_fork_may_not_use_the_book_and_does_it_no_harm(path):
    with almoner.open(path) as book:
        book.post(gift("G-1", 10))
        scan = book.postings().__arrow_c_stream__()
        child = os.fork()
        if child == 0:
            try:
                book.balances()
            except ValueError as error:
                del book, scan
                os._exit(0 if "fork" in str(error) else 3)
            os._exit(4)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        book.post(spend("V-1", 10))
        assert book.audit().sound
        with almoner.open(path, busy_timeout_ms=100) as other:
            other.post(gift("G-2", 1))


@pytest.mark.parametrize("end", ["", "sys.exit(0)", "os.kill(os.getpid(), signal.SIGINT)", "raise SystemExit"])
def test_the_interpreter_may_end_with_books_open(tmp_path, end):
    program = textwrap.dedent(f"""
        import datetime, os, signal, sys, threading, time
        import almoner
        from conftest import declare_chart, gift
        book = declare_chart(almoner.create({str(tmp_path / "b")!r}, almoner.BookTerms("b")))
        book.post(gift("G-1", 1))
        stream, batch, table = book.postings().__arrow_c_stream__(), book.batch(), book.postings()
        batch.__enter__()
        book.post(gift("G-2", 1))
        other = almoner.create_in_memory(almoner.BookTerms("c"), clock=lambda: datetime.datetime.now(datetime.timezone.utc))
        def work():
            declare_chart(other)
            while True:
                other.post_all(gift(f"G-{{time.monotonic_ns()}}", 1) for _ in range(100))
        threading.Thread(target=work, daemon=True).start()
        time.sleep(0.2)
        try:
            {end or "pass"}
        except KeyboardInterrupt:
            pass
        print("ended")
    """)
    done = subprocess.run([sys.executable, "-c", program], cwd=os.path.dirname(__file__), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, (done.returncode, done.stderr)
    assert "ended" in done.stdout or "exit" in end.lower()
    with almoner.open(tmp_path / "b") as book:
        assert book.stats().entries == 1 and book.audit().sound
