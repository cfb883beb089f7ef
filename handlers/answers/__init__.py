"""What staff do with the records that questions are answered from."""
