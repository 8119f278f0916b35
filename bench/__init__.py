"""Benchmarks: the cost of SEKTAP, measured on the real system, which imports nothing from here.

`make bench` (`python -m bench`) measures speed and memory: it makes clean input of a given size (`made_input`), runs
`sektap` on it and watches the whole process tree (`measured`), and lets two programs compute the same facts from the
same files: a bare DuckDB script (`floor`) and what an analyst writes in pandas (`analyst`). Their facts must equal the
marts' (`facts`), or the comparison says nothing. Results go to `bench/results/` (JSON, not committed) and, as a table,
into `docs/performance.md` (`report`).
"""
