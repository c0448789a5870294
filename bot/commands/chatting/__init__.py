"""`bansos chat` from the inside: reading lines, talking, showing, recording."""
