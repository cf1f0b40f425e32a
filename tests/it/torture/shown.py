"""What another program shows in the answer columns of workbooks: for each file of a folder, one line of JSON."""

import datetime
import json
import pathlib
import sys
import warnings

import openpyxl

warnings.simplefilter("ignore")


def shown(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return str(value)


for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    line = {"file": path.name}
    try:
        book = openpyxl.load_workbook(path, data_only=True)
        line["sheets"] = {
            sheet.title: {
                cell.coordinate: shown(cell.value)
                for row in sheet.iter_rows(max_row=60, max_col=8)
                for cell in row
                if cell.value is not None
            }
            for sheet in book.worksheets
        }
    except Exception as fault:  # whatever it is, the file did not open
        line["fault"] = f"{type(fault).__name__}: {fault}"
    print(json.dumps(line))
