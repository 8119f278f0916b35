"""The blank workbook that institutions fill in, made from the contracts."""
