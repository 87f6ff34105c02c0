"""Whether a file is a list of software by the schema of CycloneDX 1.6, with nothing in it that the schema does not know."""

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(Path(sys.argv[1]).read_text())
print("valid" if wrong is None else wrong)
