"""Pages on paper: what a consultation came to as .docx in the layout of NĐ 30/2020/NĐ-CP, and as .xlsx.

They stand beside the pages, for they show the same values to the same people; the parser's floor (`storage`) reads
foreign bytes, this one writes our own. `values` is read from the stores in one transaction and goes as JSON to a
process of its own (`bot.workers.subprocess_work`), where all the rest here runs without a store.
"""
