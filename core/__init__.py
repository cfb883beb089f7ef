"""Words everybody shares: values, protocols, errors and text rules. Standard library only."""
