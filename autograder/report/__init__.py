"""The reports of a course, and the stored results behind them.

Each lesson has a class report, feedback pages and a table of scores. The course has a course report and a
page for each student.

The modules have pure functions over plain data: no torch, no network. Each page is a single file without
JavaScript.
"""
