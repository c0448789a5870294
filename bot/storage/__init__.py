"""What is kept, and how: two databases, one set of statements, nothing personal in clear."""
