"""Documents for printing: the result of a consultation as .docx in the layout of NĐ 30/2020/NĐ-CP, and as .xlsx.

They show the same values as the pages, to the same people. `values` reads them from the database in one transaction and
sends them as JSON to a child process (`bot.workers.subprocess_work`), where the rest works without a database. Uploaded
drafts and rolls are read here too, in child processes.
"""
