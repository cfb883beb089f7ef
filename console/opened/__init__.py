"""What anybody may see of cases: public pages, figures, open data, Open311."""
