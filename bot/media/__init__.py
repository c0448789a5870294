"""Photos and voice notes: fetched, checked, cleaned, kept encrypted, and erased in time."""
