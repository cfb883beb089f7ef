"""Those who mean harm: what each may do, and what they get."""
