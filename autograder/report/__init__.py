"""The reports of a course: for each lesson a class report, feedback pages and a table of scores; over all
lessons the course report and a page for each student; and the stored results that they are made from.

Pure functions over plain data: no torch, no network. The pages are single files that need no JavaScript.
"""
