"""Pages of the records that are answered from: for the public, and for staff who keep them."""
