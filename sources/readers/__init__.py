"""From the bytes of a file to the rows of its data sets, one module per format.

Belongs here: telling formats apart, unpacking, sheets, headers, and which rows are rows. Does not belong here: what a
cell means (`sources.cells`), what is stored (`sources.reading.submissions`), and whether a value is good
(`expectations`).
"""
