"""Results as JUnit XML for dashboards and CI services. It is for instructors only: it has all details.

The elements and attributes are those of Jenkins's junit-10.xsd. Times are not measured, so there are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from autograder.results import FunctionResult, Report, Status, TestResult

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(reports: Iterable[tuple[str, Report]]) -> bytes:
    """Return the XML: a testsuite "LESSON.STUDENT" for each submission, a testcase for each test and device.

    An error in the student's code is a failure. A fault of the grader is an error. A test for a device that
    the machine lacks is skipped.

    Args:
        reports: each report with its student.
    """
    root = ElementTree.Element("testsuites", name="autograder")
    for student, report in reports:
        root.append(_suite(student, report))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.attrib[count]) for suite in root)))
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _suite(student: str, report: Report) -> ElementTree.Element:
    tests = [test for function in report.functions for test in function.tests]
    suite = ElementTree.Element(
        "testsuite",
        name=_text(f"{report.lesson}.{student}"),
        tests=str(len(tests)),
        failures=str(sum(_element_name(test) == "failure" for test in tests)),
        errors=str(sum(_element_name(test) == "error" for test in tests)),
        skipped=str(sum(_element_name(test) == "skipped" for test in tests)),
    )
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in (("student", student), ("score", report.score), ("max_score", report.max_score)):
        ElementTree.SubElement(properties, "property", name=name, value=_text(str(value)))
    for function in report.functions:
        suite.extend(_case(report, function, test) for test in function.tests)
    return suite


def _case(report: Report, function: FunctionResult, test: TestResult) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase",
        classname=_text(f"{report.lesson}.{function.name}"),
        name=_text(f"{test.name}[{test.device}]"),
    )
    element = _element_name(test)
    if element is None:
        if test.remark:
            ElementTree.SubElement(case, "system-out").text = _text(test.remark)
        return case
    message = " ".join((test.message or test.title).split())
    outcome = ElementTree.SubElement(case, element, message=_text(message))
    if element != "skipped":
        outcome.set("type", test.status)
        outcome.text = _text("\n".join(filter(None, (test.title, test.remark, test.message, test.diagnosis))))
    return case


def _element_name(test: TestResult) -> str | None:
    """Return the name of the element for a test's outcome; a passed test has none."""
    if test.status is Status.PASSED:
        return None
    return {Status.SKIPPED: "skipped", Status.INFRA_ERROR: "error"}.get(test.status, "failure")


def _text(text: str) -> str:
    """Return `text` without the characters that XML doesn't allow, not even escaped."""
    return _NO_XML.sub("\ufffd", text)
