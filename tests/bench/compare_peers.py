#!/usr/bin/env python3
"""Runs the same SPARQL queries on Entente and on other stores, and prints a table of times.

All systems run on one machine one after the other, in process, each query warm: a first run warms
up and gives the answer to compare, then it runs again for about --seconds, at least three times
(fewer once 5 seconds are spent), and the median counts. A run goes from the text of the query to
the last term of the last row. Answers agree when the number of rows and the sum of the rows'
CRC-32 agree; numbers are compared as they are written, so queries should not divide.

    cmake --preset bench && cmake --build --preset bench --target entente query_bench
    python3 -m venv VENV && VENV/bin/pip install pyoxigraph rdflib kuzu
    mvn dependency:copy-dependencies -DoutputDirectory=JARS     (of a pom.xml that wants jena-tdb2)
    build/tools/entente load DATABASE DATA.nt
    VENV/bin/python tests/bench/compare_peers.py DATABASE DATA.nt --jena JARS QUERY.rq...

Systems, as --systems names them; one that is not installed is left out with a word:
  oxigraph          Oxigraph on disk (RocksDB), bulk-loaded and optimized
  oxigraph-memory   Oxigraph in memory
  jena              Apache Jena TDB2, by peers/JenaPeer.java
  kuzu              Kùzu: the UN votes as a property graph, by peers/kuzu_unvotes.py, which has the
                    queries that Cypher can say; only the numbers of rows are compared
  rdflib            rdflib in memory; only for patience or small data
Stores on disk are made under --stores once and used again. Of Oxigraph the better of two ways
counts: rows taken in Python, and rows written as TSV by its own code.

Each system is a process that takes query files, prints "ready" once it is open, and for each file
"warm" after the first run, then rows, median milliseconds and checksum with tabs between; or
"error" and a message. One that takes longer than --limit for a run is ended and started again with
the next query; its line then says "> LIMIT", and counts as the limit in the geometric mean.
"""
import argparse
import math
import os
import pathlib
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zlib

STRING = "http://www.w3.org/2001/XMLSchema#string"
ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t",
                         "\b": "\\b", "\f": "\\f"})


UNKNOWN = "-"  # For the checksum of a system with terms of another kind.
NOT_TRANSLATED = "not translated"


# Worker processes.

def read(file):
    return pathlib.Path(file).read_text(encoding="utf-8")


def literal(value, language, datatype):
    text = '"' + value.translate(ESCAPES) + '"'
    if language:
        return f"{text}@{language}"
    return text if datatype in (None, STRING) else f"{text}^^<{datatype}>"


def checksum(rows):
    """Number of rows and sum of their CRC-32; a row is a list of N-Triples terms, None unbound."""
    count = total = 0
    for row in rows:
        count += 1
        total += zlib.crc32("\t".join(term or "" for term in row).encode())
    return count, total


def work(files, seconds, text_of, first, ways):
    """Prints the lines of a worker. `first` runs a text and gives rows and checksum or None; `ways`
    just run it."""
    print("ready", flush=True)
    for file in files:
        try:
            text = text_of(file)
            rows, total = first(text)
            print("warm", flush=True)
            best = min(median_time(way, text, seconds) for way in ways)
            total = UNKNOWN if total is None else f"{total:016x}"
            print(f"{rows}\t{best:.4f}\t{total}", flush=True)
        except Exception as error:  # Of whatever library: a line of the table, not the end.
            print("error\t" + " ".join(str(error).split()), flush=True)


def median_time(way, text, seconds):
    times = []
    begin = time.perf_counter()
    while not times or (time.perf_counter() - begin < 5 and
                        (len(times) < 3 or time.perf_counter() - begin < seconds)):
        start = time.perf_counter()
        way(text)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def work_oxigraph(data, place, seconds, files):
    import pyoxigraph
    if place is None or not os.path.exists(place):
        store = pyoxigraph.Store(*([place] if place else []))
        store.bulk_load(path=data, format=pyoxigraph.RdfFormat.N_TRIPLES)
        if place:
            store.optimize()
            store.flush()
    else:
        store = pyoxigraph.Store.read_only(place)

    def write(term):
        if isinstance(term, pyoxigraph.Literal):
            return literal(term.value, term.language, term.datatype.value)
        return None if term is None else str(term)

    def answer(text):
        return ([write(term) for term in row] for row in store.query(text))

    def take(text):
        for row in store.query(text):
            for _ in row:
                pass

    def write_all(text):
        store.query(text).serialize(format=pyoxigraph.QueryResultsFormat.TSV)

    work(files, seconds, read, lambda text: checksum(answer(text)), [write_all, take])


def work_rdflib(data, place, seconds, files):
    import rdflib
    graph = rdflib.Graph()
    graph.parse(data, format="nt")

    def write(term):
        if isinstance(term, rdflib.Literal):
            return literal(str(term), term.language, term.datatype and str(term.datatype))
        return None if term is None else term.n3()

    def answer(text):
        return ([write(term) for term in row] for row in graph.query(text))

    def take(text):
        for row in graph.query(text):
            for _ in row:
                pass

    work(files, seconds, read, lambda text: checksum(answer(text)), [take])


def work_kuzu(data, place, seconds, files):
    import kuzu
    sys.path.append(os.path.join(os.path.dirname(__file__), "peers"))
    import kuzu_unvotes
    is_new = not os.path.exists(place)
    connection = kuzu.Connection(kuzu.Database(place))
    if is_new:
        kuzu_unvotes.load(connection, data)

    def translate(file):
        name = pathlib.Path(file).stem
        if name not in kuzu_unvotes.CYPHER:
            raise LookupError(NOT_TRANSLATED)
        return kuzu_unvotes.CYPHER[name]

    def take(text):
        rows = 0
        result = connection.execute(text)
        while result.has_next():
            result.get_next()
            rows += 1
        return rows

    work(files, seconds, translate, lambda text: (take(text), None), [take])


WORKERS = {"oxigraph": work_oxigraph, "oxigraph-memory": work_oxigraph, "kuzu": work_kuzu,
           "rdflib": work_rdflib}
LIBRARIES = {"oxigraph": "pyoxigraph", "oxigraph-memory": "pyoxigraph", "kuzu": "kuzu",
             "rdflib": "rdflib"}
TITLES = {"oxigraph": "Oxigraph", "oxigraph-memory": "Oxigraph in memory", "jena": "Jena TDB2",
          "kuzu": "Kùzu", "rdflib": "rdflib"}


# The parent.

class Line:
    """What a system made of a query: rows, milliseconds and checksum, or why not."""

    def __init__(self, rows=None, milliseconds=None, total=None, word=""):
        self.rows, self.milliseconds, self.total, self.word = rows, milliseconds, total, word

    def answers(self):
        return self.rows is not None


def entente_lines(options):
    command = [options.bench, options.database, *options.queries, "--checksum",
               "--seconds", str(options.seconds)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = {}
    for text in output.splitlines():
        name, *fields = text.split("\t")
        if len(fields) == 4:
            lines[name] = Line(int(fields[0]), float(fields[1]), fields[3])
        else:
            lines[name] = Line(word="error: " + " ".join(fields))
    return lines


def start(command):
    """The process and a queue of its lines, which ends with None."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    lines = queue.Queue()

    def read():
        for line in process.stdout:
            lines.put(line.rstrip("\n"))
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return process, lines


def peer_lines(command, options):
    """Runs the worker over all queries; starts it anew behind one that takes too long."""
    results = {}
    waiting = list(options.queries)
    while waiting:
        process, lines = start([*command, *waiting])
        name = ""
        try:
            if lines.get(timeout=options.loading) != "ready":
                return None
            while waiting:
                name = pathlib.Path(waiting.pop(0)).stem
                line = lines.get(timeout=options.limit)
                if line == "warm":
                    line = lines.get(timeout=4 * options.limit)
                fields = (line or "error\tthe process ended").split("\t")
                if fields[0] == "error":
                    missing = fields[1] == NOT_TRANSLATED
                    results[name] = Line(word="" if missing else f"error: {fields[1]}")
                    if line is None:
                        break
                else:
                    results[name] = Line(int(fields[0]), float(fields[1]), fields[2])
                print(f"  {name} {' '.join(fields)}", file=sys.stderr, flush=True)
        except queue.Empty:
            if not name:
                return None
            results[name] = Line(milliseconds=options.limit * 1000, word=f"> {options.limit:g} s")
            print(f"  {name} > {options.limit:g} s", file=sys.stderr, flush=True)
        finally:
            process.kill()
            process.wait()
    return results


def command_of(system, options):
    """How to run a system's worker; or a word why not."""
    place = os.path.join(options.stores, system)
    if system == "jena":
        if options.jena is None:
            return "no --jena given"
        harness = os.path.join(os.path.dirname(__file__), "peers", "JenaPeer.java")
        return ["java", "-Xmx4g", "-cp", os.path.join(options.jena, "*"), harness, place,
                options.data, str(options.seconds)]
    library = LIBRARIES[system]
    if subprocess.run([sys.executable, "-c", f"import {library}"], capture_output=True).returncode:
        return f"{library} is not installed"
    return [sys.executable, __file__, "--worker", system, options.data, place,
            str(options.seconds)]


def geometric_mean(numbers):
    return math.exp(sum(map(math.log, numbers)) / len(numbers)) if numbers else math.nan


def show(number):
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def print_table(names, ours, peers):
    titles = [title for system in peers for title in (TITLES[system], "ratio")]
    print("| query | rows | Entente | " + " | ".join(titles) + " |")
    print("|---|--:|--:|" + "--:|" * len(titles))
    disagreements = []
    ratios = {system: [] for system in peers}
    for name in names:
        own = ours.get(name, Line(word="no line"))
        cells = [name, f"{own.rows:,}" if own.answers() else "",
                 show(own.milliseconds) if own.answers() else own.word]
        for system, lines in peers.items():
            line = lines.get(name, Line(word="no line"))
            if line.milliseconds is None or not own.answers():
                cells += [line.word, ""]
                continue
            ratio = line.milliseconds / own.milliseconds
            ratios[system].append(ratio)
            cells += [line.word or show(line.milliseconds),
                      ("> " if line.word else "") + show(ratio)]
            if line.answers() and (line.rows != own.rows or
                                   line.total not in (own.total, UNKNOWN)):
                what = "rows" if line.rows != own.rows else "terms"
                disagreements.append(f"{name}: {TITLES[system]} has other {what}: {line.rows}, "
                                     f"{line.total}; Entente {own.rows}, {own.total}")
        print("| " + " | ".join(cells) + " |")
    means = [f"| **{show(geometric_mean(ratios[system]))}**" for system in peers]
    print("| geometric mean | | | " + " | ".join(means) + " |")
    print("\nMilliseconds, warm medians; a ratio says how many times as long as Entente.")
    print("\n".join(disagreements) if disagreements else "All answers agree.")
    return not disagreements


def main():
    if sys.argv[1:2] == ["--worker"]:
        system, data, place, seconds = sys.argv[2:6]
        place = None if system == "oxigraph-memory" else place
        WORKERS[system](data, place, float(seconds), sys.argv[6:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("database", help="of Entente, loaded")
    parser.add_argument("data", help="the same triples as N-Triples")
    parser.add_argument("queries", nargs="+", metavar="QUERY.rq")
    parser.add_argument("--bench", default="build/tests/bench/query_bench")
    parser.add_argument("--systems", default="oxigraph,oxigraph-memory,jena,kuzu")
    parser.add_argument("--jena", metavar="JARS", help="directory of Jena's jars")
    parser.add_argument("--stores", default=os.path.join(tempfile.gettempdir(), "entente-peers"))
    parser.add_argument("--seconds", type=float, default=1, help="for each query and system")
    parser.add_argument("--limit", type=float, default=30, help="seconds for a run")
    parser.add_argument("--loading", type=float, default=1800, help="seconds for loading")
    options = parser.parse_args()
    unknown = set(options.systems.split(",")) - set(TITLES)
    if unknown:
        parser.error(f"no such system: {', '.join(sorted(unknown))}")
    os.makedirs(options.stores, exist_ok=True)
    peers = {}
    for system in options.systems.split(","):
        print(TITLES[system], file=sys.stderr, flush=True)
        command = command_of(system, options)
        lines = peer_lines(command, options) if isinstance(command, list) else None
        if lines is None:
            word = command if isinstance(command, str) else "it did not start"
            print(f"{TITLES[system]} is left out: {word}", file=sys.stderr)
        else:
            peers[system] = lines
    print("Entente", file=sys.stderr, flush=True)
    ours = entente_lines(options)
    names = [pathlib.Path(file).stem for file in options.queries]
    return 0 if print_table(names, ours, peers) else 1


if __name__ == "__main__":
    sys.exit(main())
