"""The conversation engine: flows as generators, replayed over the answers they have."""
