"""The records that answer questions, the latest answer of each chat, and the questions without an answer."""
