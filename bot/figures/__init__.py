"""Figures about the service: counted, suppressed, drawn."""
