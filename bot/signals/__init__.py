"""What wakes a worker, and what is counted for the operator."""
