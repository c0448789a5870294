"""What `bansos doctor` looks at, a module a subject; each check gives one `Finding`."""
