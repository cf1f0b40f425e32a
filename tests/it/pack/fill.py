"""Fills a response workbook as a supplier would with openpyxl: every open cell of the sheets with answers."""
import datetime
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
count = 0
for sheet in book.worksheets:
    if sheet.sheet_state != "visible":
        continue
    table = "." in sheet.title
    for row in sheet.iter_rows():
        for cell in row:
            if type(cell).__name__ == "MergedCell" or cell.protection.locked:
                continue
            if table and cell.row > 7:
                continue
            count += 1
            if cell.number_format == "General":
                cell.value = 24
            elif cell.number_format == "@":
                cell.value = f"Answer {cell.coordinate}: we do so, “always”, by procedure P-{cell.row}.\nAnd we test it."
                if sheet.title == "Responses" and cell.column_letter in ("E", "I"):
                    cell.value = "Yes"
            else:
                cell.value = datetime.date(2027, 8, 31)
book.save(sys.argv[2])
print(count)
