import json
import logging

from quen.kit.logs import JsonFormatter


def test_a_line_for_machines_holds_a_message_of_several_lines_and_its_traceback():
    try:
        raise ValueError("no")
    except ValueError as error:
        record = logging.LogRecord(
            "quen.kit",
            logging.ERROR,
            __file__,
            1,
            "tên %s\nhai",
            ("Hồng",),
            (ValueError, error, error.__traceback__),
        )
    line = JsonFormatter().format(record)
    assert "\n" not in line
    said = json.loads(line)
    assert said["message"] == "tên Hồng\nhai"
    assert said["level"] == "error"
    assert "ValueError: no" in said["traceback"]
