#!/usr/bin/env python3
"""Would the tests notice a fault in the solver?

Makes small faults (mutants) in solver/, one at a time in a copy of the source tree, builds it and runs the tests of the solver until one
fails. Writes docs/mutations.md: every mutant, the test that caught it, and the survivors. The reasons given there for survivors are written
by hand and are kept when the page is written again.

Which mutants: every place of a file to which a rule applies is a candidate; each file gets its share of the mutants, at least --least; within
a file the rules take turns, and for each the candidates are taken in the order of a hash of --seed, the file, the line's text and the rule.

  scripts/mutate_solver.py --work /var/tmp/mutants                # choose, run, write the page; goes on where it was stopped
  scripts/mutate_solver.py --work /var/tmp/mutants --list         # only list what would be run
"""
import argparse
import collections
import hashlib
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/mutations.md"
DISPATCH = "solver/kernels/dispatch.c"
SLOW_S = 3.0  # tests that take longer are tried last, on what survives the others
TOKEN = re.compile(r"\d+\.?\d*(?:[eE][+-]?\d+)?[fFuUlL]*|\.\d+|[A-Za-z_]\w*|->|\+\+|--|<<=|>>=|[-+*/%&|^<>=!]=|&&|\|\||<<|>>|\S")
TYPE = re.compile(r"(?:const|double|float|int|char|void|unsigned|long|REAL|FACTOR|VECTOR|\w+_t|fen_\w+|restrict|struct|static|sizeof|return)$")
OPERAND = re.compile(r"[\w.)\]]")
STATEMENT = re.compile(r"\s+(?!return|break|continue|if|for|else|case|const |double |int |ptrdiff_t |static |fen_\w+ |goto|REAL )"
                       r"[A-Za-z_*(][^=;]*(?:[-+*/|&]?=[^=;]+|\([^;]*\));\s*$")
RULES = {
    "sign": "turn + into - and - into +, or drop a minus",
    "relation": "turn < into <=, > into >=, == into !=, and back",
    "logic": "turn && into || and back, or drop a !",
    "factor": "turn * into / and back",
    "coefficient": "multiply a number by 1.01 or by 2; 0.0 becomes 1.0",
    "off by one": "a whole number (index, bound, count) one more or less",
    "branch": "turn a condition round",
    "drop": "leave a statement out",
}
TESTS_OF_STAGES = {
    1: "the quick tests of the solver",
    2: "the tests of the solver and `fenhe verify --quick`",
    3: "the tests of the solver, `fenhe verify --quick` and the quick ones again with sanitizers",
}
Mutant = collections.namedtuple("Mutant", "file line rule before after start stop text nth")


def blank(text):
    """Comments, literal texts, preprocessor lines and complaints as spaces: nothing there is mutated."""
    def spaces(match):
        return re.sub(r"[^\n]", " ", match.group())
    text = re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])+'", spaces, text, flags=re.S)
    text = re.sub(r"(?<=\))\{0\}", spaces, text)  # a value that is cleared
    text = re.sub(r"^[a-z].*[{,]$", lambda head: re.sub(r"\[[^\]\n]*\]", spaces, head.group()), text, flags=re.M)  # lengths of parameters
    text = re.sub(r"^#(?!define\s+\w+\s+[(\d.])(?:[^\n]*\\\n)*[^\n]*", spaces, text, flags=re.M)
    out = list(text)
    for call in re.finditer(r"\b(?:fen_fail|assert|static_assert|snprintf)\s*\(", text):
        depth = 0
        for at in range(call.end() - 1, len(text)):
            depth += (text[at] == "(") - (text[at] == ")")
            if text[at] != "\n":
                out[at] = " "
            if depth == 0:
                break
    return "".join(out)


def coin(*words):
    return int.from_bytes(hashlib.sha256("\0".join(map(str, words)).encode()).digest()[:8], "big")


def change_number(token, key):
    if re.search(r"[.eE]", token) and not token.startswith("0x"):
        value = float(token.rstrip("fFlL"))
        return "coefficient", "1.0" if value == 0.0 else f"({'1.01' if coin(key) % 2 else '2.0'} * {token})"
    if re.fullmatch(r"\d+", token):
        value = int(token)
        return "off by one", str(value - 1 if value > 0 and coin(key) % 2 else value + 1)
    return None


def change_token(before, token, after, key):
    """Rule and replacement for a token between two others, or None."""
    binary = bool(OPERAND.match(before[-1:])) and not TYPE.match(before)
    swaps = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
    if token in "+-" and binary:
        return "sign", "-" if token == "+" else "+"
    if token == "-" and not binary:
        return "sign", ""
    if token in ("+=", "-="):
        return "sign", "-=" if token == "+=" else "+="
    if token in swaps:
        return "relation", swaps[token]
    if token in ("&&", "||"):
        return "logic", "||" if token == "&&" else "&&"
    if token == "!" and not binary:
        return "logic", ""
    if token in "*/" and binary and re.match(r"[\w(]", after) and not TYPE.match(after):
        return "factor", "/" if token == "*" else "*"
    if token == "?":
        return "branch", "== 0 ?"
    return change_number(token, key) if token[0].isdigit() else None


def candidates_of(path):
    text = path.read_text(encoding="utf-8")
    name = str(path.relative_to(ROOT))
    code = blank(text)
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    tokens = [(match.group(), match.start()) for match in TOKEN.finditer(code)]
    found = []
    seen = collections.Counter()

    def add(rule, start, stop, replacement):
        line = text.count("\n", 0, start)
        shown = lines[line][:start - starts[line]] + replacement + lines[line][stop - starts[line]:]
        alike = (name, rule, lines[line].strip(), shown.strip())
        found.append(Mutant(name, line + 1, rule, *alike[2:], start, stop, replacement, seen[alike]))
        seen[alike] += 1

    for n in range(1, len(tokens) - 1):
        token, at = tokens[n]
        change = change_token(tokens[n - 1][0], token, tokens[n + 1][0], f"{name}:{at - starts[text.count(chr(10), 0, at)]}{token}")
        if change:
            add(change[0], at, at + len(token), change[1])
        if token == "if" and tokens[n + 1][0] == "(":
            depth = 0
            for inner, where in tokens[n + 1:]:
                depth += (inner == "(") - (inner == ")")
                if depth == 0:
                    if "\n" not in text[at:where]:
                        add("branch", tokens[n + 1][1], where + 1, f"(!{text[tokens[n + 1][1]:where + 1]})")
                    break
    masked = code.split("\n")
    for n in range(1, len(masked)):
        whole = masked[n - 1].rstrip() == "" or masked[n - 1].rstrip()[-1] in ";{}):\\"
        if STATEMENT.match(masked[n]) and whole and masked[n].count("(") == masked[n].count(")"):
            add("drop", starts[n] + len(lines[n]) - len(lines[n].lstrip()), starts[n] + len(lines[n].rstrip()), ";")
    return found


def in_turn(mutants, seed):
    """One file's candidates, rules taking turns."""
    queues = collections.defaultdict(list)
    for mutant in sorted(mutants, key=lambda m: coin(seed, m.file, m.before, m.after, m.rule)):
        queues[mutant.rule].append(mutant)
    order = sorted(queues, key=lambda rule: coin(seed, mutants[0].file, rule))
    ordered = []
    while any(queues.values()):
        ordered += [queues[rule].pop(0) for rule in order if queues[rule]]
    return ordered


def sources():
    folder = ROOT / "solver"
    return sorted([*folder.glob("*.c"), *folder.glob("kernels/*.c"), *folder.glob("kernels/*_template.h")])


def choose(count, least, seed):
    """By file: candidates in the order of trial, and how many of them are wanted."""
    found = {path: candidates_of(path) for path in sources()}
    total = sum(map(len, found.values()))
    return [(in_turn(mutants, seed), min(len(mutants), max(least, round(count * len(mutants) / total)))) for mutants in found.values() if mutants]


class Bench:
    """A copy of the source tree with its build."""

    def __init__(self, work, name, options):
        self.tree = work / "tree"
        self.build = work / name
        self.sanitized = "-DFENHE_SANITIZE=ON" in options
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
        for name in filter(None, listed.split("\0")):
            target = self.tree / name
            target.parent.mkdir(parents=True, exist_ok=True)
            text = (ROOT / name).read_bytes()
            if not target.exists() or target.read_bytes() != text:
                target.write_bytes(text)
        for old in sorted((self.tree / "solver").rglob("*.[ch]")) + sorted((self.tree / "tests").glob("*.c")):
            if not (ROOT / old.relative_to(self.tree)).exists():
                old.unlink()
        self.run(["cmake", "-S", self.tree, "-B", self.build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None", "-DCMAKE_C_FLAGS=-O2 -w", *options])
        self.environment = {**os.environ, "OMP_NUM_THREADS": "1", "FENHE_SOURCE": str(ROOT), "FENHE_PROGRAM": str(self.build / "apps/fenhe"),
                            "LSAN_OPTIONS": f"suppressions={ROOT}/tests/leaks.supp:print_suppressions=0"}
        names = sorted(path.stem for pattern in ("test_solver_*.c", "test_verification_*.c") for path in (self.tree / "tests").glob(pattern))
        self.tests = {name: [self.build / "tests" / name] for name in names if not name.endswith("_full")}
        self.tests["fenhe verify --quick"] = [self.build / "apps/fenhe", "verify", "--quick"]
        self.limits = {}
        self.stages = []

    @staticmethod
    def run(command, **options):
        result = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, **options)
        if result.returncode:
            sys.exit(f"{' '.join(map(str, command))}:\n{result.stdout[-3000:]}{result.stderr[-3000:]}")

    def make(self, *targets):
        return subprocess.run(["ninja", "-j1", "-C", self.build, *targets], capture_output=True, check=False).returncode == 0

    def target(self, test):
        return "fenhe_program" if test.startswith("fenhe ") else test

    def passes(self, test):
        limit = self.limits.get(test, 600)

        def confine():
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            if not self.sanitized:  # sanitizers reserve much
                resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, 4 << 30))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            return subprocess.run(self.tests[test], cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  stdin=subprocess.DEVNULL, preexec_fn=confine, timeout=10 * limit, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def measure(self, kept, only=None):
        """Everything passes unchanged; quick tests come first, and each has ten times its time on the processor."""
        taken = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        self.tests = {test: self.tests[test] for test in only or self.tests}
        for test in self.tests:
            if test not in taken:
                if not self.make(self.target(test)):
                    sys.exit(f"{test} of the unchanged tree does not build")
                before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
                if not self.passes(test):
                    sys.exit(f"{test} fails on the unchanged tree")
                taken[test] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
                kept.write_text(json.dumps(taken), encoding="utf-8")
        self.limits = {test: int(5 + 10 * taken[test]) for test in self.tests}
        ordered = sorted(self.tests, key=lambda test: taken[test])
        quick = [test for test in ordered if only or taken[test] < SLOW_S]
        self.stages = [quick, [test for test in ordered if test not in quick], quick]
        print("tests in their order:", ", ".join(f"{test} ({taken[test]:.1f} s)" for test in ordered), flush=True)

    def trial(self, mutant, stage):
        """The test of a stage that catches a mutant, "" if none does, None if it does not compile."""
        path = self.tree / mutant.file
        text = path.read_text(encoding="utf-8")
        try:
            path.write_text(text[:mutant.start] + mutant.text + text[mutant.stop:], encoding="utf-8")
            for test in self.stages[stage]:
                if not self.make(self.target(test)):
                    return None
                if not self.passes(test):
                    return test
            return ""
        finally:
            path.write_text(text, encoding="utf-8")


def key_of(mutant):
    return f"{mutant.file}|{mutant.rule}|{mutant.before}|{mutant.after}" + (f"|{mutant.nth}" if mutant.nth else "")


class Record:
    """What is known of each mutant, kept in a file: the test that caught it, None if it does not compile, or how many stages it survived."""

    def __init__(self, path):
        self.path = path
        self.known = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
            entry = json.loads(line)
            self.known[entry["key"]] = entry["result"]

    def note(self, mutant, result):
        self.known[key_of(mutant)] = result
        with self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps({"key": key_of(mutant), "result": result}) + "\n")


def survives(result):
    return isinstance(result, int)


def run_stage(bench_of, plan, record, stage):
    """Try every mutant that has survived the earlier stages; results as (mutant, result)."""
    results = []
    for mutants, wanted in plan:
        compiled = 0
        bench = bench_of(mutants[0].file)
        for mutant in mutants:
            if compiled == wanted:
                break
            result = record.known.get(key_of(mutant), 0)
            if survives(result) and result <= stage:
                start = time.monotonic()
                caught = bench.trial(mutant, stage)
                result = stage + 1 if caught == "" else caught
                record.note(mutant, result)
                verdict = f"survives stage {result}" if survives(result) else result or "does not compile"
                print(f"{mutant.file}:{mutant.line} {mutant.rule}: {verdict} ({time.monotonic() - start:.0f} s)", flush=True)
            if result is not None:
                compiled += 1
                results.append((mutant, result))
    return results


def code(text):
    return "`` " + text.replace("|", "\\|") + " ``"


def reasons_given():
    """What was written by hand beside each survivor."""
    reasons = {}
    if PAGE.exists():
        for row in re.findall(r"^\| `([^`]+)` \| ([\w -]+) \| (``.*?``) \| (``.*?``) \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.M):
            reasons[(row[0].split(":")[0], row[2], row[3])] = row[4]
    return reasons


def reason_of(reasons, mutant):
    return reasons.get((mutant.file, code(mutant.before), code(mutant.after)), "not explained yet")


def write_page(results, arguments):
    reasons = reasons_given()
    survivors = [mutant for mutant, result in results if survives(result)]
    caught = len(results) - len(survivors)
    alike = [mutant for mutant in survivors if reason_of(reasons, mutant).startswith("equivalent")]
    faults = len(results) - len(alike)
    by_rule = collections.Counter(mutant.rule for mutant, _ in results)
    missed_by_rule = collections.Counter(mutant.rule for mutant in survivors)
    lines = ["# Would the tests notice a fault in the solver?", "",
             f"Written by `scripts/mutate_solver.py --mutants {arguments.mutants} --least {arguments.least} --seed {arguments.seed} --stages {arguments.stages}`; only the "
             "reasons are written by hand. The script makes one small fault at a time in `solver/` (pure texts of complaints aside), builds, "
             f"and runs {TESTS_OF_STAGES[arguments.stages]} until one fails; a test that takes ten times its time has failed.",
             "",
             f"**{len(results)} mutants, {caught} caught ({100 * caught / len(results):.1f} %), {len(survivors)} survive.** {len(alike)} of these "
             f"are equivalent: no run can show them. Of the other {faults}, {100 * caught / faults:.1f} % are caught.", "",
             "| Rule | | Mutants | Caught |", "|---|---|---:|---:|"]
    lines += [f"| {rule} | {RULES[rule]} | {by_rule[rule]} | {by_rule[rule] - missed_by_rule[rule]} |" for rule in RULES]
    lines += ["", "## Survivors", "", "| Place | Rule | Before | After | Why it survives |", "|---|---|---|---|---|"]
    for mutant in survivors:
        lines.append(f"| `{mutant.file}:{mutant.line}` | {mutant.rule} | {code(mutant.before)} | {code(mutant.after)} | "
                     f"{reason_of(reasons, mutant)} |")
    lines += ["", "## All mutants", "", "| Place | Rule | Before | After | Caught by |", "|---|---|---|---|---|"]
    for mutant, result in results:
        verdict = "**survives**" if survives(result) else result
        lines.append(f"| {mutant.file}:{mutant.line} | {mutant.rule} | {code(mutant.before)} | {code(mutant.after)} | {verdict} |")
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    unexplained = sum("not explained yet" in line for line in lines)
    print(f"{PAGE}: {len(results)} mutants, {caught} caught, {len(survivors)} survive, {unexplained} of them not explained yet")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for the copy, its build and what is known so far")
    parser.add_argument("--mutants", type=int, default=150, help="about so many in all (150)")
    parser.add_argument("--least", type=int, default=4, help="at least so many of every file (4)")
    parser.add_argument("--seed", type=int, default=1, help="another seed chooses others (1)")
    parser.add_argument("--stages", type=int, choices=(1, 2, 3), default=3,
                        help="1: quick tests only; 2: slow ones on what survives; 3: quick ones again, with sanitizers, on what still survives (3)")
    parser.add_argument("--again", action="store_true", help="try the survivors again, after tests were added")
    parser.add_argument("--known", action="store_true", help="run nothing, write the page from what is known of any mutant")
    parser.add_argument("--list", action="store_true", help="only list them")
    parser.add_argument("--cmake", action="append", default=[], help="a further option for cmake, such as -DCMAKE_C_COMPILER=clang")
    arguments = parser.parse_args()
    plan = choose(arguments.mutants, arguments.least, arguments.seed)
    if arguments.list:
        for mutants, wanted in plan:
            for mutant in mutants[:wanted]:
                print(f"{mutant.file}:{mutant.line}: {mutant.rule}: {mutant.before}  ->  {mutant.after}")
        return
    if arguments.known:
        known = Record(arguments.work / "results.jsonl").known
        results = [(mutant, known[key_of(mutant)]) for mutants, _ in plan for mutant in mutants if known.get(key_of(mutant)) is not None]
        write_page(results, arguments)
        return
    arguments.work.mkdir(parents=True, exist_ok=True)
    # Kernels are compiled once for every instruction set, which takes long: all sets only where they are chosen.
    narrow = Bench(arguments.work, "build", ["-DFENHE_WIDE_VECTORS=OFF", *arguments.cmake])
    narrow.measure(arguments.work / "times.json")
    wide = Bench(arguments.work, "build-wide", arguments.cmake)
    wide.measure(arguments.work / "times-wide.json")
    record = Record(arguments.work / "results.jsonl")
    if arguments.again:
        record.known = {key: 0 if survives(result) else result for key, result in record.known.items()}
    for stage in range(min(arguments.stages, 2)):
        results = run_stage(lambda file: wide if file == DISPATCH else narrow, plan, record, stage)
    if arguments.stages == 3:
        sanitized = Bench(arguments.work, "build-sanitized", ["-DFENHE_WIDE_VECTORS=OFF", "-DFENHE_SANITIZE=ON", *arguments.cmake])
        sanitized.measure(arguments.work / "times-sanitized.json", narrow.stages[0])
        results = run_stage(lambda _: sanitized, plan, record, 2)
    write_page(results, arguments)


if __name__ == "__main__":
    main()
