"""Pages of the records that questions are answered from: for the public, and for the staff who keep them."""
