"""Documents for printing: the result of a consultation as .docx in the layout of NĐ 30/2020/NĐ-CP, and as .xlsx.

They are beside the pages, because they show the same values to the same people. `values` is read from the store in one
transaction and sent as JSON to a process of its own (`bot.workers.subprocess_work`), where the rest works without a
store. Uploaded drafts and rolls are read here too, in processes of their own.
"""
