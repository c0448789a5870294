"""The ways to a citizen: one module a platform, one contract in `base`."""
