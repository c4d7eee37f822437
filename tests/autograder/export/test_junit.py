"""Results as JUnit's XML."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from export_command import Command
from scored_course import HALF, WRONG, report, result, store

from autograder.export.junit import junit
from autograder.gradebook.course import Course
from autograder.results import FollowUp, Status

# Elements with their attributes (True: required) and children, by Jenkins's junit-10.xsd.
JUNIT: dict[str, tuple[dict[str, bool], set[str]]] = {
    "testsuites": (
        dict.fromkeys(("name", "time", "tests", "failures", "disabled", "errors"), False),
        {"testsuite"},
    ),
    "testsuite": (
        {"name": True, "tests": True}
        | dict.fromkeys(("failures", "errors", "time", "disabled", "skipped", "timestamp", "id"), False),
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "properties": ({}, {"property"}),
    "property": ({"name": True, "value": True}, set()),
    "testcase": (
        {"name": True, "classname": False, "assertions": False, "time": False, "status": False},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": ({"type": False, "message": False}, set()),
    "error": ({"type": False, "message": False}, set()),
    "skipped": ({"type": False, "message": False}, set()),
    "system-out": ({}, set()),
}


def check_junit(element: ElementTree.Element) -> None:
    attributes, children = JUNIT[element.tag]
    assert set(element.attrib) <= set(attributes)
    assert {name for name, needed in attributes.items() if needed} <= set(element.attrib)
    if element.tag == "testcase":
        assert len(element) <= 1
    for count, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        if count in element.attrib:
            assert int(element.attrib[count]) == len(list(element.iter(tag)))
    if "skipped" in element.attrib:
        assert int(element.attrib["skipped"]) == len(list(element.iter("skipped")))
    for child in element:
        assert child.tag in children
        check_junit(child)


class TestJUnit:
    def test_the_outcome_of_each_test(self) -> None:
        tests = [result(), result(device="simgpu"), result(Status.SKIPPED, device="cuda")]
        rest = [result(Status.INFRA_ERROR, "test_b", message="Judge ended."), WRONG]
        root = ElementTree.fromstring(junit([("ada", report(tests, rest)), ("alan", report(HALF))]))
        check_junit(root)
        assert root.attrib == {"name": "autograder", "tests": "8", "failures": "2", "errors": "1"}
        suite = root[0]
        assert suite.attrib == {
            "name": "02_softmax.ada",
            "tests": "5",
            "failures": "1",
            "errors": "1",
            "skipped": "1",
        }
        assert {one.attrib["name"]: one.attrib["value"] for one in suite[0]} == {
            "student": "ada",
            "score": "3.0",
            "max_score": "7.5",
        }
        cases = [
            (case.attrib["classname"], case.attrib["name"], [child.tag for child in case])
            for case in suite.iter("testcase")
        ]
        assert cases == [
            ("02_softmax.softmax", "test_rows[cpu]", []),
            ("02_softmax.softmax", "test_rows[simgpu]", []),
            ("02_softmax.softmax", "test_rows[cuda]", ["skipped"]),
            ("02_softmax.cross_entropy", "test_b[cpu]", ["error"]),
            ("02_softmax.cross_entropy", "test_rows[cpu]", ["failure"]),
        ]
        (failure,) = suite.iter("failure")
        assert failure.attrib == {"type": "failed", "message": "Off by <b>1</b>.\ufffd[31m"}
        assert failure.text == "Sentence of test_rows.\nOff by <b>1</b>.\ufffd[31m\nIt is over dim 0."

    def test_follow_ups_are_told(self) -> None:
        follow_up = FollowUp(("exp",), ("exp",))
        tests = [result(follow_up=follow_up), result(Status.FAILED, "test_b", follow_up=follow_up)]
        root = ElementTree.fromstring(junit([("ada", report(tests))]))
        check_junit(root)
        assert root.findtext(".//system-out") == tests[0].remark
        assert tests[1].remark in str(root.findtext(".//failure"))

    @pytest.mark.parametrize("status", [status for status in Status if status.counts])
    def test_each_fault_of_the_student_is_a_failure(self, status: Status) -> None:
        root = ElementTree.fromstring(junit([("ada", report([result(status)]))]))
        assert len(list(root.iter("failure"))) == (status is not Status.PASSED)

    def test_the_command_and_text_that_xml_can_not_hold(self, command: Command, course: Course) -> None:
        store(course, '"<&>', report([result(Status.FAILED, message="\x00\x01]]>&\ufffe")]))
        status, printed, _ = command("--format", "junit")
        assert status == 0
        root = ElementTree.fromstring(printed)
        check_junit(root)
        assert [suite.attrib["name"] for suite in root] == [
            '02_softmax."<&>',
            "02_softmax.ada",
            "02_softmax.alan",
        ]
        (failure,) = root[0].iter("failure")
        assert failure.attrib["message"] == "\ufffd\ufffd]]>&\ufffd"
